"""The repository as it was before a phase: its files where they are now, or in the backups."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from rezone.phases.checks.model import Unmeasured
from rezone.phases.engine.workspace import Workspace
from rezone.phases.git.command import Git
from rezone.phases.standing import BACKUPS, states
from rezone.phases.transaction import fingerprint
from rezone.phases.transaction.backup import PhaseFolder
from rezone.transforms.errors import Refused
from rezone.transforms.names import top

if TYPE_CHECKING:
    from rezone.phases.checks.tree import Tree
    from rezone.phases.transaction.manifest import Manifest


class Past(Struct, frozen=True, dict=True):
    """A state of the repository: the place of each file, and the phases it has behind it.

    *digests* are the sha256 of those files that a phase changed since.  It can be read as it is
    (a store of a workspace), or be copied to a folder.
    """

    places: Mapping[str, Path]
    applied: tuple[int, ...]
    digests: Mapping[str, str]

    def content(self, path: str) -> bytes | None:
        """Return the bytes of a regular file, None for anything else."""
        place = self.places[path]
        return None if place.is_symlink() or not place.is_file() else place.read_bytes()

    def link(self, path: str) -> str | None:
        """Return the text of a symbolic link, None for anything else."""
        place = self.places[path]
        return os.readlink(place) if place.is_symlink() else None

    def below(self, folder: str) -> Iterator[str]:
        """Yield every file below *folder*."""
        yield from (path for path in self.places if path.startswith(folder + "/"))

    def copy_to(self, folder: Path) -> None:
        """Copy every file to *folder*.

        Raises:
            Unmeasured: a file of a backup is not what it was.
        """
        for path, place in self.places.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if path in self.digests and not fingerprint.holds(place, self.digests[path]):
                raise Unmeasured(f"the backup is damaged: {place}")
            if place.is_symlink() or place.is_file():
                shutil.copy2(place, target, follow_symlinks=False)


def before_phase(tree: Tree, number: int) -> Past:
    """Return *tree* as it was before the phase *number*, and so before all applied later.

    Raises:
        Unmeasured: there is no backup.
    """
    known = {n: record for n, record in states(tree.root).items() if record.status == "applied"}
    if number not in known:
        raise Unmeasured(
            f"nothing says how the tree was before phase {number}: there is no backup; "
            "run --pre-migration before the phase, or name a revision with --before"
        )
    undone = sorted(
        (record for record in known.values() if record.time >= known[number].time),
        key=lambda record: record.time,
        reverse=True,
    )
    places = {path: tree.root / path for path in _files(tree)}
    digests = take_back(places, undone, tree.root / BACKUPS)
    numbers = {record.phase for record in undone}
    return Past(places, tuple(n for n in tree.applied if n not in numbers), digests)


def take_back(places: dict[str, Path], undone: Iterable[Manifest], backups: Path) -> dict[str, str]:
    """Put the originals of the phases *undone*, latest first, into *places*.

    Returns:
        The sha256 of each file that is in a backup now.
    """
    digests: dict[str, str] = {}
    for record in undone:
        originals = PhaseFolder(backups, record.phase).files
        for file in record.files:
            places.pop(file.new or "", None)
            digests.pop(file.new or "", None)
        for file in record.files:
            if file.old is not None:
                places[file.old] = originals / file.old
                digests[file.old] = file.before
    return digests


def as_it_is(tree: Tree) -> Past:
    """Return *tree* as it is now, to be copied."""
    return Past({path: tree.root / path for path in _files(tree)}, tree.applied, {})


def _files(tree: Tree) -> set[str]:
    """Return the files that the repository's code may need, ignored ones in its packages too."""
    everything = Workspace.scan(tree.root)
    found = set(everything.files)
    for package in {top(name) for name in tree.index.names}:
        for _, folder in tree.index.folders_of(package):
            found.update(everything.below(folder))
    return found


def revision(tree: Tree, name: str, folder: Path) -> None:
    """Make *folder* the revision *name* of the git repository that *tree* is in.

    Raises:
        Unmeasured: git cannot give it.
    """
    import tarfile

    try:
        content = Git(tree.root).output("archive", "--format=tar", name)
    except Refused as error:
        raise Unmeasured(f"git has no tree for {name!r}: {error.problem}") from None
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(folder, filter="tar")
