"""The text of a Python file, and what is needed to give its very bytes back.

Encodings follow PEP 263: a BOM, a coding comment in the first two lines, else UTF-8.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from msgspec import Struct

from rezone.transforms.errors import RezoneError

BOM = b"\xef\xbb\xbf"
LARGEST = 16 * 1024 * 1024
"""Characters of the largest file that is parsed."""
MOST_WORDS = 500_000
"""Words of the largest file that is parsed: a tree takes up to 2 kB for each."""
_SMALL = 1024 * 1024
_FEW = 32
_WORD = re.compile(r"\w+")

NEWLINE = re.compile(r"\r\n|\r|\n")


class Unreadable(RezoneError):
    """A Python file that cannot be decoded or parsed; the engine decides what that means."""

    code = "RZ300"


class SourceText(Struct, frozen=True, dict=True):
    """A decoded Python file.

    *text* has no BOM and its own line ends; *encoding* is the declared one.
    """

    text: str
    encoding: str = "utf-8"
    has_bom: bool = False
    path: str = ""

    @classmethod
    def decode(cls, content: bytes, path: str = "") -> SourceText:
        """Decode *content*.

        Raises:
            Unreadable: the declared encoding is unknown or lies.
        """
        bom = content.startswith(BOM)
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
            encoding = "utf-8" if encoding == "utf-8-sig" else encoding
            text = (content[len(BOM) :] if bom else content).decode(encoding)
        except (SyntaxError, UnicodeError, LookupError) as error:
            line = content[: getattr(error, "start", 0)].count(b"\n") + 1
            raise Unreadable(f"cannot be decoded: {error}", path, line) from None
        source = cls(text, encoding, bom, path)
        if encoding != "utf-8" and source.encode(text) != content:
            raise Unreadable(f"does not survive a round trip through {encoding}", path, 1)
        return source

    def encode(self, text: str) -> bytes:
        """Return *text* as the bytes of this file.

        Raises:
            Unreadable: a new name does not exist in the file's encoding.
        """
        try:
            return (BOM if self.has_bom else b"") + text.encode(self.encoding)
        except UnicodeError as error:
            raise Unreadable(f"a new name cannot be written: {error}", self.path) from None

    def parse(self) -> ast.Module:
        """Return the syntax tree.

        Raises:
            Unreadable: the text is no Python of the running version, with the line; or it is
                larger than memory can be expected to hold the tree of.
        """
        if len(self.text) > LARGEST:
            size, limit = len(self.text) >> 20, LARGEST >> 20
            raise Unreadable(f"has {size} MB; up to {limit} MB are parsed", self.path, 1)
        if self.is_too_large:
            problem = f"has {self._words:,} words; up to {MOST_WORDS:,} are parsed"
            raise Unreadable(problem, self.path, 1)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.text)
        except SyntaxError as error:
            message = f"does not parse: {error.msg}"
            raise Unreadable(message, self.path, error.lineno or 1) from None
        except (RecursionError, MemoryError):
            raise Unreadable("does not parse: it is nested too deeply", self.path, 1) from None
        except ValueError as error:
            raise Unreadable(f"does not parse: {error}", self.path, 1) from None

    @property
    def is_too_large(self) -> bool:
        """Whether memory cannot be expected to hold what CPython's parser makes of the text."""
        return len(self.text) > LARGEST or self._words > MOST_WORDS

    @cached_property
    def _words(self) -> int:
        if len(self.text) < _SMALL:
            return 0  # too few to matter
        return sum(1 for _ in _WORD.finditer(self.text))

    @cached_property
    def line_starts(self) -> list[int]:
        """Character offset at which each line starts; Python's line ends only."""
        if "\r" in self.text:
            return [0, *(match.end() for match in NEWLINE.finditer(self.text))]
        lengths = map(len, self.text.split("\n")[:-1])
        return list(accumulate(map((1).__add__, lengths), initial=0))

    @cached_property
    def newline(self) -> str:
        """The first line end of the file, ``\\n`` where there is none."""
        match = NEWLINE.search(self.text)
        return match.group() if match else "\n"

    def offset(self, line: int, column: int) -> int:
        """Return the character offset of an `ast` position: 1-based line, UTF-8 byte column."""
        start = self.line_starts[line - 1]
        if self._ascii:
            return start + column
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        return start + len(self.text[start:end].encode("utf-8")[:column].decode("utf-8"))

    @cached_property
    def _ascii(self) -> bool:
        return self.text.isascii()

    def place(self, node: ast.stmt, start: int, end: int) -> None:
        """Let `span` say that *node* is what stands from *start* to *end*."""
        self._placed[node] = (start, end)

    @cached_property
    def _placed(self) -> dict[ast.AST, tuple[int, int]]:
        return {}

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return the character offsets at which *node* starts and ends."""
        placed = self._placed.get(node)
        if placed is not None:
            return placed
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self.offset(node.lineno, node.col_offset)
        return start, self.offset(node.end_lineno, node.end_col_offset)

    def position(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and 0-based column, in characters, of an offset."""
        if "line_starts" not in self.__dict__:
            counted = self._counting.position(self.text, offset)
            if counted is not None:
                return counted
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1]

    @cached_property
    def _counting(self) -> _Counting:
        return _Counting()


class _Counting:
    """Finds lines by counting their ends: quicker than to list all where few places are asked."""

    def __init__(self) -> None:
        self.offset = self.lines = self.asked = 0

    def position(self, text: str, offset: int) -> tuple[int, int] | None:
        """Return line and column of *offset*, None where the lines had better be listed."""
        self.asked += 1
        if self.asked >= _FEW or "\r" in text:
            return None
        if offset < self.offset:
            self.offset = self.lines = 0
        self.lines += text.count("\n", self.offset, offset)
        self.offset = offset
        return self.lines + 1, offset - text.rfind("\n", 0, offset) - 1
