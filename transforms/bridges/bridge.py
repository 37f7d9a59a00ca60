"""A bridge: the module that stays at an old name and leads to the new one."""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct

_MARK = b"# rezone: bridge "
_HEADER = re.compile(
    rb"^" + _MARK + rb"(?P<old>\S+) -> (?P<new>\S+) \(phase (?P<phase>\d+)"
    rb"(?:, until (?P<until>[^)\s]+))?\)[ \t]*\r?$",
    re.MULTILINE,
)

HEAD = 2048
"""Bytes of a file in which the header of a bridge stands: a licence may stand above it."""


class Bridge(Struct, frozen=True):
    """The file at *path* (posix, from the root) leads from the name *old* to the module *new*.

    *phase* is the phase whose move made it; *until* is the day (ISO 8601) or the version in which
    it is to go, empty where nobody said.
    """

    path: str
    old: str
    new: str
    phase: int
    until: str = ""

    @property
    def is_package(self) -> bool:
        """Say whether it stands for a package, so that other names may lie below its own."""
        return self.path.rpartition("/")[2] == "__init__.py"

    @property
    def header(self) -> str:
        """The line by which `read_bridge` knows the file again."""
        until = f", until {self.until}" if self.until else ""
        return f"# rezone: bridge {self.old} -> {self.new} (phase {self.phase}{until})"

    @property
    def message(self) -> str:
        """What the warning says."""
        when = "in a later version"
        if self.until:
            when = f"on {self.until}" if is_day(self.until) else f"in version {self.until}"
        return f"{self.old} is {self.new} now; the old name will be removed {when}"


def read_bridge(path: str, content: bytes) -> Bridge | None:
    """Return the bridge that the file *path* is, ``None`` for any other file.

    Args:
        path: where the file is.
        content: its bytes; the first `HEAD` are enough.
    """
    head = content[:HEAD]
    if _MARK not in head or not path.endswith(".py"):
        return None
    match = _HEADER.search(head)
    if match is None:
        return None
    try:
        fields = {name: (value or b"").decode() for name, value in match.groupdict().items()}
    except UnicodeDecodeError:
        return None
    return Bridge(path, fields["old"], fields["new"], int(fields["phase"]), fields["until"])


def is_day(until: str) -> bool:
    """Say whether *until* is a day, as ``2027-06-30``."""
    try:
        return date.fromisoformat(until).isoformat() == until
    except ValueError:
        return False


def is_version(until: str) -> bool:
    """Say whether *until* is a version (PEP 440), as ``3.0``, that a header can hold."""
    from packaging.version import InvalidVersion, Version

    try:
        Version(until)
    except InvalidVersion:
        return False
    return until == until.strip()


def is_over(until: str, today: date, version: str) -> bool:
    """Say whether the day *until* is past, or the version reached; never without a known one.

    Args:
        until: as in `Bridge`.
        today: the day it is.
        version: the version of the program, empty where nobody knows.
    """
    if is_day(until):
        return date.fromisoformat(until) < today
    if not is_version(until) or not is_version(version):
        return False
    from packaging.version import Version

    return Version(version) >= Version(until)
