"""Try rezone on every package and print what happened as a Markdown table.

Run as ``python tests/end_to_end/report.py [NAME ...] [--symbols] [--baseline] [--seed N ...]
[--keep DIR] [--write FILE]``; ``docs/real-packages.md`` is written so.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import environments
import outcomes
import packages
import plans
from import_graph import ImportGraph
from moves import Moves
from packages import Package
from sdists import unpack
from trial import Trial, attempt, attempt_symbols

TRIAL_HEADER = (
    "| package | version | seed | modules | moves | files changed | before (pass/fail) "
    "| after (pass/fail) | same? | rollback ok? |\n"
    "|---|---|---:|---:|---:|---:|---:|---:|---|---|"
)
DOCUMENT = """\
# Real packages

Written by `python tests/end_to_end/report.py --write docs/real-packages.md`; do not edit.

Each row is one trial: an sdist from PyPI is unpacked, its own tests run, a plan of random moves
(made from the seed: into new and existing subpackages, up, out into a new top-level package,
renamed, wrapped into a package) is carried out with `rezone migrate --phase 1 --execute`, its tests
run again, and `rezone migrate --phase 1 --rollback` undoes it. *Same* says that exactly the same
tests pass before and after, counted under their new names; *rollback* that every byte, mode and
path is as it was. The packages stand in `tests/end_to_end/packages.toml`.

{table}

## Symbols

The same with single classes, functions and variables, to new modules and to those that are there.
What rezone refuses with a reason is left out of the plan; what it takes must work.

{symbols}

## What no mover can know

Tests that are left out, and modules that no plan moves, with the reason.  Of networkx the tests of
some of its packages run; the rest take minutes.

{exceptions}
"""
BASELINE_HEADER = (
    "| package | version | modules | pass/fail | skipped | seconds | stable over 2 runs? "
    "| moves of each plan |\n"
    "|---|---|---:|---:|---:|---:|---|---|"
)


def main(arguments: list[str]) -> int:
    """Print the table; return 1 if any trial found a problem, else 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("names", nargs="*", metavar="NAME", help="packages; default: all")
    parser.add_argument("--baseline", action="store_true", help="only run the suites, unmigrated")
    parser.add_argument("--symbols", action="store_true", help="move symbols, not modules")
    parser.add_argument("--seed", type=int, nargs="*", help="seeds; default: those of the table")
    parser.add_argument("--keep", type=Path, help="leave the trees in this folder")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write a document as well")
    options = parser.parse_args(arguments)
    chosen = [p for p in packages.load() if not options.names or p.name in options.names]
    if options.baseline:
        return report_baselines(chosen, options.keep)
    act = attempt_symbols if options.symbols else attempt
    rows, broken = report_trials(chosen, options.seed, options.keep, act)
    if options.write:
        keep = options.keep / "symbols" if options.keep else None
        symbols, more = report_trials(chosen, options.seed, keep, attempt_symbols)
        broken += more
        table, second = ("\n".join([TRIAL_HEADER, *found]) for found in (rows, symbols))
        text = DOCUMENT.format(table=table, symbols=second, exceptions=exceptions(chosen))
        options.write.write_text(text, encoding="utf-8")
    return 1 if broken else 0


def report_trials(
    chosen: list[Package],
    seeds: list[int] | None,
    keep: Path | None,
    act: Callable[[Package, int, Path], Trial] = attempt,
) -> tuple[list[str], list[Trial]]:
    """Print a row for each trial, then what went wrong; return the rows and the broken trials."""
    print(TRIAL_HEADER, flush=True)
    rows: list[str] = []
    broken: list[Trial] = []
    for package in chosen:
        for seed in seeds or package.seeds:
            with workplace(keep, f"{package.release}-seed{seed}") as folder:
                trial = act(package, seed, folder)
            rows.append(trial_row(trial))
            print(rows[-1], flush=True)
            broken += [trial] if trial.problems else []
    for trial in broken:
        print(f"\n## {trial.package.release}, seed {trial.seed}\n\n```")
        print("\n".join(trial.problems))
        print("```", flush=True)
    return rows, broken


def exceptions(chosen: list[Package]) -> str:
    """Return the exceptions of the table of packages, as a Markdown table."""
    rows = []
    for package in chosen:
        chosen_by = (
            {" ".join(package.options): "as `packages.toml` says"} if package.options else {}
        )
        kinds = [("only tests", chosen_by), ("test left out", package.deselect)]
        rows += [
            f"| {package.name} | {what} | `{name}` | {reason} |"
            for what, named in (*kinds, ("stays", package.keep))
            for name, reason in named.items()
        ]
    return "\n".join(["| package | | name | reason |", "|---|---|---|---|", *rows])


def trial_row(trial: Trial) -> str:
    return (
        f"| {trial.package.name} | {trial.package.version} | {trial.seed} | {trial.modules} "
        f"| {trial.moved} | {trial.changed} | {trial.before.counts} "
        f"| {trial.after.counts if trial.after else '-'} | {'yes' if trial.same else '**no**'} "
        f"| {'yes' if trial.rolled_back else '**no**'} |"
    )


def report_baselines(chosen: list[Package], keep: Path | None) -> int:
    print(BASELINE_HEADER, flush=True)
    stable = True
    for package in chosen:
        with workplace(keep, f"{package.release}-baseline") as folder:
            tree = unpack(package, folder)
            python = environments.interpreter(package)
            first, second = (outcomes.run_suite(package, tree, Moves({}), python) for _ in range(2))
            modules = len(ImportGraph(tree / package.root, package.package).modules)
            sizes = [len(plans.make(package, tree, seed).table) for seed in package.seeds]
        stable = stable and first.tests == second.tests
        skipped = list(first.tests.values()).count("skipped")
        print(
            f"| {package.name} | {package.version} | {modules} | {first.counts} | {skipped} "
            f"| {first.seconds} | {'yes' if first.tests == second.tests else '**no**'} "
            f"| {', '.join(map(str, sizes))} |",
            flush=True,
        )
        for test in sorted(first.tests.keys() | second.tests.keys()):
            said = [first.tests.get(test, "absent"), second.tests.get(test, "absent")]
            if said[0] != said[1] or said[0] in ("failure", "error"):
                print(f"    {test}: {' then '.join(said)}", file=sys.stderr, flush=True)
    return 0 if stable else 1


@contextmanager
def workplace(keep: Path | None, name: str) -> Iterator[Path]:
    """Yield an empty folder: a temporary one, or *name* in *keep*, which stays."""
    if keep is None:
        with tempfile.TemporaryDirectory() as temporary:
            yield Path(temporary).resolve()
        return
    folder = (keep / name).resolve()
    folder.mkdir(parents=True)
    yield folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
