"""reStructuredText: directives with Python, doctests, files that directives include."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rezone.transforms.documents.doctests import doctest_blocks
from rezone.transforms.documents.links import with_links
from rezone.transforms.documents.markdown import indented, outside
from rezone.transforms.documents.python_blocks import Block, block_mentions
from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.documents.titles import with_titles
from rezone.transforms.references.mentions import Mention

# What Sphinx reads as Python: its own language names, none at all, and a paragraph's `::`.
_DIRECTIVE = re.compile(
    r"^(?P<indent>[ \t]*)(?:\.\.[ \t]+(?:(?:code-block|code|sourcecode|highlight)::[ \t]*"
    r"(?:python3?|py3?|pycon|pycon3|ipython3?|default)?|(?:testcode|testsetup|testcleanup)::[^\n]*)"
    r"|(?!\.\.[ \t])[^\n]*::)[ \t]*\r?\n"
    r"(?:[ \t]+:[\w-]+:[^\n]*\n)*(?:[ \t]*\r?\n)+",
    re.MULTILINE | re.IGNORECASE,
)
_LINE = re.compile(r"[^\n]*(?:\n|$)")
_LINKS = re.compile(
    r"(?:^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?"
    r"(?:include|literalinclude|image|figure|csv-table)::[ \t]+"
    r"|^[ \t]*:file:[ \t]+|(?<!:)`[^`<\n]*<|:(?:download|doc):`|^[ \t]*\.\.[ \t]+_[^:\n]+:[ \t]+)"
    r"(?P<target>[^\s`<>]+)",
    re.MULTILINE,
)


@rewrites("*.rst", "*.rest")
def restructured(document: Document) -> Iterable[Mention]:
    """Return the mentions of a reStructuredText document."""
    yield from with_titles(document.text, _mentions(document))


def _mentions(document: Document) -> Iterator[Mention]:
    blocks = list(_blocks(document.text))
    yield from block_mentions(blocks, document)
    links = _LINKS.finditer(document.text)
    yield from with_links(document, links, outside(blocks, document))


def _blocks(text: str) -> Iterator[Block]:
    done = 0
    for match in _DIRECTIVE.finditer(text):
        if match.start() < done:
            continue
        start, end = match.end(), _end(text, match.end(), len(match["indent"]))
        if start == end or ">>>" in text[start:end]:
            continue
        yield from doctest_blocks(text, done, match.start())
        first = text[start:end].splitlines()[0]
        block = indented(text, start, end, len(first) - len(first.lstrip()))
        if block is not None:
            yield block
        done = end
    yield from doctest_blocks(text, done, len(text))


def _end(text: str, start: int, indent: int) -> int:
    """Return where the lines end that stand further in than *indent*."""
    end = start
    for line in _LINE.finditer(text, start):
        if not line[0].strip():
            continue
        if len(line[0]) - len(line[0].lstrip(" \t")) <= indent:
            break
        end = line.end()
    return end
