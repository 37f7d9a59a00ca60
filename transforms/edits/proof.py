"""The proof that an edited file is its original under the name map, and nothing else.

Both files are parsed and walked side by side.  A statement whose text is the same is equal; where
it differs, only three things may: import statements (compared as the bindings they make), names
that resolve through imports, and the recorded pieces of strings.  Names that meant something
before must still mean something.  It trusts the resolver, not the editor.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rezone.transforms.edits.actions import TextEdit
from rezone.transforms.edits.proof_of_uses import FileNames, UseComparison
from rezone.transforms.edits.python_file import PythonOutcome
from rezone.transforms.errors import Unproven
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import absolute
from rezone.transforms.names import ancestors
from rezone.transforms.references.imports import resolve_import
from rezone.transforms.references.model import Kind, Status
from rezone.transforms.references.places import FILE, trace, values
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText

Bindings = Counter[tuple[str, str]]


@dataclass
class _Side:
    """One of the two files."""

    source: SourceText
    tree: ast.Module
    here: ModulePath | None

    @cached_property
    def places(self) -> dict[str, str]:
        """What the variables of the file that hold its places denote."""
        return values(self.tree, self.source, self.source.path)

    @cached_property
    def locals(self) -> dict[str, set[str]]:
        """What each imported name of the file may stand for, as qualified names."""
        return _locals(self.tree, self.here)

    def text(self, node: ast.stmt | ast.expr) -> str:
        start, end = self.source.span(node)
        return self.source.text[start:end]


class _Comparison:
    def __init__(self, resolver: Resolver, old: _Side, new: _Side, outcome: PythonOutcome) -> None:
        self.resolver = resolver
        self.old = old
        self.new = new
        dotted = (Kind.DOTTED, Kind.ANNOTATION)
        self.used = {r.new for r in outcome.references if r.kind in dotted}
        self.blocked = {
            r.line
            for r in outcome.references
            if r.kind is Kind.DOTTED and r.status is Status.BLOCKED
        }
        self.has_places = FILE in old.source.text
        self.is_blocked = any(
            r.kind is Kind.PATH and r.status is Status.BLOCKED for r in outcome.references
        )
        self.pieces = {
            (old.source.text[edit.start : edit.end], edit.new)
            for edit in outcome.edits
            if isinstance(edit, TextEdit)
        }

    @cached_property
    def kept(self) -> set[tuple[str, str]]:
        """What ``import a`` or ``import a.b`` may bind as well: ``a``, to what ``a`` becomes."""
        roots = {
            name.partition(".")[0] for node in ast.walk(self.old.tree) for name in _modules(node)
        }
        return {(root, self.resolver.destination(root)) for root in roots}

    def fail(self, node: ast.AST, why: str) -> Unproven:
        return Unproven(
            f"cannot be proven equal: {why}",
            self.old.source.path,
            getattr(node, "lineno", 0),
            "report this file; nothing was changed",
        )

    def blocks(self, old: list[ast.stmt], new: list[ast.stmt]) -> None:
        """Compare two statement lists; the imports between the same neighbours as bindings."""
        gaps = zip(_gaps(old), _gaps(new), strict=False)
        if len(_rest(old)) != len(_rest(new)):
            raise self.fail((old or [ast.Pass()])[0], "statements were added or lost")
        for before, after in gaps:
            if [self.old.text(n) for n in before] != [self.new.text(n) for n in after] or (
                self.old.here != self.new.here
            ):
                self.imports(before, after)
        for one, other in zip(_rest(old), _rest(new), strict=True):
            if self.old.text(one) != self.new.text(other) or self.old.here != self.new.here:
                self.nodes(one, other)

    def imports(self, old: list[ast.stmt], new: list[ast.stmt]) -> None:
        bound, loaded = self.expected(old)
        made, loads = self.actual(new)
        for binding in list(made - bound):
            if binding in self.kept:
                made[binding] = bound[binding]
                loads |= {binding[1]} & loaded
        for local, module in list(bound - made):
            if local == module and module in loads:  # `from . import a` may become `import a`
                made[(local, module)] = bound[(local, module)]
                loaded.add(module)
        if bound - made or made - bound:
            missing = ", ".join(f"{n} from {q}" for n, q in sorted(bound - made))
            extra = ", ".join(f"{n} from {q}" for n, q in sorted(made - bound))
            problem = f"imports bind otherwise (lost: {missing or 'none'}; new: {extra or 'none'})"
            raise self.fail((old or new)[0], problem)
        before = {name for node in old for name in _modules(node)}
        implied = {above for name in before for above in ancestors(name)} | before
        surplus = (
            loads
            - loaded
            - implied
            - self.used
            - {above for n in self.used for above in ancestors(n)}
        )
        if not loaded <= loads or surplus:
            differing = ", ".join(sorted((loaded - loads) | surplus))
            raise self.fail((old or new)[0], f"imports load other modules: {differing}")

    def expected(self, nodes: list[ast.stmt]) -> tuple[Bindings, set[str]]:
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

    def actual(self, nodes: list[ast.stmt]) -> tuple[Bindings, set[str]]:
        """Return the bindings and loads of the new imports; a fresh alias counts as a load."""
        bound: Bindings = Counter()
        loads: set[str] = set()
        for node in nodes:
            if isinstance(node, ast.ImportFrom):
                package = self.new.here.package if self.new.here else ""
                module = absolute(node.module, node.level, package)
                if module is None or (node.level and self.new.here is None):
                    bound[("?", ast.unparse(node))] += 1
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

    def places(self, old: ast.AST, new: ast.AST) -> bool:
        """Say whether both find the same file, each from where it stands; False: look closer."""
        if not isinstance(old, ast.expr) or not isinstance(new, ast.expr):
            return False
        before, after = trace(old, self.old.places), trace(new, self.new.places)
        if before is None or after is None or len(before.rest) != len(after.rest):
            return False
        wanted = self.resolver.place(before.end(self.old.places))
        if after.end(self.new.places) != wanted:
            if self.is_blocked:
                return False
            raise self.fail(old, f"it finds {after.end(self.new.places)} instead of {wanted}")
        for one, other in zip(before.rest, after.rest, strict=True):
            self.nodes(one, other)
        return True

    def nodes(self, old: ast.AST, new: ast.AST) -> None:
        if self.has_places and self.places(old, new):
            return
        if isinstance(old, ast.Name | ast.Attribute) and self.names(old, new):
            return
        if type(old) is not type(new):
            raise self.fail(old, f"{type(old).__name__} became {type(new).__name__}")
        if isinstance(old, ast.Constant) and isinstance(new, ast.Constant):
            self.constants(old, new)
            return
        for field in old._fields:
            self.fields(old, getattr(old, field, None), getattr(new, field, None))

    def fields(self, owner: ast.AST, old: object, new: object) -> None:
        if isinstance(old, list) and isinstance(new, list):
            if (old or new) and all(isinstance(n, ast.stmt) for n in [*old, *new]):
                self.blocks(old, new)
                return
            if len(old) != len(new):
                raise self.fail(owner, "parts were added or lost")
            for one, other in zip(old, new, strict=True):
                self.fields(owner, one, other)
        elif isinstance(old, ast.AST) and isinstance(new, ast.AST):
            self.nodes(old, new)
        elif old != new or type(old) is not type(new):
            raise self.fail(owner, f"{old!r} became {new!r}")

    def names(self, old: ast.expr, new: ast.AST) -> bool:
        """Say whether two chains are the same name before and after; False: look closer."""
        one, other = _dotted(old), _dotted(new)
        if one is None or other is None:
            return False
        if one == other:
            return True
        before = _through(one, self.old.locals)
        after = _through(other, self.new.locals)
        if {self.resolver.destination(name) for name in before} & after:
            return True
        raise self.fail(old, f"{one} became {other}")

    def constants(self, old: ast.Constant, new: ast.Constant) -> None:
        if old.value == new.value and type(old.value) is type(new.value):
            return
        if isinstance(old.value, str) and isinstance(new.value, str):
            if explained(old.value, new.value, self.pieces) or explained(
                self.old.text(old), self.new.text(new), self.pieces
            ):
                return
            try:
                before = ast.parse(old.value.strip(), mode="eval").body
                after = ast.parse(new.value.strip(), mode="eval").body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                pass
            else:
                self.nodes(before, after)
                return
        # As written: an escape in the literal is one piece there, and another in its value.
        if type(old.value) is type(new.value) and explained(
            self.old.text(old), self.new.text(new), self.pieces
        ):
            return
        raise self.fail(old, "a literal changed")

    def uses(self) -> None:
        """Check that every name means what it meant."""
        old, new = FileNames(self.old.tree, self.old.here), FileNames(self.new.tree, self.new.here)
        comparison = UseComparison(old, new, self.resolver)
        if not comparison.is_possible:
            raise self.fail(self.old.tree, "names were added or lost")
        for line, problem in comparison.problems():
            if line not in self.blocked:
                raise self.fail(ast.Pass(lineno=line), problem)


def explained(old: str, new: str, pieces: set[tuple[str, str]]) -> bool:
    """Say whether *new* is *old* with some of the *pieces* (old, new) exchanged."""
    reached = {0: {0}}
    for i in range(len(old)):
        for j in reached.pop(i, ()):
            if j < len(new) and old[i] == new[j]:
                reached.setdefault(i + 1, set()).add(j + 1)
            for one, other in pieces:
                if old.startswith(one, i) and new.startswith(other, j):
                    reached.setdefault(i + len(one), set()).add(j + len(other))
    return len(new) in reached.get(len(old), ())


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _rest(body: list[ast.stmt]) -> list[ast.stmt]:
    return [node for node in body if not _is_import(node)]


def _gaps(body: list[ast.stmt]) -> list[list[ast.stmt]]:
    """Return the imports before, between and after the other statements of *body*."""
    gaps: list[list[ast.stmt]] = [[]]
    for node in body:
        if _is_import(node):
            gaps[-1].append(node)
        else:
            gaps.append([])
    return gaps


def _modules(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name


def _dotted(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value)
        return None if base is None else f"{base}.{node.attr}"
    return None


def _locals(tree: ast.Module, here: ModulePath | None) -> dict[str, set[str]]:
    """Return what each imported name of a file may stand for, as qualified names."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                found.setdefault(alias.asname or root, set()).add(
                    alias.name if alias.asname else root
                )
        elif isinstance(node, ast.ImportFrom):
            module = absolute(node.module, node.level, here.package if here else "")
            for alias in node.names:
                found.setdefault(alias.asname or alias.name, set()).add(f"{module}.{alias.name}")
    return found


def _through(chain: str, bound: dict[str, set[str]]) -> set[str]:
    root, dot, rest = chain.partition(".")
    return {base + dot + rest for base in bound.get(root, {root})}


def prove(path: str, before: bytes, outcome: PythonOutcome, resolver: Resolver) -> None:
    """Check that *outcome* is *before* under the name map.

    Raises:
        Unproven: it is not, or does not parse; with path and line in the original.
    """
    if outcome.content is None:
        return
    old_text, old_tree = outcome.parsed or _parsed(before, path)
    new_text = SourceText.decode(outcome.content, resolver.paths.get(path, path))
    here = resolver.index.by_path.get(path)
    now = resolver.after(here)
    new_tree = new_text.parse()
    old, new = _Side(old_text, old_tree, here), _Side(new_text, new_tree, now)
    comparison = _Comparison(resolver, old, new, outcome)
    comparison.blocks(old_tree.body, new_tree.body)
    named = (Kind.IMPORT, Kind.DOTTED, Kind.ANNOTATION)
    if any(reference.kind in named for reference in outcome.references):
        comparison.uses()


def _parsed(content: bytes, path: str) -> tuple[SourceText, ast.Module]:
    source = SourceText.decode(content, path)
    return source, source.parse()
