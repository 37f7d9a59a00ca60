"""One path of the workspace: read, searched for what moves, and rewritten where it holds it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from rezone.phases.engine.context import PhaseContext
from rezone.phases.engine.outcome import FileOutcome
from rezone.phases.engine.rewriting import rewrite_file
from rezone.transforms.index.modules import CYTHON_SUFFIXES, SOURCE_SUFFIXES

Count = Callable[[int], None]
"""Called with how many paths are done."""

Executor = Callable[[PhaseContext, list[str], Count], Iterator[FileOutcome]]
"""Yields what becomes of the paths, in their order; what stays as it is is left out."""


def candidate(context: PhaseContext, path: str) -> bytes | FileOutcome | None:
    """Return the bytes of a file that may name what moves, else what becomes of it, if anything.

    Raises:
        Refused: it cannot be read.
    """
    content = context.workspace.content(path)
    new = context.layout.paths.get(path)
    if content is None:
        text = context.workspace.link(path)
        if new is None or text is None:
            return None
        return FileOutcome(path, new, sha256(os.fsencode(text)).hexdigest())
    is_program = path.endswith((*SOURCE_SUFFIXES, *CYTHON_SUFFIXES))
    if context.may_name(path, content) or (new is not None and is_program):
        return content
    return None if new is None else FileOutcome(path, new, sha256(content).hexdigest())


def examine(context: PhaseContext, paths: Iterable[str]) -> list[FileOutcome]:
    """Return what becomes of *paths*.

    Raises:
        Refused: one cannot be read, or an edit cannot be proven.
    """
    outcomes = []
    for path in paths:
        found = candidate(context, path)
        outcome = rewrite_file(context, path, found) if isinstance(found, bytes) else found
        if outcome is not None:
            outcomes.append(outcome)
    return outcomes
