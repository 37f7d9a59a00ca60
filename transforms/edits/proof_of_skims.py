"""The proof for a file that was skimmed: imports differ, and bind what they must, or prose does.

Between those statements both texts are compared character by character, but for what the edits
put into comments and docstrings.  So what parsed before parses the same afterwards: each statement
is parsed alone and is one import statement still.
"""

from __future__ import annotations

import ast

from rezone.transforms.edits.actions import TextEdit
from rezone.transforms.edits.file_names import FileNames
from rezone.transforms.edits.proof_of_imports import ImportComparison
from rezone.transforms.edits.python_outcome import PythonOutcome
from rezone.transforms.edits.splice import Replacement
from rezone.transforms.errors import Unproven
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.references.prose import prose_at, stays_prose
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.skim import literals_in
from rezone.transforms.references.source import SourceText


def prove_imports(
    old: FileNames,
    now: ModulePath | None,
    before: SourceText,
    after: SourceText,
    outcome: PythonOutcome,
    resolver: Resolver,
) -> None:
    """Check that *after* is *before*, whose skim is *old*, with other imports where they must be.

    Raises:
        Unproven: it is not; with path and line in the original.
    """
    new: list[ast.stmt] = []
    pairs: list[tuple[ast.stmt, ast.stmt]] = []
    written = _Written(before, after, outcome)
    for node in sorted(old.tree.body, key=lambda each: (each.lineno, each.col_offset)):
        start, end = before.span(node)
        written.gap(start)
        pairs.append((node, _import(before, node, written.statement(node, end))))
        new.append(pairs[-1][1])
    written.gap(len(before.text))
    written.end()
    comparison = ImportComparison(old, FileNames(ast.Module(new, []), now), resolver, set())
    for node, changed in pairs:
        problem = comparison.problem([node], [changed])
        if problem:
            raise _fail(before, node, problem)


class _Written:
    """Goes through both texts of a file side by side."""

    def __init__(self, before: SourceText, after: SourceText, outcome: PythonOutcome) -> None:
        self.before = before
        self.after = after
        self.replaced = sorted(outcome.replaced, reverse=True)
        self.texts = {
            (edit.start, edit.end, edit.new) for edit in outcome.edits if isinstance(edit, TextEdit)
        }
        self.literals = literals_in(before.text) if self.texts else None
        self.position = self.at = 0

    def gap(self, end: int) -> None:
        """Check what stands up to *end* of the text before: the same but for edited prose."""
        while self.replaced and self.replaced[-1][1] <= end:
            replacement = self.replaced.pop()
            if replacement[0] < self.position or not self.is_prose(replacement):
                raise self.fail("something else than an import changed")
            self.same(replacement[0])
            self.position = replacement[1]
            self.take(replacement[2])
        self.same(end)

    def statement(self, node: ast.stmt, end: int) -> str:
        """Return what the import *node*, which ends at *end*, is in the text after."""
        length = end - self.position
        while self.replaced and self.replaced[-1][0] < end:
            first, last, text = self.replaced.pop()
            if first < self.position or last > end:
                raise _fail(self.before, node, "something else than an import changed")
            length += len(text) - (last - first)
        self.position, self.at = end, self.at + length
        return self.after.text[self.at - length : self.at]

    def end(self) -> None:
        """Check that nothing follows in the text after."""
        if self.at != len(self.after.text):
            raise self.fail("text between imports changed")

    def same(self, end: int) -> None:
        piece = self.before.text[self.position : end]
        self.position = end
        self.take(piece)

    def take(self, piece: str) -> None:
        if not self.after.text.startswith(piece, self.at):
            raise self.fail("text between imports changed")
        self.at += len(piece)

    def is_prose(self, replacement: Replacement) -> bool:
        start, end, new = replacement
        return (
            replacement in self.texts
            and self.literals is not None
            and prose_at(self.before.text, self.literals, start, end) is not None
            and stays_prose(new)
        )

    def fail(self, why: str) -> Unproven:
        line, _ = self.before.position(self.position)
        return _fail(self.before, ast.Pass(lineno=line), why)


def _import(source: SourceText, node: ast.stmt, written: str) -> ast.stmt:
    try:
        body = ast.parse(written).body
    except (SyntaxError, ValueError):
        body = []
    if len(body) != 1 or not isinstance(body[0], ast.Import | ast.ImportFrom):
        raise _fail(source, node, f"{written!r} is no import")
    return body[0]


def _fail(source: SourceText, node: ast.stmt, why: str) -> Unproven:
    return Unproven(
        f"cannot be proven equal: {why}",
        source.path,
        node.lineno,
        "report this file; nothing was changed",
    )
