"""What forbids that a symbol moves: each with its line, and the way out."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rezone.transforms.symbols.arrivals import Arrival
from rezone.transforms.symbols.definitions import (
    Binders,
    Obstacle,
    first_line,
    is_definition,
    with_docstrings,
)
from rezone.transforms.symbols.lookups import looked_up
from rezone.transforms.symbols.module_text import ModuleText, Symbols
from rezone.transforms.symbols.needs import needs_of, obstacles_to


def movable(module: ModuleText, name: str) -> list[ast.stmt] | Obstacle:
    """Return the statements that define *name* and can go, or why they cannot."""
    binders = Binders(module.tree).of(name)
    found = _not_alone(module, name, binders)
    if found is not None:
        return found
    path, symbol = module.here.path, f"{module.name}:{name}"
    between = _used_between(module, binders, name)
    if between:
        hint = "define it once, or move the module"
        return Obstacle(f"{symbol} is used between its definitions", path, between, hint)
    nodes = with_docstrings(module.tree, binders)
    for node in nodes:
        if _shares_line(module, node):
            problem = f"{symbol} shares a line with another statement"
            return Obstacle(problem, path, node.lineno, "give it a line of its own")
    return nodes


def _not_alone(module: ModuleText, name: str, binders: Sequence[ast.stmt]) -> Obstacle | None:
    """Return why the statements that bind *name* are no definitions of it and nothing else."""
    path, symbol = module.here.path, f"{module.name}:{name}"
    if not binders:
        near = sorted(module.scope.others | module.scope.imports.keys())
        return Obstacle(f"{module.name} has no {name}", path, 1, _near(name, near))
    if name.startswith("__") and name.endswith("__"):
        problem = f"{symbol} says something of its module, and nothing of another one"
        return Obstacle(problem, path, binders[0].lineno, "move the module")
    odd = next((node for node in binders if not is_definition(node, name)), None)
    if odd is None:
        return None
    if isinstance(odd, ast.Import | ast.ImportFrom):
        hint = "move it from the module that defines it"
        return Obstacle(f"{symbol} is imported here, not defined", path, odd.lineno, hint)
    what = "together with other names" if _is_flat(odd) else "under a condition or in a loop"
    hint = "give it a statement of its own, or move the module"
    return Obstacle(f"{symbol} is bound {what}", path, odd.lineno, hint)


def _near(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else "a symbol is a name at the top of a module"


def _is_flat(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr | ast.Delete)


def _used_between(module: ModuleText, binders: Sequence[ast.stmt], name: str) -> int:
    """Return the line of a statement that reads *name* before its last definition, 0 if none."""
    body = module.tree.body
    first, last = body.index(binders[0]), body.index(binders[-1])
    between = [node for node in body[first:last] if node not in binders]
    for use in module.uses_in(between):
        if use.name.id == name and module.is_early(use):
            return use.name.lineno
    return 0


def _shares_line(module: ModuleText, node: ast.stmt) -> bool:
    body = module.tree.body
    place = body.index(node)
    others = [*body[max(0, place - 1) : place], *body[place + 1 : place + 2]]
    return any(
        other.lineno == (node.end_lineno or node.lineno) or other.end_lineno == node.lineno
        for other in others
    )


def obstacles_of(
    arrivals: Iterable[Arrival],
    gone: Mapping[str, Collection[ast.stmt]],
    target: str,
    symbols: Symbols,
    modules: Mapping[str, ModuleText],
) -> Iterator[Obstacle]:
    """Yield what in the symbols that go to *target*, or in what stays behind, forbids it."""
    for arrival in arrivals:
        together = {
            n for (home, n), (t, _) in symbols.items() if home == arrival.home.name and t == target
        }
        for need in needs_of(arrival.home, arrival.nodes).values():
            if need.name not in together:
                yield from obstacles_to(need, arrival.symbol)
        yield from _sets_globals(arrival, together)
        yield from _evaluated(arrival, modules.get(target))
        left = [n for n in arrival.home.tree.body if n not in gone[arrival.home.name]]
        yield from _set_from_behind(arrival, left)
        yield from looked_up(arrival, left)


def _evaluated(arrival: Arrival, target: ModuleText | None) -> Iterator[Obstacle]:
    """Yield where an annotation that was never evaluated would be, and cannot (PEP 563)."""
    home = arrival.home
    if target is None or target.defers_annotations or not home.defers_annotations:
        return
    for use in home.uses_in(arrival.nodes):
        imported = home.imports(use.name.id)
        foreign = home.is_typing_only(use.name.id)
        known = bool(imported) and all(_is_at_hand(statement) for statement, _ in imported)
        if home.is_early(use, deferred=False) and (
            use.name.id == arrival.name or (foreign and not known)
        ):
            yield Obstacle(
                f"{target.name} evaluates annotations, unlike {home.name}, and cannot this one",
                home.here.path,
                use.name.lineno,
                f"put `from __future__ import annotations` into {target.here.path} first",
            )
            return


def _is_at_hand(statement: ast.Import | ast.ImportFrom) -> bool:
    """Say whether what type checkers import can surely be imported at run time."""
    if isinstance(statement, ast.Import):
        return all(a.name.partition(".")[0] in sys.stdlib_module_names for a in statement.names)
    return statement.level > 0 or (statement.module or "").partition(".")[0] in (
        sys.stdlib_module_names
    )


def _sets_globals(arrival: Arrival, together: Collection[str]) -> Iterator[Obstacle]:
    for top in arrival.nodes:
        for node in ast.walk(top):
            if isinstance(node, ast.Global):
                for name in node.names:
                    if name not in together:
                        yield Obstacle(
                            f"{arrival.symbol} sets the global {name} of its module",
                            arrival.home.here.path,
                            node.lineno,
                            f"move {arrival.home.name}:{name} along",
                        )


def _set_from_behind(arrival: Arrival, left: Sequence[ast.stmt]) -> Iterator[Obstacle]:
    """Yield the statements left behind that change the symbol: they would not run any more."""
    home, name = arrival.home, arrival.name
    for top in left:
        for node in ast.walk(top):
            if isinstance(node, ast.Global) and name in node.names:
                yield Obstacle(
                    f"{arrival.symbol} is bound anew at run time",
                    home.here.path,
                    node.lineno,
                    "move the function along, or put the value into an object",
                )
    for use in home.uses_in(left):
        if use.name.id != name or not home.is_early(use):
            continue
        top = home.statement_of(use)
        if _changes(top, use.name):
            yield Obstacle(
                f"this statement changes {arrival.symbol} and stays behind: who imports only its "
                "new module would not get that",
                home.here.path,
                first_line(top),
                "put it where the symbol is defined, or move the module",
            )


def _changes(top: ast.stmt, name: ast.Name) -> bool:
    """Say whether the statement sets something of the name, calls with it, or is decorated by it.

    A value that is bound to a name of its own is no such change.
    """
    for child in ast.walk(top):
        targets: list[ast.expr] = []
        if isinstance(child, ast.Assign | ast.Delete):
            targets = child.targets
        elif isinstance(child, ast.AugAssign | ast.AnnAssign):
            targets = [child.target]
        elif isinstance(child, ast.Expr):
            targets = [child.value]
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            targets = [d for d in child.decorator_list if not _is_plain(d)]
        for target in targets:
            is_call = isinstance(child, ast.Expr)
            if isinstance(target, ast.Name) or not any(n is name for n in ast.walk(target)):
                continue
            calls = [n for n in ast.walk(target) if isinstance(n, ast.Call)]
            return not is_call or any(call.func is not name for call in calls)
    return False


def _is_plain(decorator: ast.expr) -> bool:
    """Say whether a decorator is the symbol itself, called or not: it is used, not changed."""
    base = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(base, ast.Name)


def replaced(
    arrival: Arrival, places: Mapping[str, str], is_kept: bool, symbols: Symbols
) -> Iterator[Obstacle]:
    """Yield what other files replace in the old module, and the symbol would not see any more.

    *places* says where each name is replaced; *is_kept*: the old module goes on to use the
    symbol, so that replacing it in one module leaves it in the other.
    """
    home = arrival.home
    target = symbols[home.name, arrival.name][0]
    for name, need in needs_of(home, arrival.nodes).items():
        stays = symbols.get((home.name, name), ("", ""))[0] != target
        if name in places and stays and home.scope.binds(name):
            yield Obstacle(
                f"{places[name]} replaces {name} in {home.name}, and {arrival.symbol}, which uses "
                "it, would not notice any more",
                home.here.path,
                need.line,
                "hand it in from outside, or move the module",
            )
    if is_kept and arrival.name in places:
        yield Obstacle(
            f"{places[arrival.name]} replaces {arrival.symbol}, which {home.name} goes on to use: "
            "it would be replaced in one of the two modules only",
            home.here.path,
            first_line(arrival.nodes[0]),
            "move what uses it along, or replace it where it is used first",
        )


def changed_later(
    arrival: Arrival, needed: Collection[str], left: Sequence[ast.stmt]
) -> Iterator[Obstacle]:
    """Yield the statements that change what the symbol is made of, after it was made.

    *needed* are the qualified names that must be there when it is defined.  Where it is defined
    now, that has happened already.
    """
    home = arrival.home
    last = max(node.lineno for node in arrival.nodes)
    for use in home.uses_in([node for node in left if node.lineno > last]):
        top = home.statement_of(use)
        if (
            home.is_early(use)
            and f"{home.name}.{use.name.id}" in needed
            and not isinstance(top, ast.Expr)
            and _changes(top, use.name)
        ):
            yield Obstacle(
                f"this statement changes {use.name.id}, which {arrival.symbol} is made of, once "
                "that is defined",
                home.here.path,
                first_line(top),
                "move the module",
            )
            return
