"""Small repositories on this disk, in the place of the public ones that a document clones.

Run as ``python mirrors.py monolith`` or ``python mirrors.py moves`` in a copy of the checkout: git
learns (``insteadOf``) to take what is asked of a public address from here, and the tables of the
copy name the commits that there are.  The scripts of the document then run as they are.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

from rezone.phases.plan.catalog import ANOMALY_DETECTION

TABLES = Path("tests/end_to_end")
THEIRS = "https://example.invalid/theirs.git"
REPLAYED = ("mypyc-ir", "conda-auxlib")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def mirror(address: str, *states: dict[str, str]) -> str:
    """Make the repository that stands for *address*, a commit for each state; return the last."""
    folder = Path("../mirrors").resolve() / address.rpartition("/")[2]
    folder.mkdir(parents=True)
    git(folder, "init", "-q")
    for files in states:
        git(folder, "rm", "-rq", "--ignore-unmatch", ".")
        for name, text in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "As it is")
    git(folder, "config", "--global", f"url.{folder}.insteadOf", address)
    return git(folder, "rev-parse", "HEAD")


def monolith() -> None:
    """Stand in for the monolith: a module for each that the plan moves, importing the one before.

    Two target packages cannot be imported, a module neither, and a test fails, as in the original.
    """
    home = "src/packages/data/anomaly_detection"
    moves = [planned.move for phase in ANOMALY_DETECTION.phases for planned in phase.moves]
    names = [move.source for move in moves]
    packages = {above for name in names for above in parents(name)}
    holders = {above for move in moves for above in parents(move.target)}
    packages |= {move.source for move in moves if move.target in holders}
    files = {f"{home}/src/{path(name)}/__init__.py": "HERE = True\n" for name in sorted(packages)}
    before = ""
    for name in (name for name in names if name not in packages):
        package, _, last = before.rpartition(".")
        imported = f"from {package} import {last}\n\n" if before else ""
        result = f"{last}.answer()" if before else "42"
        text = f"{imported}\ndef answer():\n    return {result}\n"
        files[f"{home}/src/{path(name)}.py"] = text
        before = name
    files[f"{home}/src/anomaly_detection/odd.py"] = "import not_there_at_all\n"
    files[f"{home}/tests/test_answer.py"] = (
        f"from unittest.mock import patch\n\nfrom {before} import answer\n\n\n"
        "def test_answer():\n    assert answer() == 42\n\n\n"
        f'def test_patched():\n    with patch("{names[0]}.answer", return_value=0):\n'
        "        assert answer() in (0, 42)\n\n\ndef test_fails():\n    assert answer() == 43\n"
    )
    for package in ("ai/mlops", "data/observability"):
        files[f"src/packages/{package}/__init__.py"] = "from nowhere import nothing\n"
    table = TABLES / "monolith.toml"
    address = tomllib.loads(table.read_text(encoding="utf-8"))["repository"]
    rows = {
        "repository": address,
        "commit": mirror(address, files),
        "requires": ["pytest", "pytest-timeout", "hypothesis"],
    }
    table.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in rows.items()))


def parents(name: str) -> list[str]:
    """Return the packages that *name* is in, outermost first."""
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts))]


def path(name: str) -> str:
    return name.replace(".", "/")


def moves() -> None:
    """Stand in for two of the replayed repositories, and for one that is in no table."""
    table = TABLES / "replays.toml"
    known = {row["name"]: row for row in tomllib.loads(table.read_text(encoding="utf-8"))["replay"]}
    text = ""
    for name in REPLAYED:
        row = known[name]
        row["commit"] = mirror(row["repository"], *before_and_after(""))
        fields = (f"{key} = {json.dumps(value)}\n" for key, value in row.items())
        text += "[[replay]]\n" + "".join(fields)
    table.write_text(text, encoding="utf-8")
    mirror(THEIRS, *before_and_after("src/"))


def before_and_after(root: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return a small repository before and after people moved a module; they forgot a document."""
    body = "".join(f"def f{n}():\n    return {n}\n\n\n" for n in range(5))
    states = tuple(
        {
            f"{root}shop/__init__.py": "",
            f"{root}shop/{folder}__init__.py": "",
            f"{root}shop/{folder}money.py": body,
            f"{root}shop/till.py": f"from {name} import f1\n\nprint(f1())\n",
            "README.md": "The prices are in `shop.money`.\n",
        }
        for folder, name in (("", "shop.money"), ("sales/", "shop.sales.money"))
    )
    return states[0], states[1]


if __name__ == "__main__":
    {"monolith": monolith, "moves": moves}[sys.argv[1]]()
