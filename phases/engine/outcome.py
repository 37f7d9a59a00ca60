"""What a phase does to one file, and to all of them: values, made before anything is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from msgspec import Struct

from rezone.transforms.bridges.bridge import Bridge
from rezone.transforms.edits.actions import Edit
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.references.model import Reference, Status


class FileOutcome(Struct, frozen=True):
    """One file that moves, changes, or names what moves.

    *new* is the path afterwards, *content* the bytes afterwards (None: the same bytes), *before*
    the sha256 of the bytes now.  *proven*: the edits were proven to change names only.
    *problem* is why a file could not be read as what it is, with *line* (1-based, 0 unknown).
    *targets* are packages above moved modules that its imports still need afterwards, *edits*
    the edits of a Python file's text.  *is_skimmed*: no syntax tree was made of it.
    """

    old: str
    new: str
    before: str
    content: bytes | None = None
    references: tuple[Reference, ...] = ()
    proven: bool = False
    problem: str = ""
    line: int = 0
    targets: frozenset[str] = frozenset()
    edits: tuple[Edit, ...] = ()
    is_skimmed: bool = False

    @property
    def is_change(self) -> bool:
        """Say whether the file is another one afterwards."""
        return self.content is not None or self.old != self.new


@dataclass(frozen=True)
class Preview:
    """Everything a phase would do: the change set, and what it is made of.

    *files* are the outcomes worth telling; *searched* counts the files that were looked at,
    *created* are new ``__init__.py``, *removed* files that go, *warnings* what a person should
    know before, *bridges* those that come or lead elsewhere now, *present* all the
    files that were there.
    """

    phase: int
    changes: ChangeSet
    files: tuple[FileOutcome, ...]
    searched: int
    created: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    present: frozenset[str] = field(default=frozenset(), compare=False, repr=False)

    @cached_property
    def statuses(self) -> Counter[Status]:
        """How many references ended with which status."""
        return Counter(r.status for file in self.files for r in file.references)

    @property
    def moved(self) -> tuple[FileOutcome, ...]:
        """The files that have another path afterwards."""
        return tuple(file for file in self.files if file.old != file.new)

    @property
    def edited(self) -> tuple[FileOutcome, ...]:
        """The files that have other bytes afterwards."""
        return tuple(file for file in self.files if file.content is not None)
