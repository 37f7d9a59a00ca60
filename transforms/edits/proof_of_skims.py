"""The proof for a file that was skimmed: only imports differ, and they bind what they must.

Between those statements both texts are compared character by character, so what parsed before
parses the same afterwards: each statement is parsed alone and is one import statement still.
"""

from __future__ import annotations

import ast

from rezone.transforms.edits.file_names import FileNames
from rezone.transforms.edits.proof_of_imports import ImportComparison
from rezone.transforms.edits.python_outcome import PythonOutcome
from rezone.transforms.errors import Unproven
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.references.resolver import Resolver
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
    replaced = sorted(outcome.replaced)
    position = at = taken = 0
    for node in sorted(old.tree.body, key=lambda each: (each.lineno, each.col_offset)):
        start, end = before.span(node)
        length = end - start
        while taken < len(replaced) and replaced[taken][0] < end:
            first, last, text = replaced[taken]
            if first < start or last > end:
                raise _fail(before, node, "something else than an import changed")
            length += len(text) - (last - first)
            taken += 1
        gap = before.text[position:start]
        written = after.text[at + len(gap) : at + len(gap) + length]
        if not after.text.startswith(gap, at):
            raise _fail(before, node, "text between imports changed")
        position, at = end, at + len(gap) + length
        pairs.append((node, _import(before, node, written)))
        new.append(pairs[-1][1])
    if before.text[position:] != after.text[at:]:
        raise _fail(before, ast.Pass(lineno=1), "text between imports changed")
    comparison = ImportComparison(old, FileNames(ast.Module(new, []), now), resolver, set())
    for node, changed in pairs:
        problem = comparison.problem([node], [changed])
        if problem:
            raise _fail(before, node, problem)


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
