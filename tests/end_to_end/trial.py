"""One trial: unpack a package, migrate it by a random plan, run its tests, roll back."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import environments
import outcomes
import plans
import symbol_plans
from import_graph import ImportGraph
from moves import Moves
from outcomes import Outcome
from packages import Package
from sdists import fingerprint, unpack

# What a run may leave at the root of the tree for people to read; all else must be as it was.
RUN_FILES = (
    *("migration_phase*.log", "migration_reports", "migration_backups"),
    *("migration_validation_report_*.json", "performance_baseline.json"),
)
REZONE_SECONDS = 600


@dataclass
class Trial:
    """What one trial found; *problems* is empty where rezone did all that it promises."""

    package: Package
    seed: int
    moves: Moves
    before: Outcome
    after: Outcome | None = None
    modules: int = 0
    changed: int = 0
    moved: int = 0
    rolled_back: bool = False
    problems: list[str] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Say whether the same tests pass as before."""
        return self.after is not None and self.after.passed == self.before.passed


def attempt(package: Package, seed: int, folder: Path) -> Trial:
    """Try the plan of *seed* on *package*, everything below the empty *folder*.

    Raises:
        PyPIUnreachable: something is not in the cache and PyPI could not be reached.
        RuntimeError: the harness itself failed: pip, or the suite before the move.
    """
    tree = unpack(package, folder)
    pristine = fingerprint(tree)
    before = outcomes.baseline(package, tree)
    moves = plans.make(package, tree, seed)
    plan = folder / "plan.json"
    plan.write_text(plans.as_json(moves, package), encoding="utf-8")
    trial = Trial(package, seed, moves, outcomes.renamed(before, moves, package.root))
    trial.moved = len(moves.table)
    trial.modules = len(ImportGraph(tree / package.root, package.package).modules)
    if not rezone(trial, "--execute", tree, plan):
        trial.problems += unlike(pristine, fingerprint(tree, RUN_FILES), "after a refused run")
        return trial
    migrated = fingerprint(tree, RUN_FILES)
    trial.changed = sum(migrated.get(path) != what for path, what in pristine.items())
    trial.problems += misplaced(tree / package.root, moves)
    judge_suite(trial, tree)
    if rezone(trial, "--rollback", tree, plan):
        differences = unlike(pristine, fingerprint(tree, RUN_FILES), "after the rollback")
        trial.rolled_back = not differences
        trial.problems += differences
    return trial


def attempt_symbols(package: Package, seed: int, folder: Path) -> Trial:
    """Try the symbol moves of *seed* on *package*, everything below the empty *folder*.

    Raises:
        PyPIUnreachable, RuntimeError: as `attempt`.
    """
    tree = unpack(package, folder)
    pristine = fingerprint(tree)
    before = outcomes.baseline(package, tree)
    plan = folder / "plan.json"
    trial = Trial(package, seed, Moves({}), before)

    def accepts(moves: dict[str, str]) -> bool:
        plan.write_text(symbol_plans.as_json(moves, package), encoding="utf-8")
        if rezone(trial, "--dry-run", tree, plan, "--strict"):
            return True
        refusal = trial.problems.pop()
        if "RZ200" not in refusal:
            trial.problems.append(refusal)  # unproven, or worse
        return False

    moves = symbol_plans.make(package, tree, seed, accepts)
    plan.write_text(symbol_plans.as_json(moves, package), encoding="utf-8")
    trial.moved = len(moves)
    trial.modules = len(ImportGraph(tree / package.root, package.package).modules)
    if not moves:
        trial.problems.append("rezone took none of the moves")
    if not rezone(trial, "--execute", tree, plan):
        return trial
    migrated = fingerprint(tree, RUN_FILES)
    trial.changed = sum(migrated.get(path) != what for path, what in pristine.items())
    judge_suite(trial, tree)
    if rezone(trial, "--rollback", tree, plan):
        differences = unlike(pristine, fingerprint(tree, RUN_FILES), "after the rollback")
        trial.rolled_back = not differences
        trial.problems += differences
    return trial


def rezone(trial: Trial, action: str, tree: Path, plan: Path, *options: str) -> bool:
    """Run ``rezone migrate`` as a person would, beside the tree; say whether it exited with 0."""
    script = shutil.which("rezone", path=str(Path(sys.executable).parent))
    if script is None:
        raise RuntimeError("rezone is not installed beside this Python")
    command = [
        script,
        "migrate",
        "--phase",
        "1",
        action,
        "--config",
        plan.name,
        "--root",
        tree.name,
        *options,
    ]
    done = subprocess.run(
        command,
        cwd=tree.parent,
        capture_output=True,
        text=True,
        timeout=REZONE_SECONDS,
        check=False,
    )
    if done.returncode:
        said = done.stdout[-6000:] + done.stderr[:6000]  # the problem comes first
        trial.problems.append(f"rezone migrate {action} exited with {done.returncode}:\n{said}")
    return done.returncode == 0


def misplaced(root: Path, moves: Moves) -> list[str]:
    """Return the moves that did not happen on disk."""
    found = []
    for source, target in moves.table.items():
        old, new = root.joinpath(*source.split(".")), root.joinpath(*target.split("."))
        if not (new.with_suffix(".py").is_file() or (new / "__init__.py").is_file()):
            found.append(f"{target} is not there after the move")
        if old.with_suffix(".py").exists() or (old.exists() and old not in new.parents):
            found.append(f"{source} is still there after the move")
    return found


def judge_suite(trial: Trial, tree: Path) -> None:
    """Run the tests after the move; what passes must be what passed before."""
    try:
        python = environments.interpreter(trial.package)
        trial.after = outcomes.run_suite(trial.package, tree, trial.moves, python)
    except RuntimeError as failure:
        trial.problems.append(str(failure))
        return
    differences = outcomes.lost(trial.before, trial.after)
    differences += outcomes.gained(trial.before, trial.after)
    if differences:
        trial.problems.append("\n".join([*differences, trial.after.tail]))


def unlike(before: dict[str, str], after: dict[str, str], when: str) -> list[str]:
    """Return every path that is not byte for byte, and mode for mode, as it was."""
    return [
        f"{path} {when}: was {before.get(path, 'absent')}, is {after.get(path, 'absent')}"
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    ]
