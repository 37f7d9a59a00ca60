"""CPU of three moves in Django 5.2 against `ast.parse` of all its files, in one run.

`make bench`.  CPU is user + system of all processes; the figures of one run compare, those of two
runs do not.  Rounds are interleaved; the medians are printed.  "At first": rezone has seen none of
the files before.  The others have a cache that is empty when the round begins.

Each round moves in trees of its own, and nothing is deleted before the last is over: for minutes
after many files were deleted, ext4 spends milliseconds on each new one, which no first run meets.
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
        base = unpacked(Path(scratch), arguments.tree)
        plan = Path(scratch) / "moves.json"
        plan.write_text(json.dumps({"roots": ["."], "moves": MOVES}))
        migrate = [*REZONE, "migrate", "--phase", "1", "--config", str(plan), *arguments.option]
        dry, execute, back = ([*migrate, f"--{do}"] for do in ("dry-run", "execute", "rollback"))
        at_first = {
            PARSING: PARSE,
            "--dry-run, at first": dry,
            "--execute, at first": execute,
            "--rollback": back,
        }
        later = {
            "--dry-run, with a cache to fill": dry,
            "--dry-run again": dry,
            "--execute after a dry run": execute,
            "--rollback of that": back,
        }
        for number in range(arguments.rounds):
            cache = Path(scratch) / f"cache{number}"
            remembering = {**os.environ, "REZONE_CACHE_DIR": str(cache)}
            for runs, environment in ((at_first, AT_FIRST), (later, remembering)):
                tree = Path(tempfile.mkdtemp(dir=scratch)) / "tree"
                shutil.copytree(base, tree, symlinks=True)
                for name, command in runs.items():
                    found.setdefault(name, []).append(run(command, tree, environment))
    rows = {name: Rounds(tuple(costs)) for name, costs in found.items()}
    table(rows, PARSING)
    written(arguments.json, rows)


if __name__ == "__main__":
    main()
