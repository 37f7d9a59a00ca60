"""Three-way merges by git's own machinery."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from msgspec import Struct

from rezone.phases.git.command import Git
from rezone.transforms.errors import Refused


class Merged(Struct, frozen=True):
    """A merge of trees: *tree* with conflict markers where *conflicts* (paths) is not empty.

    *messages* is what git says of it, a line each.
    """

    tree: str
    conflicts: tuple[str, ...]
    messages: tuple[str, ...]


def merge_commits(git: Git, ours: str, theirs: str) -> Merged:
    """Return the merge of two commits, whose common ancestor is the base; nothing else changes.

    Raises:
        Refused: git is older than 2.38, or cannot merge them.
    """
    code, out = git.code("merge-tree", "--write-tree", "-z", ours, theirs, fine=(0, 1, 129))
    if code == 129:  # what it says to an option it does not know
        raise Refused("git 2.38 or newer is needed", hint="git --version")
    tree, _, rest = os.fsdecode(out).partition("\0")
    listed, _, told = rest.partition("\0\0") if code else ("", "", rest.removeprefix("\0"))
    conflicts = dict.fromkeys(line.partition("\t")[2] for line in listed.split("\0") if line)
    return Merged(tree, tuple(conflicts), tuple(_messages(told)) if code else ())


def _messages(told: str) -> list[str]:
    """Return the texts of: number of paths, the paths, the kind, the text; all NUL-ended."""
    fields = told.split("\0")
    messages = []
    while len(fields) > 3:
        count = int(fields[0])
        messages.append(fields[count + 2].rstrip("\n"))
        fields = fields[count + 3 :]
    return messages


def merge_file(
    base: bytes, ours: bytes, theirs: bytes, labels: tuple[str, str, str]
) -> tuple[bytes, bool]:
    """Return the merge of three versions of a file, and whether it holds conflict markers.

    Args:
        base: what both sides come from.
        ours: one side.
        theirs: the other side.
        labels: how the markers name ours, base and theirs.

    Raises:
        Refused: git cannot merge them, as files that are not text.
    """
    with tempfile.TemporaryDirectory(prefix="rezone-") as folder:
        names = ("ours", "base", "theirs")
        for name, content in zip(names, (ours, base, theirs), strict=True):
            Path(folder, name).write_bytes(content)
        options = [word for label in labels for word in ("-L", label)]
        # The exit code is the number of conflicts, 127 at most; an error is beyond.
        code, merged = Git(Path(folder)).code(
            "merge-file", "--stdout", *options, *names, fine=range(128)
        )
    return merged, code > 0
