"""All seven phases of the example monolith, and phase 1 through libcst's own runner.

`make bench-monolith`.  Each phase with `--execute`, everything on, against `ast.parse` of all
files of the tree.  The runner and `rezone migrate` must leave the same bytes.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import PARSE, REZONE, Cost, Rounds, run, table, written

MONOLITH = Path(__file__).parents[1] / "examples" / "anomaly_monolith"
OURS = ("migration_", ".git", "__pycache__")
PARSING = "ast.parse of every file"
RUNNER = [sys.executable, "-m", "libcst.tool", "codemod", "--hide-progress", "phases.phase1", "."]


def copy(place: Path) -> Path:
    """Return a copy of the monolith at *place*, in git as a repository is."""
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info", ".pytest_cache")
    shutil.copytree(MONOLITH, place, symlinks=True, ignore=ignore)
    identity = ("-c", "user.name=bench", "-c", "user.email=bench@example.invalid")
    for command in (("init", "-q"), ("add", "-A"), (*identity, "commit", "-qm", "The monolith")):
        subprocess.run(["git", *command], cwd=place, check=True)
    return place


def snapshot(tree: Path) -> dict[str, tuple[int, bytes]]:
    """Return mode and bytes of every path that is no trace of a run."""
    return {
        path.relative_to(tree).as_posix(): (
            path.lstat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in tree.rglob("*")
        if not any(part.startswith(OURS) for part in path.relative_to(tree).parts)
    }


def one_round(scratch: Path, number: int, phases: int) -> dict[str, Cost]:
    """Measure everything once, in copies of the monolith of their own."""
    here, there, all_at_once = (copy(scratch / f"{name}{number}") for name in ("a", "b", "c"))
    found = {PARSING: run(PARSE, here)}
    for phase in range(1, phases + 1):
        found[f"phase {phase}"] = run(
            [*REZONE, "migrate", "--phase", str(phase), "--execute"], here
        )
        if phase == 1:
            found["phase 1 in libcst's runner"] = run(RUNNER, there)
            if snapshot(here) != snapshot(there):
                raise SystemExit("libcst's runner and rezone migrate leave different bytes")
            found["phase 1 again: nothing to do"] = run(
                [*REZONE, "migrate", "--phase", "1", "--execute"], here
            )
    if phases == 7:
        found["all seven in one command"] = run(
            [*REZONE, "migrate", "--all", "--execute"], all_at_once
        )
        if snapshot(here) != snapshot(all_at_once):
            raise SystemExit("seven phases one by one and all in one command leave different bytes")
        found["all seven rolled back"] = run([*REZONE, "migrate", "--all", "--rollback"], here)
    for tree in (here, there, all_at_once):
        shutil.rmtree(tree)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--phases", type=int, default=7, choices=range(1, 8), help="the first N")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    found: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory(prefix="rezone-bench-") as scratch:
        for number in range(arguments.rounds):
            for name, cost in one_round(Path(scratch), number, arguments.phases).items():
                found.setdefault(name, []).append(cost)
    rows = {name: Rounds(tuple(costs)) for name, costs in found.items()}
    table(rows, PARSING)
    written(arguments.json, rows)


if __name__ == "__main__":
    main()
