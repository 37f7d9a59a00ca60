"""What a file takes from a module: by import, as attributes, or by star."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rezone.transforms.edits.file_names import FileNames
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import absolute
from rezone.transforms.names import is_within
from rezone.transforms.references.dotted import named_attributes
from rezone.transforms.references.imports import import_nodes
from rezone.transforms.symbols.departing import Taken

_SETTING = frozenset({"setattr", "delattr", "object"})
_REPLACING = _SETTING | {"patch"}


def taken_from(tree: ast.Module, here: ModulePath | None, module: str) -> Taken:
    """Return what the file *here*, parsed as *tree*, takes from *module*.

    Where the module itself is handed on, anything may be taken from it.
    """
    names: set[str] = set()
    package = here.package if here else ""
    reaches = False
    for node in import_nodes(tree):
        if isinstance(node, ast.Import):
            reaches |= any(
                is_within(module, alias.name) or is_within(alias.name, module)
                for alias in node.names
            )
            continue
        source = absolute(node.module, node.level, package) or ""
        if source == module:
            names |= {alias.name for alias in node.names}
        reaches |= any(is_within(module, f"{source}.{alias.name}") for alias in node.names)
    starred = "*" in names
    if not reaches:
        return Taken(frozenset(names), starred)
    attributes = _attributes(FileNames(tree, here), module)
    if attributes is None:
        return Taken(everything=True)
    return Taken(frozenset(names | attributes), starred)


def _attributes(file: FileNames, module: str) -> set[str] | None:
    """Return the attributes taken of *module*, None where the module itself is a value."""
    found: set[str] = set()
    named = named_attributes(file.scopes)
    for use in file.scopes.uses:
        owner = file.owner(use)
        for meaning in file.imported(owner, use.name.id) if owner is not None else ():
            path = [*meaning.split("."), *(node.attr for node in use.attributes)]
            if ".".join(path[: module.count(".") + 1]) != module:
                continue
            if len(path) > module.count(".") + 1:
                found.add(path[module.count(".") + 1])
                continue
            says = named.get(id(use.attributes[-1] if use.attributes else use.name))
            if says is None:
                return None
            found.add(str(says.value))
    return found


def replaced_in(
    tree: ast.Module, here: ModulePath | None, module: str
) -> Iterator[tuple[str, int]]:
    """Yield (name, 1-based line) of what the file sets, patches or deletes in *module*."""
    file = FileNames(tree, here)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            target = node.args[0]
            if called in _REPLACING and isinstance(target, ast.Constant):
                above, _, name = str(target.value).rpartition(".")
                if above == module:
                    yield name, node.lineno
    named = named_attributes(file.scopes, _SETTING)
    for use in file.scopes.uses:
        owner = file.owner(use)
        for meaning in file.imported(owner, use.name.id) if owner is not None else ():
            path = ".".join([meaning, *(node.attr for node in use.attributes)])
            put = named.get(id(use.attributes[-1] if use.attributes else use.name))
            if path == module and put is not None:
                yield str(put.value), use.name.lineno
            above, _, name = path.rpartition(".")
            if above == module and not use.is_load:
                yield name, use.name.lineno
