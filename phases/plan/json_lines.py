"""On which line of a JSON document each key stands; `json` gives values without places."""

from __future__ import annotations

import json
import re
from bisect import bisect_right

from rezone.phases.plan.toml_lines import KeyPath

_BLANK = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_ATOM = re.compile(r'"(?:\\.|[^"\\])*"|[^\s,\]}]+')


def json_lines(text: str) -> tuple[dict[KeyPath, int], tuple[tuple[KeyPath, int], ...]]:
    """Return the 1-based line of every key and array element of *text*, and the repeated keys.

    Array elements are numbered from 0.  A key that an object holds twice is listed with the line
    of each further occurrence: `json` keeps only the last value (RFC 8259, section 4, leaves it
    open), and a move that is dropped without a word is no plan.

    Args:
        text: a document that `json` accepts; its grammar is not checked again.
    """
    locator = _Locator(text)
    locator.value(())
    return locator.lines, tuple(locator.repeated)


class _Locator:
    """Walks one valid document from start to end and notes where keys stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self.repeated: list[tuple[KeyPath, int]] = []
        self._breaks = [n for n, char in enumerate(text) if char == "\n"]

    def value(self, path: KeyPath) -> None:
        """Read one value and all it holds."""
        self._skip_blank()
        opening = self.text[self.at]
        if opening == "{":
            self._object(path)
        elif opening == "[":
            self._array(path)
        else:
            self._token(_ATOM)

    def _object(self, path: KeyPath) -> None:
        self.at += 1
        while not self._closes("}"):
            line = self._line()
            key = (*path, str(json.loads(self._token(_STRING))))
            if key in self.lines:
                self.repeated.append((key, line))
                self._forget_below(key)
            self.lines[key] = line
            self._skip_blank()
            self.at += 1  # the colon
            self.value(key)

    def _forget_below(self, key: KeyPath) -> None:
        """Drop what an earlier value of *key* held: `json` drops that value, too."""
        for path in [path for path in self.lines if path[: len(key)] == key]:
            del self.lines[path]

    def _array(self, path: KeyPath) -> None:
        self.at += 1
        element = 0
        while not self._closes("]"):
            self.lines[(*path, element)] = self._line()
            self.value((*path, element))
            element += 1

    def _closes(self, bracket: str) -> bool:
        """Step over blanks and a comma; say whether *bracket* follows, and step over that."""
        self._skip_blank()
        if self.text.startswith(",", self.at):
            self.at += 1
            self._skip_blank()
        closes = self.text.startswith(bracket, self.at)
        self.at += closes
        return closes

    def _token(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        assert match, "json accepted this document"
        self.at = match.end()
        return match[0]

    def _skip_blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        assert match, "the pattern matches the empty string"
        self.at = match.end()

    def _line(self) -> int:
        return bisect_right(self._breaks, self.at) + 1
