"""A commit in which people moved modules: both of its trees on disk, and the renames git sees."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass
from pathlib import Path

from monolith_site import git

# A file that keeps this much of its text counts as renamed: git's own default.
SIMILARITY = "50%"


@dataclass(frozen=True)
class Replayed:
    """The trees before and after a commit, unpacked; *renames* are paths, old to new.

    *human* is what people made of *before*; *rezone* is a git repository that begins as *before*.
    """

    before: Path
    human: Path
    rezone: Path
    renames: dict[str, str]


def unpack(source: Path, base: str, commit: str, work: Path) -> Replayed:
    """Unpack *base* and *commit* of the repository *source* below the empty folder *work*."""
    trees = Replayed(
        work / "before", work / "human", work / "rezone", renames(source, base, commit)
    )
    for tree, revision in ((trees.before, base), (trees.human, commit), (trees.rezone, base)):
        tree.mkdir(parents=True)
        check_out(source, revision, tree)
    # Without the history: what rezone makes of a tree depends on its files alone.
    git(trees.rezone, "init", "-q")
    git(trees.rezone, "add", "-A", "-f")
    git(trees.rezone, "commit", "-q", "-m", "before")
    return trees


def check_out(source: Path, revision: str, tree: Path) -> None:
    """Write the files of *revision* below *tree*; what a partial mirror lacks is left out."""
    listed = git(source, "ls-tree", "-r", "-z", "--full-tree", revision).split("\0")
    entries = [entry.partition("\t")[::2] for entry in listed if entry]
    asked = "".join(f"{about.split()[2]}\n" for about, _ in entries).encode()
    command = ["git", "cat-file", "--batch"]
    answer = subprocess.run(command, cwd=source, input=asked, capture_output=True, check=True)
    stream = io.BytesIO(answer.stdout)
    for about, path in entries:
        header = stream.readline().split()
        if header[1] != b"blob":
            if header[1] != b"missing":
                stream.seek(int(header[2]) + 1, io.SEEK_CUR)
            continue
        content = stream.read(int(header[2]) + 1)[:-1]
        file = tree / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if about.startswith("120000"):
            file.symlink_to(content.decode())
        else:
            file.write_bytes(content)
            file.chmod(0o755 if about.startswith("100755") else 0o644)


def renames(source: Path, base: str, commit: str) -> dict[str, str]:
    """Return the paths that *commit* renamed since *base*, by git's measure of similarity.

    A file of which a stub was left at its old place counts as renamed too (``-B``).
    """
    options = ["-r", "-z", "-l0", f"-M{SIMILARITY}", "-B", "--diff-filter=R", "--name-status"]
    fields = git(source, "diff-tree", *options, base, commit).split("\0")
    return dict(zip(fields[1::3], fields[2::3], strict=False))


def tracked(tree: Path) -> list[str]:
    """Return every file below *tree*, posix and relative, sorted, without git's own."""
    found = (path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    names = (path.relative_to(tree).as_posix() for path in found)
    return sorted(name for name in names if not name.startswith(".git/"))
