"""A path as text writes it: its separators, and the backslashes of a regular expression."""

from __future__ import annotations

from msgspec import Struct


class WrittenPath(Struct, frozen=True):
    """A path as text writes it, with its *separator*: ``/``, ``\\``, or one that is escaped."""

    text: str
    separator: str = "/"

    @property
    def escaped(self) -> bool:
        """Say whether it stands in a regular expression: backslashes before its dots."""
        return self.separator.endswith("/") and "\\." in self.text

    @property
    def plain(self) -> str:
        """Return it with slashes and without backslashes before dots."""
        text = self.text.replace(self.separator, "/")
        return text.replace("\\.", ".") if self.escaped else text

    def like(self, new: str) -> str:
        """Return *new*, written as this one is."""
        old = self.plain
        if old.startswith("./") and not new.startswith("../"):
            new = f"./{new}"
        if old.endswith("/") and not new.endswith("/"):
            new += "/"
        if self.escaped:
            new = new.replace(".", "\\.")
        return new.replace("/", self.separator)
