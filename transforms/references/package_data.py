"""Data that a build takes along, by package: ``acme = ["billing/templates/*.html"]``.

The patterns start from the folder of the package.  What moves inside the package is found at its
new place; what leaves it is told, for another package must name it then.
https://setuptools.pypa.io/en/latest/userguide/datafiles.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from posixpath import dirname, join

from msgspec import Struct

from rezone.transforms.references.folders import Destination, several_places
from rezone.transforms.references.wild_paths import shape


class PackageData(Struct, frozen=True):
    """What moves, as the patterns of a build file in the folder *project* find it.

    *place* says where a file or folder is afterwards, *paths* are old → new paths of files.
    """

    project: str
    roots: tuple[str, ...]
    files: frozenset[str]
    paths: Mapping[str, str]
    place: Callable[[str], Destination]

    def afterwards(self, package: str, pattern: str) -> tuple[str, str]:
        """Return what *pattern* of *package* must say, or ``""`` and the reason that it cannot.

        Both are ``""`` where it finds what it found.
        """
        folder = self._folder(package)
        literal = pattern.partition("*")[0].rpartition("/")[0]
        if folder is None or not literal or pattern.startswith((".", "/")):
            return "", ""
        fits = shape(f"{folder}/{pattern}").fullmatch
        home = self.place(folder)
        kept = shape(f"{home}/{pattern}").fullmatch
        lost = [new for old, new in self.paths.items() if fits(old) and not kept(new)]
        if not lost:
            return "", ""
        goes = self.place(f"{folder}/{literal}")
        if isinstance(goes, str) and isinstance(home, str) and goes.startswith(f"{home}/"):
            return f"{goes[len(home) + 1 :]}{pattern[len(literal) :]}", ""
        places = tuple(sorted({dirname(new) for new in lost}))
        return "", f"data of {package}: {several_places(places)}"

    def _folder(self, package: str) -> str | None:
        """Return the folder of *package* in the project, None where it is not known."""
        for root in sorted(self.roots, key=len, reverse=True):
            folder = join(root, package.replace(".", "/"))
            inside = not self.project or folder.startswith(f"{self.project}/")
            if inside and any(path.startswith(f"{folder}/") for path in self.files):
                return folder
        return None
