"""What the bytes of a file are searched for, before anything is parsed."""

from __future__ import annotations

import re
from functools import cached_property

from msgspec import Struct

from rezone.transforms.index.modules import SOURCE_SUFFIXES
from rezone.transforms.names import top


class Needle(Struct, frozen=True, dict=True):
    """What a file must hold to name one source: its last *segment* as a word.

    The segment *above* must be there as well, unless the file lies in one of the *folders* of the
    package above, where a relative import need not say it.  For a symbol *above* is its module.
    """

    segment: str
    above: str
    folders: tuple[str, ...]
    is_symbol: bool = False

    def is_in(self, path: str, content: bytes) -> bool:
        """Say whether the file *path* may name the source."""
        segment, above = self._bytes
        if segment not in content:
            return False
        is_inside = not above or path.startswith(self.folders)
        if not is_inside and above not in content:
            return False
        if self._word.search(content) is None:
            return False
        return (
            is_inside
            or self.is_symbol
            or not path.endswith(SOURCE_SUFFIXES)
            or self._leads.search(content) is not None
        )

    @cached_property
    def _bytes(self) -> tuple[bytes, bytes]:
        return self.segment.encode(), self.above.encode()

    @cached_property
    def _word(self) -> re.Pattern[bytes]:
        segment = re.escape(self.segment.encode())
        return re.compile(_from_its_start(segment) + rb"(?![A-Za-z0-9_])")

    @cached_property
    def _leads(self) -> re.Pattern[bytes]:
        """How Python code gets from the package above to the segment, or names that package.

        ``above.segment``, ``from above import segment``, ``from above import *``,
        ``import above as``, a path, or a string that ends with it.
        """
        above, segment = re.escape(self.above.encode()), re.escape(self.segment.encode())
        word = segment + rb"(?![A-Za-z0-9_])"
        name = rb"(?:\*|(?<![A-Za-z0-9_])" + word + rb")"
        in_brackets = rb"[\s\\]*\((?:[^)#]|#[^\n]*+)*?" + name
        in_the_line = rb"(?:[^\n\\]|\\\r?\n|\\)*?" + name  # which a backslash continues
        imported = rb"import\b(?:" + in_brackets + rb"|" + in_the_line + rb")"
        then = rb"[\s\\()]*(?:[./\\]+[\s\\()]*" + word + rb"|" + imported + rb"|as\b|[\"'])"
        return re.compile(_from_its_start(above) + then)


class Needles(Struct, frozen=True, dict=True):
    """All needles of a phase; what lies in one package is looked for where its name stands."""

    each: tuple[Needle, ...]

    def are_in(self, path: str, content: bytes) -> bool:
        """Say whether the file *path* may name one of the sources."""
        for above, folders, needles in self._by_package:
            if above not in content and not path.startswith(folders):
                continue
            for needle in needles:
                if needle.is_in(path, content):
                    return True
        return False

    @cached_property
    def _by_package(self) -> tuple[tuple[bytes, tuple[str, ...], tuple[Needle, ...]], ...]:
        found: dict[str, list[Needle]] = {}
        for needle in self.each:
            found.setdefault(needle.above, []).append(needle)
        return tuple(
            (above.encode(), tuple({f for needle in needles for f in needle.folders}), (*needles,))
            for above, needles in found.items()
        )


def _from_its_start(word: bytes) -> bytes:
    """Return a pattern of *word* where a word begins; letters first, for a fast search."""
    return word + rb"(?<![A-Za-z0-9_]" + word + rb")"


class Joins(Struct, frozen=True, dict=True):
    """How Python code begins a name that it puts together: ``f"app.{x}"``, ``"." + x``.

    *packages* are those that the name may begin with.
    """

    packages: tuple[str, ...]

    def are_in(self, content: bytes) -> bool:
        """Say whether a file may put such a name together."""
        # The beginnings are looked for without a pattern, many times faster.
        for beginning, longer in self._beginnings:
            if beginning in content and any(_goes_on(content, each) for each in longer):
                return True
        return b"import_module(" in content and _RELATIVE.search(content) is not None

    @cached_property
    def _beginnings(self) -> tuple[tuple[bytes, tuple[bytes, ...]], ...]:
        """What a name begins with at the top, and all that begins with that."""
        found: dict[bytes, list[bytes]] = {}
        for name in self.packages:
            for quote in "\"'":
                beginning = f"{quote}{top(name)}.".encode()
                found.setdefault(beginning, []).append(f"{quote}{name}.".encode())
        return tuple((beginning, tuple(longer)) for beginning, longer in found.items())


_PUT_TOGETHER = frozenset((b'"', b"'", b"{", b"%"))
_RELATIVE = re.compile(rb"import_module\(\s*f?[\"']\.(?:\{|[\"']\s*\+)")


def _goes_on(content: bytes, beginning: bytes) -> bool:
    """Say whether something else follows *beginning* than what a name may go on with."""
    position = content.find(beginning)
    while position >= 0:
        position += len(beginning)
        if content[position : position + 1] in _PUT_TOGETHER:
            return True
        position = content.find(beginning, position)
    return False
