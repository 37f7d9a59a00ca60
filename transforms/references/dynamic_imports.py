"""Names that code imports at run time, by string: `importlib.import_module` and its like.

A relative name is resolved as `importlib.util.resolve_name` does; a name of one segment counts in
these positions only.  In a module that defines ``__getattr__`` (PEP 562) or calls ``initpkg``
(apipkg) a string that begins with a dot and leads to a module is such a name too, with what may
follow behind a colon.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import absolute
from rezone.transforms.references.import_functions import (
    CALLS,
    gives_top,
    import_aliases,
    import_function,
    may_rename,
    named_in,
)
from rezone.transforms.references.imports import relative
from rezone.transforms.references.nearby import nodes_near
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText


class DynamicImport(Struct, frozen=True):
    """A string literal that names a module: what it says, and what it must say instead."""

    node: ast.Constant
    says: str
    old: str
    new: str
    written: str


def may_import(text: str) -> bool:
    """Say whether *text* can hold such a name at all."""
    return bool(named_in(text)) or "__getattr__" in text or "initpkg" in text


@cache
def _named(name: str) -> re.Pattern[str]:
    return re.compile(rf"{name}\s*\([^()\"']*(?:[\"'(]|(?<=__name__)|(?<=__package__))")


_ANSWERS = re.compile(r"^def __getattr__\b", re.MULTILINE)
_ABSOLUTE = re.compile(r"(?<!\w)[\"'](?P<name>[^\W\d][\w.]*)[\"']\s*[,)]")


def may_name(text: str, resolver: Resolver) -> bool:
    """Say whether *text* can hold such a name that a literal, or the module's own name, says."""
    return may_import(text) and (
        "initpkg" in text
        or any(
            _may_move(text, match.end() - 1, resolver)
            for name in named_in(text)
            for match in _named(name).finditer(text)
        )
        or ("def __getattr__" in text and _ANSWERS.search(text) is not None)
        or may_rename(text)
    )


def _may_move(text: str, start: int, resolver: Resolver) -> bool:
    """Say whether the argument that begins at *start* may name what moves."""
    said = _ABSOLUTE.match(text, start)
    return said is None or resolver.destination(said["name"]) != said["name"]


def dynamic_imports(
    tree: ast.Module,
    source: SourceText,
    resolver: Resolver,
    here: ModulePath | None,
    now: ModulePath | None,
) -> Iterator[DynamicImport]:
    """Yield the names that must be written otherwise afterwards."""
    seen: set[int] = set()
    unused: set[int] = set()
    aliases = import_aliases(tree, source)
    for node in nodes_near(tree, source, (*CALLS, *(name.lstrip(".") for name in aliases))):
        if isinstance(node, ast.Expr):
            unused.add(id(node.value))
        if isinstance(node, ast.Call) and import_function(node, aliases) in CALLS:
            name = _string(node.args[0]) if node.args else _keyword(node, "name")
            if name is None:
                continue
            seen.add(id(name))
            package = node.args[1] if len(node.args) > 1 else _argument(node, "package")
            found = _rewritten(name, package, resolver, here, now)
            takes_top = id(node) not in unused and gives_top(node, aliases)
            if found is not None and not (takes_top and "." in found.old + found.new):
                yield found
            if package is not None and str(name.value).startswith("."):
                start = _string(package)
                found = None if start is None else _rewritten(start, None, resolver, here, now)
                if found is not None:
                    yield found
    if "initpkg" not in source.text and not any(
        isinstance(n, ast.FunctionDef) and n.name == "__getattr__" for n in tree.body
    ):
        return
    own = ast.Name("__package__", ast.Load())
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in seen:
            name = _string(node)
            if name is not None and _is_below(str(name.value)):
                found = _rewritten(name, own, resolver, here, now)
                if found is not None:
                    yield found


def _is_below(text: str) -> bool:
    """Say whether *text* is relative and says more than dots, which stand for much else."""
    return text.startswith(".") and text.strip(".") != ""


def _string(node: ast.expr) -> ast.Constant | None:
    return node if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _argument(node: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in node.keywords if keyword.arg == name), None)


def _keyword(node: ast.Call, name: str) -> ast.Constant | None:
    value = _argument(node, name)
    return None if value is None else _string(value)


def _packages(
    package: ast.expr | None, resolver: Resolver, here: ModulePath | None, now: ModulePath | None
) -> tuple[str, str] | None:
    """Return the package a relative name starts from, before and after."""
    if isinstance(package, ast.Constant) and isinstance(package.value, str):
        return package.value, resolver.destination(package.value)
    if isinstance(package, ast.Name) and here is not None and now is not None:
        if package.id == "__package__":
            return here.package, now.package
        if package.id == "__name__":
            return here.name, now.name
    return None


def _rewritten(
    node: ast.Constant,
    package: ast.expr | None,
    resolver: Resolver,
    here: ModulePath | None,
    now: ModulePath | None,
) -> DynamicImport | None:
    written = str(node.value).partition(":")[0]
    bare = written.lstrip(".")
    if not all(part.isidentifier() for part in bare.split(".")) and bare:
        return None
    if not written.startswith("."):
        new = resolver.destination(written)
        return None if new == written else DynamicImport(node, written, written, new, new)
    packages = _packages(package, resolver, here, now)
    if packages is None:
        return None
    level = len(written) - len(bare)
    old = absolute(bare or None, level, packages[0])
    if old is None or not (resolver.index.has(old) or resolver.moves(old)):
        return None
    new = resolver.destination(old)
    text = relative(new, packages[1], level if packages[0] == packages[1] else 1) or new
    if absolute(bare or None, level, packages[1]) == new:
        return None
    return DynamicImport(node, written, old, new, text)
