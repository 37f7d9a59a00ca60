"""A disk that keeps what it was asked and what it said, so that one can ask again.

What a phase does follows from the plan and from what the tree says.  So it is known, without
working it out again, where the same questions get the same answers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from hashlib import sha256

from msgspec import field

from rezone.phases.engine.store import Disk
from rezone.transforms.bridges.bridge import HEAD
from rezone.transforms.errors import Refused


class Question(StrEnum):
    """What a disk is asked about a path."""

    CONTENT = "content"
    HEAD = "head"
    LINK = "link"
    BELOW = "below"
    ABOVE = "above"


Answers = dict[tuple[str, str], bytes]
"""The sha256 of each answer by question and path; empty: there is none."""

_UNSTEADY = b"?"
"""In place of a sha256: asked twice, it answered twice, and differently."""


class Observed(Disk, frozen=True, dict=True):
    """The files below *root*; *answers* grow with what is asked."""

    answers: Answers = field(default_factory=dict)

    def content(self, path: str) -> bytes | None:
        """Return the bytes of a regular file, as `Disk.content`."""
        try:
            found = super().content(path)
        except Refused:
            self._note(Question.CONTENT, path, None)
            raise
        self._note(Question.CONTENT, path, found)
        head = self.answers.get((Question.HEAD, path))
        if head is not None and head != _hash((found or b"")[:HEAD]):
            self.answers[Question.CONTENT.value, path] = _UNSTEADY
        return found

    def head(self, path: str) -> bytes:
        """Return the first bytes of a regular file, as `Disk.head`."""
        found = super().head(path)
        self._note(Question.HEAD, path, found)
        return found

    def link(self, path: str) -> str | None:
        """Return the text of a symbolic link, as `Disk.link`."""
        found = super().link(path)
        self._note(Question.LINK, path, None if found is None else os.fsencode(found))
        return found

    def below(self, folder: str) -> Iterator[str]:
        """Yield every file below *folder*, as `Disk.below`."""
        found = list(super().below(folder))
        self._note(Question.BELOW, folder, os.fsencode("\0".join(found)))
        return iter(found)

    def above(self, name: str) -> bytes | None:
        """Return the nearest file *name* from the root on upwards, as `Disk.above`."""
        found = super().above(name)
        self._note(Question.ABOVE, name, found)
        return found

    def taken(self) -> Answers:
        """Return the answers since the last time, and forget them: another process keeps them."""
        found = dict(self.answers)
        self.answers.clear()
        return found

    def add(self, answers: Mapping[tuple[str, str], bytes]) -> None:
        """Keep *answers* that another process got."""
        for key, answer in answers.items():
            if self.answers.setdefault(key, answer) != answer:
                self.answers[key] = _UNSTEADY

    def _note(self, question: Question, path: str, found: bytes | None) -> None:
        self.add({(question.value, path): b"" if found is None else _hash(found)})


def essential(answers: Answers) -> Answers:
    """Return *answers* without the heads of files that were read as a whole."""
    return {
        (question, path): answer
        for (question, path), answer in answers.items()
        if question != Question.HEAD or (Question.CONTENT, path) not in answers
    }


def says_again(disk: Disk, answers: Answers) -> bool:
    """Say whether *disk* gives the same *answers* today; what changed last is asked first."""
    paths = {path for _, path in answers}
    age = {path: _changed(disk, path) for path in paths}
    asked = Observed(disk.root)
    for question, path in sorted(answers, key=lambda key: age[key[1]], reverse=True):
        with suppress(Refused):
            getattr(asked, question)(path)
        if asked.answers.get((question, path)) != answers[question, path]:
            return False
        asked.answers.clear()
    return True


def _changed(disk: Disk, path: str) -> int:
    with suppress(OSError):
        return os.lstat(disk.root / path).st_mtime_ns
    return 0


def _hash(content: bytes) -> bytes:
    return sha256(content).digest()
