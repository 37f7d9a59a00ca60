"""Random moves of single symbols, as many as rezone takes: seeded, the same on every machine.

rezone refuses what Python would punish, and says why; what it takes must work.  So the plan is
drawn with its help: a move joins it if ``rezone migrate --dry-run --strict`` accepts the plan with
it.  Strict, for a person would settle first what it says that it leaves to people.  A refusal must
be one with a reason: an edit that rezone itself cannot prove is a failure.
"""

from __future__ import annotations

import ast
import json
import os
import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import environments
from packages import Package
from plans import Choices, is_test, stays_private

SIZE = 6
TRIES = 18


def candidates(package: Package, tree: Path, seed: int) -> Iterator[tuple[str, str]]:
    """Yield (symbol, target): to new modules and to those that are there, some under new names.

    Only constants get a new name: functions and classes tell theirs, and tests list them.
    """
    rng = random.Random(f"{package.release} symbols {seed}")
    choices = Choices(package, tree, rng)
    graph = choices.graph
    modules = [name for name in sorted(graph.modules) if not is_test(graph, name)]
    modules = importable(package, tree, modules)
    offered = [(home, name) for home in modules for name in symbols(graph.modules[home].path)]
    rng.shuffle(offered)
    for home, name in offered:
        above = home if graph.modules[home].is_package else home.rpartition(".")[0]
        fresh = f"{package.package}_{choices.outer}.{choices.word}"
        places = [f"{above}.{choices.inner}", fresh, *rng.sample(modules, min(2, len(modules)))]
        target = rng.choice(places)
        new = f"{name}_MOVED" if name.isupper() and rng.random() < 0.4 else name
        if target != home and stays_private(home, target):
            yield f"{home}:{name}", f"{target}:{new}"


def symbols(path: Path) -> list[str]:
    """Return the classes, functions and variables that the file defines by themselves."""
    found = set()
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.add(node.targets[0].id)
    return sorted(name for name in found if not name.startswith("__"))


def importable(package: Package, tree: Path, modules: list[str]) -> list[str]:
    """Return the modules that can be imported here: what is for another system stays there."""
    python = environments.interpreter(package)
    program = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n"
        "        importlib.import_module(name)\n"
        "    except BaseException:\n"
        "        continue\n"
        "    print('importable', name)\n"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(tree / package.root),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [str(python), "-c", program, *modules]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    said = {line.removeprefix("importable ") for line in done.stdout.splitlines()}
    return [name for name in modules if name in said]


def make(
    package: Package, tree: Path, seed: int, accepts: Callable[[dict[str, str]], bool]
) -> dict[str, str]:
    """Return the plan of *seed*: moves that *accepts* takes together."""
    table: dict[str, str] = {}
    for tried, (symbol, target) in enumerate(candidates(package, tree, seed)):
        if len(table) == SIZE or tried == TRIES:
            break
        wider = {**table, symbol: target}
        if accepts(wider):
            table = wider
    return table


def as_json(moves: dict[str, str], package: Package) -> str:
    """Return the plan in the flat short form that ``rezone --config`` reads."""
    return json.dumps({"roots": [package.root], "moves": moves}, indent=1) + "\n"
