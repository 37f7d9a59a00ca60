"""Cut the example monolith into domain packages, phase by phase, and roll it all back.

Works on a scratch copy: tests → phase 1 → tests → … → phase 7 → tests → rollback → clean.
Prints one table; exits with 1 if anything is not as it should be.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
DASHBOARD = HERE.parent / "build" / "demo" / "dashboard.html"
PHASES = range(1, 8)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    step: str
    title: str = ""
    moved: str = ""
    edited: str = ""
    references: str = ""
    proven: str = ""
    passed: int = 0
    seconds: float = 0.0


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command and return what it printed; a failure ends the demo with its output."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        raise SystemExit(f"failed: {' '.join(command)}")
    return done


def rezone(tree: Path, *arguments: str) -> str:
    """Run the `rezone` command on *tree*."""
    return run(sys.executable, "-m", "rezone.codemods.cli.main", *arguments, cwd=tree).stdout


def passing(tree: Path) -> int:
    """Run the monolith's own tests and return how many passed; none may fail."""
    flags = ("-q", "-p", "no:cacheprovider", "-W", "ignore")
    output = run(sys.executable, "-B", "-m", "pytest", *flags, cwd=tree).stdout
    found = re.search(r"(\d+) passed", output)
    if found is None or "failed" in output:
        raise SystemExit(output)
    return int(found[1])


def measured(tree: Path, mode: str) -> int:
    """Let rezone run the tests around the last phase, for the dashboard; return how many passed."""
    only = ("--phase", str(PHASES[-1]), "--only", "tests", "--format", "json")
    (check,) = json.loads(rezone(tree, "validate", mode, *only))["checks"]
    numbers: dict[str, int] = check["numbers"]
    if mode == "--pre-migration":
        return numbers["tests"] - numbers["failing"]
    return numbers["passed_before"] - numbers["lost"] + numbers["newly_passing"]


def fingerprint(tree: Path) -> str:
    """Return a digest of every path, mode and byte that git does not ignore, and of folders."""
    digest = hashlib.sha256()
    ignored = {"migration_backups", "migration_reports", ".git", "__pycache__"}
    for path in sorted(tree.rglob("*")):
        relative = path.relative_to(tree)
        left = ("migration_phase", "migration_validation_report")
        if ignored & set(relative.parts) or relative.name.startswith(left):
            continue
        digest.update(f"{relative} {path.lstat().st_mode}\n".encode())
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def steps(tree: Path) -> Iterator[Row]:
    """Do the whole journey, one row a step."""
    started = time.perf_counter()
    yield Row("before", "the monolith", passed=measured(tree, "--pre-migration"),
              seconds=_since(started))  # fmt: skip
    before = fingerprint(tree)
    for number in PHASES:
        started = time.perf_counter()
        text = rezone(tree, "migrate", "--phase", str(number), "--execute", "--format", "json")
        report = json.loads(text)
        totals = report["totals"]
        yield Row(
            f"phase {number}",
            report["phase"]["title"],
            str(totals["moved"]),
            str(totals["edited"]),
            str(sum(totals["references"]["by_status"].values())),
            str(totals["proven"]),
            measured(tree, "--post-migration") if number == PHASES[-1] else passing(tree),
            _since(started),
        )
    keep_dashboard(tree)
    started = time.perf_counter()
    rezone(tree, "migrate", "--all", "--rollback")
    status = run("git", "status", "--porcelain", cwd=tree).stdout
    if status or fingerprint(tree) != before:
        raise SystemExit(f"the rollback left something behind:\n{status}")
    yield Row("rollback", "all seven: same bytes, modes, folders", passed=passing(tree),
              seconds=_since(started))  # fmt: skip


def keep_dashboard(tree: Path) -> None:
    """Write the dashboard of *tree*, and put a copy where it outlives the demo."""
    rezone(tree, "dashboard")
    DASHBOARD.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(tree / "migration_reports" / "dashboard.html", DASHBOARD)


def _since(started: float) -> float:
    return time.perf_counter() - started


def main() -> None:
    """Copy the monolith to a scratch folder, do the journey there, print the table."""
    from rich.console import Console
    from rich.table import Table

    with tempfile.TemporaryDirectory(prefix="rezone-demo-") as scratch:
        tree = Path(scratch) / "anomaly_monolith"
        shutil.copytree(
            HERE / "anomaly_monolith",
            tree,
            symlinks=True,
            ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", ".pytest_cache"),
        )
        run("git", "init", "--quiet", cwd=tree)
        run("git", "add", "--all", cwd=tree)
        identity = ("-c", "user.name=demo", "-c", "user.email=demo@example.invalid")
        run("git", *identity, "commit", "--quiet", "-m", "The monolith", cwd=tree)
        table = Table(title="Seven phases of the example monolith")
        for name in ("step", "what", "moved", "edited", "references", "proven", "tests", "seconds"):
            table.add_column(name, justify="left" if name in ("step", "what") else "right")
        counts = set()
        for row in steps(tree):
            print(f"{row.step}: {row.passed} tests pass", flush=True)
            counts.add(row.passed)
            table.add_row(
                row.step, row.title, row.moved, row.edited, row.references, row.proven,
                str(row.passed), f"{row.seconds:.1f}",
            )  # fmt: skip
        Console(width=110).print(table)
        if len(counts) != 1:
            raise SystemExit("the number of passing tests changed on the way")
        print(f"the seven phases on one page: {DASHBOARD}")


if __name__ == "__main__":
    main()
