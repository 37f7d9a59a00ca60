"""What the parts cost that keep a phase safe: three moves in Django 5.2, each part left out once.

`make bench-safety`.  Rounds are interleaved, each run has a tree of its own (`django.py` says why);
a part's cost is the median with everything less the median without the part.  All of them are on by
default.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from django_tree import MOVES, unpacked
from measuring import PARSE, Cost, Rounds, run, table, written

DRIVER = str(Path(__file__).parent / "drivers" / "without.py")
EVERYTHING = "everything on"
WITHOUT = {
    EVERYTHING: ("nothing", "quick"),
    "without the proof of every edit": ("proof", "quick"),
    "without the simulation of imports": ("imports", "quick"),
    "without the last look for old names": ("look", "quick"),
    "without forcing files to disk": ("sync", "quick"),
    "without the checks around the phase": ("nothing", "none"),
    "without any of these": ("proof,imports,look,sync", "none"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tree", type=Path, help="a tree instead of Django's sdist")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    found: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory(prefix="rezone-bench-") as scratch:
        base = unpacked(Path(scratch), arguments.tree)
        plan = Path(scratch) / "moves.json"
        plan.write_text(json.dumps({"roots": ["."], "moves": MOVES}))
        for _ in range(arguments.rounds):
            found.setdefault("ast.parse of every file", []).append(run(PARSE, base))
            for name, (parts, checks) in WITHOUT.items():
                tree = Path(tempfile.mkdtemp(dir=scratch)) / "tree"
                shutil.copytree(base, tree, symlinks=True)
                migrate = ["migrate", "--phase", "1", "--config", str(plan), "--execute"]
                command = [sys.executable, DRIVER, parts, "-q", *migrate, "--checks", checks]
                found.setdefault(name, []).append(run(command, tree))
    rows = {name: Rounds(tuple(costs)) for name, costs in found.items()}
    table(rows, EVERYTHING)
    written(arguments.json, rows)


if __name__ == "__main__":
    main()
