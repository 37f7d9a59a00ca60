"""The proof that import statements bind and load afterwards what they must.

What they must comes from the resolver; what they do is read from the edited file alone.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from rezone.transforms.edits.file_names import FileNames
from rezone.transforms.index.namespace import absolute
from rezone.transforms.names import ancestors
from rezone.transforms.references.imports import changes, import_nodes, resolve_import
from rezone.transforms.references.resolver import Resolver

Bindings = Counter[tuple[str, str]]


class ImportComparison:
    """The imports of a file before and after.

    Args:
        old: the file before.
        new: the file after.
        resolver: says what each name is called afterwards.
        used: modules that uses in the file name afterwards; they may be imported besides.
    """

    def __init__(self, old: FileNames, new: FileNames, resolver: Resolver, used: set[str]) -> None:
        self.old = old
        self.new = new
        self.resolver = resolver
        self._used = used

    @cached_property
    def _kept(self) -> set[tuple[str, str]]:
        """What ``import a`` or ``import a.b`` may bind as well: ``a``, to what ``a`` becomes."""
        roots = {
            name.partition(".")[0]
            for node in import_nodes(self.old.tree)
            for name in _modules(node)
        }
        return {(root, self.resolver.destination(root)) for root in roots}

    @cached_property
    def due(self) -> list[int]:
        """The lines of the imports that must read otherwise afterwards."""
        references = (
            resolve_import(node, self.resolver, self.old.here, self.new.here)
            for node in import_nodes(self.old.tree)
        )
        return [r.node.lineno for r in references if r is not None and changes(r)]

    def problem(self, old: list[ast.stmt], new: list[ast.stmt]) -> str:
        """Return how *new* differs from what the imports *old* must become, ``""`` if not."""
        bound, loaded = self._expected(old)
        made, loads = self._actual(new, {text for name, text in bound if name == "?"})
        missed = list(self._missed(old))
        if not missed and loads == loaded and dict.__eq__(made, bound):
            return ""  # as nearly always
        for binding in missed:
            if made[binding] > bound[binding]:
                made[binding] -= 1
            elif binding[1] not in self.new.locals.get(binding[0], ()):
                return f"import * will not bring {binding[0]} any more"
        for binding in list(made - bound):
            if binding in self._kept:
                made[binding] = bound[binding]
                loads |= {binding[1]} & loaded
        for local, module in list(bound - made):
            if local == module and module in loads:  # `from . import a` may become `import a`
                made[(local, module)] = bound[(local, module)]
                loaded.add(module)
        if bound - made or made - bound:
            missing = ", ".join(f"{n} from {q}" for n, q in sorted(bound - made))
            extra = ", ".join(f"{n} from {q}" for n, q in sorted(made - bound))
            return f"imports bind otherwise (lost: {missing or 'none'}; new: {extra or 'none'})"
        before = {name for node in old for name in _modules(node)}
        implied = {above for name in before for above in ancestors(name)} | before
        surplus = (
            loads
            - loaded
            - implied
            - self._used
            - {above for n in self._used for above in ancestors(n)}
        )
        if not loaded <= loads or surplus:
            differing = ", ".join(sorted((loaded - loads) | surplus))
            return f"imports load other modules: {differing}"
        return ""

    def _missed(self, nodes: list[ast.stmt]) -> Iterator[tuple[str, str]]:
        """Yield what the star imports among *nodes* took, and do not find any more."""
        for node in nodes:
            assert isinstance(node, ast.Import | ast.ImportFrom)
            if node.names[0].name != "*":
                continue
            reference = resolve_import(node, self.resolver, self.old.here, self.new.here)
            for imported in reference.besides if reference is not None else ():
                yield imported.name, imported.new_qualified

    def _expected(self, nodes: list[ast.stmt]) -> tuple[Bindings, set[str]]:
        """Return the bindings and loads that the old imports must have become."""
        bound: Bindings = Counter()
        loaded: set[str] = set()
        for node in nodes:
            assert isinstance(node, ast.Import | ast.ImportFrom)
            reference = resolve_import(node, self.resolver, self.old.here, self.new.here)
            if reference is None:
                bound[("?", ast.unparse(node))] += 1
                continue
            for imported in reference.names:
                local = imported.alias.asname
                if imported.name:
                    bound[(local or imported.name, imported.new_qualified)] += 1
                elif local is not None:
                    bound[(local, imported.new_module)] += 1
                else:
                    loaded.add(imported.new_module)
        return bound, loaded

    def _actual(self, nodes: list[ast.stmt], left: set[str]) -> tuple[Bindings, set[str]]:
        """Return the bindings and loads of the new imports; a fresh alias counts as a load.

        *left* are statements that lead out of every package, and stay as they are.
        """
        bound: Bindings = Counter()
        loads: set[str] = set()
        for node in nodes:
            if isinstance(node, ast.ImportFrom):
                package = self.new.here.package if self.new.here else ""
                module = absolute(node.module, node.level, package)
                text = ast.unparse(node) if node.level else ""
                if module is None or text in left or (node.level and self.new.here is None):
                    bound[("?", text)] += 1
                    continue
                for alias in node.names:
                    qualified = f"{module}.{alias.name}"
                    bound[(alias.asname or alias.name, qualified)] += 1
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.asname is not None and alias.asname in self.old.locals:
                        bound[(alias.asname, alias.name)] += 1
                    else:
                        loads.add(alias.name)
        return bound, loads


def _modules(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def others(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return the statements of *body* that are no imports."""
    return [node for node in body if not _is_import(node)]


def gaps(body: list[ast.stmt]) -> list[list[ast.stmt]]:
    """Return the imports before, between and after the other statements of *body*."""
    found: list[list[ast.stmt]] = [[]]
    for node in body:
        if _is_import(node):
            found[-1].append(node)
        else:
            found.append([])
    return found
