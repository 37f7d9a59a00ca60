"""One source under moves, through all that rezone has: finder, splice, proof, and LibCST's tree."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import libcst as cst

from rezone.phases.distribution.archive import Members
from rezone.phases.engine.context import PhaseContext, build_context
from rezone.phases.engine.outcome import FileOutcome
from rezone.phases.engine.rewriting import rewrite_file
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan, PlannedMove, WorkspaceConfig
from rezone.transforms.edits.python_file import rewrite_whole
from rezone.transforms.edits.tree import apply_to_tree
from rezone.transforms.moves.move import Move
from rezone.transforms.references.mentions import Setting, find_in_python
from rezone.transforms.references.source import SourceText, Unreadable


def context_of(workspace: Workspace, moves: Mapping[str, str]) -> PhaseContext:
    """Return the phase of *moves* over *workspace*, whose root is the import root."""
    planned = tuple(PlannedMove(Move(old, new)) for old, new in moves.items())
    plan = Plan((Phase(1, moves=planned),), workspace=WorkspaceConfig(roots=(".",)))
    return build_context(workspace, plan, plan.phase(1))


def in_memory(files: Mapping[str, bytes]) -> Workspace:
    """Return a workspace of *files* that is nowhere on disk."""
    return Workspace.stored(Path("/nowhere"), files, Members(files, is_wheel=False))


def parses(content: bytes) -> bool:
    """Say whether the Python that runs takes *content*, as it does when it imports it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(content)
            SourceText.decode(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError, Unreadable):
        return False
    return True


def examined(context: PhaseContext, path: str, content: bytes) -> FileOutcome:
    """Return what becomes of one file, once everything about it held."""
    outcome = rewrite_file(context, path, content)
    if outcome.problem:
        assert outcome.content is None
        assert not parses(content), outcome.problem
        return outcome
    after = content if outcome.content is None else outcome.content
    assert after != content or outcome.content is None
    assert bool(outcome.edits) == (outcome.content is not None)
    if outcome.content is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(after, path, "exec", dont_inherit=True)
    return outcome


def from_tree(context: PhaseContext, path: str, content: bytes) -> tuple[object, ...]:
    """Return the bytes, edits and references of a file as its whole syntax tree gives them."""
    setting = Setting(path=path, certain=True)
    outcome = rewrite_whole(
        path,
        content,
        context.resolver,
        partial(find_in_python, text_map=context.text_map, setting=setting),
    )
    return outcome.content, outcome.edits, outcome.references


def in_libcst(content: bytes, outcome: FileOutcome) -> bool:
    """Check that a whole LibCST tree gives the same bytes; say whether LibCST could tell."""
    try:
        module = cst.parse_module(content)
        if module.bytes != content:
            return False
    except (cst.ParserSyntaxError, RecursionError):  # thousands of strings that are one literal
        return False
    changed = apply_to_tree(module, SourceText.decode(content, outcome.old), outcome.edits)
    assert changed.bytes == (content if outcome.content is None else outcome.content)
    return True
