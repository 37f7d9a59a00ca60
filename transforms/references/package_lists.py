"""Lists of packages that each stand for all below them: what a list lacks after a phase.

A phase that spreads a package over several new top-level packages leaves the old name where it is,
and nothing names the new ones.  Whoever reads the list then measures, checks or knows less than
before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath, relpath

from msgspec import Struct

from rezone.transforms.index.modules import ModulePath, below
from rezone.transforms.index.new_tops import NewTop
from rezone.transforms.names import is_within, top
from rezone.transforms.references.text_map import TextMap


class Takes(Enum):
    """What a list of packages is for: that says when a name more is sure."""

    OWN_CODE = "the packages that are one's own, as isort has them: every new one is"
    ROOTS = "the packages of a graph, as import-linter has them: no plain module can be one"
    MEASURED = "what coverage measures: it is to stay the same, and no file can be named"
    CHECKED = "what mypy checks: it is to stay the same"


class Extension(Struct, frozen=True):
    """What the entry number *at* becomes: *entries*, or with a *reason* what it was."""

    at: int
    entries: tuple[str, ...]
    reason: str = ""


class PackageList(Struct, frozen=True):
    """The *values* of a list in the document at *path* (posix, from the root), in their order.

    Each is a package, a pattern of packages, or a folder from the document's or from the root.
    """

    values: Sequence[str]
    path: str
    takes: Takes
    text_map: TextMap

    def extensions(self) -> Iterator[Extension]:
        """Yield what becomes of each entry beside which a new top-level package has to be named."""
        lacking: dict[int, list[tuple[NewTop, str]]] = {}
        for new in self.text_map.new_tops:
            taken = [pair for pair in new.came if self._takes_in(self.values, pair[0])]
            lost = [old for old, now in taken if not self._takes_in(self._after, now)]
            if lost:
                at = next(n for n, v in enumerate(self.values) if self._takes_in([v], lost[0]))
                doubt = self._doubt(new, self.values[at], len(taken))
                lacking.setdefault(at, []).append((new, doubt))
        for at, found in lacking.items():
            yield self._extension(at, found)

    def _extension(self, at: int, found: list[tuple[NewTop, str]]) -> Extension:
        value = self.values[at]
        kept = [] if self._after[at] is None else [str(self._after[at])]
        written = [self._written(new, value) for new, _ in found]
        doubt = next((doubt for _, doubt in found if doubt), "")
        if not kept and not doubt:
            doubt = self._elsewhere(value, [new.name for new, _ in found])
        reason = f"part of it goes to {doubt}: name what is meant of {', '.join(written)}"
        return Extension(at, (value,), reason) if doubt else Extension(at, (*kept, *written))

    def _doubt(self, new: NewTop, value: str, taken: int) -> str:
        """Return why *new* is not simply named beside *value*, ``""`` where it is sure."""
        folder = dirname(self.path)
        if folder and below(new.place, folder) is None:
            return f"{new.name}, outside of {folder}"
        no_files = self.takes is Takes.ROOTS or ("/" in value and self.takes is Takes.MEASURED)
        if no_files and not new.is_package:
            return f"{new.name}, a module, which cannot be named here"
        if self.takes in (Takes.MEASURED, Takes.CHECKED) and taken < len(new.came):
            return f"{new.name}, with modules from elsewhere"
        return ""

    def _elsewhere(self, value: str, named: list[str]) -> str:
        """Return where *value*, which is gone, goes beside what is *named*."""
        found = self.text_map.resolve(value)
        places = found[1] if found is not None and isinstance(found[1], tuple) else ()
        other = sorted({top(place) for place in places} - {*named, *map(str, self._after)})
        return ", ".join(other)

    def _takes_in(self, values: Sequence[str | None], module: ModulePath) -> bool:
        return any(
            is_within(module.name, value)
            or ("*" in value and fnmatchcase(module.name, value))
            or any(below(module.path, folder) is not None for folder in self._folders(value))
            for value in values
            if value is not None
        )

    def _folders(self, value: str) -> tuple[str, ...]:
        if "*" in value:
            return ()
        places = (normpath(join(dirname(self.path), value)), normpath(value))
        return tuple("" if place == "." else place for place in dict.fromkeys(places))

    @property
    def _after(self) -> list[str | None]:
        """The values as they are after the phase, None for what is nowhere as a whole."""
        return [self._becomes(value) for value in self.values]

    def _becomes(self, value: str) -> str | None:
        if "/" in value:
            for folder in self._folders(value):
                goes = self.text_map.locate(folder)
                if isinstance(goes, tuple):
                    return None
                if goes is not None:
                    return self._like(goes, value)
            return value
        stem = value.rstrip("*").rstrip(".")
        found = self.text_map.resolve(stem)
        if found is None or (stem != value and found[0] != stem):
            return value
        if isinstance(found[1], tuple):
            return None
        new = found[1].replace(":", ".")
        return top(new) if self.takes is Takes.ROOTS else new + value[len(found[0]) :]

    def _written(self, new: NewTop, value: str) -> str:
        return self._like(new.place, value) if "/" in value else new.name

    def _like(self, place: str, value: str) -> str:
        """Return the folder *place* as the list says folders: from where, with which slashes."""
        here = dirname(self.path)
        seen = normpath(join(here, value))
        is_from_here = bool(here) and any(
            below(module.path, seen) is not None
            for new in self.text_map.new_tops
            for module, _ in new.came
        )
        written = relpath(place, here) if is_from_here else place
        begin = "./" if value.startswith("./") else ""
        end = "/" if value.endswith("/") and not place.endswith(".py") else ""
        return f"{begin}{written}{end}"
