"""The tree of a commit as a workspace, and trees made without a work tree."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from msgspec import Struct

from rezone.phases.git.command import Git
from rezone.transforms.errors import Refused

FILE = "100644"
LINK = "120000"
_SUBMODULE = "160000"


class Entry(Struct, frozen=True):
    """What a tree has at a path: *mode* as git writes it (``100644``), *sha* of the object."""

    mode: str
    sha: str


Entries = Mapping[str, Entry]
"""A whole tree: path from the top of the repository → entry."""


def read_tree(git: Git, commit: str) -> dict[str, Entry]:
    """Return the files, links and submodules of *commit*, from the top of the repository."""
    listed = git.output("ls-tree", "-r", "-z", "--full-tree", commit)
    entries = {}
    for line in filter(None, listed.split(b"\0")):
        facts, _, path = line.partition(b"\t")
        mode, _, sha = facts.decode().split()
        entries[os.fsdecode(path)] = Entry(mode, sha)
    return entries


def write_tree(git: Git, entries: Entries) -> str:
    """Store a tree and return its sha; the repository's own index stays as it is."""
    lines = (
        f"{entry.mode} {entry.sha}\t".encode() + os.fsencode(path)
        for path, entry in entries.items()
    )
    with tempfile.TemporaryDirectory(prefix="rezone-") as folder:
        aside = git.having(GIT_INDEX_FILE=f"{folder}/index")
        aside.output("update-index", "-z", "--index-info", stdin=b"\0".join([*lines, b""]))
        return aside.text("write-tree")


def write_blobs(git: Git, contents: list[bytes]) -> list[str]:
    """Store each of *contents* as it is, no filter applied; return their shas in order."""
    if not contents:
        return []
    with tempfile.TemporaryDirectory(prefix="rezone-") as folder:
        paths = [Path(folder, str(number)) for number in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        listed = "".join(f"{path}\n" for path in paths)
        shas = git.text(
            "hash-object", "-w", "--no-filters", "--stdin-paths", stdin=os.fsencode(listed)
        )
    return shas.split()


@dataclass(slots=True)
class Blobs:
    """Reads objects, one process for all of them; to be used as a context manager."""

    git: Git
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __enter__(self) -> Blobs:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.communicate()

    def read(self, sha: str) -> bytes:
        """Return the content of the blob *sha*.

        Raises:
            Refused: the repository lacks it, as a partial clone may.
        """
        if self._process is None:
            self._process = self.git.start("cat-file", "--batch")
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(sha.encode() + b"\n")
        stdin.flush()
        facts = stdout.readline().split()
        if len(facts) != 3:
            raise Refused(f"git has no object {sha}", hint="git fetch, or git fsck")
        content = stdout.read(int(facts[2]))
        stdout.read(1)
        return content


class CommittedFiles(Struct, frozen=True):
    """The files of a commit as the store of a workspace; see `rezone.phases.engine.workspace`.

    *entries* are those below the root of the workspace, relative to it.
    """

    entries: Entries
    blobs: Blobs

    def content(self, path: str) -> bytes | None:
        """Return the bytes of a regular file, None for anything else."""
        entry = self.entries[path]
        return None if entry.mode in (LINK, _SUBMODULE) else self.blobs.read(entry.sha)

    def link(self, path: str) -> str | None:
        """Return the text of a symbolic link, None for anything else."""
        entry = self.entries[path]
        return os.fsdecode(self.blobs.read(entry.sha)) if entry.mode == LINK else None

    def below(self, folder: str) -> Iterator[str]:
        """Yield every file below *folder* but what Python compiled."""
        for path in self.entries:
            if path.startswith(folder + "/") and not path.endswith((".pyc", ".pyo")):
                yield path
