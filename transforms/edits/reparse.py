"""The syntax tree of an edited file, for the price of the statements that were edited.

The pieces of the file that no edit touched are compared as text, character by character; what is
left between them is parsed where it stands, with blank lines for the pieces.  A top-level
statement ends with its line (language reference 2.1), so text that parses so parses the same
between the pieces.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rezone.transforms.edits.splice import Replacement
from rezone.transforms.references.source import SourceText


class _Lines(NamedTuple):
    """Whole lines of the old file, counted from 0, *end* not included, and what they become."""

    start: int
    end: int
    replacements: list[Replacement]


def reparse(
    old: SourceText, tree: ast.Module, new: SourceText, replacements: Sequence[Replacement]
) -> ast.Module | None:
    """Return the syntax tree of *new*, None where all of it has to be parsed.

    Statements that *replacements* do not touch are those of *tree* itself, positions included.

    Raises:
        Unreadable: an edited statement does not parse.
    """
    if not replacements or "\r" in old.text or "\f" in old.text:
        return None
    touched = list(_touched(old, tree, sorted(replacements)))
    parts = _parts(old, new, touched)
    if parts is None:
        return None
    fresh = SourceText("".join(parts), path=new.path).parse().body
    body: list[ast.stmt] = []
    line = last = 0
    for lines, blank, edited in zip(touched, parts[::2], parts[1::2], strict=True):
        body += [node for node in tree.body if last < node.lineno <= lines.start]
        first = line + blank.count("\n")
        line = first + edited.count("\n") + (not edited.endswith("\n"))
        edits = [node for node in fresh if first < node.lineno <= line]
        if any((node.end_lineno or line) > line for node in edits):
            return None  # a string that one edit opens and another one closes
        body += edits
        last = lines.end
    return ast.Module([*body, *(node for node in tree.body if node.lineno > last)], [])


def keeps_lines(old: SourceText, replacements: Sequence[Replacement]) -> bool:
    """Say whether every statement stands in the line where it stood, edited or not."""
    return all(
        text.count("\n") == old.text.count("\n", start, end) for start, end, text in replacements
    )


def _touched(
    old: SourceText, tree: ast.Module, replacements: Sequence[Replacement]
) -> Iterator[_Lines]:
    """Yield the lines of the statements that are edited, those that share them included."""
    firsts = [_first_line(node) - 1 for node in tree.body]
    lasts = [node.end_lineno or node.lineno for node in tree.body]
    current: _Lines | None = None
    for replacement in replacements:
        start, end = (old.position(offset)[0] - 1 for offset in replacement[:2])
        end += 1
        at = bisect_right(lasts, start)
        while at < len(firsts) and firsts[at] < end:
            start, end = min(start, firsts[at]), max(end, lasts[at])
            at += 1
        if current is not None and start < current.end:
            current.replacements.append(replacement)
            current = current._replace(end=max(end, current.end))
            continue
        if current is not None:
            yield current
        current = _Lines(start, end, [replacement])
    if current is not None:
        yield current


def _parts(old: SourceText, new: SourceText, touched: Sequence[_Lines]) -> list[str] | None:
    """Return blank lines and edited text by turns, None where *new* is not what it should be."""
    starts = [*old.line_starts, len(old.text)]
    parts: list[str] = []
    position = at = 0
    for lines in touched:
        piece = old.text[position : starts[lines.start]]
        position = starts[lines.end]
        length = position - starts[lines.start]
        length += sum(len(text) - (end - start) for start, end, text in lines.replacements)
        edited = new.text[at + len(piece) : at + len(piece) + length]
        if not new.text.startswith(piece, at) or not _stands_alone(edited, old.text[position:]):
            return None
        parts += ["\n" * piece.count("\n"), edited]
        at += len(piece) + length
    return parts if new.text[at:] == old.text[position:] else None


def _stands_alone(text: str, rest: str) -> bool:
    """Say whether *text* reads the same whether or not *rest* follows, and asks no first place."""
    ends = not rest or not text or text.endswith("\n")
    return ends and not text.endswith("\\\n") and "__future__" not in text


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])
