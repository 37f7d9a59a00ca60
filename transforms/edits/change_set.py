"""What a phase does to the tree, as a value: no disk is read or written to make one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file before and after.

    Paths are posix, relative to the root.  ``old is None``: the file is new; ``new is None``: it
    goes away.  *content* holds the bytes afterwards, or ``None`` where they stay the same (a pure
    move).  *before* is the sha256 (hex) of the bytes the change was computed from; ``""`` for a
    new file.  A symbolic link carries its target in *link* (the text of the link afterwards) and
    no content; *before* is then the sha256 of the old link text.
    """

    old: str | None
    new: str | None
    content: bytes | None = None
    before: str = ""
    link: str | None = None

    @property
    def is_move(self) -> bool:
        """Say whether the file has another path afterwards."""
        return self.old is not None and self.new is not None and self.old != self.new


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Everything one phase changes: disjoint files, and the folders that are empty afterwards.

    *removed_folders* are posix paths, deepest first; a folder that turns out to hold something
    else on disk is kept.  New folders follow from the files.
    """

    files: tuple[FileChange, ...] = ()
    removed_folders: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Say whether nothing changes."""
        return not self.files and not self.removed_folders
