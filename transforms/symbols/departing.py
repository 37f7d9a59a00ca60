"""A module without the symbols that leave it, and without the imports that served only them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct, field

from rezone.transforms.edits.splice import is_alone
from rezone.transforms.references.imports import import_nodes
from rezone.transforms.references.scope_tree import Use
from rezone.transforms.symbols.definitions import line_at, lines_of
from rezone.transforms.symbols.exports import exported
from rezone.transforms.symbols.import_text import without
from rezone.transforms.symbols.lines import Replacement, removals
from rezone.transforms.symbols.module_text import ModuleText


class Taken(Struct, frozen=True):
    """What other files take from a module: *names*, what ``*`` offers, or all that it has."""

    names: frozenset[str] = frozenset()
    starred: bool = False
    everything: bool = False
    replaced: Mapping[str, str] = field(default_factory=dict)
    """Names that other files set, patch or delete in the module: name → ``path:line``."""

    def has(self, name: str, offers_all: bool) -> bool:
        """Say whether some other file may take *name*; *offers_all*: the module has no __all__."""
        by_star = self.starred and offers_all and not name.startswith("_")
        return self.everything or by_star or name in self.names


def unserved(module: ModuleText, gone: Collection[ast.stmt], taken: Taken) -> set[int]:
    """Return the ids of the aliases that only the statements *gone* used.

    What may be a re-export stays: names of an ``__init__``, in ``__all__``, taken by another file,
    imported ``as`` themselves or marked with ``noqa``.
    """
    if module.here.is_package:
        return set()
    kept = exported(module.tree)
    leaving = list(gone)
    while True:
        found = set(_unused(module, leaving, kept, taken))
        emptied = [
            block
            for block in module.typing_blocks
            if block not in leaving and all(_is_dropped(node, found) for node in block.body)
        ]
        if not emptied:
            return found
        leaving += emptied


def _unused(
    module: ModuleText, gone: list[ast.stmt], kept: Collection[str] | None, taken: Taken
) -> Iterator[int]:
    left = [node for node in module.tree.body if node not in gone]
    used = {use.name.id for use in module.uses_in(left)}
    for name in {use.name.id for use in module.uses_in(gone)} - used:
        if name in (kept or ()) or taken.has(name, kept is None):
            continue
        for statement, alias in module.imports(name):
            alone = is_alone(module.source, *module.source.span(statement))
            if alone and alias.asname != alias.name and not _is_marked(module, statement, alias):
                yield id(alias)


def _is_marked(module: ModuleText, statement: ast.stmt, alias: ast.alias) -> bool:
    lines = {statement.lineno, alias.lineno, statement.end_lineno or statement.lineno}
    return any("noqa" in line_at(module.source, line) for line in lines)


def _is_dropped(node: ast.stmt, dropped: Collection[int]) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) and all(
        id(alias) in dropped for alias in node.names
    )


def arrived_imports(module: ModuleText, arriving: Collection[str]) -> Iterator[int]:
    """Yield the ids of the aliases that take from *module* itself what arrives there."""
    for name in arriving:
        for statement, alias in module.imports(name):
            own = module.names.imported(module.scope, name) == {f"{module.name}.{name}"}
            if own and is_alone(module.source, *module.source.span(statement)):
                yield id(alias)


def departed(
    module: ModuleText, gone: Collection[ast.stmt], dropped: Collection[int]
) -> list[Replacement]:
    """Return what takes the statements *gone* and the aliases *dropped* out of the text."""
    lines: set[int] = set()
    found: list[Replacement] = []
    for node in gone:
        lines.update(range(*lines_of(module.source, module.tree, node)))
    for block in module.typing_blocks:
        if all(_is_dropped(node, dropped) for node in block.body):
            lines.update(_span(block))
    for statement in import_nodes(module.tree):
        positions = {n for n, alias in enumerate(statement.names) if id(alias) in dropped}
        if statement.lineno in lines or not positions:
            continue
        if len(positions) == len(statement.names):
            lines.update(_span(statement))
        else:
            start, end = module.source.span(statement)[0], module.line_end(statement)
            found.append((start, end, without(module.source.text[start:end], positions)))
    return [*found, *removals(module.source, lines)]


def _span(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def own_references(
    module: ModuleText, gone: Collection[ast.stmt], arriving: Collection[str]
) -> tuple[list[Replacement], set[int]]:
    """Return what turns ``package.module.Symbol`` in the module itself into ``Symbol``.

    With it come the ids of the aliases that nothing goes through any more.
    """
    found: list[Replacement] = []
    locals_: dict[str, list[Use]] = {}
    done: set[int] = set()
    for use in module.uses_in([node for node in module.tree.body if node not in gone]):
        locals_.setdefault(use.name.id, []).append(use)
        count = _own(module, use, arriving)
        if count and use.inside is None:
            start, end = (
                module.source.span(use.name)[0],
                module.source.span(use.attributes[count - 1])[1],
            )
            found.append((start, end, use.attributes[count - 1].attr))
            done.add(id(use))
    return found, set(_unneeded(module, locals_, done)) if found else set()


def _own(module: ModuleText, use: Use, arriving: Collection[str]) -> int:
    """Return how many attributes of the chain lead to something that arrives, 0 if none do."""
    meanings = module.names.imported(module.scope, use.name.id)
    if len(meanings) != 1 or module.names.owner(use) is not module.scope:
        return 0
    probe = next(iter(meanings))
    for count, node in enumerate(use.attributes, 1):
        if probe == module.name and node.attr in arriving:
            inner = module.names.scopes.between(use.scope, module.scope)
            return 0 if any(scope.binds(node.attr) for scope in inner) else count
        probe = f"{probe}.{node.attr}"
    return 0


def _unneeded(
    module: ModuleText, uses: dict[str, list[Use]], done: Collection[int]
) -> Iterator[int]:
    for name in module.scope.imports:
        left = [use for use in uses.get(name, ()) if id(use) not in done]
        entries = module.imports(name)
        for statement, alias in entries:
            plain = isinstance(statement, ast.Import) and alias.asname is None
            if not is_alone(module.source, *module.source.span(statement)):
                continue
            if plain and alias.name == module.name:
                through = [u for u in left if u.dotted.startswith(module.name)]
                if not through and (not left or len(entries) > 1):
                    yield id(alias)
            elif not plain and not left and _is_own(module, name):
                yield id(alias)


def _is_own(module: ModuleText, name: str) -> bool:
    return module.names.imported(module.scope, name) == {module.name}
