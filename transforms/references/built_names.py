"""Names of modules that code puts together: ``f"app.{name}"``, ``"app." + name``.

The constant part says which package they begin with.  Where all that is below it goes to one
place and only a module can be meant, the part follows; else a person must look.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from msgspec import Struct

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.names import ancestors, is_within, last, top
from rezone.transforms.references.folding import beginning_of_path, constants_in, folded
from rezone.transforms.references.lazy_tables import OWN_NAMES, beginning
from rezone.transforms.references.nearby import Lines, nodes_near, spans, whole_word
from rezone.transforms.references.positions import Literal, Positions, last_segment
from rezone.transforms.references.purposes import Purpose
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText
from rezone.transforms.references.string_pieces import is_piece, literal_around


class BuiltName(Struct, frozen=True):
    """The text from *start* to *end* that says *old*; *new* is ``""`` where it must stay.

    *sure*: only a module, or a file, can be meant.  *whole* is the expression to write anew: one
    that joins a path, or literals side by side.
    """

    start: int
    end: int
    old: str
    reason: str
    new: str = ""
    sure: bool = True
    whole: ast.expr | None = None


def built_names(source: SourceText, tree: ast.Module, resolver: Resolver) -> Iterator[BuiltName]:
    """Yield the names that the file puts together and that may be of what moves."""
    opened = _opening(resolver)
    if opened is None:
        return
    matches = list(opened.finditer(source.text))
    if matches:
        lines = {source.position(match.start("name"))[0] for match in matches}
        positions = Positions(source, tree, lines)
        for match in matches:
            literal = positions.literal(match.start())
            if literal is not None and _goes_on(literal):
                yield _opened(match, literal, resolver)
    if "import_module" in source.text:
        for node in nodes_near(tree, source, ["import_module"]):
            if isinstance(node, ast.Call):
                yield from _relative(node, source, resolver)
    pieces = _lines_to_fold(source, resolver)
    if pieces:
        constants = constants_in(tree, source, pieces)
        used = Lines(source, constants).numbers if constants else []
        yield from _folded(tree, source, resolver, sorted({*pieces, *used}), constants)


def may_build(source: SourceText, resolver: Resolver) -> bool:
    """Say whether the file may put a name together that is no argument of `import_module`."""
    opened = _opening(resolver)
    return opened is not None and (
        opened.search(source.text) is not None or bool(_lines_to_fold(source, resolver))
    )


def _opening(resolver: Resolver) -> re.Pattern[str] | None:
    """Return a pattern of a literal that goes on behind a package, None where none matters.

    Behind other text, as in ``f"from app.{name} import x"``, it must go on within the literal.
    """
    # The letters come first: a pattern that begins with a class is many times slower.
    packages = _packages(resolver)
    names = [re.escape(each) for each in packages if "." not in each]
    begins = "|".join(rf"{each}(?<=[\"']{each})(?=\.[\"'{{%])" for each in names)
    inside = "|".join(rf"{each}(?<=[ `(=:]{each})(?=\.(?:\{{\w|%[sr(]))" for each in names)
    # What a deeper one begins, and goes on by braces, is found in its text.
    deeper = "|".join(
        rf"{re.escape(each)}(?<=[\"']{re.escape(each)})(?=\.[\"'])"
        for each in packages
        if "." in each
    )
    found = "|".join(filter(None, (deeper, begins, inside)))
    return re.compile(rf"(?P<name>{found})\.") if found else None


def _packages(resolver: Resolver) -> list[str]:
    """Return the packages with a module in them that moves, longest first.

    Those of several segments that move themselves are found in text.
    """
    names = resolver.names
    found = {n for n in names.sources if "." not in n and n in resolver.index.packages}
    above = {package for name in names.sources for package in ancestors(name)}
    found.update(package for package in above if "." not in package or not resolver.moves(package))
    return sorted(found, key=lambda name: (-len(name), name))


def _goes_on(literal: Literal) -> bool:
    """Say whether something is put behind the part of *literal* that ends behind a package.

    A literal that is nothing but a package and a dot says so wherever it stands.
    """
    is_docstring = literal.trail and isinstance(literal.trail[0][0], ast.Expr)
    return isinstance(literal.node, ast.JoinedStr) or not is_docstring


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
    whole = new if sure and not parted else ""
    said = package if whole else f"{package}."
    return BuiltName(start, start + len(package), said, reason, whole, sure)


def _few(names: list[str], resolver: Resolver) -> str:
    told = [f"{name} is {resolver.destination(name)}" for name in sorted(names)[:3]]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(told) + more + " afterwards"


def _folded(
    tree: ast.Module,
    source: SourceText,
    resolver: Resolver,
    lines: list[int],
    constants: Mapping[str, str],
) -> Iterator[BuiltName]:
    """Yield what constants make together on *lines*, where it names something that moves."""
    here = resolver.index.here(source.path)
    stack: list[ast.AST] = [tree]
    in_text: set[int] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, ast.JoinedStr):  # no positions in it before Python 3.12
            in_text.update(map(id, ast.walk(node)))
        if isinstance(node, ast.Constant) and id(node) not in in_text:
            yield from _side_by_side(node, source, resolver)
        made = node if isinstance(node, _MADE) else None
        said = folded(made, here, constants) if made else None
        begins = beginning_of_path(made, here, constants) if made and said is None else None
        new = _became(said or begins or "", resolver)
        if made and new:
            is_path = "/" in (said or begins or "")
            thing = "path" if is_path else "name"
            reason = f"a {thing} is put together here: it is {new} afterwards"
            whole = made if is_path and id(made) not in in_text else None
            yield BuiltName(
                *source.span(made), said or begins or "", reason, sure=not is_path, whole=whole
            )
            if said:
                continue
        stack.extend(
            child
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, ast.stmt) or spans(child, lines)
        )


def _side_by_side(
    node: ast.Constant, source: SourceText, resolver: Resolver
) -> Iterator[BuiltName]:
    """Yield the name that several literals make side by side, and none of them alone."""
    said = node.value
    if not isinstance(said, str) or "/" in said or " " in said or "." not in said:
        return
    new = _became(said.partition(":")[0], resolver)
    start, end = source.span(node) if new else (0, 0)
    if new and said not in source.text[start:end]:
        reason = f"a name is put together here: it is {new} afterwards"
        yield BuiltName(start, end, said, reason, whole=node)


_MADE = ast.BinOp | ast.JoinedStr | ast.Call


def _became(said: str, resolver: Resolver) -> str:
    """Return what the name or path *said* is afterwards, ``""`` where it does not move."""
    said = said.removeprefix("./")
    if "/" not in said:
        if said.endswith((".py", ".pyi")):  # a file in a folder that is not known
            return ""
        new = resolver.destination(said) if "." in said else said
        return new if new != said and resolver.moves(said) else ""
    for root in ("", *resolver.index.roots):
        path = f"{root}/{said}".strip("/")
        if path in resolver.index.files or path in resolver.index.folders:
            place = resolver.place(path)
            if place != path:
                return place if isinstance(place, str) else " and ".join(place)
    return ""


def _lines_to_fold(source: SourceText, resolver: Resolver) -> list[int]:
    """Return the lines with a piece of text that holds the last part of something that moves.

    The first part must stand in a literal nearby, or be the module's own name.
    """
    text = source.text
    ends = [
        source.position(start)[0]
        for start, literal in _quoted({last(name) for name in resolver.names.sources}, source)
        if is_piece(text, *literal)
    ]
    if not ends:
        return []
    starts = [start for start, _ in _quoted({top(n) for n in resolver.names.sources}, source)]
    for name in OWN_NAMES:
        starts += (match.start() for match in whole_word(name).finditer(text))
    begins = [source.position(start)[0] for start in sorted(starts)]
    found = []
    for line in sorted(set(ends)):
        at = bisect_left(begins, line - _NEARBY)
        if at < len(begins) and begins[at] <= line + _NEARBY:
            found.append(line)
    return found


_BEFORE_WORDS = frozenset(" \t\r\n`")


def _quoted(words: set[str], source: SourceText) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield where one of *words* stands behind a quote, and the literal.

    Behind a space, or in backticks, it is a word of a sentence and no segment of a name.
    """
    text = source.text
    for word in words:
        for match in whole_word(word).finditer(text):
            start, end = match.span()
            if text[start - 1] in _BEFORE_WORDS:
                continue
            literal = literal_around(text, start, end)
            if literal is not None and start - literal[0] <= _LONGEST:
                yield start, literal


_NEARBY = 20
"""Lines between the first and the last part of what is put together."""
_LONGEST = 61
"""Characters from the quote to the word; what is put together from longer pieces is no name."""


def _relative(node: ast.Call, source: SourceText, resolver: Resolver) -> Iterator[BuiltName]:
    """Yield ``import_module("." + name, "app")`` where something leaves that package."""
    if last_segment(node.func) != "import_module" or not node.args:
        return
    if isinstance(node.args[0], ast.Constant):
        return
    said = _package(node, resolver.index.here(source.path))
    if not said:
        return
    below = [name for name in resolver.index.names if is_within(name, said) and name != said]
    home = resolver.destination(said)
    parted = [name for name in below if resolver.destination(name) != home + name[len(said) :]]
    if parted:
        reason = f"a name is put together here, and {_few(parted, resolver)}"
        yield BuiltName(*source.span(node), f"{said}.", reason)


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
