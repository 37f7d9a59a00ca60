"""On which line of a TOML document each key stands; `tomllib` gives values without places."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_KEY = re.compile(r'[ \t]*([A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|\'[^\']*\')[ \t]*')
# Up to two quotes may stand directly before the three that close a multi-line string.
_ATOM = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")'
    r"|'''.*?'{3,5}(?!')"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'"
    r"|[^,\]}#\n]+",
    re.DOTALL,
)


def toml_lines(text: str) -> dict[KeyPath, int]:
    """Return the 1-based line of every key, table and array element of *text*.

    Array elements are numbered from 0, so that ``("phases", 0, "title")`` is the title of the
    first ``[[phases]]``.  Tables that are only implied have the line of the first key that
    implies them.

    Args:
        text: a document that `tomllib` accepts; its grammar (TOML 1.0) is not checked again.
    """
    return _Locator(text.replace("\r\n", "\n")).document()


class _Locator:
    """Walks one valid document from start to end and notes where keys stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self._breaks = [n for n, char in enumerate(text) if char == "\n"]
        self._last_element: dict[KeyPath, int] = {}

    def document(self) -> dict[KeyPath, int]:
        """Read statement after statement; a header says what table the next keys belong to."""
        table: KeyPath = ()
        self._skip_blank()
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                table = self._header()
            else:
                self._pair(table)
            self._skip_blank()
        return self.lines

    def _header(self) -> KeyPath:
        """Read ``[table]`` or ``[[array of tables]]``; return the path of the table it opens."""
        line = self._line()
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        path: KeyPath = ()
        *above, name = self._dotted_key()
        for segment in above:
            path = self._newest(self._note((*path, segment), line))
        path = self._note((*path, name), line)
        if is_array:
            self._last_element[path] = self._last_element.get(path, -1) + 1
            path = self._note(self._newest(path), line)
        self.at += 2 if is_array else 1
        return path

    def _newest(self, path: KeyPath) -> KeyPath:
        """Return *path*, or its last element so far where it is an array of tables."""
        element = self._last_element.get(path)
        return path if element is None else (*path, element)

    def _pair(self, table: KeyPath) -> None:
        """Read ``key = value``; a dotted key opens the tables it passes through."""
        line = self._line()
        path = table
        for segment in self._dotted_key():
            path = self._note((*path, segment), line)
        self.at += 1  # the equals sign
        self._value(path)

    def _dotted_key(self) -> list[str]:
        """Read a key and return its segments, unquoted."""
        segments = []
        while True:
            match = _KEY.match(self.text, self.at)
            assert match, "tomllib accepted this document"
            self.at = match.end()
            segments.append(_unquoted(match[1]))
            if not self.text.startswith(".", self.at):
                return segments
            self.at += 1

    def _value(self, path: KeyPath) -> None:
        """Read one value; elements and inner keys are noted too."""
        self._skip_blank()
        opening = self.text[self.at]
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            match = _ATOM.match(self.text, self.at)
            assert match, "tomllib accepted this document"
            self.at = match.end()

    def _array(self, path: KeyPath) -> None:
        self.at += 1
        element = 0
        while not self._closes("]"):
            self._note((*path, element), self._line())
            self._value((*path, element))
            element += 1

    def _inline_table(self, path: KeyPath) -> None:
        self.at += 1
        while not self._closes("}"):
            self._pair(path)

    def _closes(self, bracket: str) -> bool:
        """Step over blanks and a comma; say whether *bracket* follows, and step over that."""
        self._skip_blank()
        if self.text.startswith(",", self.at):
            self.at += 1
            self._skip_blank()
        closes = self.text.startswith(bracket, self.at)
        self.at += closes
        return closes

    def _skip_blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        assert match, "the pattern matches the empty string"
        self.at = match.end()

    def _line(self) -> int:
        return bisect_right(self._breaks, self.at) + 1

    def _note(self, path: KeyPath, line: int) -> KeyPath:
        self.lines.setdefault(path, line)
        return path


def _unquoted(token: str) -> str:
    """Return the key that *token* spells: bare, or as a basic or literal string."""
    if token[0] not in "\"'":
        return token
    text = tomllib.loads(f"key = {token}")["key"]
    assert isinstance(text, str)
    return text
