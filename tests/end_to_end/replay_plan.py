"""From the files that a commit renamed to the moves that a plan would have named."""

from __future__ import annotations

import ast
import json
import warnings
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from monolith_site import unparsed
from replay_git import Replayed, tracked

# Fewer statements than this, and git's similarity says nothing: such files are all alike.
TELLING_STATEMENTS = 2
PACKAGE = "__init__"


@dataclass
class Moves:
    """What moves: qualified names, old to new; *untold* are renames that no plan can name."""

    packages: dict[str, str] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    untold: dict[str, str] = field(default_factory=dict)

    def name(self, module: str) -> str:
        """Return what *module* is called afterwards: the longest match wins."""
        if module in self.modules:
            return self.modules[module]
        parts = module.split(".")
        for length in range(len(parts), 0, -1):
            head = ".".join(parts[:length])
            if head in self.packages:
                return ".".join([self.packages[head], *parts[length:]])
        return module


def module_name(path: str, roots: Iterable[str]) -> str | None:
    """Return the qualified name of the Python file *path*, below the innermost of *roots*."""
    inside = [root for root in roots if root == "." or path.startswith(f"{root}/")]
    if not inside or PurePosixPath(path).suffix != ".py":
        return None
    root = max(inside, key=lambda name: 0 if name == "." else len(name))
    stem = path.removesuffix(".py") if root == "." else path[len(root) + 1 : -len(".py")]
    name = stem.removesuffix(f"/{PACKAGE}").replace("/", ".")
    return name if all(part.isidentifier() for part in name.split(".")) else None


def derive(trees: Replayed, roots: list[str]) -> Moves:
    """Return the moves behind the renames: a package where a whole folder went, else modules."""
    before, after = tracked(trees.before), set(tracked(trees.human))
    pairs = dict(telling_pairs(trees, roots))
    moves = Moves()
    stayed = after - trees.renames.keys()
    for old, new in package_moves(pairs, before, stayed, roots):
        if not any(is_below(old, package) for package in moves.packages):
            moves.packages[old] = new
    there = {name for path in before if (name := module_name(path, roots))}
    for old, new in pairs.items():
        if moves.name(old) == new:
            continue
        if new in there and new not in pairs:
            moves.untold[old] = new
        else:
            moves.modules[old] = new
    return moves


def telling_pairs(trees: Replayed, roots: list[str]) -> Iterable[tuple[str, str]]:
    for path, target in trees.renames.items():
        old, new = module_name(path, roots), module_name(target, roots)
        if old and new and old != new and is_telling(trees.before / path):
            yield old, new


def is_telling(file: Path) -> bool:
    """Say whether the Python *file* can be told from others: most ``__init__.py`` cannot."""
    with warnings.catch_warnings(action="ignore"), suppress(SyntaxError, ValueError):
        return len(ast.parse(file.read_bytes()).body) >= TELLING_STATEMENTS
    return True


def is_below(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def package_moves(
    pairs: dict[str, str], before: list[str], stayed: set[str], roots: list[str]
) -> Iterable[tuple[str, str]]:
    """Yield the packages of which nothing stayed and most went to one place, outermost first.

    An ``__init__.py`` may stay: people leave one behind that speaks of the new place.
    """
    votes: dict[str, Counter[str]] = {}
    for old, new in pairs.items():
        here, there = old.split("."), new.split(".")
        while len(here) > 1 and len(there) > 1 and here[-1] == there[-1]:
            here.pop()
            there.pop()
            votes.setdefault(".".join(here), Counter())[".".join(there)] += 1
    for old in sorted(votes, key=lambda name: name.count(".")):
        new = votes[old].most_common(1)[0][0]
        folders = [f"{folder_of(old, root)}/" for root in roots]
        inside = [path for path in before if path.startswith(tuple(folders))]
        known = [name for name in pairs if is_below(name, old)]
        agreeing = sum(pairs[name] == new + name[len(old) :] for name in known)
        if is_below(new, old) or is_below(old, new):
            continue
        left = [path for path in inside if path in stayed and not path.endswith(f"/{PACKAGE}.py")]
        if not left and agreeing * 2 > len(known):
            yield old, new


def folder_of(name: str, root: str) -> str:
    folder = name.replace(".", "/")
    return folder if root == "." else f"{root}/{folder}"


def write_plan(
    moves: Moves, trees: Replayed, roots: list[str], exclude: list[str], lazy: list[str]
) -> Path:
    """Write the plan beside the trees and return its path.

    Files that do not parse keep the old names: they were written for another Python.
    """
    alone = {
        f"{old}.{PACKAGE}" if is_package(old, trees.before, roots) else old: new
        for old, new in moves.modules.items()
    }
    every = (alone | moves.packages).items()
    plan = {
        "workspace": {"roots": roots, "exclude": exclude, "keep": unparsed(trees.rezone)},
        "phases": [
            {
                "number": 1,
                "lazy": lazy,
                "moves": [{"source": old, "target": new} for old, new in every],
            }
        ],
    }
    path = trees.before.parent / "plan.json"
    path.write_text(json.dumps(plan, indent=1) + "\n", encoding="utf-8")
    return path


def is_package(name: str, tree: Path, roots: list[str]) -> bool:
    return any((tree / folder_of(name, root) / f"{PACKAGE}.py").is_file() for root in roots)
