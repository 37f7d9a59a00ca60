"""The switch between two states of a tree, by renames alone.

A state is a set of files with a store.  Each file stands at exactly one of two places: at its
path in the tree, or below the same path in the store of its state.  So the disk itself tells how
far a switch came; it needs no more space to go on or to go back; swaps, chains and renames that
change only case need no order among them; and the originals keep inode, owner, mode and time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from pathlib import Path

from msgspec import Struct, field

from rezone.phases.transaction import durable, fingerprint
from rezone.phases.transaction.backup import PhaseFolder
from rezone.phases.transaction.fingerprint import Stamp
from rezone.phases.transaction.interrupts import Pulse
from rezone.phases.transaction.journal import COMMITTED, Journal, Step
from rezone.phases.transaction.manifest import Manifest
from rezone.phases.transaction.paths import ancestors, case_key, depth, flat_name, parent
from rezone.phases.transaction.presence import (
    StrPath,
    is_folder,
    is_same,
    is_there,
    leads_to_folder,
)
from rezone.transforms.errors import TreeChanged


class State(Struct, frozen=True):
    """The tree before or after a phase, as far as the two differ.

    *digests* maps each path to the sha256 of its file, *store* is where files wait that are not
    in the tree: below their own paths, or, if it is *flat*, all in one folder.  *folders* exist in
    this state only; *shelf* keeps them meanwhile.
    """

    digests: Mapping[str, str]
    store: Path
    folders: tuple[str, ...]
    shelf: Path
    flat: bool = False

    def kept(self, path: str) -> str:
        """Return where the file of *path* waits."""
        return os.path.join(self.store, flat_name(path) if self.flat else path)

    def shelved(self, folder: str) -> str:
        """Return where *folder* waits."""
        return os.path.join(self.shelf, flat_name(folder))


def before(record: Manifest, folder: PhaseFolder) -> State:
    """Return the tree before the phase of *record*."""
    return State(
        {file.old: file.before for file in record.files if file.old is not None},
        folder.path / record.store,
        tuple(removed.path for removed in record.removed_folders),
        folder.folders / "before",
    )


def after(record: Manifest, folder: PhaseFolder) -> State:
    """Return the tree after the phase of *record*."""
    return State(
        {file.new: file.after for file in record.files if file.new is not None},
        folder.staged,
        record.created_folders,
        folder.folders / "after",
        flat=True,
    )


class Exchange(Struct):
    """One switch of the tree at *root* from the state *leave* to the state *enter*.

    With *expect* (the stamps of the files that leave) it is the first attempt: each step is
    journalled, and whatever differs from *expect* stops it.  Without, it puts right what an
    attempt left, in either direction and from any point; a file that a person changed meanwhile
    goes to *edited*, and `saved` lists it.
    """

    root: Path
    leave: State
    enter: State
    edited: Path
    expect: Mapping[str, Stamp] | None = None
    journal: Journal | None = None
    pulse: Pulse = field(default_factory=Pulse)
    saved: list[str] = field(default_factory=list)
    _touched: set[str] = field(default_factory=set)
    _twins: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Do every step that is not done yet.

        Raises:
            TreeChanged: a file is not as expected (first attempt only).
            OSError: a step failed; the same exchange, or its reverse, goes on from there.
        """
        leaving, entering = set(self.leave.digests), set(self.enter.digests)
        self._twins = {case_key(path): path for path in (*entering, *self.enter.folders)}
        self._each("stow", leaving - entering, self._stow)
        self._shelve()
        self._reopen()
        self._each("swap", leaving & entering, self._swap)
        self._each("place", entering - leaving, self._place)
        for path in [] if self.expect is None else sorted(leaving):
            # Saved in the moment between look and rename, or through a file that was open.
            self._refuse_edited(path, self.leave.kept(path))
        self._note(Step(COMMITTED))

    def _in_tree(self, path: str) -> str:
        return os.path.join(self.root, path)

    def _each(self, step: str, paths: Iterable[str], act: Callable[[str], None]) -> None:
        """Announce and do *act* for all *paths*, folder by folder, and force it all to disk."""
        ordered = sorted(paths, key=lambda path: (parent(path), path))
        batches = [(folder, list(batch)) for folder, batch in groupby(ordered, parent)]
        self._note(*(Step(step, folder, batch) for folder, batch in batches))
        for path in ordered:
            if self.expect is not None:
                self.pulse.beat()
            act(path)
        self._sync()

    def _stow(self, path: str) -> None:
        """Take the file of the state that is left out of the tree."""
        tree, kept = self._in_tree(path), self.leave.kept(path)
        self._forget_partials(tree, kept)
        if self.expect is not None:
            self._refuse_edited(path, tree)
            if path in self.expect:
                self._move(tree, kept)
        elif not is_there(tree) or self._is_entered(path):
            return
        elif is_there(kept):
            if durable.is_duplicate(tree, kept):
                durable.remove(tree)
        elif fingerprint.holds(tree, self.leave.digests[path]):
            self._move(tree, kept)
        else:
            self._save(path)

    def _place(self, path: str) -> None:
        """Bring the file of the state that is entered into the tree."""
        tree, kept = self._in_tree(path), self.enter.kept(path)
        self._forget_partials(tree, kept)
        if not is_there(kept):
            return
        for folder in [] if leads_to_folder(os.path.dirname(tree)) else ancestors(path):
            if is_there(self._in_tree(folder)) and not leads_to_folder(self._in_tree(folder)):
                self._clear(folder, "")
        digest = self.enter.digests[path]
        if is_there(tree):
            self._clear(path, digest)
        try:
            self._move(kept, tree, replace=is_there(tree))
        except FileExistsError:  # it appeared in that very moment
            self._clear(path, digest)
            self._move(kept, tree)

    def _refuse_edited(self, path: str, place: str) -> None:
        """Stop a first attempt if what stands at *place* is not the file expected at *path*."""
        found, wanted = fingerprint.stamp(place), (self.expect or {}).get(path)
        # Across devices the inode is another.
        if (found and found[1:]) != (wanted and wanted[1:]):
            raise TreeChanged("was edited while the run was under way", path)

    def _swap(self, path: str) -> None:
        """Replace a file that both states have, with no time in between."""
        if is_there(self.enter.kept(path)):
            self._stow(path)
            self._place(path)

    def _shelve(self) -> None:
        """Take the folders that are empty now out of the tree, with their caches."""
        folders = sorted(self.leave.folders, key=depth, reverse=True)
        self._note(Step("prune", files=folders))
        for folder in folders:
            if _is_empty(self._in_tree(folder)) and not self._is_entered(folder):
                durable.remove(self.leave.shelved(folder))
                self._move(self._in_tree(folder), self.leave.shelved(folder))
                if not _is_empty(self.leave.shelved(folder)):  # a file came in that very moment
                    self._move(self.leave.shelved(folder), self._in_tree(folder))
        self._sync()

    def _reopen(self) -> None:
        """Bring back the folders of the state that is entered."""
        folders = sorted(self.enter.folders, key=depth)
        self._note(Step("reopen", files=folders))
        for folder in folders:
            tree, shelved = self._in_tree(folder), self.enter.shelved(folder)
            self._forget_partials(tree, shelved)
            if not is_folder(shelved) or (is_folder(tree) and not _is_empty(tree)):
                continue
            if is_folder(tree):
                durable.remove(tree)  # made anew meanwhile, or copied and not yet removed
            elif is_there(tree):
                self._clear(folder, "")
            self._move(shelved, tree)
        self._sync()

    def _is_entered(self, path: str) -> bool:
        """Say whether *path* names, but for case, what the entered state has there already."""
        twin = self._twins.get(case_key(path))
        if twin is None or twin == path or self.expect is not None:
            return False
        is_file = twin in self.enter.digests
        waits = self.enter.kept(twin) if is_file else self.enter.shelved(twin)
        return not is_there(waits) and is_same(self._in_tree(twin), self._in_tree(path))

    def _forget_partials(self, *paths: str) -> None:
        """Remove what an attempt across devices left half copied."""
        if self.expect is None:
            for path in paths:
                durable.forget_partial(path)

    def _clear(self, path: str, digest: str) -> None:
        """Make way at *path*; what has *digest* already may be replaced."""
        if self.expect is not None:
            raise TreeChanged("appeared while the run was under way", path)
        if not fingerprint.holds(self._in_tree(path), digest):
            self._save(path)

    def _save(self, path: str) -> None:
        """Take a file that belongs to neither state out of the tree, and keep it."""
        self._move(self.root / path, name_for(self.root / path, self.edited / path))
        self.saved.append(path)

    def _move(self, source: StrPath, target: StrPath, *, replace: bool = True) -> None:
        self._touched |= durable.move(source, target, replace=replace)

    def _sync(self) -> None:
        durable.sync_all(self._touched)
        self._touched.clear()

    def _note(self, *steps: Step) -> None:
        if self.journal is not None:
            self.journal.append(*steps)


def name_for(source: Path, path: Path) -> Path:
    """Return where to save *source*: *path*, or with a number appended if that is another file.

    A path that has the same bytes already is returned as well: a second attempt adds nothing.
    """
    found = fingerprint.take(source)
    number, name = 0, path
    while is_there(name) and not (found and fingerprint.holds(name, found.digest)):
        number += 1
        name = path.with_name(f"{path.name}.{number}")
    return name


def _is_empty(folder: str) -> bool:
    """Say whether *folder* exists and holds nothing but Python's cache."""
    if not is_folder(folder):
        return False
    cache = "__pycache__"
    return all(
        name == cache and is_folder(os.path.join(folder, cache)) for name in os.listdir(folder)
    )
