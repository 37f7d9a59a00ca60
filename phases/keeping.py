"""People's work on a migrated tree, taken back to the places and names from before the phase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rezone.phases.git.merging import merge_file
from rezone.phases.reports.ignored import RUN_FILES
from rezone.phases.transaction.backup import PhaseFolder
from rezone.phases.transaction.copies import Copies
from rezone.phases.transaction.fingerprint import digest_of
from rezone.phases.transaction.inspection import Findings
from rezone.phases.transaction.manifest import FileRecord, Manifest
from rezone.phases.transaction.paths import ancestors, depth
from rezone.phases.transaction.revision import Revision
from rezone.transforms.errors import Refused
from rezone.transforms.records import replace

if TYPE_CHECKING:
    from rezone.phases.engine.way_back import WayBack
    from rezone.phases.engine.workspace import Workspace
    from rezone.phases.plan.model import Phase, Plan


@dataclass(slots=True)
class Kept:
    """What became of people's work.  Paths are those in the tree now, after the rollback.

    *merged* were edited, *added* are new and went back, *rewritten* are elsewhere and use the old
    names again, *deleted* stay away.  *conflicts* (path to problem) need a person; *notes* say
    what else there is to look at.
    """

    merged: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    rewritten: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    conflicts: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass
class Keeping:
    """One rollback that keeps edits; `revise` is what the transaction asks."""

    workspace: Workspace
    plan: Plan
    phase: Phase
    backups: Path
    kept: Kept = field(default_factory=Kept)
    contents: dict[str, bytes] = field(default_factory=dict)

    def revise(self, record: Manifest, findings: Findings) -> Revision:
        """Return what *record* is to be undone as, and fill in `kept`.

        Raises:
            Refused: an edit cannot be kept, as one of a symbolic link.
        """
        from rezone.phases.engine.way_back import way_back

        self._record, self._findings = record, findings
        self._back: WayBack = way_back(self.workspace, self.plan, self.phase, record)
        files = [*self._recorded()]
        files += self._added({file.old for file in files if file.old is not None})
        files += self._rewritten({path for file in files for path in (file.old, file.new)})
        return Revision(self._with_folders(tuple(files)), self.contents)

    @cached_property
    def _folder(self) -> PhaseFolder:
        return PhaseFolder(self.backups, self.phase.number)

    @cached_property
    def _copies(self) -> Copies:
        return Copies(self._folder.migrated)

    def _recorded(self) -> Iterator[FileRecord]:
        for file in self._record.files:
            stranger = file.old if file.old in self._findings.strangers else None
            edited = self._findings.edited.get(file.new) if file.new is not None else None
            if file.new is not None and file.new not in self._findings.stamps:
                if file.old is not None and stranger is None:
                    self.kept.deleted.append(file.old)
                elif stranger is not None:
                    self.kept.notes.append(f"{stranger} stays as it is; {file.new} was deleted")
                continue
            if file.old is None and edited and file.new is not None:
                self.kept.conflicts[file.new] = "the phase made it, and it was edited since; stays"
                continue
            if edited or stranger:
                yield from self._merged(file, bool(edited), stranger)
            else:
                yield file
        ahead = self._findings.strangers.keys() - {file.old for file in self._record.files}
        if ahead:
            raise Refused("is in the way of a folder", min(ahead), hint="move it away")

    def _merged(self, file: FileRecord, edited: bool, stranger: str | None) -> Iterator[FileRecord]:
        """Yield the records that put a file back with what was made of it."""
        assert file.old is not None
        content = original = self._original(file)
        if edited and file.new is not None:
            content = self._three_way(file, original)
            yield replace(file, after=digest_of(self._now(file.new)))
        else:
            yield file
        if stranger is not None:
            found = self._now(stranger)
            yield FileRecord(None, stranger, "", digest_of(found))
            content = self._merge(stranger, b"", self._named_back(stranger, found), content)
        self.contents[file.old] = content
        if file.old not in self.kept.conflicts:
            self.kept.merged.append(file.old)

    def _three_way(self, file: FileRecord, original: bytes) -> bytes:
        """Return the original of an edited file with the edits in it, in old names."""
        assert file.new is not None
        assert file.old is not None
        migrated = original
        if file.before != file.after:
            copy = self._copies.read(file.new)
            if copy is None:
                raise Refused(
                    "the backup does not say what the phase made of it",
                    file.new,
                    hint="undo the edit, or --force saves it and goes on",
                )
            migrated = copy
        ours, problem = self._back.content(file.new, self._now(file.new))
        if problem:
            self._note(file.new, problem)
        base = migrated if problem else self._back.content(file.new, migrated)[0]
        return ours if base == original else self._merge(file.old, base, ours, original)

    def _merge(self, path: str, base: bytes, ours: bytes, theirs: bytes) -> bytes:
        number = self.phase.number
        labels = ("edited", f"phase {number}", f"before phase {number}")
        if ours == theirs:
            return ours
        try:
            merged, is_conflict = merge_file(base, ours, theirs, labels)
        except Refused as error:
            self.kept.conflicts[path] = f"{error.problem}; it is as edited"
            return ours
        if is_conflict:
            self.kept.conflicts[path] = "Merge conflict"
        return merged

    def _named_back(self, path: str, content: bytes) -> bytes:
        named, problem = self._back.content(path, content)
        if problem:
            self._note(path, problem)
        return named

    def _note(self, path: str, problem: str) -> None:
        self.kept.notes.append(f"{path}: {problem}; its names are as they were")

    def _original(self, file: FileRecord) -> bytes:
        links = (file.link_before, file.link_after)
        is_link = any(
            path is not None and self.workspace.link(path) is not None
            for path in (file.new, file.old)
        )
        if is_link or any(link is not None for link in links):
            place = file.new or file.old or ""
            raise Refused("is a symbolic link that was edited", place, hint="undo that first")
        assert file.old is not None
        return (self._folder.files / file.old).read_bytes()

    def _now(self, path: str) -> bytes:
        return self.workspace.read(path)

    def _added(self, taken: set[str]) -> Iterator[FileRecord]:
        """Yield what people put beside the files that moved."""
        for path, old in sorted(self._back.added.items()):
            if old in taken or old in self.workspace.files:
                self.kept.conflicts[path] = f"stays: {old} is there already"
                continue
            link = self.workspace.link(path)
            if link is not None:
                self.kept.notes.append(f"{path} is a link and stays")
                continue
            found = self._now(path)
            self.contents[old] = self._named_back(path, found)
            self.kept.added.append(old)
            yield FileRecord(old, path, "", digest_of(found))

    def _rewritten(self, done: set[str | None]) -> Iterator[FileRecord]:
        """Yield what is elsewhere and uses new names: it was written after the phase."""
        context = self._back.context
        for path in sorted(self.workspace.files - done - context.plan_files):
            if any(fnmatch(path, pattern) for pattern in RUN_FILES):
                continue
            found = self.workspace.content(path)
            if found is None or not context.may_name(path, found):
                continue
            named = self._named_back(path, found)
            if named != found:
                self.contents[path] = named
                self.kept.rewritten.append(path)
                yield FileRecord(path, path, "", digest_of(found))

    def _with_folders(self, files: tuple[FileRecord, ...]) -> Manifest:
        """Return the record with *files*, and the folders that come and go with them."""
        leaving = {file.new for file in files if file.new is not None}
        entering = {file.old for file in files if file.old is not None}
        left = (self.workspace.files - leaving) | entering
        held = {folder for path in left for folder in ancestors(path)}
        emptied = {folder for path in leaving for folder in ancestors(path)} - held
        created = {*self._record.created_folders, *emptied}
        back = {folder for path in entering for folder in ancestors(path)}
        return replace(
            self._record,
            files=files,
            created_folders=tuple(sorted(created, key=depth)),
            removed_folders=tuple(f for f in self._record.removed_folders if f.path in back),
        )
