"""Which rewriter reads which document: each registers itself with one line.

A rewriter is a function from a `Document` to its mentions; what is done with them is the same for
all.  A module of this package that registers one is found by `rewriter_for`; nobody edits a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from posixpath import basename, splitext

from msgspec import Struct

from rezone.transforms.references.mentions import Mention, Setting, TextMap, find

_WRITTEN = re.compile(r"[^\r\n]")

PythonRewriter = Callable[[str], str | None]
"""Source of a block of Python → its source afterwards, ``None`` where nothing changes."""


class Document(Struct, frozen=True):
    """One text file before the phase: posix path from the root, decoded content, what moves.

    *python* rewrites blocks of Python; ``None`` where nobody supplies it.
    """

    path: str
    text: str
    text_map: TextMap
    python: PythonRewriter | None = None

    def mentions(
        self,
        *,
        prose: bool = False,
        container: bool = False,
        anchored: bool = False,
        certain: bool = False,
        apart: Iterable[tuple[int, int]] = (),
    ) -> tuple[Mention, ...]:
        """Return the mentions in the text; the flags are those of `Setting`.

        What stands in the spans *apart* is not read, and binds no name for the rest.
        """
        setting = Setting(self.path, prose, container=container, anchored=anchored, certain=certain)
        return find(_blanked(self.text, apart), self.text_map, setting)


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return *text* with blanks in *spans*, so that all else stands where it stood."""
    pieces: list[str] = []
    done = 0
    for start, end in sorted(spans):
        pieces += (text[done:start], _WRITTEN.sub(" ", text[start:end]))
        done = end
    return "".join((*pieces, text[done:])) if pieces else text


Rewriter = Callable[[Document], Iterable[Mention]]
_REGISTERED: list[tuple[str, Rewriter]] = []


def rewrites(*patterns: str) -> Callable[[Rewriter], Rewriter]:
    """Register a rewriter for file names, or for paths where the pattern holds a slash.

    Patterns are those of `fnmatch`, in small letters; the longest that fits wins.
    """

    def register(rewriter: Rewriter) -> Rewriter:
        _REGISTERED.extend((pattern, rewriter) for pattern in patterns)
        return rewriter

    return register


def read_as(path: str, kinds: Iterable[tuple[str, str]]) -> str:
    """Return the name whose rewriter the document at *path* takes: the first that fits, or its own.

    *kinds* are patterns, each with a name.
    """
    for pattern, name in kinds:
        if fnmatchcase(path if "/" in pattern else basename(path), pattern):
            return name
    return path


def rewriter_for(path: str) -> Rewriter:
    """Return the rewriter of the document at *path*; every document has one."""
    path = path.lower()
    texts = (basename(path), f"/{path}")
    return next(
        rewriter
        for piece, is_path, pattern, rewriter in _longest_first(splitext(path)[1])
        if piece in texts[is_path] and fnmatchcase(texts[is_path], pattern)
    )


@lru_cache(maxsize=64)
def _longest_first(suffix: str) -> tuple[tuple[str, bool, str, Rewriter], ...]:
    """Return what is registered, each with the longest piece that a fitting text must hold.

    Looking for the piece costs a hundredth of asking the pattern, and nearly no text holds it.
    What ends in another *suffix* is left out.
    """
    ordered = sorted(_registered(), key=lambda each: -len(each[0]))
    pieces = [
        (re.split(r"[*?]|\[.*?\]", pattern), pattern, rewriter) for pattern, rewriter in ordered
    ]
    return tuple(
        (max(parts, key=len), "/" in pattern, pattern, rewriter)
        for parts, pattern, rewriter in pieces
        if "." not in parts[-1] or parts[-1].endswith(suffix)
    )


@cache
def _registered() -> tuple[tuple[str, Rewriter], ...]:
    from importlib import import_module
    from pkgutil import iter_modules

    package = __name__.rpartition(".")[0]
    for module in iter_modules(import_module(package).__path__, f"{package}."):
        import_module(module.name)
    return tuple(_REGISTERED)
