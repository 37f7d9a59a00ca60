"""What the monolith is like at one moment, and what a migration did to it."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from monolith_imports import Imported, Repository, Verdict
from monolith_modules import IMPORTED, import_each
from monolith_moves import MoveMap
from monolith_site import ALIAS, BROKEN, ROOTS, module_names, python_files
from monolith_suite import Suite, SuiteRun, run_suite

from rezone.transforms.records import replace


@dataclass(frozen=True)
class State:
    """Modules that import, tests that pass, imported names that exist.

    *modules*: qualified name → ``imported`` or an error.  *top_level*: first segments of the
    names that the import roots provide.  *unparsed*: files that are no Python 3.11.
    """

    modules: dict[str, str]
    suite: Suite
    imports: tuple[Imported, ...]
    top_level: frozenset[str]
    unparsed: tuple[str, ...]

    @property
    def importable(self) -> int:
        return list(self.modules.values()).count(IMPORTED)

    def with_run(self, python: Path, tree: Path, folder: Path) -> State:
        """Return this state with one more run of the tests."""
        again = run_suite(python, tree, folder)
        return replace(self, suite=Suite((*self.suite.runs, again)))

    def names(self, verdict: Verdict, also: frozenset[str] = frozenset()) -> list[Imported]:
        """Return the imported names that are *verdict*, of packages that are the repository's.

        *also* are first segments that count as its own although no root provides them now.
        """
        own = self.top_level | also
        return [i for i in self.imports if i.verdict is verdict and is_own(i, own)]


def is_own(found: Imported, top_level: frozenset[str]) -> bool:
    return found.name.startswith("./") or found.name.partition(".")[0] in top_level


def observe(
    tree: Path, modules: Iterable[str], python: Path, folder: Path, runs: int, kept: Path | None
) -> State:
    """Look at *tree*: import *modules*, run the tests *runs* times, resolve all imports.

    What takes minutes is read from the file *kept* where it exists, and written there else.
    """
    repository = Repository(tree, ROOTS, ALIAS)
    imports = tuple(repository.imported(python_files(tree)))
    if kept is None or not kept.exists():
        outcomes = import_each(modules, python, tree, folder / "imports")
        suite = tuple(run_suite(python, tree, folder) for _ in range(runs))
        if kept is not None:
            measured = {"modules": outcomes, "suite": [asdict(run) for run in suite]}
            kept.write_text(json.dumps(measured, indent=1), encoding="utf-8")
    else:
        measured = json.loads(kept.read_text(encoding="utf-8"))
        outcomes = measured["modules"]
        suite = tuple(SuiteRun(**run) for run in measured["suite"])
    return State(
        outcomes, Suite(suite), imports, repository.top_level(), tuple(repository.unparsed)
    )


@dataclass(frozen=True)
class Losses:
    """What was and is no more, and for imported names also what is and was not.

    *expected* are those of all these that are due to target packages broken before.
    """

    modules: dict[str, str]
    tests: dict[str, str]
    broken_names: tuple[str, ...]
    mended_names: tuple[str, ...]
    lost_names: tuple[str, ...]
    newly_unparsed: tuple[str, ...]
    expected: tuple[str, ...]


def losses(
    before: State, after: State, moves: MoveMap, codeless: frozenset[str], mended: bool
) -> Losses:
    """Compare two states, names mapped by *moves*; nothing lost is expected where *mended*.

    *codeless* are the modules, by their old names, that hold no statement: rezone may remove
    such an ``__init__`` with the last module of its package.
    """
    modules, expected = {}, []
    for old, outcome in before.modules.items():
        now = after.modules[moves.module(old)]
        if outcome != IMPORTED or now == IMPORTED:
            continue
        if old in codeless and now == f"ModuleNotFoundError: No module named '{old}'":
            continue
        if not mended and names_broken(f"{moves.module(old)}\n{now}"):
            expected.append(f"{moves.module(old)}: {now}")
        else:
            modules[moves.module(old)] = now
    tests = {}
    for test in sorted(before.suite.steady - after.suite.ever):
        run = after.suite.runs[-1]
        if not mended and names_broken(run.said.get(test, "")):
            expected.append(f"{test}: {run.tests[test]}")
        else:
            tests[test] = run.said.get(test, run.tests.get(test, "not collected"))[-2000:]
    was, now_is = keys(before, after.top_level, moves), keys(after, before.top_level, moves)
    return Losses(
        modules,
        tests,
        difference(now_is[Verdict.UNRESOLVED], was[Verdict.UNRESOLVED]),
        difference(was[Verdict.UNRESOLVED], now_is[Verdict.UNRESOLVED]),
        difference(was[Verdict.RESOLVED], now_is[Verdict.RESOLVED]),
        tuple(sorted(set(after.unparsed) - {moves.file(path) for path in before.unparsed})),
        tuple(expected),
    )


def names_broken(text: str) -> bool:
    """Say whether *text*, a name or an error, is about a target package broken before."""
    return any(package in text for package in BROKEN)


def keys(state: State, also: frozenset[str], moves: MoveMap) -> dict[Verdict, Counter[str]]:
    """Return verdict → how often each ``file: name`` has it, both as they are after *moves*."""
    return {
        verdict: Counter(
            f"{moves.file(each.file)}: {moves.imported(each.name)}"
            for each in state.names(verdict, also)
        )
        for verdict in Verdict
    }


def difference(these: Counter[str], those: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted((these - those).elements()))


def codeless_modules(tree: Path) -> frozenset[str]:
    """Return the modules of the monolith whose file holds no statement but a docstring."""
    return frozenset(name for name, file in module_names(tree).items() if _is_codeless(tree / file))


def _is_codeless(path: Path) -> bool:
    try:
        body = ast.parse(path.read_bytes()).body
    except (SyntaxError, ValueError):
        return False
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body)
