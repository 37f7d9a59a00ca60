"""CPU of three moves in Django 5.2 against `ast.parse` of all its files, in one run.

`make bench`.  CPU is user + system of all processes; the figures of one run compare, those of two
runs do not.  Rounds are interleaved; the medians are printed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from django_tree import MOVES, unpacked
from measuring import PARSE, REZONE, Cost, Rounds, run, table, written

PARSING = "ast.parse of every file"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tree", type=Path, help="a tree instead of Django's sdist")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--option", action="append", default=[], help="passed on to migrate")
    arguments = parser.parse_args()
    found: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory(prefix="rezone-bench-") as scratch:
        tree = unpacked(Path(scratch), arguments.tree)
        plan = Path(scratch) / "moves.json"
        plan.write_text(json.dumps({"roots": ["."], "moves": MOVES}))
        where = ["--root", str(tree), "migrate", "--phase", "1", "--config", str(plan)]
        migrate = [*REZONE, *where, *arguments.option]
        runs = {
            PARSING: PARSE,
            "rezone migrate --dry-run": [*migrate, "--dry-run"],
            "rezone migrate --execute": [*migrate, "--execute"],
            "rezone migrate --rollback": [*migrate, "--rollback"],
        }
        for _ in range(arguments.rounds):
            for name, command in runs.items():
                found.setdefault(name, []).append(run(command, tree))
            shutil.rmtree(tree / "migration_backups")
    rows = {name: Rounds(tuple(costs)) for name, costs in found.items()}
    table(rows, PARSING)
    written(arguments.json, rows)


if __name__ == "__main__":
    main()
