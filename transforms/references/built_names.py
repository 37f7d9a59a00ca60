"""Names of modules that code puts together: ``f"app.{name}"``, ``"app." + name``.

The constant part says which package they begin with.  Where all that is below it goes to one
place and only a module can be meant, the part follows; else a person must look.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.names import ancestors, is_within
from rezone.transforms.references.lazy_tables import OWN_NAMES, beginning
from rezone.transforms.references.nearby import nodes_near
from rezone.transforms.references.positions import Literal, Positions, last_segment
from rezone.transforms.references.purposes import Purpose
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText

# Few files join by a dot; nearly all join something.
_SIGNS = {
    "join": re.compile(r"[\"']\.[\"'][\s)]*\.\s*join\b"),
    "import_module": re.compile(r"import_module\b"),
}


@dataclass(frozen=True, slots=True)
class BuiltName:
    """The part of the text, from *start*, that says *old*; *new* is ``""`` where it must stay.

    *sure*: only the name of a module can be meant.
    """

    start: int
    old: str
    new: str
    reason: str
    sure: bool


def built_names(source: SourceText, tree: ast.Module, resolver: Resolver) -> Iterator[BuiltName]:
    """Yield the names that the file puts together and that may be of what moves."""
    packages = _packages(resolver)
    if not packages:
        return
    opened = re.compile(rf"[\"'](?P<name>{'|'.join(map(re.escape, packages))})\.(?=[\"'{{%])")
    matches = list(opened.finditer(source.text))
    if matches:
        lines = {source.position(match.start("name"))[0] for match in matches}
        positions = Positions(source, tree, lines)
        for match in matches:
            literal = positions.literal(match.start())
            if literal is not None and _goes_on(literal, match.end()):
                yield _opened(match, literal, resolver)
    signs = {sign for sign, pattern in _SIGNS.items() if pattern.search(source.text)}
    if signs:
        for node in nodes_near(tree, source, signs):
            if isinstance(node, ast.Call):
                yield from _joined(node, source, resolver)
                yield from _relative(node, source, resolver)


def _packages(resolver: Resolver) -> list[str]:
    """Return the packages of one segment with a module in them that moves, longest first."""
    sources = resolver.names.sources
    found = {name for name in sources if "." not in name and name in resolver.index.packages}
    found.update(above for name in sources for above in ancestors(name) if "." not in above)
    return sorted(found, key=lambda name: (-len(name), name))


def _goes_on(literal: Literal, end: int) -> bool:
    """Say whether something is put behind the part of *literal* that ends at *end*."""
    if isinstance(literal.node, ast.JoinedStr) or end < literal.end - 1:
        return True
    parent = literal.trail[0][0] if literal.trail else None
    return isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add)


def _opened(match: re.Match[str], literal: Literal, resolver: Resolver) -> BuiltName:
    package = match["name"]
    below = [name for name in resolver.index.names if is_within(name, package) and name != package]
    new = resolver.destination(package)
    parted = [name for name in below if resolver.destination(name) != new + name[len(package) :]]
    sure = literal.stand.purpose is Purpose.MODULE
    reason = "a name is put together here, and no module need be meant"
    if parted:
        reason = f"a name is put together here, and {_few(parted, resolver)}"
    start = match.start("name")
    return BuiltName(start, package, new if sure and not parted else "", reason, sure)


def _few(names: list[str], resolver: Resolver) -> str:
    told = [f"{name} is {resolver.destination(name)}" for name in sorted(names)[:3]]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(told) + more + " afterwards"


def _joined(node: ast.Call, source: SourceText, resolver: Resolver) -> Iterator[BuiltName]:
    """Yield ``".".join(["app", "db"])`` where that is a module that moves."""
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr != "join" or len(node.args) != 1:
        return
    between, parts = function.value, node.args[0]
    if not (isinstance(between, ast.Constant) and between.value == "."):
        return
    if not isinstance(parts, ast.List | ast.Tuple):
        return
    words = [each.value if isinstance(each, ast.Constant) else None for each in parts.elts]
    name = ".".join(word for word in words if isinstance(word, str))
    if all(isinstance(word, str) for word in words) and resolver.moves(name):
        reason = f"a name is put together here: it is {resolver.destination(name)} afterwards"
        yield BuiltName(source.span(node)[0], name, "", reason, sure=True)


def _relative(node: ast.Call, source: SourceText, resolver: Resolver) -> Iterator[BuiltName]:
    """Yield ``import_module("." + name, "app")`` where something leaves that package."""
    if last_segment(node.func) != "import_module" or not node.args:
        return
    if isinstance(node.args[0], ast.Constant):
        return
    said = _package(node, resolver.index.by_path.get(source.path))
    if not said:
        return
    below = [name for name in resolver.index.names if is_within(name, said) and name != said]
    home = resolver.destination(said)
    parted = [name for name in below if resolver.destination(name) != home + name[len(said) :]]
    if parted:
        reason = f"a name is put together here, and {_few(parted, resolver)}"
        yield BuiltName(source.span(node)[0], said, "", reason, sure=True)


def _package(call: ast.Call, here: ModulePath | None) -> str:
    """Return the package below which *call* imports what it puts together, ``""`` if unknown."""
    package = call.args[1] if len(call.args) > 1 else None
    package = next((each.value for each in call.keywords if each.arg == "package"), package)
    begins = beginning(call.args[0])
    if begins in OWN_NAMES and _is_whole(call.args[0]):
        return ""
    if isinstance(package, ast.Constant):
        return str(package.value)
    if here is None:
        return ""
    own = begins if begins in OWN_NAMES else last_segment(package) if package is not None else ""
    return {"__name__": here.name, "__package__": here.package}.get(own or "", "")


def _is_whole(node: ast.expr) -> bool:
    """Say whether a constant is all that stands behind the first part: ``__name__ + ".db"``."""
    parts = node.values[1:] if isinstance(node, ast.JoinedStr) else []
    if isinstance(node, ast.BinOp):
        parts = [node.right] if isinstance(node.left, ast.Name) else []
    return len(parts) == 1 and isinstance(parts[0], ast.Constant)
