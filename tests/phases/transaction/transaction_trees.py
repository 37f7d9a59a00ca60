"""Trees to change, and what a tree is: every path with its bytes, mode, time or link text."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from rezone.transforms.edits.change_set import ChangeSet, FileChange

Entry = tuple[str, bytes | str, int, int]


def snapshot(root: Path) -> dict[str, Entry]:
    """Return what stands below *root*, without the backups."""
    entries: dict[str, Entry] = {}
    for top, folders, files in os.walk(root):
        if Path(top) == root and "migration_backups" in folders:
            folders.remove("migration_backups")
        for name in folders + files:
            path = Path(top, name)
            status = path.lstat()
            mode = stat.S_IMODE(status.st_mode)
            key = path.relative_to(root).as_posix()
            if path.is_symlink():
                entries[key] = ("link", os.readlink(path), 0, status.st_mtime_ns)
            elif path.is_dir():
                entries[key] = ("folder", b"", mode, 0)
            else:
                entries[key] = ("file", path.read_bytes(), mode, status.st_mtime_ns)
    return entries


def write(root: Path, path: str, content: bytes = b"", mode: int = 0o644) -> None:
    """Write a file with an mtime long past, so that a lost one shows."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    target.chmod(mode)
    os.utime(target, ns=(10**18, 10**18 + len(path)))


def change(
    root: Path,
    old: str | None,
    new: str | None,
    content: bytes | None = None,
    link: str | None = None,
) -> FileChange:
    """Return the change, computed from the file as it is now."""
    before = ""
    if old is not None:
        path = root / old
        data = os.fsencode(os.readlink(path)) if path.is_symlink() else path.read_bytes()
        before = hashlib.sha256(data).hexdigest()
    return FileChange(old, new, content, before, link)


def medium(root: Path) -> ChangeSet:
    """Fill *root*, and return a change set that does one of everything."""
    write(root, "src/app/__init__.py", b"")
    write(root, "src/app/core.py", b"import app.db\n", 0o755)
    write(root, "src/app/db/__init__.py", b"db = 1\n")
    write(root, "src/app/db/orm.py", b"orm = 1\n", 0o600)
    write(root, "src/app/db/data.bin", bytes(range(256)))
    write(root, "src/app/db/__pycache__/orm.cpython-311.pyc", b"cache")
    write(root, "one.py", b"1\n")
    write(root, "two.py", b"22\n")
    write(root, "three.py", b"333\n")
    write(root, "gone.py", b"gone\n")
    write(root, "kept/notes.txt", b"mine\n")
    write(root, "kept/only.py", b"x\n")
    write(root, "Case.py", b"case\n")
    (root / "link.py").symlink_to("src/app/core.py")
    os.utime(root / "link.py", ns=(10**18, 10**18), follow_symlinks=False)
    (root / "src/app/db").chmod(0o750)
    (root / "src/empty").mkdir(mode=0o711)
    return ChangeSet(
        (
            change(root, "src/app/core.py", "src/app/core.py", b"import shared.db\n"),
            change(root, "src/app/db/__init__.py", "shared/db/__init__.py"),
            change(root, "src/app/db/orm.py", "shared/db/orm.py", b"orm = 2\n"),
            change(root, "src/app/db/data.bin", "shared/db/data.bin"),
            change(root, "one.py", "two.py"),
            change(root, "two.py", "three.py", b"two moved\n"),
            change(root, "three.py", "one.py"),
            change(root, "gone.py", None),
            change(root, None, "shared/__init__.py", b""),
            change(root, "kept/only.py", "shared/only.py"),
            change(root, "Case.py", "case.py"),
            change(root, "link.py", "links/link.py", link="../src/app/core.py"),
        ),
        ("src/app/db", "src/empty", "kept"),
    )
