"""The text of a symbol as it stands in its new module: its very lines, names and dots apart."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rezone.transforms.edits.splice import splice
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import absolute
from rezone.transforms.references.imports import relative
from rezone.transforms.references.scope_tree import Use
from rezone.transforms.references.source import NEWLINE
from rezone.transforms.symbols.definitions import lines_of
from rezone.transforms.symbols.module_text import ModuleText, Symbols

Replacement = tuple[int, int, str]
_FROM = re.compile(r"from[\s\\]*((?:\.[\s\\]*)+)")
_NAMED = frozenset({"TypeVar", "NewType", "ParamSpec", "TypeVarTuple", "namedtuple", "NamedTuple"})
_NAMED_TOO = frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "TypedDict", "TypeAliasType"})


@dataclass(frozen=True, eq=False)
class Arrival:
    """The symbol *name* of *home*, which becomes *new*; *nodes* define it."""

    home: ModuleText
    name: str
    new: str
    nodes: tuple[ast.stmt, ...]

    @property
    def symbol(self) -> str:
        """The symbol as a plan names it."""
        return f"{self.home.name}:{self.name}"

    def place(self, node: ast.stmt) -> int:
        """Return the place of *node* among the statements of its module."""
        return self.home.tree.body.index(node)

    def texts(self, target: ModulePath, symbols: Symbols, newline: str) -> Iterator[str]:
        """Yield the lines of each node as they stand in *target*, line ends included."""
        source = self.home.source
        edits = [*self._renamed(target, symbols), *self._anchored(target)]
        edits += (edit for _, edit in self.own_chains(target.name))
        for node in self.nodes:
            first, end = lines_of(source, self.home.tree, node)
            start = source.line_starts[first - 1]
            starts = source.line_starts
            stop = starts[end - 1] if end <= len(starts) else len(source.text)
            inside = [(s - start, e - start, new) for s, e, new in edits if start <= s < stop]
            text = splice(source.text[start:stop], inside)
            text = text if text.endswith(("\n", "\r")) else text + newline
            yield text if source.newline == newline else NEWLINE.sub(newline, text)

    def own_chains(self, target: str) -> Iterator[tuple[Use, Replacement]]:
        """Yield the uses ``module.name`` where *module* is *target* itself: ``name`` is enough."""
        home = self.home
        for use in home.uses_in(self.nodes):
            meanings = home.names.imported(home.scope, use.name.id)
            if use.inside is not None or len(meanings) != 1 or home.names.owner(use) is None:
                continue
            path = [next(iter(meanings)), *(node.attr for node in use.attributes)]
            for count in range(1, len(path)):
                if ".".join(path[:count]) == target:
                    inner = home.names.scopes.between(use.scope, home.scope)
                    if not any(scope.binds(path[count]) for scope in inner):
                        start, _ = home.source.span(use.name)
                        _, end = home.source.span(use.attributes[count - 1])
                        yield use, (start, end, path[count])
                    break

    def _anchored(self, target: ModulePath) -> Iterator[Replacement]:
        """Yield what makes relative imports inside the nodes read the same from *target*."""
        here, source = self.home.here, self.home.source
        if here.package == target.package:
            return
        for top in self.nodes:
            for node in ast.walk(top):
                if not isinstance(node, ast.ImportFrom) or not node.level:
                    continue
                module = absolute(node.module, node.level, here.package)
                start, end = source.span(node)
                match = _FROM.match(source.text, start, end)
                if module is not None and match is not None:
                    new = relative(module, target.package) or module
                    stop = match.end(1) + len(node.module or "")
                    yield match.start(1), stop, new if node.module else f"{new} "

    def _renamed(self, target: ModulePath, symbols: Symbols) -> Iterator[Replacement]:
        """Yield the new names of what moves to *target* and is called otherwise there."""
        source = self.home.source
        inside: dict[int, tuple[ast.expr, dict[str, str]]] = {}
        for use in self.home.uses_in(self.nodes):
            module, new = symbols.get((self.home.name, use.name.id), ("", ""))
            if module != target.name or new == use.name.id:
                continue
            if use.inside is None:
                yield (*source.span(use.name), new)
            else:
                inside.setdefault(id(use.inside), (use.inside, {}))[1][use.name.id] = new
        for holder, names in inside.values():
            start, end = source.span(holder)
            text = source.text[start:end]
            for old, new in names.items():
                text = re.sub(rf"(?<![\w.]){re.escape(old)}(?!\w)", new, text)
            yield start, end, text
        if self.new != self.name:
            yield from self._definitions()

    def _definitions(self) -> Iterator[Replacement]:
        """Yield the new name where the nodes bind it, and where a call is told it."""
        source = self.home.source
        for node in self.nodes:
            start, end = source.span(node)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                word = re.compile(rf"(?:def|class)[\s\\]+({re.escape(self.name)})(?!\w)")
                match = word.search(source.text, start, end)
                assert match is not None
                yield match.start(1), match.end(1), self.new
                continue
            for target in ast.walk(node):
                is_bound = isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store)
                if is_bound and isinstance(target, ast.Name) and target.id == self.name:
                    yield (*source.span(target), self.new)
            yield from self._told(getattr(node, "value", None))

    def _told(self, value: ast.expr | None) -> Iterator[Replacement]:
        if not isinstance(value, ast.Call) or not value.args:
            return
        called = getattr(value.func, "attr", getattr(value.func, "id", ""))
        says = value.args[0]
        if (
            called in _NAMED | _NAMED_TOO
            and isinstance(says, ast.Constant)
            and says.value == self.name
        ):
            start, end = self.home.source.span(says)
            text = self.home.source.text[start:end]
            yield start, end, text.replace(self.name, self.new)
