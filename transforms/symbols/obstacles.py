"""What forbids that a symbol moves: each with its line, and the way out."""

from __future__ import annotations

import ast
import builtins
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
from rezone.transforms.symbols.module_text import ModuleText, Symbols
from rezone.transforms.symbols.needs import Wanted, needs_of, obstacles_to


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


def _evaluated(arrival: Arrival, target: ModuleText | None) -> Iterator[Obstacle]:
    """Yield where an annotation that was never evaluated would be, and cannot (PEP 563)."""
    home = arrival.home
    if target is None or target.defers_annotations or not home.defers_annotations:
        return
    for use in home.uses_in(arrival.nodes):
        imported = home.imports(use.name.id)
        foreign = bool(imported) and not any(home.always_runs(s) for s, _ in imported)
        known = not foreign or all(
            (getattr(s, "module", None) or "").partition(".")[0] in sys.stdlib_module_names
            or getattr(s, "level", 0)
            for s, _ in imported
        )
        if home.is_early(use, deferred=False) and (use.name.id == arrival.name or not known):
            yield Obstacle(
                f"{target.name} evaluates annotations, unlike {home.name}, and cannot this one",
                home.here.path,
                use.name.lineno,
                f"put `from __future__ import annotations` into {target.here.path} first",
            )
            return


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


def collisions(
    module: ModuleText, wanted: Iterable[Wanted], arrivals: Sequence[Arrival], symbols: Symbols
) -> Iterator[Obstacle]:
    """Yield where a name that comes to *module* means something else there."""
    new = {f"{module.name}.{a.new}": a for a in arrivals}
    left = {home_name for home, home_name in symbols if home == module.name}
    for meaning, arrival in new.items():
        bound = arrival.new not in left and module.meaning(arrival.new, {})
        if bound and not (module.imports(arrival.new) and bound == meaning):
            yield _clash(module, arrival.new, arrival.symbol)
        elif not bound and _is_used_free(module, arrival.new):
            yield _builtin(module, arrival.new, arrival.symbol)
        for local in module.scope.imports:
            own = module.names.imported(module.scope, local) == {meaning}
            if own and local != arrival.new:
                line = module.scope.imports[local][0][0].lineno
                yield Obstacle(
                    f"{module.name} imports {arrival.symbol} under another name, {local}",
                    module.here.path,
                    line,
                    "import it under its own name first",
                )
    told = {a.new: a.symbol for a in arrivals}
    for one in wanted:
        bound = one.local not in left and module.meaning(one.local, {})
        if one.local in told or (bound and bound != one.meaning):
            yield _clash(module, one.local, f"{one.meaning}, which {arrivals[0].symbol} needs")
        elif not bound and _is_used_free(module, one.local):
            yield _builtin(module, one.local, one.meaning)
    for arrival in arrivals:
        for name, need in needs_of(arrival.home, arrival.nodes).items():
            free = not arrival.home.scope.binds(name) and hasattr(builtins, name)
            if free and module.scope.binds(name):
                yield Obstacle(
                    f"{arrival.symbol} uses the builtin {name}, and {module.name} binds it",
                    arrival.home.here.path,
                    need.line,
                    "rename one of them first",
                )


def _is_used_free(module: ModuleText, name: str) -> bool:
    return name in module.names.unbound and module.star(name) is None


def _clash(module: ModuleText, name: str, arriving: str) -> Obstacle:
    found = Binders(module.tree).of(name)
    line = found[0].lineno if found else 1
    return Obstacle(
        f"{module.name} has a {name} already; {arriving} would take its place",
        module.here.path,
        line,
        "give one of them another name first",
    )


def _builtin(module: ModuleText, name: str, arriving: str) -> Obstacle:
    return Obstacle(
        f"{module.name} uses the builtin {name}; {arriving} would take its place",
        module.here.path,
        1,
        "give one of them another name first",
    )
