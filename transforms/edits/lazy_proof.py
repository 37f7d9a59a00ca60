"""The proof that a package with lazy re-exports offers what it offered, and is the same otherwise.

It reads both files with `ast` and trusts nothing that wrote them.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator

from rezone.transforms.errors import Unproven
from rezone.transforms.index.lazy_table import lazy_table
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import absolute, namespace_of
from rezone.transforms.references.source import SourceText

_TYPE_CHECKING = ast.dump(ast.parse("from typing import TYPE_CHECKING").body[0])
_TEST = ast.dump(ast.Name("TYPE_CHECKING", ast.Load()))


def prove_lazy(before: bytes, after: bytes, here: ModulePath) -> None:
    """Check that *after* is the package *here*, *before* with lazy re-exports.

    Raises:
        Unproven: it offers other names, its own code reads one of them, or anything else differs.
        Unreadable: one of the two does not parse.
    """
    from rezone.transforms.edits.lazy_layout import tail_source

    old_text = SourceText.decode(before, here.path)
    new_text = SourceText.decode(after, here.path)
    old, new = old_text.parse(), new_text.parse()
    table = lazy_table(new)
    tail = ast.parse(tail_source(table, has_all="__all__" in _bindings(old, here)))
    body = new.body[: -len(tail.body)]
    if list(map(ast.dump, new.body[len(body) :])) != list(map(ast.dump, tail.body)):
        raise _unproven("the table or what reads it is not as it should be", here)
    lazy = list(_set_aside(old.body, body, here))
    _compare_offers(old, lazy, {name: (m, a) for name, m, a in table}, here)
    comments = list(_comments(old_text))
    if list(_comments(new_text))[: len(comments)] != comments:
        raise _unproven("a comment was lost", here)


def _unproven(why: str, here: ModulePath, line: int = 0) -> Unproven:
    return Unproven(
        f"cannot be proven to offer the same names lazily: {why}",
        here.path,
        line,
        "report this file; nothing was changed",
    )


def _set_aside(
    old: list[ast.stmt], new: list[ast.stmt], here: ModulePath
) -> Iterator[ast.ImportFrom]:
    """Yield the imports of *old* that are under ``TYPE_CHECKING`` in *new*; all else is equal."""
    rest = list(new)
    known = False
    for statement in old:
        wanted = ast.dump(statement)
        while rest and ast.dump(rest[0]) == _TYPE_CHECKING != wanted:
            rest.pop(0)
            known = True
        if rest and ast.dump(rest[0]) == wanted:
            rest.pop(0)
            known = known or _binds_type_checking(statement)
            continue
        block = rest[0] if known and rest else None
        if not isinstance(block, ast.If) or ast.dump(block.test) != _TEST or block.orelse:
            raise _unproven("a statement changed", here, statement.lineno)
        if not isinstance(statement, ast.ImportFrom) or ast.dump(block.body[0]) != wanted:
            raise _unproven("a statement changed", here, statement.lineno)
        yield statement
        block.body.pop(0)
        if not block.body:
            rest.pop(0)
    if rest:
        raise _unproven("a statement was added", here)


def _binds_type_checking(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.ImportFrom)
        and node.module == "typing"
        and any(a.name == "TYPE_CHECKING" and a.asname is None for a in node.names)
    )


def _compare_offers(
    old: ast.Module, lazy: list[ast.ImportFrom], table: dict[str, tuple[str, str]], here: ModulePath
) -> None:
    """Check that *table* says what the imports *lazy* bound, besides modules right below."""
    names: dict[str, str] = {}
    for statement in lazy:
        source = _absolute("." * statement.level + (statement.module or ""), here)
        names |= {alias.asname or alias.name: f"{source}.{alias.name}" for alias in statement.names}
    offered = {name: _qualified(*place, here) for name, place in table.items()}
    passing = {name: f"{here.name}.{name}" for name in offered.keys() - names.keys()}
    if offered != names | passing or passing.keys() & _bindings(old, here):
        differing = sorted(n for n in names | offered if names.get(n) != offered.get(n))
        raise _unproven(f"other names are offered: {', '.join(differing)}", here)
    for node in ast.walk(old):
        if isinstance(node, ast.Name) and node.id in offered:
            raise _unproven(f"the package itself uses {node.id}", here, node.lineno)


def _absolute(written: str, here: ModulePath) -> str:
    bare = written.lstrip(".")
    return absolute(bare, len(written) - len(bare), here.package) or written


def _qualified(module: str, attribute: str, here: ModulePath) -> str:
    name = _absolute(module, here)
    return f"{name}.{attribute}" if attribute else name


def _bindings(tree: ast.Module, here: ModulePath) -> set[str]:
    space = namespace_of(tree, here)
    return {*space.own, *space.values}


def _comments(source: SourceText) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
