"""Data files that code finds through a package: `importlib.resources`, `pkgutil.get_data`.

The package is the anchor, the rest is the way from its folder.  The file is kept: where it is no
longer in the folder of the package that the code names, another package is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from posixpath import dirname

from msgspec import Struct

from rezone.transforms.index.modules import ModulePath, below
from rezone.transforms.references.imports import import_nodes
from rezone.transforms.references.nearby import nodes_near
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText

_RESOURCES = frozenset({"importlib.resources", "importlib_resources"})
_OLDER = frozenset(
    {
        *("read_text", "read_binary", "open_text", "open_binary", "path", "is_resource"),
        *("contents", "as_file"),
    }
)
_SETUPTOOLS = frozenset(
    {
        *("resource_filename", "resource_string", "resource_stream", "resource_exists"),
        *("resource_isdir", "resource_listdir"),
    }
)
_LEADING = ("importlib.resources", "importlib_resources", "pkgutil", "pkg_resources", "jinja2")
_WORDS = ("files", "get_data", "PackageLoader", *_OLDER, *_SETUPTOOLS)


# What stands in a file besides the module whose functions it calls.
_SAID = (
    ("importlib", "resources"),
    ("pkgutil", "get_data"),
    ("pkg_resources", "resource_"),
    ("jinja2", "PackageLoader"),
)
_CALLED = re.compile(rf"\b(?:{'|'.join(_WORDS)})\s*(?:\(|\bas\b)")


def may_anchor(text: str, imports: str) -> bool:
    """Say whether *text* can find a data file through a package; *imports* holds what it imports.

    Where nobody knows that, it is the text itself.
    """
    known = any(module in imports and said in text for module, said in _SAID)
    return known and _CALLED.search(text) is not None


class Anchor(Struct, frozen=True):
    """A package that code names to find a file.

    *node* is the argument, or the whole call ``files()`` that has none.  *place* is what is found,
    *package* the one that must be named afterwards: ``""`` where it stays as written, or where
    *reason* says why it must be written by hand.  *rest* are the literals of the way.
    """

    node: ast.expr
    place: str
    package: str
    reason: str
    rest: tuple[ast.expr, ...]


class _Found(Struct, frozen=True):
    node: ast.expr
    package: ast.expr | None
    rest: tuple[ast.expr, ...]


def anchors(
    tree: ast.Module,
    source: SourceText,
    resolver: Resolver,
    here: ModulePath | None,
    now: ModulePath | None,
) -> Iterator[Anchor]:
    """Yield the anchors of a file, those that stay as they are too: their way is no path."""
    if not may_anchor(source.text, source.text):
        return
    for found in _found(tree, source):
        names = _names(found.package, resolver, here, now)
        if names is not None:
            anchor = _anchor(found, *names, resolver)
            if anchor is not None:
                yield anchor


def _found(tree: ast.Module, source: SourceText) -> Iterator[_Found]:
    local = _imported(tree)
    if not local:
        return
    ways: dict[int, tuple[ast.expr, ...]] = {}
    for node in nodes_near(tree, source, {*_WORDS, *local}):
        base, pieces = _joined(node)
        if base is not None:
            ways[id(base)] = (*pieces, *ways.get(id(node), ()))
        if not isinstance(node, ast.Call):
            continue
        function = _function(node.func, local)
        if function == "files":
            package = node.args[0] if node.args else None
            yield _Found(package or node, package, ways.get(id(node), ()))
        elif function and node.args:
            yield _Found(node.args[0], node.args[0], tuple(node.args[1:2]))


def _joined(node: ast.AST) -> tuple[ast.expr | None, tuple[ast.expr, ...]]:
    """Return what *node* puts pieces of a way to, and the pieces."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return node.left, (node.right,)
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(node, ast.Call) and isinstance(function, ast.Attribute):
        return (function.value, tuple(node.args)) if function.attr == "joinpath" else (None, ())
    return None, ()


def _imported(tree: ast.Module) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in sorted(import_nodes(tree), key=lambda node: node.lineno):
        if isinstance(node, ast.Import):
            for each in node.names:
                top, _, _ = each.name.partition(".")
                found[each.asname or top] = each.name if each.asname else top
        elif node.level == 0:
            found.update((a.asname or a.name, f"{node.module}.{a.name}") for a in node.names)
    return {
        local: name
        for local, name in found.items()
        if name == "importlib" or name.startswith(_LEADING)
    }


def _function(node: ast.expr, local: dict[str, str]) -> str:
    """Return the name of a function that takes an anchor, ``""`` for any other."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in local:
        return ""
    qualified = ".".join([local[node.id], *reversed(parts)])
    module, _, name = qualified.rpartition(".")
    if module in _RESOURCES:
        return name if name in ("files", *_OLDER) else ""
    if module.partition(".")[0] == "pkg_resources":
        return name if name in _SETUPTOOLS else ""
    return name if name in ("get_data", "PackageLoader") else ""


def _names(
    node: ast.expr | None, resolver: Resolver, here: ModulePath | None, now: ModulePath | None
) -> tuple[str, str, str] | None:
    """Return the package that *node* names, its folder, and its folder as written afterwards."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        folder = _folder(node.value, resolver)
        after = None if folder is None else _folder_after(node.value, folder, resolver)
        return None if folder is None or after is None else (node.value, folder, after)
    own = node is None or (isinstance(node, ast.Name) and node.id in ("__package__", "__name__"))
    if not own or here is None or now is None:
        return None
    return here.package, dirname(here.path), dirname(now.path)


def _folder(package: str, resolver: Resolver) -> str | None:
    module = resolver.index.source_of(package)
    if module is not None:
        return dirname(module.path)
    return next((folder for _, folder in resolver.index.folders_of(package)), None)


def _folder_after(package: str, folder: str, resolver: Resolver) -> str | None:
    module = resolver.index.source_of(package)
    if module is not None:
        return dirname(resolver.paths.get(module.path, module.path))
    place = resolver.place(folder)
    return place if isinstance(place, str) else None


def _anchor(
    found: _Found, package: str, folder: str, after: str, resolver: Resolver
) -> Anchor | None:
    words = []
    for piece in found.rest:
        if not (isinstance(piece, ast.Constant) and isinstance(piece.value, str)):
            break
        words.append(piece.value.strip("/"))
    way = "/".join(words)
    place = f"{folder}/{way}".strip("/")
    wanted = resolver.place(place)
    if wanted == f"{after}/{way}".strip("/"):
        alone = isinstance(found.node, ast.Constant) and "." not in package
        new = resolver.destination(package)
        return Anchor(found.node, place, new if alone and new != package else "", "", found.rest)
    if not way and not _holds_data(folder, resolver):
        return None
    new = _package_of(wanted, way, resolver) if isinstance(wanted, str) else ""
    told = wanted if isinstance(wanted, str) else ", ".join(wanted[:3])
    reason = f"the way to {told} from a package must be written by hand" if not new else ""
    return Anchor(found.node, place, new, reason, found.rest)


def _holds_data(folder: str, resolver: Resolver) -> bool:
    """Say whether something else than modules is in *folder* that does not move with it."""
    return folder in resolver.index.data_folders


def _package_of(place: str, way: str, resolver: Resolver) -> str:
    """Return the package from whose folder *way* leads to *place*, ``""`` if none does."""
    if not way or not place.endswith(f"/{way}"):
        return ""
    folder = place[: -len(way) - 1]
    roots = sorted(resolver.index.roots, key=len, reverse=True)
    inside = next((name for root in roots if (name := below(folder, root)) is not None), "")
    name = inside.replace("/", ".")
    return name if name and all(part.isidentifier() for part in name.split(".")) else ""
