"""The rules of ``.gitignore`` files, and which of them decides about a path (gitignore(5))."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

NAME = ".gitignore"


class Rule(Struct, frozen=True):
    """The line of an ignore file that decides about *about*, a file, or a folder with a slash.

    *path* is the file, *line* 1-based; *hides* is false where the rule is an exception.
    """

    path: str
    line: int
    text: str
    about: str
    hides: bool

    @property
    def exception(self) -> str:
        """The line that, below the rule, makes an exception of it."""
        return f"!/{self.about.removeprefix(self.path.removesuffix(NAME))}"


class IgnoreFile(Struct, frozen=True):
    """The rules of one file: those below *folder*, which ends with a slash or is empty."""

    folder: str
    spec: GitIgnoreSpec
    lines: tuple[tuple[int, str], ...]

    @classmethod
    def parse(cls, folder: str, content: bytes) -> IgnoreFile | None:
        """Return the rules in *content*, None if there are none."""
        lines = tuple(
            (number, line)
            for number, line in enumerate(
                content.decode("utf-8", "surrogateescape").splitlines(), 1
            )
            if line.strip() and not line.startswith("#")
        )
        return cls(folder, spec_of(line for _, line in lines), lines) if lines else None

    def rule_for(self, path: str) -> Rule | None:
        """Return the rule that decides about *path*, a folder with a slash at the end."""
        found = self.spec.check_file(path.removeprefix(self.folder))
        if found.include is None or found.index is None:
            return None
        return Rule(f"{self.folder}{NAME}", *self.lines[found.index], path, found.include)


def spec_of(patterns: Iterable[str]) -> GitIgnoreSpec:
    """Return what matches the *patterns*."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


def deciding(files: Iterable[IgnoreFile], path: str) -> Rule | None:
    """Return the rule that decides about *path* among those of *files*, innermost first."""
    return next((rule for file in files if (rule := file.rule_for(path)) is not None), None)
