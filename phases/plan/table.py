"""Typed reading of a plan's tables: one pass that notes everything wrong and never stops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar, cast

from rezone.phases.plan.document import Document
from rezone.phases.plan.model import Origin
from rezone.phases.plan.toml_lines import KeyPath
from rezone.transforms.errors import PlanError

_T = TypeVar("_T")

_KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "a table",
}


class Table:
    """A table that is being read.

    Each reading method takes one key and returns its value, or the default where the key is
    missing or of the wrong type; `close` then refuses the keys that nothing asked for.  So the
    code that reads a table is also the list of the keys that it may hold.
    """

    def __init__(
        self,
        value: Mapping[str, object],
        key: KeyPath,
        document: Document,
        problems: list[PlanError],
    ) -> None:
        self.key = key
        self.document = document
        self.problems = problems
        self._value = value
        self._asked: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self._value

    def origin(self, name: str | None = None) -> Origin:
        """Return the place of the key *name*, or of the table itself."""
        return self.document.origin(self.key if name is None else (*self.key, name))

    def wrong(self, name: str | None, problem: str, hint: str = "", at: int | None = None) -> None:
        """Note that the key *name* (or the table, or element *at* of *name*) is wrong."""
        key = self.key if name is None else (*self.key, name)
        origin = self.document.origin(key if at is None else (*key, at))
        text = f"{origin.key}: {problem}" if origin.key else problem
        self.problems.append(PlanError(text, origin.path, origin.line, hint))

    def require(self, *names: str) -> bool:
        """Note each of *names* that is missing; say whether all are there."""
        missing = [name for name in names if name not in self._value]
        for name in missing:
            self._asked.append(name)
            self.wrong(None, f"the key {name!r} is missing")
        return not missing

    def text(self, name: str, default: str = "") -> str:
        """Read a string."""
        value = self._take(name, str)
        return default if value is None else self._printable(name, value) or default

    def label(self, name: str) -> str:
        """Read a string, or a whole number as one."""
        value = self._value.get(name)
        if _is_of(value, int):
            self._asked.append(name)
            return str(value)
        return self.text(name)

    def number(self, name: str) -> int | None:
        """Read a whole number; ``true`` is none, although Python counts it as one."""
        return self._take(name, int)

    def fraction(self, name: str, default: float) -> float:
        """Read a number from 0 to 1."""
        value = self._take(name, float)
        if value is None:
            return default
        if not 0 <= value <= 1:  # neither is "not a number"
            self.wrong(name, "expected a fraction from 0 to 1", "95 % is 0.95")
            return default
        return float(value)

    def flag(self, name: str) -> bool:
        """Read ``true`` or ``false``; a missing key is false."""
        return bool(self._take(name, bool))

    def choice(self, name: str) -> bool | None:
        """Read ``true`` or ``false``; a missing key is neither."""
        return self._take(name, bool)

    def texts(self, name: str) -> tuple[str, ...]:
        """Read a list of strings."""
        return tuple(self._elements(name, str))

    def numbers(self, name: str) -> tuple[int, ...]:
        """Read a list of whole numbers."""
        return tuple(self._elements(name, int))

    def table(self, name: str) -> Table:
        """Read a table; a missing one is empty."""
        value = self._take(name, dict)
        return Table(value or {}, (*self.key, name), self.document, self.problems)

    def tables(self, name: str) -> list[Table]:
        """Read a list of tables."""
        value = self._take(name, list) or []
        found = []
        for at, element in enumerate(value):
            if isinstance(element, dict):
                key = (*self.key, name, at)
                found.append(Table(element, key, self.document, self.problems))
            else:
                self._mistyped(name, element, dict, at)
        return found

    def strings(self) -> list[tuple[str, str]]:
        """Read the whole table as (key, text), in the order of the file."""
        read = []
        for key, value in self._value.items():
            text = self.text(key)
            if text:
                read.append((key, text))
            elif value == "":
                self.wrong(key, "the text is empty")
        return read

    def close(self, instead: Mapping[str, str] | None = None) -> None:
        """Refuse every key that nothing asked for, with the nearest one that is known.

        Args:
            instead: hints for keys that deserve a better one than the nearest spelling.
        """
        for name in self._value:
            if name not in self._asked:
                from difflib import get_close_matches

                near = get_close_matches(name, self._asked, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(self._asked)}"
                self.wrong(name, "this key is unknown", (instead or {}).get(name, hint))

    def _take(self, name: str, kind: type[_T]) -> _T | None:
        """Return the value of *name* if it is of *kind*; note a wrong one."""
        self._asked.append(name)
        if name not in self._value:
            return None
        value = self._value[name]
        if _is_of(value, kind):
            return cast("_T", value)
        self._mistyped(name, value, kind)
        return None

    def _elements(self, name: str, kind: type[_T]) -> Iterator[_T]:
        for at, element in enumerate(self._take(name, list) or []):
            if not _is_of(element, kind):
                self._mistyped(name, element, kind, at)
            elif not isinstance(element, str) or self._printable(name, element, at):
                yield element

    def _printable(self, name: str, text: str, at: int | None = None) -> str:
        """Return *text*; JSON can spell half of a surrogate pair, which no file can hold."""
        if any("\ud800" <= char <= "\udfff" for char in text):
            self.wrong(name, "the text holds half of a surrogate pair", at=at)
            return ""
        return text

    def _mistyped(self, name: str, value: object, kind: type, at: int | None = None) -> None:
        found = next((text for known, text in _KINDS.items() if isinstance(value, known)), "")
        found = found or ("nothing" if value is None else "a date or time")
        self.wrong(name, f"expected {_KINDS[kind]}, found {found}", at=at)


def _is_of(value: object, kind: type) -> bool:
    """Say whether *value* is of *kind*, where a truth value is no number and 1 is a fraction."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)
