"""Replay commits in which people moved modules, and compare what they did with what rezone does.

Run as ``python tests/end_to_end/replay.py [NAME…] [--show missed]``; the commits stand in
``replays.toml``.  Any other one: ``--repository URL_OR_PATH --commit SHA --roots src .``.  The
parent of the commit is unpacked, the moves are read from git's renames, rezone carries them out,
and every name and path that should follow is compared with the commit's own tree.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import replay_report
from monolith import REZONE_SECONDS, progress, rezone
from monolith_site import git
from replay_compare import Site, compare
from replay_git import Replayed, tracked, unpack
from replay_names import Names, names_in
from replay_plan import Moves, derive, module_name, write_plan
from sdists import cache_folder

TABLE = Path(__file__).with_name("replays.toml")
# Larger files are data: nobody wrote a module's name into them by hand.
LARGEST = 2_000_000
REPORT = "migration_reports/phase1.json"


@dataclass(frozen=True)
class Replay:
    """One commit to replay; *roots* are the import roots, *exclude* patterns for the plan."""

    name: str
    repository: str
    commit: str
    roots: list[str]
    exclude: list[str] = field(default_factory=list)
    lazy: list[str] = field(default_factory=list)


@dataclass
class Result:
    """What became of one replay; *said* is what rezone printed if it refused."""

    replay: Replay
    moves: Moves
    applied: bool
    said: str
    sites: list[Site]


def main(arguments: list[str]) -> int:
    """Print the tables; return 1 if rezone refused one of the moves, else 0."""
    options = parse(arguments)
    results = []
    for replay in chosen(options):
        progress(f"{replay.name}: {replay.commit[:10]}")
        work = (options.work or Path(tempfile.mkdtemp(prefix="rezone-replay-"))) / replay.name
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        results.append(carry_out(replay, options.mirror, work.resolve()))
        if options.work is None:
            shutil.rmtree(work.parent)
        for line in replay_report.listing(results[-1].sites, options.show):
            print(line)
    if options.json:
        found = [asdict(result) for result in results]
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(replay_report.table(results))
    return 0 if all(result.applied for result in results) else 1


def carry_out(replay: Replay, mirror: Path, work: Path) -> Result:
    """Return what became of *replay*, with the three trees left in the empty folder *work*."""
    source = fetched(replay, mirror)
    commit = git(source, "rev-parse", replay.commit).strip()
    base = git(source, "rev-parse", f"{commit}^").strip()
    trees = unpack(source, base, commit, work)
    moves = derive(trees, replay.roots)
    plan = write_plan(moves, trees, replay.roots, replay.exclude, replay.lazy)
    done = rezone(trees.rezone, ["migrate", "--phase", "1", "--execute", "--config", str(plan)])
    said = done.stdout + done.stderr
    (work / "said.txt").write_text(said, encoding="utf-8")
    applied = (trees.rezone / REPORT).is_file()
    sites = sorted(judge(trees, moves, replay.roots)) if applied else []
    return Result(replay, moves, applied, "" if applied else said, sites)


def fetched(replay: Replay, mirror: Path) -> Path:
    """Return a git repository with the commit and its parent, fetched on first use."""
    if Path(replay.repository).exists():
        return Path(replay.repository)
    folder = mirror / "+".join(replay.repository.split("/")[-2:])
    if not folder.exists():
        folder.mkdir(parents=True)
        git(folder, "init", "-q", "--bare")
    known = subprocess.run(
        ["git", "cat-file", "-e", f"{replay.commit}^^{{tree}}"],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=REZONE_SECONDS,
    )
    if known.returncode:
        git(folder, "fetch", "-q", "--depth", "2", replay.repository, replay.commit)
    return folder


def judge(trees: Replayed, moves: Moves, roots: list[str]) -> Iterator[Site]:
    """Yield what became of every name that moves, over all files there were before."""
    follower = Follower(trees, moves, roots)
    relocated = destinations(trees.rezone)
    for path in tracked(trees.before):
        before = names_of(trees.before, path, roots)
        if all(follower.follow(name) == name for _, name in before):
            continue
        there = relocated.get(path, path)
        fresh = (trees.human / there).is_file() and not (trees.before / there).exists()
        human = names_of(trees.human, there if fresh else trees.renames.get(path, path), roots)
        tool = names_of(trees.rezone, there, roots)
        yield from compare(path, before, human, tool, follower.follow)


def destinations(tree: Path) -> dict[str, str]:
    """Return where rezone put each file, by its own report."""
    report = json.loads((tree / REPORT).read_text(encoding="utf-8"))
    return {file["old"]: file["new"] for file in report["files"] if file["old"]}


def names_of(tree: Path, path: str, roots: list[str]) -> Names:
    file = tree / path
    if not file.is_file() or file.stat().st_size > LARGEST:
        return Counter()
    return names_in(path, file.read_bytes(), module_name(path, roots))


class Follower:
    """What a name or a path becomes, by the longest prefix of it that is a module."""

    def __init__(self, trees: Replayed, moves: Moves, roots: list[str]) -> None:
        """Read from the tree before the move which modules there are."""
        self._moves = moves
        self._known: dict[str, str] = {}
        self._modules = set()
        for path in tracked(trees.before):
            parts = (module_name(path, roots) or "").split(".")
            self._modules |= {".".join(parts[:n]) for n in range(1, len(parts) + 1)}

    def follow(self, name: str) -> str:
        """Return the new form of *name*, or *name* itself if it does not move."""
        if name not in self._known:
            self._known[name] = self._path(name) if "/" in name else self._dotted(name)
        return self._known[name]

    def _dotted(self, name: str) -> str:
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            module = ".".join(parts[:length])
            if module in self._modules:
                return ".".join([self._moves.name(module), *parts[length:]])
        return name

    def _path(self, path: str) -> str:
        """Two segments of a path at least must be a module: one alone may be anything."""
        stem, suffix = (path[:-3], ".py") if path.endswith(".py") else (path, "")
        parts = stem.split("/")
        for start in range(len(parts) - 1):
            for end in range(len(parts), start + 1, -1):
                name = ".".join(parts[start:end])
                if name.count(".") == end - start - 1 and name in self._modules:
                    moved = self._moves.name(name).split(".")
                    return "/".join([*parts[:start], *moved, *parts[end:]]) + suffix
        return path


def chosen(options: argparse.Namespace) -> list[Replay]:
    """Return the replays that the command line asks for."""
    if options.commit:
        name = options.commit[:10]
        return [Replay(name, options.repository, options.commit, options.roots, options.exclude)]
    rows: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["replay"]
    return [Replay(**row) for row in rows if not options.names or row["name"] in options.names]


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="of replays.toml; default: all")
    parser.add_argument("--repository", help="URL or path, with --commit")
    parser.add_argument("--commit", help="a commit that is not in the table")
    parser.add_argument("--roots", nargs="+", default=["."], help="its import roots")
    parser.add_argument("--exclude", nargs="+", default=[], help="patterns to leave alone")
    parser.add_argument("--mirror", type=Path, default=cache_folder() / "repositories")
    parser.add_argument("--work", type=Path, help="keep the three trees of each replay here")
    parser.add_argument("--show", nargs="*", default=[], help="list the sites of these verdicts")
    parser.add_argument("--json", type=Path, help="write all that was found to this file")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
