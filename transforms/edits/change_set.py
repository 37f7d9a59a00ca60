"""What a phase does to the tree, as a value: no disk is read or written to make one."""

from __future__ import annotations

from msgspec import Struct


class FileChange(Struct, frozen=True):
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


class ChangeSet(Struct, frozen=True):
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

    def after(self, files: frozenset[str]) -> frozenset[str]:
        """Return the paths that there are afterwards, where *files* are those before."""
        left = {change.old for change in self.files if change.old is not None}
        return (files - left).union(change.new for change in self.files if change.new is not None)

    def then(self, later: ChangeSet) -> ChangeSet:
        """Return what this change set and then *later* do, as one."""
        pending = {change.new: change for change in self.files if change.new is not None}
        files = [change for change in self.files if change.new is None]
        for change in later.files:
            first = pending.pop(change.old, None) if change.old is not None else None
            files.append(change if first is None else _joined(first, change))
        files += pending.values()
        folders = {*self.removed_folders, *later.removed_folders}
        held = {above for change in files if change.new for above in _folders_above(change.new)}
        return ChangeSet(
            tuple(_settled(files)),
            tuple(sorted(folders - held, key=lambda folder: (-folder.count("/"), folder))),
        )


def _joined(first: FileChange, second: FileChange) -> FileChange:
    return FileChange(
        first.old,
        second.new,
        None if second.new is None else first.content if second.content is None else second.content,
        first.before,
        None if second.new is None else first.link if second.link is None else second.link,
    )


def _settled(files: list[FileChange]) -> list[FileChange]:
    """Drop what changes nothing, and join a removal with a new file at the same place."""
    gone = {change.old: change for change in files if change.new is None}
    result: list[FileChange] = []
    for change in files:
        if change.old is None and change.new is None:
            continue
        if change.old is None and change.new in gone:
            removed = gone.pop(change.new)
            result.append(FileChange(change.new, change.new, change.content, removed.before))
        elif change.old != change.new or change.content is not None:
            result.append(change)
    kept = [change for change in result if change.new is not None or change.old in gone]
    return sorted(kept, key=lambda change: (change.old or "", change.new or ""))


def _folders_above(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
