"""Where folders go when the files in them move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Destination = str | tuple[str, ...]
"""The one new place of something, or all the places that its content goes to."""


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def moved_folders(paths: Mapping[str, str], files: Iterable[str]) -> dict[str, Destination]:
    """Return where each folder goes that no file stays in.

    Args:
        paths: old path → new path of every file that moves, posix, relative to the root.
        files: the paths of all files before the phase; leave out those that are deleted.

    Returns:
        folder → its one new folder, or the tuple of all places its content goes to.
    """
    kept: set[str] = set()
    for folder in {_above(file) for file in files if file not in paths}:
        above = folder
        while above and above not in kept:
            kept.add(above)
            above = _above(above)
    places: dict[str, set[str]] = {}
    for old, new in paths.items():
        for folder in folders_above(old):
            if folder not in kept:
                below = _above(old)[len(folder) :]
                target = _above(new)
                if below and target.endswith(below):
                    target = target[: -len(below)]
                places.setdefault(folder, set()).add(target)
    return {
        folder: next(iter(targets)) if len(targets) == 1 else tuple(sorted(targets))
        for folder, targets in places.items()
    }


def folders_above(path: str) -> list[str]:
    """Return the folders that contain *path*, innermost first, without the root."""
    folders = []
    while path := _above(path):
        folders.append(path)
    return folders


def goes_deeper(folder: str, target: Destination) -> bool:
    """Say whether all that *folder* holds goes to places below it: ``src`` to ``src/zoo``."""
    places = (target,) if isinstance(target, str) else target
    return all(place.startswith(f"{folder}/") for place in places)


def several_places(target: tuple[str, ...]) -> str:
    """Return the reason to leave what has no single new name."""
    named = ", ".join(target[:3])
    more = f" and {len(target) - 3} more" if len(target) > 3 else ""
    return f"content goes to several places: {named}{more}"


def lookalikes(
    folders: Iterable[str], files: Iterable[str], roots: Iterable[str]
) -> frozenset[str]:
    """Return *files* that have the path of one of *folders*, from a root, inside their own.

    A name like ``shop/web/page.html`` may be searched for in ``templates`` there.
    """
    starts = sorted((f"{root}/" for root in roots if root), key=len, reverse=True)
    inside = set()
    for folder in folders:
        start = next((start for start in starts if folder.startswith(start)), "")
        inside.add(f"/{folder[len(start) :]}/")
    return frozenset(path for path in files if any(part in path for part in inside))
