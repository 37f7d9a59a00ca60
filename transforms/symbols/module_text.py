"""One module that symbols leave or reach: its text, its statements, and what its names mean."""

from __future__ import annotations

import ast
import builtins
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from rezone.transforms.edits.file_names import FileNames
from rezone.transforms.edits.splice import splice
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import absolute
from rezone.transforms.records import replace
from rezone.transforms.references.scope_tree import Scope, Use
from rezone.transforms.references.source import SourceText
from rezone.transforms.symbols.definitions import first_line, names_bound

Symbols = Mapping[tuple[str, str], tuple[str, str]]
"""(module, name) → (module, name) afterwards."""


@dataclass(frozen=True, eq=False)
class ModuleText:
    """A module as it is: where it is, its text and its tree."""

    here: ModulePath
    source: SourceText
    tree: ast.Module

    @classmethod
    def parse(cls, here: ModulePath, content: bytes) -> ModuleText:
        """Return the module *here* with these bytes.

        Raises:
            Unreadable: it cannot be decoded or parsed.
        """
        source = SourceText.decode(content, here.path)
        return cls(here, source, source.parse())

    def rewritten(self, replacements: Iterable[tuple[int, int, str]]) -> ModuleText:
        """Return the module with each (start, end, new) put into its text; itself where none is.

        Raises:
            Unreadable: the text does not parse any more.
        """
        found = list(replacements)
        if not found:
            return self
        source = replace(self.source, text=splice(self.source.text, found))
        return ModuleText(self.here, source, source.parse())

    def line_end(self, node: ast.stmt) -> int:
        """Return the offset at which the line ends on which *node* does."""
        line = node.end_lineno or node.lineno
        starts = self.source.line_starts
        return starts[line] if line < len(starts) else len(self.source.text)

    @property
    def name(self) -> str:
        """The qualified name of the module."""
        return self.here.name

    @cached_property
    def names(self) -> FileNames:
        """The scopes of the module, and what its imports bind."""
        return FileNames(self.tree, self.here)

    @property
    def scope(self) -> Scope:
        """The scope of the module itself."""
        return self.names.scopes.module

    @cached_property
    def _starts(self) -> list[int]:
        return [first_line(node) for node in self.tree.body]

    def statement_of(self, use: Use) -> ast.stmt:
        """Return the top-level statement in which a name is used."""
        node = use.inside or use.name
        at = bisect_right(self._starts, node.lineno) - 1
        while (
            at and self._starts[at - 1] == self._starts[at] and _is_before(node, self.tree.body[at])
        ):
            at -= 1  # several statements on one line
        return self.tree.body[at]

    @cached_property
    def _uses(self) -> dict[int, list[Use]]:
        found: dict[int, list[Use]] = {}
        for use in self.names.scopes.uses:
            found.setdefault(id(self.statement_of(use)), []).append(use)
        return found

    def uses_in(self, nodes: Collection[ast.stmt]) -> Iterator[Use]:
        """Yield the uses in the top-level statements *nodes* of names of the module or outside."""
        for node in nodes:
            for use in self._uses.get(id(node), ()):
                if self.names.owner(use) in (None, self.scope):
                    yield use

    @cached_property
    def defers_annotations(self) -> bool:
        """Say whether annotations are not evaluated (PEP 563)."""
        return any(
            isinstance(node, ast.ImportFrom)
            and node.module == "__future__"
            and any(alias.name == "annotations" for alias in node.names)
            for node in self.tree.body
        )

    @cached_property
    def annotations(self) -> frozenset[int]:
        """The ids of the nodes that stand in annotations."""
        found: set[int] = set()
        for node in ast.walk(self.tree):
            for field in ("annotation", "returns"):
                value = getattr(node, field, None)
                if isinstance(value, ast.AST):
                    found.update(id(child) for child in ast.walk(value))
        return frozenset(found)

    def is_early(self, use: Use, deferred: bool | None = None) -> bool:
        """Say whether the name is looked up while the module is imported.

        *deferred*: whether annotations are not; by default as this module has it.
        """
        defers = self.defers_annotations if deferred is None else deferred
        return use.is_early and not (defers and id(use.name) in self.annotations)

    @cached_property
    def typing_blocks(self) -> tuple[ast.If, ...]:
        """The top-level ``if TYPE_CHECKING:`` without an ``else``."""
        return tuple(
            node
            for node in self.tree.body
            if isinstance(node, ast.If) and not node.orelse and is_typing_test(node.test)
        )

    @cached_property
    def _always(self) -> frozenset[int]:
        return frozenset(map(id, self.tree.body))

    @cached_property
    def _typing(self) -> frozenset[int]:
        return frozenset(id(child) for node in self.typing_blocks for child in node.body)

    def always_runs(self, statement: ast.stmt) -> bool:
        """Say whether *statement* stands at the top level, under no condition."""
        return id(statement) in self._always

    def is_for_typing(self, statement: ast.stmt) -> bool:
        """Say whether *statement* stands in a ``TYPE_CHECKING`` block."""
        return id(statement) in self._typing

    def is_typing_only(self, name: str) -> bool:
        """Say whether *name* is bound for type checkers alone."""
        binders = [node for node in self.tree.body if name in names_bound(node)]
        return bool(binders) and all(node in self.typing_blocks for node in binders)

    def imports(self, name: str) -> list[tuple[ast.Import | ast.ImportFrom, ast.alias]]:
        """Return the imports that alone bind *name*; none where anything else may bind it too."""
        entries = self.scope.imports.get(name, [])
        clear = all(self.always_runs(s) or self.is_for_typing(s) for s, _ in entries)
        if not clear or name in self.scope.others or name in self.scope.from_inside:
            return []
        return entries if len(self.names.imported(self.scope, name)) == 1 else []

    def meaning(self, name: str, symbols: Symbols) -> str | None:
        """Return the qualified name of what *name* means in the module; None: it binds no such.

        What the module binds by itself, or in several ways, is its own; *symbols* then say where
        that is afterwards.
        """
        if not self.scope.binds(name):
            return None
        if self.imports(name):
            return next(iter(self.names.imported(self.scope, name)))
        return ".".join(symbols.get((self.name, name), (self.name, name)))

    @cached_property
    def _stars(self) -> tuple[str | None, ...]:
        return tuple(
            absolute(node.module, node.level, self.here.package)
            for node in self.tree.body
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
        )

    def star(self, name: str) -> str | None:
        """Return the module whose ``*`` brings the free *name*, ``""`` if several may; or None."""
        if not self._stars or hasattr(builtins, name) or name.startswith("__"):
            return None
        return (self._stars[0] if len(self._stars) == 1 else "") or ""


def is_typing_test(test: ast.expr) -> bool:
    """Say whether *test* is ``TYPE_CHECKING`` or ``typing.TYPE_CHECKING``."""
    return getattr(test, "id", getattr(test, "attr", "")) == "TYPE_CHECKING"


def _is_before(node: ast.expr, statement: ast.stmt) -> bool:
    return (node.lineno, node.col_offset) < (statement.lineno, statement.col_offset)
