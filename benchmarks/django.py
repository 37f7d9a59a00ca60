"""CPU of three moves in Django 5.2 against `ast.parse` of all its files, in one run.

`make bench`.  CPU is user + system of all processes; the figures of one run compare, those of two
runs do not.  Rounds are interleaved; the medians are printed.  "At first": rezone has seen none of
the files before.  The others have a cache that is empty when the round begins.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from pathlib import Path

from django_tree import MOVES, unpacked
from measuring import AT_FIRST, PARSE, REZONE, Cost, Rounds, run, table, written

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
        cache = Path(scratch) / "cache"
        later = {**os.environ, "REZONE_CACHE_DIR": str(cache)}
        dry, execute, back = ([*migrate, f"--{do}"] for do in ("dry-run", "execute", "rollback"))
        runs = {
            PARSING: (PARSE, AT_FIRST),
            "--dry-run, at first": (dry, AT_FIRST),
            "--execute, at first": (execute, AT_FIRST),
            "--rollback": (back, AT_FIRST),
            "--dry-run, with a cache to fill": (dry, later),
            "--dry-run again": (dry, later),
            "--execute after a dry run": (execute, later),
            "--rollback of that": (back, later),
        }
        for _ in range(arguments.rounds):
            for name, (command, environment) in runs.items():
                found.setdefault(name, []).append(run(command, tree, environment))
            shutil.rmtree(tree / "migration_backups")
            shutil.rmtree(cache, ignore_errors=True)  # a small tree leaves nothing in it
    rows = {name: Rounds(tuple(costs)) for name, costs in found.items()}
    table(rows, PARSING)
    written(arguments.json, rows)


if __name__ == "__main__":
    main()
