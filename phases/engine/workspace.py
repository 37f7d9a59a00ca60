"""What exists on disk: the files of a repository, its ignore rules and its import roots."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field

from rezone.phases.engine.ignore_rules import NAME as IGNORE_FILE
from rezone.phases.engine.ignore_rules import IgnoreFile, deciding, spec_of
from rezone.phases.engine.store import COMPILED, NEVER, Disk, Store, folder_entries, regular_content
from rezone.phases.git.listing import work_tree_files
from rezone.transforms.bridges.bridge import HEAD, Bridge, read_bridge
from rezone.transforms.edits.change_set import ChangeSet, FileChange
from rezone.transforms.errors import Refused
from rezone.transforms.index.modules import Index
from rezone.transforms.records import replace

_ASIDE = frozenset({"tests", "test", "docs", "examples"})


class Workspace(Struct, frozen=True, dict=True):
    """The files below *root* that belong to the repository; paths are posix, relative to *root*."""

    root: Path
    files: frozenset[str]
    pending: Mapping[str, FileChange] = field(default_factory=dict)
    """Changes that are worked out and not in the store yet, by new path."""
    store: Store | None = None
    """Where the files are; None: on disk."""
    removed: frozenset[str] = frozenset()
    """What the store has still, and the pending changes take away."""

    @classmethod
    def scan(
        cls, root: Path, exclude: tuple[str, ...] = (), only: frozenset[str] | None = None
    ) -> Workspace:
        """List what git tracks or would track; without git, walk and honour every ``.gitignore``.

        *exclude* are gitignore patterns on top, which hide tracked files as well.  With *only*
        nothing but these files is looked for.

        Raises:
            Refused: a folder cannot be read.
        """
        listed = git_files(root, only)
        if listed is None:
            return cls(root, frozenset(_Walk(root, exclude, only).run()))
        hidden = spec_of(exclude).match_file if exclude else None
        return cls(root, frozenset(f for f in listed if hidden is None or not hidden(f)))

    @classmethod
    def stored(
        cls, root: Path, files: Iterable[str], store: Store, exclude: tuple[str, ...] = ()
    ) -> Workspace:
        """Return the workspace of *files* in *store*, those aside that *exclude* hides."""
        hidden = spec_of(exclude).match_file if exclude else None
        kept = (f for f in files if not f.endswith(COMPILED) and (not hidden or not hidden(f)))
        return cls(root, frozenset(kept), store=store)

    @cached_property
    def _files(self) -> Store:
        return self.store or Disk(self.root)

    @cached_property
    def bridges(self) -> Mapping[str, Bridge]:
        """The modules that only lead from an old name to the new one, by path.

        They are for programs elsewhere: what a phase does is decided as if they were not there.
        """
        python = sorted(path for path in self.files if path.endswith(".py"))
        found = ((path, read_bridge(path, self._head(path))) for path in python)
        return {path: bridge for path, bridge in found if bridge is not None}

    @cached_property
    def program(self) -> frozenset[str]:
        """The files without the bridges among them."""
        return self.files - self.bridges.keys()

    def index(self, roots: tuple[str, ...]) -> Index:
        """Return the modules of the program below *roots*, worked out once."""
        if roots not in self._indexes:
            self._indexes[roots] = Index.build(self.program, roots)
        return self._indexes[roots]

    @cached_property
    def _indexes(self) -> dict[tuple[str, ...], Index]:
        return {}

    def _head(self, relative: str) -> bytes:
        if relative not in self.pending and isinstance(self._files, Disk):
            return self._files.head(relative)
        return (self.content(relative) or b"")[:HEAD]

    def after(self, changes: ChangeSet) -> Workspace:
        """Return the workspace as it will be after *changes*; nothing is written."""
        pending = ChangeSet(tuple(self.pending.values())).then(changes)
        return replace(
            self,
            files=changes.after(self.files),
            pending={change.new: change for change in pending.files if change.new is not None},
            removed=self.removed.union(c.old for c in pending.files if c.old and c.new is None),
        )

    def content(self, relative: str) -> bytes | None:
        """Return the bytes of a regular file, None for a link, a pipe, a socket or a folder.

        Raises:
            Refused: it cannot be read.
        """
        change = self.pending.get(relative)
        if change is not None:
            if change.content is not None or change.link is not None or change.old is None:
                return change.content
            relative = change.old
        return self._files.content(relative)

    def read(self, relative: str) -> bytes:
        """Return the bytes of a regular file.

        Raises:
            Refused: it cannot be read, or is no regular file.
        """
        content = self.content(relative)
        if content is None:
            raise Refused("is no regular file", relative)
        return content

    def link(self, relative: str) -> str | None:
        """Return the text of a symbolic link, None for anything else."""
        change = self.pending.get(relative)
        return self._files.link(relative) if change is None else change.link

    def above(self, name: str) -> bytes | None:
        """Return the nearest file *name* of the clone from the root on upwards, None off disk.

        Raises:
            Refused: it cannot be read.
        """
        return self._files.above(name) if isinstance(self._files, Disk) else None

    def below(self, folder: str) -> Iterator[str]:
        """Yield every file below *folder*, ignored ones too, but nothing Python compiled."""
        left = self.removed.union(c.old for c in self.pending.values() if c.old is not None)
        gone = left - self.pending.keys()
        yield from (path for path in self.pending if path.startswith(folder + "/"))
        yield from (path for path in self._files.below(folder) if path not in gone)


class _Walk:
    """One pass over the tree; an inner ``.gitignore`` wins over outer ones (gitignore(5))."""

    def __init__(
        self, root: Path, exclude: tuple[str, ...], only: frozenset[str] | None = None
    ) -> None:
        self.root = root
        self.wanted = None if only is None else only.union(_folders_of(only))
        self.exclude = spec_of(exclude) if exclude else None

    def run(self) -> Iterator[str]:
        pending: list[tuple[str, tuple[IgnoreFile, ...]]] = [("", ())]
        root = os.path.join(self.root, "")
        while pending:
            folder, files = pending.pop()
            entries = folder_entries(root + folder, folder)
            names = {entry.name for entry in entries}
            if folder and "pyvenv.cfg" in names:
                continue
            if IGNORE_FILE in names:
                files = self._with(folder, files)
            prefix = f"{folder}/" if folder else ""
            for entry in entries:
                relative = prefix + entry.name
                if self.wanted is not None and relative not in self.wanted:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in NEVER and not self._ignored(relative + "/", files):
                        pending.append((relative, files))
                elif not entry.name.endswith(COMPILED) and not self._ignored(relative, files):
                    yield relative

    def _with(self, folder: str, files: tuple[IgnoreFile, ...]) -> tuple[IgnoreFile, ...]:
        prefix = f"{folder}/" if folder else ""
        path = prefix + IGNORE_FILE
        found = IgnoreFile.parse(prefix, regular_content(self.root / path, path) or b"")
        return files if found is None else (found, *files)

    def _ignored(self, relative: str, files: tuple[IgnoreFile, ...]) -> bool:
        if self.exclude is not None and self.exclude.match_file(relative):
            return True
        rule = deciding(files, relative)
        return rule is not None and rule.hides


def _folders_of(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        parts = path.split("/")
        yield from ("/".join(parts[:count]) for count in range(1, len(parts)))


def git_files(root: Path, only: frozenset[str] | None = None) -> list[str] | None:
    """Return the files git tracks or would track below *root*, None outside a work tree.

    With *only* those among them.
    """
    found = work_tree_files(root, sorted(only) if only is not None else None)
    if found is None:
        return None
    listed, missing = found
    listed |= _where_phases_took(root, missing)
    return sorted(f for f in listed if not f.endswith((*COMPILED, "/")))


def _where_phases_took(root: Path, missing: set[str]) -> set[str]:
    """Return where the *missing* files are: git sees no file that is tracked though ignored.

    It is tracked at its old place still; at the new one a rule hides it.
    """
    if not missing:
        return set()
    from rezone.phases.standing import BACKUPS
    from rezone.phases.transaction.manifest import places

    try:
        took = places(root / BACKUPS)
    except Refused:  # who needs the manifest says what is wrong with it
        return set()
    return {new for old in missing if (new := took.get(old)) and (root / new).is_file()}


def guess_roots(files: frozenset[str]) -> tuple[str, ...]:
    """Return the import roots that the tree suggests: src layout, monorepo of such, or flat.

    Every ``src`` folder that is no package itself; without one, the folders above the outermost
    regular packages.  Those of tests, documents and examples are aside.
    """
    python = [path for path in files if path.endswith(".py")]
    inits = {path.rpartition("/")[0] for path in python if path.endswith("/__init__.py")}
    sources = {
        f"{before}/src".lstrip("/")
        for path in python
        for before, found, _ in [f"/{path}".rpartition("/src/")]
        if found
    } - inits
    tops = {folder for folder in inits if folder.rpartition("/")[0] not in inits}
    flat = {folder.rpartition("/")[0] for folder in tops}
    for roots in (sources, flat):
        aside = {root for root in roots if _ASIDE.intersection(root.split("/"))}
        if roots - aside:
            return tuple(sorted(roots - aside))
    return tuple(sorted(sources or {""}))
