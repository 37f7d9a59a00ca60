"""The way back from a phase, for what it moved and for what came to lie beside that since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from rezone.transforms.index.layout import folder_in
from rezone.transforms.index.modules import Index, below
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap


class Inverse(Struct, frozen=True):
    """Names and folders after a phase → before it.

    *homes* maps each module or package that comes back to the root it came from.  *folders* are
    pairs of a folder that the phase made and the one it stands for, inner ones first.
    """

    names: NameMap
    homes: Mapping[str, str]
    folders: tuple[tuple[str, str], ...]

    def place(self, path: str) -> str:
        """Return where a file belongs that was put at *path* after the phase."""
        for new, old in self.folders:
            tail = below(path, new)
            if tail is not None:
                return f"{old}/{tail}"
        return path


def invert(
    now: Index,
    before: Index,
    paths: Mapping[str, str],
    moves: Iterable[Move],
    renames: Iterable[tuple[str, str]] = (),
) -> Inverse:
    """Return the way back.

    What the phase moved is known file by file.  Beyond that a package has a way back as a whole
    if the phase made it of one source: where it arrived in a package that was there, or several
    arrived in one, nobody knows where a new file would have been.

    Args:
        now: the modules after the phase, with whatever people did since.
        before: the modules before it.
        paths: new → old path of every file it moved.
        moves: its moves.
        renames: (old, new) names that no file explains.
    """
    modules = [move for move in moves if not move.is_symbol]
    targets = [move.target for move in modules]
    back = {
        move.target: move.source
        for move in modules
        if targets.count(move.target) == 1 and not before.has(move.target)
    }
    names = NameMap(Move(new, old) for new, old in back.items())
    found = [*names.moves, *dict.fromkeys(_one_by_one(now, before, paths, names))]
    found += [Move(m.target, m.source) for m in moves if m.is_symbol]
    found += [Move(new, old) for old, new in renames]
    homes = {old: root for old in back.values() if (root := _root_of(before, old)) is not None}
    homes |= {m.name: m.root for old in paths.values() if (m := before.by_path.get(old))}
    folders = [
        (folder, folder_in(homes[old], old))
        for new, old in back.items()
        for _, folder in now.folders_of(new)
        if old in homes
    ]
    folders.sort(key=lambda pair: -len(pair[0]))
    return Inverse(NameMap(found), homes, tuple(folders))


def _one_by_one(
    now: Index, before: Index, paths: Mapping[str, str], names: NameMap
) -> Iterator[Move]:
    """Yield the modules that *names* would not bring back where they were."""
    for new, old in paths.items():
        here, there = now.locate(new), before.by_path.get(old)
        if here is not None and there is not None and names(here.name) != there.name:
            yield Move(here.name, there.name, alone=True)


def _root_of(index: Index, name: str) -> str | None:
    files = index.modules.get(name, ())
    if files:
        return files[0].root
    return next((root for root, _ in index.folders_of(name)), None)
