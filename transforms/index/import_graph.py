"""Who imports whom: every module of a workspace, and every import between two of them.

An import counts as grimp counts it: ``from package import name`` leads to ``package.name`` where
that is a module, else to ``package``; packages that merely lie above do not count.  Unlike grimp
it knows the modules in folders without an ``__init__`` too.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from rezone.transforms.index.modules import Index, ModulePath
from rezone.transforms.index.namespace import absolute

Edge = tuple[str, str]
"""Importer and imported."""

Parse = Callable[[str], ast.Module | None]
"""Path → syntax tree, None for a file that does not parse."""


class ImportGraph(Struct, frozen=True, dict=True):
    """Modules, and the imports between them.

    *lines* has the first line (1-based) of each import; *typing_only* are those that run for type
    checkers alone.  Imports in functions count: they are dependencies.  *plain* are the imports
    that bind a top-level package (``import a.b``), *uses* the modules that attributes of such a
    name lead to (importer, module), imported there or not.
    """

    modules: frozenset[str]
    lines: Mapping[Edge, int]
    typing_only: frozenset[Edge] = frozenset()
    plain: frozenset[Edge] = frozenset()
    uses: frozenset[Edge] = frozenset()

    @cached_property
    def edges(self) -> frozenset[Edge]:
        """Every import."""
        return frozenset(self.lines)

    @cached_property
    def running(self) -> Mapping[str, frozenset[str]]:
        """Module → what it imports when it runs."""
        found: dict[str, set[str]] = {}
        for importer, imported in self.edges - self.typing_only:
            found.setdefault(importer, set()).add(imported)
        return {importer: frozenset(imported) for importer, imported in found.items()}

    def renamed(self, rename: Callable[[str], str]) -> ImportGraph:
        """Return the graph with other names of the same modules."""

        def both(edges: Iterable[Edge]) -> frozenset[Edge]:
            return frozenset((rename(a), rename(b)) for a, b in edges)

        return ImportGraph(
            frozenset(map(rename, self.modules)),
            {(rename(a), rename(b)): line for (a, b), line in self.lines.items()},
            both(self.typing_only),
            both(self.plain),
            both(self.uses),
        )

    def shortest_chain(self, start: str, end: str, among: frozenset[str]) -> tuple[str, ...]:
        """Return the modules from *start* to *end* by imports *among* modules, () if none."""
        came: dict[str, str] = {start: ""}
        pending = [start]
        while pending and end not in came:
            following = []
            for module in pending:
                for target in sorted(self.running.get(module, frozenset()) & among):
                    if target not in came:
                        came[target] = module
                        following.append(target)
            pending = following
        if end not in came:
            return ()
        chain = [end]
        while chain[-1] != start:
            chain.append(came[chain[-1]])
        return tuple(reversed(chain))


def build_graph(index: Index, parse: Parse) -> ImportGraph:
    """Return the graph of the modules of *index*.

    A file that does not parse is a module without imports.  Stubs are no modules of their own.
    """
    sources = {
        name: source
        for name in index.modules
        if (source := index.source_of(name)) is not None and source.path.endswith(".py")
    }
    lines: dict[Edge, int] = {}
    kinds: defaultdict[str, set[Edge]] = defaultdict(set)
    for name, source in sorted(sources.items()):
        tree = parse(source.path)
        if tree is None:
            continue
        tops: set[str] = set()
        for node, is_typing in import_statements(tree):
            tops |= set(_tops(node))
            for target, kind in _modules(node, source, sources.keys()):
                if target != name:
                    lines.setdefault((name, target), node.lineno)
                    kinds["typing" if is_typing else "running"].add((name, target))
                    kinds[kind].add((name, target))
        if tops:
            kinds["uses"] |= {(name, used) for used in _uses(tree, tops, sources.keys())}
    return ImportGraph(
        frozenset(sources),
        lines,
        frozenset(lines.keys() - kinds["running"]),
        frozenset(kinds["plain"]),
        frozenset(kinds["uses"]),
    )


def _tops(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield the top-level packages that *node* binds."""
    for alias in node.names if isinstance(node, ast.Import) else ():
        if alias.asname is None:
            yield alias.name.partition(".")[0]


def _modules(
    node: ast.Import | ast.ImportFrom, here: ModulePath, known: Container[str]
) -> Iterator[tuple[str, str]]:
    """Yield each module that one statement imports: ``plain`` if by ``import a.b``."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name in known:
                yield alias.name, "from" if alias.asname else "plain"
        return
    source = absolute(node.module, node.level, here.package)
    for alias in node.names if source else ():
        full = f"{source}.{alias.name}"
        if full in known:
            yield full, "from"
        elif source in known:
            yield str(source), "from"


def _uses(tree: ast.Module, tops: set[str], known: Container[str]) -> Iterator[str]:
    """Yield the longest module that each chain of attributes from one of *tops* leads to."""
    inner: set[ast.AST] = set()
    for node in ast.walk(tree):  # outer nodes come first
        chain: list[str] = []
        base: ast.AST = node
        while isinstance(base, ast.Attribute) and node not in inner:
            chain.append(base.attr)
            base = base.value
            inner.add(base)
        if not chain or not isinstance(base, ast.Name) or base.id not in tops:
            continue
        names = [base.id, *reversed(chain)]
        found = (".".join(names[:n]) for n in range(len(names), 0, -1))
        longest = next((name for name in found if name in known), None)
        if longest is not None:
            yield longest


def import_statements(tree: ast.Module) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Yield every import statement of *tree* in the order of the file, and whether it stands
    under ``if TYPE_CHECKING``.
    """
    stack: list[tuple[ast.AST, bool]] = [(tree, False)]
    while stack:
        node, is_typing = stack.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, is_typing
        elif isinstance(node, ast.If) and is_type_checking(node.test):
            stack.extend((child, is_typing) for child in reversed(node.orelse))
            stack.extend((child, True) for child in reversed(node.body))
        elif not isinstance(node, ast.expr):
            children = list(ast.iter_child_nodes(node))
            stack.extend((child, is_typing) for child in reversed(children))


def is_type_checking(test: ast.expr) -> bool:
    """Say whether *test* is ``TYPE_CHECKING``, bare or as an attribute of ``typing``."""
    return getattr(test, "id", getattr(test, "attr", "")) == "TYPE_CHECKING"
