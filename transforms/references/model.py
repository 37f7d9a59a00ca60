"""What is found, and what becomes of it: every reference ends with one status."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """The form of a reference."""

    IMPORT = "import"
    FROM_IMPORT = "from-import"
    DOTTED = "dotted"
    ANNOTATION = "annotation"
    STRING = "string"
    COMMENT = "comment"
    TEXT = "text"
    PATH = "path"


class Status(StrEnum):
    """What became of a reference."""

    REWRITTEN = "rewritten"
    BRIDGED = "bridged"
    KEPT = "kept"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


class Tier(StrEnum):
    """How certain a reference is: resolved, in a known position only, or merely alike."""

    SURE = "sure"
    LIKELY = "likely"
    NEVER = "never"


class Reference(Struct, frozen=True):
    """A place in a file that names a moved module or symbol.

    *line* is 1-based and *column* 0-based, in characters, both in the file before the run; *old*
    and *new* are what is named before and after, as written; *reason* says why a reference was
    left as it is.
    """

    kind: Kind
    line: int
    column: int
    old: str
    new: str
    status: Status = Status.REWRITTEN
    tier: Tier = Tier.SURE
    reason: str = ""
