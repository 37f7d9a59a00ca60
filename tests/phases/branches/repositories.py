"""Small repositories with a phase on the main branch and work beside it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from rezone.phases import api
from rezone.phases.plan.model import Plan

MOVES = {"shop.util": "shared.util", "shop.orders": "sales.orders"}
FILES = {
    "src/shop/__init__.py": "",
    "src/shop/util/__init__.py": "",
    "src/shop/util/text.py": "def title(s: str) -> str:\n    return s.title()\n\n\n"
    "def lower(s: str) -> str:\n    return s.lower()\n",
    "src/shop/orders/__init__.py": "",
    "src/shop/orders/order.py": "from ..util import text\n\n\nclass Order:\n"
    "    name = text.title('an order')\n\n    def count(self) -> int:\n        return 1\n",
    "src/shop/orders/schema.json": "{}\n",
    "src/shop/main.py": "from shop.orders.order import Order\n\nprint(Order().count())\n",
    "tests/test_order.py": "from shop.orders.order import Order\nfrom shop.util import text\n\n\n"
    "def test_name() -> None:\n    assert Order.name == text.title('an order')\n",
    "README.md": "Run `python -m shop.main`; orders are in `shop.orders.order`.\n",
    "moves.json": json.dumps({"roots": ["src"], "moves": MOVES}),
}


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True)
    return done.stdout.decode()


def repository(root: Path, files: dict[str, str] = FILES) -> Path:
    """Make a repository of *files* with one commit on the branch ``main``."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Ada")
    git(root, "config", "user.email", "ada@example.invalid")
    commit(root, "Start", files)
    return root


def commit(root: Path, message: str, files: dict[str, str | None]) -> str:
    """Write *files* (None: remove) and commit everything; return the sha."""
    for name, text in files.items():
        path = root / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)
    return git(root, "rev-parse", "HEAD").strip()


def plan_of(root: Path) -> Plan:
    return api.load(root, root / "moves.json")


def migrate(root: Path, number: int = 1) -> None:
    """Apply a phase and commit it."""
    api.migrate(root, plan_of(root), number)
    git(root, "add", "-A")
    git(root, "commit", "-qm", f"Phase {number}")


def tree(root: Path, commit: str) -> dict[str, str]:
    """Return the files of a commit."""
    paths = git(root, "ls-tree", "-r", "--name-only", "-z", commit).split("\0")
    return {path: git(root, "show", f"{commit}:{path}") for path in paths if path}


def standing(root: Path) -> tuple[str, str, str]:
    """Return all that a port must leave alone: branch, status with ignored files, references."""
    status = git(root, "status", "--porcelain", "--ignored")
    return git(root, "rev-parse", "HEAD"), status, git(root, "show-ref", "--heads")
