"""Blocks of Python inside other documents: fences, cells, doctests.

All blocks of a document are handed to the Python rewriter as one module, because a later block
uses what an earlier one imports.  Only the lines that come back different are edited.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from rezone.transforms.documents.registry import Document, PythonRewriter
from rezone.transforms.references.mentions import Mention, Setting, find

_BETWEEN = "#: next block of this document"
_HELD = "#: held line"
_PROMPT = ">>>\n"


class Line(Struct, frozen=True):
    """One line of a block: its Python, and the span of the document that holds it.

    A *held* line is part of the block but no Python: a magic, or the output of a doctest.
    """

    code: str
    start: int
    end: int
    held: bool = False


class Block(Struct, frozen=True):
    """Lines of Python, and how new lines are written where the given ones stood."""

    lines: tuple[Line, ...]
    render: Callable[[Sequence[Line], Sequence[str]], str]

    @property
    def source(self) -> str:
        """Return the block as Python; a held line is a comment, or `pass` where it is nested."""
        return "\n".join(_masked(line) for line in self.lines)


def block_mentions(blocks: Sequence[Block], document: Document) -> Iterator[Mention]:
    """Yield the edits of all *blocks*; a block that does not parse is read as text.

    In the lines that stay, a name counts as in text unless the blocks bind its first segment: it
    is then an attribute of that object, and for the Python rewriter alone to judge.
    """
    whole: list[Block] = []
    for block in blocks:
        if _parse(block.source) is not None:
            whole.append(block)
        else:
            for line in block.lines:
                yield from _as_text(line, document)
    sources = [block.source for block in whole]
    joined = f"\n{_BETWEEN}\n".join(sources)
    tree = _parse(joined)
    imports = document.python is not None  # without a rewriter, imports are text as well
    bound = frozenset[str]() if tree is None else frozenset(_bound(tree, imports))
    rewritten = _rewritten(sources, joined, document.python)
    for block, source, new in zip(whole, sources, rewritten, strict=True):
        yield from _edits(block, source, new, document, bound)


def _rewritten(sources: list[str], joined: str, python: PythonRewriter | None) -> list[str]:
    if python is None or not sources:
        return sources
    new = python(joined)
    parts = (joined if new is None else new).split(f"\n{_BETWEEN}\n")
    if len(parts) == len(sources):
        return parts
    return [python(source) or source for source in sources]


def _edits(
    block: Block, source: str, new: str, document: Document, bound: frozenset[str]
) -> Iterator[Mention]:
    from difflib import SequenceMatcher

    old_lines, new_lines = source.split("\n"), new.split("\n")
    matcher = SequenceMatcher(None, old_lines, new_lines, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        lines, written = block.lines[first:last], new_lines[new_first:new_last]
        if tag == "equal" or any(line.held for line in lines):
            for line in lines:
                yield from _unbound(line, document, bound)
            continue
        if tag == "insert" and block.lines:
            lines, written = _beside(block.lines, first, written)
        if lines:
            start, end = lines[0].start, lines[-1].end
            yield Mention(
                start, end, document.text[start:end], block.render(lines, written), "code"
            )


def _beside(lines: tuple[Line, ...], at: int, new: list[str]) -> tuple[tuple[Line, ...], list[str]]:
    """Return the line that new ones come after, or else before, and all of them together."""
    if at and (at == len(lines) or not lines[at - 1].held):
        return lines[at - 1 : at], [lines[at - 1].code, *new]
    return lines[at : at + 1], [*new, lines[at].code]


def _unbound(line: Line, document: Document, bound: frozenset[str]) -> Iterator[Mention]:
    for mention in _as_text(line, document):
        if line.held or mention.kind == "path" or re.split(r"\W", mention.old)[0] not in bound:
            yield mention


def _as_text(line: Line, document: Document) -> Iterator[Mention]:
    lead = _PROMPT if line.held else ""  # so that it is seen to be what a doctest prints
    part = lead + document.text[line.start : line.end]
    for mention in find(part, document.text_map, Setting(document.path, prose=True)):
        yield mention.shifted(line.start - len(lead))


def _masked(line: Line) -> str:
    if not line.held:
        return line.code
    indent = line.code[: len(line.code) - len(line.code.lstrip())]
    held = f"{_HELD} {line.start}"  # unlike any other, so that it is found again
    return f"{indent}pass  {held}" if indent else held


def _parse(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def _bound(tree: ast.Module, imports: bool) -> Iterator[str]:
    """Yield each name that the module binds, in whatever scope; by *imports* too, or not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif imports and isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
