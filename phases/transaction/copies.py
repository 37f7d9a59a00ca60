"""Copies of edited files as a phase left them, in one archive: a file each would cost as much
again as the files themselves."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from rezone.phases.transaction.paths import flat_name
from rezone.phases.transaction.presence import is_there
from rezone.transforms.errors import Refused


def write_copies(archive: Path, copies: Iterable[tuple[str, bytes]]) -> None:
    """Write *copies*, (path, content) each, into the new file *archive*."""
    with ZipFile(archive, "w") as target:
        for path, content in copies:
            target.writestr(ZipInfo(_member(path)), content)


class Copies:
    """The copies in *archive*, which stays open from the first look on."""

    def __init__(self, archive: Path) -> None:
        self._path = archive

    def read(self, path: str) -> bytes | None:
        """Return the content that there is for *path*, None if there is none.

        Raises:
            Refused: the archive is damaged or cannot be read.
        """
        try:
            return None if self._archive is None else self._archive.read(_member(path))
        except KeyError:
            return None
        except (BadZipFile, OSError) as error:
            raise Refused(f"cannot be read: {error}", self._path.as_posix()) from None

    @cached_property
    def _archive(self) -> ZipFile | None:
        return ZipFile(self._path) if is_there(self._path) else None


def _member(path: str) -> str:
    """Return the name of *path* in the archive: itself, unless zip files cannot hold it."""
    return path if path.isprintable() and "\\" not in path else flat_name(path)
