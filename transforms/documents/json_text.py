"""JSON: mentions are read in what the strings say, and written back into their literals.

Nothing is parsed and printed again, so layout, key order, number forms and escapes stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.references.measured import measured_in
from rezone.transforms.references.mentions import Mention, Setting, find
from rezone.transforms.references.text_commands import commands_in

# A literal that never ends goes to the end of its line: what is broken costs no more than the rest.
LITERAL = re.compile(r'"([^"\\\n]*+(?:\\.[^"\\\n]*+)*)(?:"|\\?(?:\n|\Z))')
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)", re.DOTALL)


class Literal(Struct, frozen=True):
    """A string literal: where its inside starts in the document, and what stands there."""

    start: int
    raw: str

    @property
    def value(self) -> str:
        """Return what the string says; a broken escape reads as it is written."""
        return "".join(text for text, _ in self._units())

    def offsets(self) -> list[int]:
        """Return the place in the document of each character of the value, and of its end."""
        places = [self.start + at for text, at in self._units() for _ in text]
        return [*places, self.start + len(self.raw)]

    def _units(self) -> Iterator[tuple[str, int]]:
        """Yield each decoded character and where it begins in the raw text."""
        done = 0
        for match in _ESCAPE.finditer(self.raw):
            yield from zip(self.raw[done : match.start()], range(done, match.start()), strict=True)
            yield _decoded(match[0]), match.start()
            done = match.end()
        yield from zip(self.raw[done:], range(done, len(self.raw)), strict=True)


def inside_literal(text: str, *, ascii_only: bool) -> str:
    """Return *text* as JSON writes it between quotes."""
    return json.dumps(text, ensure_ascii=ascii_only)[1:-1]


def _decoded(escape: str) -> str:
    try:
        return str(json.loads(f'"{escape}"'))
    except ValueError:
        return escape


@rewrites("*.json", "*.jsonc", "*.json5", "*.webmanifest", "*.code-workspace", "*.sarif")
def json_text(document: Document) -> Iterable[Mention]:
    """Return the mentions in all string literals, and commands that span several of them."""
    yield from commands_in(document.text, document.text_map)
    yield from measured_in(document.text, document.text_map)
    needles = ("",) if document.text_map.names_itself(document.path) else document.text_map.needles
    for match in LITERAL.finditer(document.text):
        if any(needle in match[1] for needle in needles):
            yield from literal_mentions(Literal(match.start(1), match[1]), document)


def literal_mentions(literal: Literal, document: Document) -> Iterator[Mention]:
    """Yield the mentions in what one literal says, placed in the document."""
    setting = Setting(document.path, piece=True)
    if "\\" not in literal.raw:
        for mention in find(literal.raw, document.text_map, setting):
            yield mention.shifted(literal.start)
        return
    places = literal.offsets()
    for mention in find(literal.value, document.text_map, setting):
        start, end = places[mention.start], places[mention.end]
        new = mention.new and inside_literal(mention.new, ascii_only=literal.raw.isascii())
        yield Mention(start, end, document.text[start:end], new, mention.kind, mention.reason)
