"""Small trees and what a change set makes of them: as git sees a tree, in memory and on disk."""

from __future__ import annotations

import os
import shutil
import stat
from hashlib import sha256
from pathlib import Path

from rezone.transforms.edits.change_set import ChangeSet, FileChange

FILE, EXECUTABLE, LINK = 0o100644, 0o100755, 0o120000

Tree = dict[str, tuple[int, bytes]]
"""Mode and bytes by path; the bytes of a link are its text."""


def write_tree(root: Path, tree: Tree) -> None:
    """Make *tree* all there is below *root*, git's own folder aside."""
    for entry in list(root.iterdir()):
        if entry.name == ".git":
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    for path, (mode, content) in tree.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if mode == LINK:
            os.symlink(os.fsdecode(content), target)
        else:
            target.write_bytes(content)
            target.chmod(mode & 0o777)


def read_tree(root: Path) -> Tree:
    """Return what stands below *root*; a folder counts for what it holds."""
    tree: Tree = {}
    for top, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in (".git", "migration_backups")]
        for name in folders + files:
            path = Path(top, name)
            key = path.relative_to(root).as_posix()
            if path.is_symlink():
                tree[key] = (LINK, os.fsencode(os.readlink(path)))
            elif path.is_file():
                is_executable = path.stat().st_mode & stat.S_IXUSR
                tree[key] = (EXECUTABLE if is_executable else FILE, path.read_bytes())
    return tree


def changed_tree(tree: Tree, changes: ChangeSet) -> Tree:
    """Return the tree that *changes* describe: everything leaves its place, then all arrive."""
    after = dict(tree)
    for change in changes.files:
        if change.old is not None:
            del after[change.old]
    for change in changes.files:
        if change.new is None:
            continue
        mode, content = (FILE, b"") if change.old is None else tree[change.old]
        if change.link is not None:
            mode, content = LINK, os.fsencode(change.link)
        elif change.content is not None:
            mode, content = (FILE if mode == LINK else mode), change.content
        after[change.new] = (mode, content)
    return after


def change(
    tree: Tree,
    old: str | None,
    new: str | None,
    content: bytes | None = None,
    link: str | None = None,
) -> FileChange:
    """Return the change of one file of *tree*."""
    before = "" if old is None else sha256(tree[old][1]).hexdigest()
    return FileChange(old, new, content, before, link)
