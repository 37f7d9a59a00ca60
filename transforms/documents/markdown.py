"""Markdown: fenced blocks of Python as Python, links by where they lead, the rest as prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rezone.transforms.documents.doctests import doctest_blocks
from rezone.transforms.documents.links import with_links
from rezone.transforms.documents.python_blocks import Block, Line, block_mentions
from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.references.mentions import Mention

_FENCE = re.compile(
    r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n`]*)\n"
    r"(?P<body>(?:.*\n)*?)(?P=indent)(?P=fence)",
    re.MULTILINE,
)
_PYTHON = re.compile(r"\{?\.?(?:python3?|py3?|pycon|ipython3?|code-cell|$)\b", re.IGNORECASE)
_LINKS = re.compile(
    r"\]\(\s*<?(?P<inline>[^)\s>]+)"
    r"|^[ \t]*\[(?!\^)[^\]\n]+\]:[ \t]*<?(?P<reference>[^\s>]+)"
    r"|\b(?:href|src)=\"(?P<html>[^\"\n]+)\"",
    re.MULTILINE,
)

_TARGET = re.compile(r"(?P<target>[^\n]*)")


@rewrites("*.md", "*.markdown", "*.mdx", "*.qmd", "*.rmd")
def markdown(document: Document) -> Iterable[Mention]:
    """Return the mentions of a Markdown document."""
    fences = list(_FENCE.finditer(document.text))
    blocks = [block for fence in fences for block in _blocks(document.text, fence)]
    yield from block_mentions(blocks, document)
    links = _targets(document.text, [fence.span() for fence in fences])
    yield from with_links(document, links, outside(blocks, document))


def outside(blocks: Sequence[Block], document: Document) -> list[Mention]:
    """Return the mentions of the whole text but those in *blocks*."""
    spans = [(block.lines[0].start, block.lines[-1].end) for block in blocks]
    return list(document.mentions(prose=True, apart=spans))


def indented(text: str, start: int, end: int, indent: int) -> Block | None:
    """Return the lines of ``text[start:end]``, each without its first *indent* characters."""
    lines, at = [], start
    for raw in text[start:end].splitlines(keepends=True):
        content = raw.rstrip("\r\n")
        cut = min(indent, len(content))
        lines.append(Line(content[cut:], at + cut, at + len(content)))
        at += len(raw)

    def render(old: Sequence[Line], new: Sequence[str]) -> str:
        begin = text.rfind("\n", 0, old[0].start) + 1
        ending = "\r\n" if text[old[-1].end : old[-1].end + 1] == "\r" else "\n"
        return (ending + text[begin : old[0].start]).join(new)

    return Block(tuple(lines), render) if lines else None


def _blocks(text: str, fence: re.Match[str]) -> Iterator[Block]:
    if not _PYTHON.match(fence["info"].strip()):
        return
    start, end = fence.span("body")
    if re.search(r"^[ \t]*>>>", fence["body"], re.MULTILINE):
        yield from doctest_blocks(text, start, end)
        return
    block = indented(text, start, end, len(fence["indent"]))
    if block is not None:
        yield block


def _targets(text: str, fences: Sequence[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Yield the targets of the links that stand in no code."""
    for match in _LINKS.finditer(text):
        at = match.start()
        inline = text.count("`", text.rfind("\n", 0, at) + 1, at) % 2
        if inline or any(start <= at < end for start, end in fences):
            continue
        target = _TARGET.match(text, *match.span(match.lastgroup or "inline"))
        if target is not None:
            yield target
