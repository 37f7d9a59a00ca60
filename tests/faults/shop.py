"""The repository the faults strike: a small program, and a plan of two phases over it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

PLAN = """\
[workspace]
roots = ["src"]
[[phases]]
number = 1
title = "First"
[[phases.moves]]
source = "shop.db"
target = "shared.db"
[[phases.moves]]
source = "shop.first"
target = "shop.second"
[[phases.moves]]
source = "shop.second"
target = "shop.first"
[[phases]]
number = 2
title = "Second"
depends_on = [1]
[[phases.moves]]
source = "shop.api"
target = "front.api"
"""

FILES: dict[str, tuple[bytes, int]] = {
    "rezone.toml": (PLAN.encode(), 0o644),
    "README.md": (b"See `shop.db.orm` and [the code](src/shop/db/orm.py).\r\n", 0o644),
    "src/shop/__init__.py": (b"", 0o644),
    "src/shop/db/__init__.py": (b"from .orm import Row\n", 0o644),
    "src/shop/db/orm.py": (b"import shop.first\r\nclass Row: pass\r\n", 0o755),
    "src/shop/db/sql/rows.sql": (b"select 1; -- \xff\x00\n", 0o444),
    "src/shop/first.py": (b"number = 1\n", 0o640),
    "src/shop/second.py": (b"from shop import first\nnumber = first.number + 1\n", 0o644),
    "src/shop/api.py": (
        b"# coding: latin-1\nimport shop.db.orm\nrow = shop.db.orm.Row  # \xe9\n",
        0o600,
    ),
    "tests/test_shop.py": (b"from shop.db import Row\nfrom shop import second\n", 0o644),
    "notes.txt": (b"nothing that moves\n", 0o600),
}
LINKS = {"src/shop/db/alias.py": "orm.py", "src/shop/db/gone": "nowhere", "latest": "src/shop/db"}
EMPTY = {"var/empty": 0o711, "src/shop/db/empty": 0o750}
FOLDERS = {"src/shop/db": 0o750}

OURS = ("migration_backups", "migration_reports", "migration_phase")
"""How the names begin of what a run leaves in the root."""

Tree = dict[str, tuple[str, bytes, int]]


def build(root: Path) -> None:
    """Write the repository below *root*."""
    for path, (content, mode) in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
        (root / path).chmod(mode)
    for path, text in LINKS.items():
        (root / path).symlink_to(text)
    for path in EMPTY:
        (root / path).mkdir(parents=True)
    for path, mode in (EMPTY | FOLDERS).items():
        (root / path).chmod(mode)


def snapshot(root: Path) -> Tree:
    """Return what stands below *root*: kind, bytes or link text, and permission bits."""
    found: Tree = {}
    for top, folders, files in os.walk(root):
        if Path(top) == root:
            folders[:] = [name for name in folders if not name.startswith(OURS)]
            files = [name for name in files if not name.startswith(OURS)]
        for name in folders + files:
            path = Path(top, name)
            mode = path.lstat().st_mode
            key = path.relative_to(root).as_posix()
            if stat.S_ISLNK(mode):
                found[key] = ("link", os.fsencode(os.readlink(path)), 0)
            elif stat.S_ISDIR(mode):
                found[key] = ("folder", b"", stat.S_IMODE(mode))
            else:
                found[key] = ("file", path.read_bytes(), stat.S_IMODE(mode))
    return found
