"""Scopes against the interpreter's own `symtable`: the same owner of every name."""

from __future__ import annotations

import ast
import importlib.util
import symtable
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rezone.transforms.references.scope_tree import Scope, ScopeTree
from rezone.transforms.references.scopes import scopes_of

STDLIB = [
    *("argparse", "asyncio.base_events", "ast", "collections", "configparser", "ctypes.util"),
    *("dataclasses", "decimal", "difflib", "doctest", "email.message", "enum", "functools"),
    *("http.client", "inspect", "json.decoder", "logging", "pathlib", "pickle", "statistics"),
    *("tarfile", "threading", "tokenize", "unittest.mock", "zipfile"),
    # From Python 3.12 on it has lists of type parameters (PEP 695), each with a scope of its own.
    *(("typing",) if sys.version_info < (3, 12) else ()),
]


def owners_by_symtable(text: str) -> Counter[tuple[str, str]]:
    """Return (name, line of the scope that owns it) for each name used in each scope.

    *text* is laid out as `ast.unparse` does.
    """
    found: Counter[tuple[str, str]] = Counter()

    def visit(table: symtable.SymbolTable, above: list[symtable.SymbolTable]) -> None:
        around = [*above, table]
        for symbol in table.get_symbols():
            name = symbol.get_name()
            if symbol.is_referenced() and name != "__class__" and not is_private(name):
                found[(name, owner(symbol, table, above))] += 1
        for child in table.get_children():
            visit(child, around)

    def owner(
        symbol: symtable.Symbol, table: symtable.SymbolTable, above: list[symtable.SymbolTable]
    ) -> str:
        name = symbol.get_name()
        if symbol.is_global() or table.get_type() == "module":
            module = above[0] if above else table
            bound = name in module.get_identifiers() and (
                module.lookup(name).is_assigned() or module.lookup(name).is_imported()
            )
            return "module" if bound or _assigned_globally(name, module) else "nothing"
        if symbol.is_local():
            return f"{table.get_lineno()} {table.get_type()}"
        for outer in reversed(above[1:]):
            if outer.get_type() == "class" or name not in outer.get_identifiers():
                continue
            if outer.lookup(name).is_local():
                return f"{outer.get_lineno()} {outer.get_type()}"
        return "nothing"

    visit(symtable.symtable(_with_scopes_of_their_own(text), "x.py", "exec"), [])
    return found


def _with_scopes_of_their_own(text: str) -> str:
    """Return *text* with generators for other comprehensions, which Python 3.12 inlines (PEP 709).

    Its `symtable` tells nothing of their scopes then; by the language (reference 6.2.4) they have
    the same ones as before.
    """

    class Generators(ast.NodeTransformer):
        def visit_ListComp(self, node: ast.ListComp | ast.SetComp) -> ast.AST:
            self.generic_visit(node)
            return ast.copy_location(ast.GeneratorExp(node.elt, node.generators), node)

        def visit_SetComp(self, node: ast.SetComp) -> ast.AST:
            return self.visit_ListComp(node)

        def visit_DictComp(self, node: ast.DictComp) -> ast.AST:
            self.generic_visit(node)
            pair = ast.Tuple([node.key, node.value], ast.Load())
            return ast.copy_location(ast.GeneratorExp(pair, node.generators), node)

    if sys.version_info < (3, 12):
        return text
    return ast.unparse(ast.fix_missing_locations(Generators().visit(ast.parse(text))))


def is_private(name: str) -> bool:
    """Say whether *name* may be one that a class makes its own (language reference 6.2.1)."""
    return "__" in name and not name.endswith("__")


def _assigned_globally(name: str, table: symtable.SymbolTable) -> bool:
    """Say whether a function declares *name* global and binds it."""
    return any(
        (
            name in child.get_identifiers()
            and child.lookup(name).is_declared_global()
            and (child.lookup(name).is_assigned() or child.lookup(name).is_imported())
        )
        or _assigned_globally(name, child)
        for child in table.get_children()
    )


def owners_by_scopes(text: str) -> Counter[tuple[str, str]]:
    """Return the same, as the project sees it."""
    tree = scopes_of(ast.parse(text))
    used = {
        (use.name.id, id(use.scope)): use.scope
        for use in tree.uses
        if use.is_load or use.attributes
        if not isinstance(use.inside, ast.Constant) and not is_private(use.name.id)
    }
    return Counter((name, place(tree, name, scope)) for (name, _), scope in used.items())


def place(tree: ScopeTree, name: str, scope: Scope) -> str:
    owner = tree.owner(name, scope)
    if owner is None:
        return "nothing"
    if owner is tree.module:
        return "module"
    kind = "class" if owner.is_class else "function"
    return f"{getattr(owner.node, 'lineno', 0)} {kind}"


def without_annotations(text: str) -> str:
    """Return *text* without the annotations, which `symtable` does not look into."""

    class Bare(ast.NodeTransformer):
        def visit_arg(self, node: ast.arg) -> ast.arg:
            node.annotation = None
            return node

        def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
            node.returns = None
            self.generic_visit(node)
            return node

        def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
            node.returns = None
            self.generic_visit(node)
            return node

        def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
            value = node.value or ast.Constant(None)
            self.generic_visit(node)
            return ast.copy_location(ast.Assign([node.target], value), node)

    return ast.unparse(ast.fix_missing_locations(Bare().visit(ast.parse(text))))


@pytest.mark.parametrize("name", STDLIB)
def test_the_standard_library_is_read_as_the_interpreter_reads_it(name: str) -> None:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    text = without_annotations(Path(spec.origin).read_text())
    assert owners_by_scopes(text) == owners_by_symtable(text)


NAMES = st.sampled_from(["a", "b", "c"])


@st.composite
def blocks(draw: st.DrawFn, depth: int = 0, kind: str = "module") -> list[str]:
    """Draw statements that bind and use few names in many scopes."""
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        name, other = draw(NAMES), draw(NAMES)
        simple = [
            f"{name}",
            f"{name} = {other}",
            f"import {name}.x",
            f"from {name} import {other}",
            f"import {name}.x as {other}",
            f"del {name}",
            f"[{name} for {name} in {other}]",
            f"[({name} := {other}) for x in {other} if {name}]",
            f"{{{name}: {other} for {name} in a for {other} in {name}}}",
            f"lambda {name}, *, x={other}: ({name}, {other})",
            f"for {name} in {other}: {name}",
            f"f'{{{name}}} {{ {other} :>{{{name}}}}}'",
            f"({name} := {other})",
        ]
        nested = {
            "def": (f"def {name}({other}, *, x={name}, **{draw(NAMES)}1):", "function"),
            "class": (f"class {name}({other}, x={name}):", "class"),
            "if": (f"if {name}:", kind),
            "with": (f"with {name} as {other}:", kind),
            "try": (f"for {name}.x, {other} in a:", kind),
        }
        if depth > 2 or draw(st.booleans()):
            lines.append(draw(st.sampled_from(simple)))
            continue
        head, inner = nested[draw(st.sampled_from(sorted(nested)))]
        body = draw(blocks(depth + 1, inner))
        if inner == "function" and head.startswith("def") and draw(st.integers(0, 2)) == 0:
            free = [n for n in ("a", "b", "c") if n != other]
            body = [f"global {draw(st.sampled_from(free))}", *body]
        lines += [head, *(f"    {line}" for line in body)]
    return lines


@given(blocks())
def test_every_name_has_the_owner_that_the_interpreter_gives_it(lines: list[str]) -> None:
    text = ast.unparse(ast.parse("\n".join(lines)))
    try:
        wanted = owners_by_symtable(text)
    except SyntaxError:
        return
    assert owners_by_scopes(text) == wanted


def test_nonlocal_binds_in_the_function_around() -> None:
    text = "def f():\n    a = 1\n    def g():\n        nonlocal a\n        import a.b\n    a\n"
    assert owners_by_scopes(text) == owners_by_symtable(text)
    tree = scopes_of(ast.parse(text))
    (function,) = (scope for scope in tree.scopes if scope.binds("g"))
    assert "a" in function.imports


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x: 'a.b'", {"a.b"}),
        ("def f(x: 'a.b' = c) -> 'list[d.e]': ...", {"a.b", "list", "d.e", "c"}),
        ("cast('a.b', 'c.d')", {"cast", "a.b"}),
        ("T = TypeVar('T', 'a.b', bound='c.d')", {"TypeVar", "a.b", "c.d"}),
        ("x: Literal['a.b']", {"Literal"}),
        ("x: Annotated['a.b', 'c.d']", {"Annotated", "a.b"}),
        ("x: Optional['a.b']", {"Optional", "a.b"}),
        ("x: 'not an expression['", set()),
        ("x = 'a.b'", set()),
        ("f'{a.b} c.d {e.f!r:>{g.h}}'", {"a.b", "e.f", "g.h"}),
    ],
)
def test_which_strings_are_code(text: str, names: set[str]) -> None:
    assert {use.dotted for use in scopes_of(ast.parse(text)).uses} == names
