"""What a wheel or an sdist holds, as files; nothing is unpacked onto the disk."""

from __future__ import annotations

import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from email.parser import BytesParser
from pathlib import Path

from msgspec import Struct

from rezone.transforms.errors import Refused, UsageError

_INFO = re.compile(r"^[^/]+\.dist-info/")
_DERIVED = ("RECORD", "SOURCES.txt", "top_level.txt")
_METADATA = ("METADATA", "PKG-INFO")
_COMPILED = (".pyc", ".pyo")
LARGEST = 1 << 30
"""Bytes that an archive may unpack to: all of it is held in memory."""


class Members(Struct, frozen=True):
    """The files of an archive as the store of a workspace, by path.

    *is_wheel*: paths start at an import root; otherwise at the root of the repository.
    """

    contents: Mapping[str, bytes]
    is_wheel: bool

    def content(self, path: str) -> bytes | None:
        """Return the bytes of a file."""
        return self.contents[path]

    def link(self, path: str) -> str | None:  # noqa: ARG002 - part of the protocol
        """Return ``None``: links do not survive in archives."""
        return None

    def below(self, folder: str) -> Iterator[str]:
        """Yield every file below *folder*."""
        return (path for path in self.contents if path.startswith(folder + "/"))


def read_archive(path: Path) -> Members:
    """Return what the wheel (``.whl``) or sdist (``.tar.gz``) at *path* holds.

    Left out is what is derived from the other files: records, lists of sources and of top-level
    names.  The description in the metadata is a file of its own, named by its kind, so that it
    can be read as what it is.  Folders named after the version lose it.

    Raises:
        UsageError: it is no such archive, or names a file outside itself.
        Refused: it cannot be read, or unpacks to more than `LARGEST`.
    """
    try:
        if path.suffix == ".whl":
            return Members(dict(_settled(_wheel(path))), is_wheel=True)
        if path.name.endswith(".tar.gz"):
            return Members(dict(_settled(_sdist(path))), is_wheel=False)
    except OSError as error:
        raise Refused(f"cannot be read: {error.strerror or error}", path.as_posix()) from None
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, KeyError) as error:
        raise UsageError(f"is a broken archive: {error}", path.as_posix()) from None
    raise UsageError("is neither a wheel nor an sdist", path.as_posix(), hint="*.whl, *.tar.gz")


def _wheel(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        # What is unpacked never exceeds what is declared: `zipfile` stops there.
        _refuse_bomb(path, sum(member.file_size for member in archive.infolist()))
        for member in archive.infolist():
            if not member.is_dir():
                yield _INFO.sub(".dist-info/", member.filename), archive.read(member)


def _sdist(path: Path) -> Iterator[tuple[str, bytes]]:
    size = 0
    with tarfile.open(path) as archive:
        for member in archive:
            size += member.size
            _refuse_bomb(path, size)
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield member.name.partition("/")[2], stream.read()


def _refuse_bomb(path: Path, size: int) -> None:
    if size > LARGEST:
        raise Refused(f"unpacks to more than {LARGEST >> 20} MB", path.as_posix())


def _settled(members: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for path, content in members:
        if {"", ".."} & set(path.split("/")):
            raise tarfile.TarError(f"{path!r} leads out of it")
        name = path.rpartition("/")[2]
        if name in _DERIVED or name.endswith(_COMPILED):
            continue
        if name not in _METADATA:
            yield path, content
            continue
        message = BytesParser().parsebytes(content)
        headers, _, description = content.partition(b"\n\n")
        kind = "md" if "markdown" in message.get("Description-Content-Type", "") else "rst"
        yield path, headers + b"\n"
        yield f"{path}-description.{kind}", description
