"""Try rezone on the monolith that it was asked for, and print what became of it.

Run as ``python tests/end_to_end/monolith.py [--repo URL_OR_PATH] [--work DIR] [--phases 1-7]``.
The public repository is cloned at one commit into a scratch folder; its modules are imported and
its tests run before, after all phases, and all phases are rolled back.  None of its code is kept.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import monolith_report
import monolith_site as site
from monolith_moves import MoveMap
from monolith_state import State, codeless_modules, losses, observe
from sdists import fingerprint

REZONE_SECONDS = 1800
# What a run may leave at the root of the tree for people to read; all else must be as it was.
RUN_FILES = (
    *(".git", ".rezone", "migration_phase*.log", "migration_reports", "migration_backups"),
    *("migration_validation_report_*.json", "performance_baseline.json"),
)


@dataclass
class Step:
    """One run of ``rezone migrate``; *changed* counts the paths that are not as they were.

    *moved* of *due* modules are where the plan wants them and no more where they were.  *exact*:
    after a rollback every path is as before the phase.
    """

    phase: int
    action: str
    exit_code: int
    seconds: float
    output: str
    changed: int = 0
    moved: int = 0
    due: int = 0
    exact: bool | None = None


def main(arguments: list[str]) -> int:
    """Print the report; return 1 if anything was lost or left behind, else 0."""
    options = parse(arguments)
    work = options.work or Path(tempfile.mkdtemp(prefix="rezone-monolith-"))
    work = work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    progress(f"work folder {work}")
    python = site.environment(work / "environment", options.python)
    tree = work / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    site.clone(options.repo, tree)
    site.prepare(tree, options.mend)
    kept = work / f"baseline-{'mended' if options.mend else 'as-is'}.json"
    if options.fresh:
        kept.unlink(missing_ok=True)
    modules = site.module_names(tree)
    progress("baseline: imports, and the tests twice")
    before = observe(tree, modules, python, work, 2, kept)
    result: dict[str, Any] = {"commit": site.COMMIT, "mend": options.mend}
    result["packages"] = site.installed(python)
    result["before"] = monolith_report.summary(before)
    if not options.baseline:
        migrate_and_judge(tree, before, python, work, options, result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(monolith_report.table(result))
    return 1 if result.get("problems") else 0


def migrate_and_judge(
    tree: Path,
    before: State,
    python: Path,
    work: Path,
    options: argparse.Namespace,
    result: dict[str, Any],
) -> None:
    """Carry out the phases, look again, undo them; what is found goes into *result*."""
    codeless = codeless_modules(tree)
    shown = rezone(tree, ["plan", "show", "--format", "json"])
    if shown.returncode:
        raise RuntimeError(f"rezone cannot read the plan\n{shown.stderr}")
    plan = json.loads(shown.stdout)
    states = [fingerprint(tree, RUN_FILES)]
    steps = execute(tree, before, plan, options, states)
    done = [step.phase for step in steps if not step.exit_code]
    if done:
        moves = MoveMap.read(plan, done)
        after = look_again(tree, before, moves, python, work)
        result["after"] = monolith_report.summary(after, before.top_level)
        result["losses"] = asdict(losses(before, after, moves, codeless, options.mend))
    pristine = states[0]
    steps += undo(tree, done, options, states)
    result["steps"] = [asdict(step) for step in steps]
    result["git_status"] = site.git(tree, "status", "--porcelain").splitlines()
    result["differences"] = differences(pristine, fingerprint(tree, RUN_FILES))
    result["problems"] = monolith_report.problems(result)


def execute(
    tree: Path,
    before: State,
    plan: dict[str, Any],
    options: argparse.Namespace,
    states: list[dict[str, str]],
) -> list[Step]:
    """Carry out the phases up to the first that fails; *states* grows by one for each done."""
    steps: list[Step] = []
    for number in options.phases:
        progress(f"phase {number}")
        earlier = MoveMap.read(plan, [step.phase for step in steps])
        step = run_phase(tree, number, "--execute", options.option, states[-1])
        count_moved(step, tree, before, earlier, MoveMap.read(plan, [number]))
        steps.append(step)
        if step.exit_code:
            break
        states.append(fingerprint(tree, RUN_FILES))
    return steps


def look_again(tree: Path, before: State, moves: MoveMap, python: Path, work: Path) -> State:
    """Return the state after the phases."""
    progress("after: imports and tests")
    now = {moves.module(name) for name in before.modules}
    after = observe(tree, now, python, work, 1, None)
    if before.suite.steady - after.suite.ever:
        progress("tests that passed do not: the suite once more, it may be chance")
        after = after.with_run(python, tree, work)
    return after


def undo(
    tree: Path, done: list[int], options: argparse.Namespace, states: list[dict[str, str]]
) -> list[Step]:
    """Roll the phases *done* back, last first, and compare with what *states* were before each."""
    steps = []
    for number in reversed(done):
        progress(f"rollback of phase {number}")
        states.pop()
        step = run_phase(tree, number, "--rollback", options.option, states[-1])
        step.exact = not step.changed
        steps.append(step)
    return steps


def run_phase(
    tree: Path, number: int, action: str, options: list[str], reference: dict[str, str]
) -> Step:
    """Run ``rezone migrate`` and count the paths that differ from *reference* afterwards."""
    started = time.monotonic()
    done = rezone(tree, ["migrate", "--phase", str(number), action, *options])
    seconds = round(time.monotonic() - started, 1)
    changed = len(differences(reference, fingerprint(tree, RUN_FILES)))
    output = (done.stdout + done.stderr)[-6000:]
    return Step(number, action, done.returncode, seconds, output, changed)


def count_moved(step: Step, tree: Path, before: State, earlier: MoveMap, phase: MoveMap) -> None:
    """Count the modules that the phase of *step* should move, and those that it moved."""
    for name in before.modules:
        here = earlier.module(name)
        there = phase.module(here)
        if here != there:
            step.due += 1
            step.moved += is_module(tree, there) and not is_module(tree, here)


def is_module(tree: Path, name: str) -> bool:
    paths = [tree / root / name.replace(".", "/") for root in site.ROOTS]
    return any(
        path.with_name(path.name + ".py").is_file() or (path / "__init__.py").is_file()
        for path in paths
    )


def rezone(tree: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run rezone in *tree* as a person would."""
    script = shutil.which("rezone", path=str(Path(sys.executable).parent))
    command = [script] if script else [sys.executable, "-m", "rezone.codemods.cli.main"]
    return subprocess.run(
        [*command, *arguments],
        cwd=tree,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=REZONE_SECONDS,
        check=False,
    )


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the paths whose kind, permissions or content are not the same."""
    return sorted(p for p in before.keys() | after.keys() if before.get(p) != after.get(p))


def progress(what: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {what}", file=sys.stderr, flush=True)


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repo", default=site.REPOSITORY, help="URL or path to clone from")
    parser.add_argument("--work", type=Path, help="scratch folder; environment and baseline stay")
    parser.add_argument("--phases", type=phase_numbers, default=phase_numbers("1-7"))
    parser.add_argument("--json", type=Path, help="write all that was found to this file")
    parser.add_argument("--baseline", action="store_true", help="look only, migrate nothing")
    parser.add_argument("--fresh", action="store_true", help="measure the baseline again")
    parser.add_argument("--mend", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--option", action="append", default=[], help="passed to rezone migrate")
    parser.add_argument("--python", default=site.python_for_the_monolith())
    return parser.parse_args(arguments)


def phase_numbers(text: str) -> list[int]:
    """Read ``1-3,5`` as 1, 2, 3 and 5."""
    numbers: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
