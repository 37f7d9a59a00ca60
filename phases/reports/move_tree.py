"""What moves as a tree of the new places, each with the old one it is from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rezone.phases.plan.model import Phase
from rezone.phases.reports.printable import printable
from rezone.transforms.edits.change_set import FileChange

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree


@dataclass
class _Place:
    """A segment of a new path or name; *origin* is the old one of all that is below it."""

    below: dict[str, _Place] = field(default_factory=dict)
    origin: str = ""
    note: str = ""
    files: int = 0

    def at(self, segments: Iterable[str]) -> _Place:
        """Return the place below this one, made where it is not there yet."""
        place = self
        for segment in segments:
            place = place.below.setdefault(segment, _Place())
        return place


def file_tree(changes: Iterable[FileChange], title: str, *, every: bool) -> Tree:
    """Return the files that get another path, or come new, by their new folders.

    A folder that moves as it is stands as one line, unless *every* file is wanted.
    """
    top = _Place()
    for change in changes:
        if change.new is not None and change.old != change.new:
            place = top.at(change.new.split("/"))
            place.origin, place.note = change.old or "", "" if change.old else "new"
            place.files = 1
    _count(top)
    return _drawn(top, title, "/", every)


def name_tree(phase: Phase, title: str) -> Tree:
    """Return the modules and symbols that *phase* moves, by their new packages."""
    top = _Place()
    for planned in phase.moves:
        move = planned.move
        module, _, symbol = move.target.partition(":")
        place = top.at([*module.split("."), *([f":{symbol}"] if symbol else [])])
        place.origin = move.source
        place.note = "symbol" if symbol else "alone" if move.alone else ""
    return _drawn(top, title, ".", every=True)


def _count(place: _Place) -> None:
    """Fill in how many files are below each folder, and where it is from as a whole."""
    if not place.below:
        return
    for below in place.below.values():
        _count(below)
    place.files = sum(below.files for below in place.below.values())
    whence = {
        below.origin.removesuffix("/" + name) if below.origin.endswith("/" + name) else ""
        for name, below in place.below.items()
    }
    place.origin = whence.pop() if len(whence) == 1 else ""


def _drawn(top: _Place, title: str, separator: str, every: bool) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    tree = Tree(Text(title, style="bold"))
    _grow(tree, top, separator, every)
    return tree


def _grow(tree: Tree, place: _Place, separator: str, every: bool) -> None:
    for name, below in sorted(place.below.items()):
        name, below = _joined(name, below, separator)
        is_whole = bool(below.below and below.origin) and not every
        branch = tree.add(_label(name, below, separator, is_whole))
        if not is_whole:
            _grow(branch, below, separator, every)


def _joined(name: str, place: _Place, separator: str) -> tuple[str, _Place]:
    """Return a chain of folders with nothing beside it as one name."""
    while len(place.below) == 1 and not (place.origin and separator == "."):
        ((inner, below),) = place.below.items()
        if separator == "/" and (place.origin or not below.below):
            break
        name, place = f"{name}{'' if inner.startswith(':') else separator}{inner}", below
    return name, place


def _label(name: str, place: _Place, separator: str, is_whole: bool) -> Text:
    from rich.text import Text

    is_folder = separator == "/" and bool(place.below)
    text = Text(printable(name + ("/" if is_folder else "")))
    if place.origin and (is_whole or not is_folder):
        text.append(f"  ← {printable(place.origin)}{'/' if is_folder else ''}", style="dim")
    notes = [place.note] if place.note else []
    if is_whole:
        notes.append("1 file" if place.files == 1 else f"{place.files} files")
    if notes:
        text.append(f"  ({', '.join(notes)})", style="dim")
    return text
