"""Lazy re-exports (PEP 562): a package that imports what it re-exports when it is asked for it.

The import statements stay where they are, under ``TYPE_CHECKING``, for type checkers and readers;
a table and a module ``__getattr__`` at the end of the file answer in their place.  A submodule
that the statements imported on the way (``pkg.sub`` for ``from .sub import x``) is answered, too.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from rezone.transforms.index.lazy_table import TABLE, Entry
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import absolute, module_statements
from rezone.transforms.references.source import SourceText

OWN_NAMES = frozenset({TABLE, "__getattr__", "__dir__"})
_NAMESPACE_CALLS = frozenset({"globals", "locals", "vars", "dir", "eval", "exec"})
_WORD = re.compile(r"[^\W\d]\w*")

IsOurs = Callable[[str], bool]


class Export(NamedTuple):
    """A name that is offered lazily.

    *module* is as written, with its dots; *attribute* is ``""`` for the module itself.  *line* is
    the 1-based line of its import statement before.
    """

    local: str
    module: str
    attribute: str
    line: int


class LazyOutcome(Struct, frozen=True):
    """What becomes of a package's ``__init__``.

    *content* is None where nothing changes, *names* are offered lazily now, and *left* are
    (line, reason) of the imports that stay as they are.
    """

    content: bytes | None
    names: tuple[Export, ...] = ()
    left: tuple[tuple[int, str], ...] = ()


def make_lazy(content: bytes, here: ModulePath, is_ours: IsOurs) -> LazyOutcome:
    """Make the re-exports of the package *here* lazy, as far as that changes no meaning.

    Args:
        content: the bytes of its ``__init__.py``.
        here: the package.
        is_ours: says whether the workspace has a module of that absolute name.

    Raises:
        Unreadable: it cannot be decoded or parsed.
    """
    source = SourceText.decode(content, here.path)
    imports = _Imports(source.parse(), here, is_ours)
    lazy, left = imports.sorted_out()
    if not lazy:
        return LazyOutcome(None, (), left)
    from rezone.transforms.edits.lazy_layout import laid_out

    names = tuple(export for exports in lazy.values() for export in exports)
    table = [(export.local, export.module, export.attribute) for export in names]
    table += imports.submodules(names)
    after = laid_out(content, frozenset(lazy), table, imports.has_all)
    if after is None:
        lines = sorted({export.line for export in names})
        left += tuple((line, "LibCST would lose a byte of the file") for line in lines)
        return LazyOutcome(None, (), tuple(sorted(left)))
    return LazyOutcome(after, names, left)


class _Imports:
    """The import statements at the top level of one ``__init__``."""

    def __init__(self, tree: ast.Module, here: ModulePath, is_ours: IsOurs) -> None:
        self.tree = tree
        self.here = here
        self.is_ours = is_ours
        self.mentioned = set(_mentioned(tree))
        bound = Counter(_bound(tree))
        self.bound = {*bound, *self.mentioned}
        self.bound_again = {name for name, times in bound.items() if times > 1}
        self.has_all = "__all__" in self.bound
        self.introspects = next(_introspection(tree), "")
        self.starred = False

    def sorted_out(self) -> tuple[dict[int, list[Export]], tuple[tuple[int, str], ...]]:
        """Return what becomes lazy, by its place among the statements, and (line, why) of the rest.

        What is not the workspace's own is no re-export worth telling.
        """
        lazy: dict[int, list[Export]] = {}
        left: list[tuple[int, str]] = []
        shared = _shared_lines(self.tree)
        for place, node in enumerate(self.tree.body):
            reason = ""
            if isinstance(node, ast.Import):
                if any(self.is_ours(alias.name) for alias in node.names):
                    left.append((node.lineno, "'import …' binds a module, not a name of one"))
            elif isinstance(node, ast.ImportFrom):
                source = absolute(node.module, node.level, self.here.package)
                self.starred |= node.names[0].name == "*"
                if source is None or not self.is_ours(source):
                    continue
                reason = self._obstacle(node, source)
                if not reason and node.lineno in shared:
                    reason = "it shares its line with another statement"
                if reason:
                    left.append((node.lineno, reason))
                else:
                    lazy[place] = list(self._exports(node, source))
        return lazy, tuple(left)

    def _obstacle(self, node: ast.ImportFrom, source: str) -> str:
        """Say why the import from *source* stays eager, ``""`` if it need not."""
        if node.names[0].name == "*":
            return "a star import does not say what it binds"
        taken = sorted(OWN_NAMES & self.bound)
        if taken:
            return f"the package has a {taken[0]} of its own"
        if self.introspects:
            return f"the package looks into its own namespace: {self.introspects}"
        if self.starred:
            return "a star import above it may bind its names, too"
        if not node.level and "." not in source and source != self.here.name:
            return f"the text {source!r} alone would not say that it is a module"
        reasons = (self._name_obstacle(source, alias) for alias in node.names)
        return next(filter(None, reasons), "")

    def _name_obstacle(self, source: str, alias: ast.alias) -> str:
        name = alias.asname or alias.name
        package = self.here.name
        own = source == package
        if name in self.mentioned:
            return f"the package itself uses {name}"
        if name in self.bound_again:
            return f"{name} is bound more than once"
        if name.startswith("__") and name.endswith("__"):
            return f"a module may have a {name} without being asked for it"
        if own and not self.is_ours(f"{package}.{alias.name}"):
            return f"{alias.name} is no submodule, and the package cannot ask itself for it"
        if not own and self.is_ours(f"{source}.{alias.name}"):
            return f"{alias.name} may be an attribute or a submodule of {source}"
        if self.is_ours(f"{package}.{name}") and not (own and alias.name == name):
            return f"{name} is also a submodule, which takes the name once it is imported"
        return ""

    def _exports(self, node: ast.ImportFrom, source: str) -> Iterator[Export]:
        base = "." * node.level + (node.module or "")
        for alias in node.names:
            local = alias.asname or alias.name
            if source == self.here.name:
                dot = "" if base.endswith(".") else "."
                yield Export(local, f"{base}{dot}{alias.name}", "", node.lineno)
            else:
                yield Export(local, base, alias.name, node.lineno)

    def submodules(self, names: tuple[Export, ...]) -> list[Entry]:
        """Return the modules right below that were bound in passing: ``from .sub import x``."""
        found = {}
        for export in names:
            bare = export.module.lstrip(".")
            source = absolute(bare, len(export.module) - len(bare), self.here.package) or ""
            above, _, child = source.rpartition(".")
            if above == self.here.name and child not in self.bound:
                found[child] = export.module
        return [(child, module, "") for child, module in sorted(found.items())]


def _mentioned(tree: ast.Module) -> Iterator[str]:
    """Yield every name that the module's own code says, in its string annotations as well.

    Code in functions counts: a global that is missing does not ask ``__getattr__``.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Global):
            yield from node.names
        for field in ("annotation", "returns"):
            for part in ast.walk(getattr(node, field, None) or ast.Pass()):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield from _WORD.findall(part.value)


def _bound(tree: ast.Module) -> Iterator[str]:
    """Yield what imports, functions and classes bind at import time, as often as they do."""
    for node in module_statements(tree.body):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name


def _introspection(tree: ast.Module) -> Iterator[str]:
    """Yield the expressions that read names without saying them: ``globals()`` and its like."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _NAMESPACE_CALLS:
            yield f"{ast.unparse(node.func)}()"
        elif isinstance(node, ast.Subscript) and getattr(node.slice, "id", "") == "__name__":
            yield ast.unparse(node)


def _shared_lines(tree: ast.Module) -> set[int]:
    """Return the lines on which more than one statement stands: ``from .a import b; x = 1``."""
    shared: set[int] = set()
    for one, other in pairwise(tree.body):
        if one.end_lineno == other.lineno:
            shared |= {one.lineno, other.lineno}
    return shared
