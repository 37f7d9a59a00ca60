"""CPU of three moves in Django 5.2 against `ast.parse` of all its files, in one run.

`make bench`.  CPU is user + system of all processes; the figures of one run compare, those of two
runs do not.  Rounds are interleaved; the medians are printed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

SDIST = "Django-5.2.tar.gz"
SHA256 = "1a47f7a7a3d43ce64570d350e008d2949abe8c7e21737b351b6a1611277c6d89"
MOVES = {
    "django.utils.text": "django.newutils.text",
    "django.utils.functional": "django.core.functional",
    "django.forms": "django.ui.forms",
}
PARSE_ALL = """
import ast, pathlib, warnings
warnings.simplefilter("ignore")
for path in sorted(pathlib.Path(".").rglob("*.py")):
    try:
        ast.parse(path.read_bytes())
    except SyntaxError:
        pass
"""


def cache() -> Path:
    folder = Path(os.environ.get("REZONE_CACHE", Path.home() / ".cache" / "rezone"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sdist() -> Path:
    """Return the verified sdist, downloaded once."""
    path = cache() / SDIST
    if not path.exists():
        command = ["pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "Django==5.2"]
        subprocess.run([sys.executable, "-m", *command, "-d", str(cache())], check=True)
        found = next(p for p in cache().iterdir() if p.name.lower() == SDIST.lower())
        found.rename(path)
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(f"{path} is not Django 5.2 as published")
    return path


def cpu(command: list[str], cwd: Path) -> float:
    """Run *command* and return the CPU seconds of it and all its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--option", action="append", default=[], help="passed on to migrate")
    arguments = parser.parse_args()
    parsing, migrating, undoing = [], [], []
    with tempfile.TemporaryDirectory(prefix="rezone-bench-") as scratch:
        with tarfile.open(sdist()) as archive:
            archive.extractall(scratch, filter="data")
        tree = next(Path(scratch).iterdir())
        plan = Path(scratch) / "moves.json"
        plan.write_text(json.dumps({"roots": ["."], "moves": MOVES}))
        rezone = [sys.executable, "-m", "rezone.codemods.cli.main", "-q", "--root", str(tree)]
        migrate = [*rezone, "migrate", "--phase", "1", "--config", str(plan), *arguments.option]
        for _ in range(arguments.rounds):
            parsing.append(cpu([sys.executable, "-c", PARSE_ALL], tree))
            migrating.append(cpu([*migrate, "--execute"], tree))
            undoing.append(cpu([*migrate, "--rollback"], tree))
            shutil.rmtree(tree / "migration_backups")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    parse, move = statistics.median(parsing), statistics.median(migrating)
    rows = {
        "ast.parse of every file, CPU s": round(parse, 2),
        "rezone migrate --execute, CPU s": round(move, 2),
        "rezone migrate --rollback, CPU s": round(statistics.median(undoing), 2),
        "migrate / ast.parse": round(move / parse, 2),
        "peak memory of any process, MB": peak,
    }
    for name, value in rows.items():
        print(f"{name:40} {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
