"""Scratch repositories for the shell blocks of the documents, and the shell that runs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from shell_blocks import ROOT, Block

# What may not be written, root may write all the same: it runs without that right.
_AS_A_PERSON = (
    ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
)

# How the machine reaches the network, and no more.
_IS_KEPT = re.compile(r"LANG|LC_ALL|TMPDIR|PIP_.*|SSL_CERT_.*|REQUESTS_CA_BUNDLE|(?i:\w+_proxy)")
_MADE = shutil.ignore_patterns(
    *(".git", ".venv", ".scratch", "build", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis")
)

_INSTALLED = Path(sys.prefix) / "installed"

# Only the tree is an answer: no file of a person's home, no pager, no network, no colour.
_GIT = """\
[user]
name = Ada
email = ada@example.invalid
[init]
defaultBranch = main
[core]
pager = cat
"""

SHOP = {
    "src/shop/__init__.py": "",
    "src/shop/money.py": 'def price(cents: int) -> str:\n    return f"{cents / 100:.2f} EUR"\n',
    "src/shop/invoice.py": 'PREFIX = "Total: "\n',
    "src/shop/orders.py": """\
from shop import invoice, money


def order(cents: int) -> str:
    return invoice.PREFIX + money.price(cents)
""",
    "tests/test_orders.py": """\
from unittest.mock import patch

from shop.orders import order


def test_order() -> None:
    with patch("shop.money.price", return_value="1 EUR"):
        assert order(100) == "Total: 1 EUR"
""",
}
PYTEST = {"pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["src"]\n'}
PLAN = """\
roots = ["src"]

[moves]
"shop.money" = "billing.money"
"""
TWO_PHASES = """\
[workspace]
roots = ["src"]

[[phases]]
number = 1
title = "Money"
moves = [{ source = "shop.money", target = "billing.money" }]

[[phases]]
number = 2
title = "Orders"
depends_on = [1]
moves = [{ source = "shop.orders", target = "sales.orders" }]
"""


@dataclass
class Scene:
    """A scratch repository and the shell in it; *folder* is where the shell stands.

    Where the shell is and what it exports holds for the commands that come later, too.
    """

    home: Path
    folder: Path

    @property
    def checkout(self) -> Path:
        """The folder with rezone's own sources: a copy, for what builds it leaves its traces."""
        copy = self.home / "rezone"
        if not copy.exists():
            # The times of files go along, which `make` looks at.
            shutil.copytree(ROOT, copy, symlinks=True, ignore=_MADE)
        return copy

    def run(self, command: str) -> tuple[int, str]:
        """Run *command* with bash; return its exit code and all it printed.

        ``/path/to/rezone`` in it is the folder with rezone's sources.
        """
        here, exported = self.home / "here", self.home / "exported"
        if "/path/to/rezone" in command:
            command = command.replace("/path/to/rezone", str(self.checkout))
        script = (
            f"trap 'pwd > {here}; export -p > {exported}' EXIT\n"
            f"if [ -f {exported} ]; then . {exported}; fi\nset -euo pipefail\n{command}"
        )
        done = subprocess.run(
            [*_AS_A_PERSON, "bash", "-c", script],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=900,
        )
        self.folder = Path(here.read_text(encoding="utf-8").rstrip("\n"))
        return done.returncode, done.stdout.decode()

    def _environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if _IS_KEPT.fullmatch(key)}
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return (
            {"PIP_CACHE_DIR": str(cache / "pip")}
            | kept
            | {
                "HOME": str(self.home),
                "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
                "GIT_CONFIG_GLOBAL": str(self.home / "gitconfig"),
                "GIT_CONFIG_NOSYSTEM": "1",
                "PAGER": "cat",
                "KILLED": str(Path(__file__).with_name("killed.py")),
                "MIRRORS": str(Path(__file__).with_name("mirrors.py")),
                "PYTHONDONTWRITEBYTECODE": "1",
                "PIP_DISABLE_PIP_VERSION_CHECK": "1",
                "PIP_NO_COMPILE": "1",
            }
        )


def prepare(name: str, home: Path) -> Scene:
    """Make the scratch repository *name* below *home*: committed, on the branch ``main``."""
    folder = home / ("anomaly_monolith" if name == "monolith" else "repository")
    home.mkdir(parents=True)
    (home / "gitconfig").write_text(_GIT, encoding="utf-8")
    scene = Scene(home, folder)
    if name == "folder":  # where a reader begins: no repository yet
        scene.folder = home / "work"
        scene.folder.mkdir()
        return scene
    if name == "checkout":
        scene.folder = scene.checkout
        if _INSTALLED.exists():  # where `make` set up the environment of this run, it has done so
            code, said = scene.run(f"touch -d @0 pyproject.toml && export VENV='{sys.prefix}'")
            assert code == 0, said
        return scene
    if name == "monolith":
        ignore = shutil.ignore_patterns("__pycache__", "*.egg-info", ".pytest_cache")
        shutil.copytree(
            ROOT / "examples" / "anomaly_monolith", folder, symlinks=True, ignore=ignore
        )
    else:
        write(folder, FILES[name])
    code, said = scene.run("git init -q && git add -A && git commit -q --allow-empty -m Begin")
    assert code == 0, said
    return scene


def write(folder: Path, files: dict[str, str]) -> None:
    """Write *files*, text by path, below *folder*."""
    folder.mkdir(exist_ok=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


FILES: dict[str, dict[str, str]] = {
    "empty": {},
    "shop": SHOP,
    "shop-with-plan": SHOP | PYTEST | {"rezone.toml": PLAN},
    "shop-in-two-phases": SHOP | PYTEST | {"rezone.toml": TWO_PHASES},
}


def play(block: Block, scene: Scene) -> list[tuple[str, str | None, str]]:
    """Run *block*; return each command, what is shown of it and what it printed.

    Raises:
        AssertionError: a command ended with another exit code than the document says.
    """
    if block.before:
        code, printed = scene.run(block.before)
        assert code == 0, f"{block.place}, before:\n{printed}"
    if block.file:
        write(scene.folder, {block.file: block.body})
        return []
    steps = list(block.steps())
    exits = (0,) * (len(steps) - len(block.exits)) + block.exits
    said = []
    for (command, shown), wanted in zip(steps, exits, strict=True):
        code, printed = scene.run(command)
        said.append((command, shown, printed))
        assert code == wanted, f"{block.place}: exit {code}, not {wanted}: {command}\n{printed}"
    return said
