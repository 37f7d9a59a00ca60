"""Random programs: packages that import each other in many forms, and moves of their modules.

Each module collects values in ``_got`` while it is imported and functions in ``_later`` that give
values afterwards; no value depends on the name of a module.  Two programs are equal where every
module gives the same values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hypothesis import strategies as st

from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap

ROOT = "src"
TOPS = ("alpha", "beta")
CHILDREN = ("core", "util", "io_x", "alpha", "beta", "core_v2")
NEW_TOPS = ("zeta", "core", "alpha", "shared")
CLASHES = ("zeta", "core", "shared", "alpha", "beta", "util")


@dataclass(frozen=True)
class Node:
    """A module; *number* is its place in the order of imports and the value it defines."""

    name: str
    is_package: bool
    number: int

    @property
    def parent(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def package(self) -> str:
        return self.name if self.is_package else self.parent

    @property
    def path(self) -> str:
        tail = self.name.replace(".", "/") + ("/__init__.py" if self.is_package else ".py")
        return f"{ROOT}/{tail}"


@dataclass(frozen=True)
class Program:
    """The files of a program, its modules by name, and old → new names."""

    files: dict[str, bytes]
    modules: tuple[str, ...]
    moves: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        text = "".join(f"--- {p}\n{c.decode()}" for p, c in sorted(self.files.items()) if c)
        return f"{text}--- moves\n{self.moves}\n"


@st.composite
def names(draw: st.DrawFn) -> dict[str, bool]:
    """Draw qualified names, with whether each is a package."""
    found: dict[str, bool] = {}
    for top in TOPS[: draw(st.integers(1, 2))]:
        found[top] = True
        for child in draw(st.lists(st.sampled_from(CHILDREN), min_size=1, max_size=3, unique=True)):
            deep = draw(st.booleans())
            found[f"{top}.{child}"] = deep
            if deep:
                below = st.lists(st.sampled_from(CHILDREN), min_size=1, max_size=2, unique=True)
                found.update({f"{top}.{child}.{name}": False for name in draw(below)})
    return found


def relative(module: str, package: str) -> str | None:
    """Return *module* as written relative to *package*, None where they share no top package."""
    here, there = package.split("."), module.split(".")
    if here[0] != there[0]:
        return None
    shared = 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    return "." * (len(here) - shared + 1) + ".".join(there[shared:])


@dataclass(frozen=True)
class Bound:
    """An import, written: the *lines* of it, and the expression *module* or *value* it gives."""

    lines: tuple[str, ...]
    value: str
    owner: str = ""


@st.composite
def imports(draw: st.DrawFn, here: Node, target: Node, other: Node, key: int) -> Bound:
    """Draw an import of *target*'s value into *here*; *other* comes along in some forms."""
    forms = ["plain", "as", "symbol", "symbol_as", "two", "pair", "dynamic", "star", "try"]
    if target.parent:
        forms += ["from", "from_as", "from_beside", "dynamic_relative"]
    form = draw(st.sampled_from(forms))
    written = target.name
    above = target.parent
    if draw(st.booleans()):
        written = relative(target.name, here.package) or written
        above = (relative(above, here.package) if above else None) or above
    value = f"v{target.number}"
    alias = draw(st.sampled_from([f"z{key}", target.last, *CLASHES]))
    local = f"z{key}"
    name = target.name
    match form:
        case "plain":
            return Bound((f"import {name}",), f"{name}.{value}", name)
        case "as":
            return Bound((f"import {name} as {alias}",), f"{alias}.{value}", alias)
        case "two":
            lines = (f"import {other.name}, {name}",)
            return Bound(lines, f"{name}.{value} + {other.name}.v{other.number}", name)
        case "pair":
            lines = (f"import {name}", f"import {other.name} as {local}")
            return Bound(lines, f"{name}.{value} + {local}.v{other.number}", name)
        case "symbol":
            return Bound((f"from {written} import {value}",), value)
        case "symbol_as":
            lines = (f"from {written} import {value} as {local}, K{target.number}",)
            return Bound(lines, local)
        case "star":
            return Bound((f"from {written} import *",), value)
        case "try":
            lines = ("try:", f"    import {name} as {local}", "except ImportError:")
            return Bound((*lines, f"    {local} = None"), f"{local}.{value}", local)
        case "dynamic":
            call = f'__import__("importlib").import_module("{name}")'
            return Bound((f"{local} = {call}",), f"{local}.{value}")
        case "dynamic_relative":
            call = f'__import__("importlib").import_module(".{target.last}", "{target.parent}")'
            return Bound((f"{local} = {call}",), f"{local}.{value}")
        case "from":
            return Bound((f"from {above} import {target.last}",), f"{target.last}.{value}")
        case "from_as":
            lines = (f"from {above} import {target.last} as {alias}",)
            return Bound(lines, f"{alias}.{value}", alias)
    if other.parent == target.parent and other != target:
        lines = (f"from {above} import {target.last}, {other.last} as {local}",)
        return Bound(lines, f"{target.last}.{value} + {local}.v{other.number}", target.last)
    return Bound((f"from {above} import ({target.last},)  # noqa",), f"{target.last}.{value}")


def indented(lines: tuple[str, ...], by: int = 1) -> tuple[str, ...]:
    return tuple("    " * by + line for line in lines)


@st.composite
def uses(draw: st.DrawFn, bound: Bound, number: int, key: int, taken: frozenset[str]) -> list[str]:
    """Draw statements that import, and use what is imported; no other name is one *taken*."""
    value = bound.value
    root = value.partition(".")[0]
    used = {root, *taken, *re.findall(r"\w+", value)}
    free = [name for name in (*CLASHES, "other") if name not in used]
    clash = draw(st.sampled_from(free))
    star = bound.lines[0].endswith("*")
    places = ["module"] if star else ["module", "module", "function", "class", "global", "branch"]
    place = draw(st.sampled_from(places))
    if "import_module" in bound.lines[0]:
        place = "function"  # at import time it could close a cycle that no reader sees
    if place == "function":
        body = indented((*bound.lines, f"return {value}"))
        return [f"def f{key}():", *body, f"_later.append(f{key})"]
    if place == "global":
        body = indented((f"global {root}", *bound.lines, f"return {value}"))
        return [f"def f{key}():", *body, f"_later.append(f{key})"]
    if place == "class":
        body = indented((*bound.lines, f"x = {value}", f"def m(self): return {clash}"))
        return [f"{clash} = {number}", f"class C{key}:", *body, f"_got.append(C{key}.x)"]
    lines = list(bound.lines)
    if place == "branch":
        lines = ["if True:", *indented(bound.lines), "else:", f"    {root} = None"]
    forms = {
        "now": [f"_got.append({value})"],
        "lambda": [f"_later.append(lambda: {value})"],
        "default": [f"_later.append(lambda x={value}: x)"],
        "comprehension": [f"_got += [{value} for _ in range(1)]"],
        "iterable": [f"_got += [{clash} for {clash} in [{value}]]"],
        "inner": [f"_got += [{value} + {clash} for {clash} in [1]]"],
        "class": [f"class C{key}:", f"    x = {value}", f"_got.append(C{key}.x)"],
        "method": [
            f"class C{key}:",
            f"    {clash} = 3",
            f"    def m(self): return {value}",
            f"_later.append(C{key}().m)",
        ],
        "class_clash": [
            f"class C{key}:",
            f"    {clash} = 3",
            f"    x = {value} + {clash}",
            f"_got.append(C{key}.x)",
        ],
        "parameter": [
            f"def f{key}({clash}=1): return {value} + {clash}",
            f"_later.append(f{key})",
        ],
        "local": [
            f"def f{key}():",
            f"    {clash} = 2",
            f"    return {value} + {clash}",
            f"_later.append(f{key})",
        ],
        "nonlocal": [
            f"def f{key}():",
            f"    {clash} = 2",
            "    def g():",
            f"        nonlocal {clash}",
            f"        {clash} = {value}",
            "    g()",
            f"    return {clash}",
            f"_later.append(f{key})",
        ],
        "shadow": [
            f"def f{key}({root}=4):",
            f"    return {root}",
            f"_later.append(f{key})",
            f"_got.append({value})",
        ],
        "global_clash": [f"{clash} = 5", f"_got.append({value} + {clash})"],
        "late_clash": [f"_got.append({value})", f"{clash} = 6", f"_got.append({clash})"],
        "walrus": [f"_got.append((w{key} := {value}) + w{key})"],
        "except": [
            "try:",
            "    raise ValueError",
            f"except ValueError as {clash}:",
            f"    _got.append({value})",
        ],
        "match": [f"match {value}:", f"    case {clash}:", f"        _got.append({clash})"],
        "fstring": [f'_got.append(f"{{{value}}} and {{ {value} !r:>{{{value}}}}}")'],
        "fstring_lines": ['_got.append(f"""', f"é {{{value}}} {{", f"  {value}", '}""")'],
        "lines": ["_got.append(  # é", f"    {value.replace('.', chr(10) + '    .')}", ")"],
        "for": [f"for {clash} in ({value},):", f"    _got.append({clash})"],
    }
    if bound.owner:
        owned = f"{bound.owner}.K{number}"
        told = f"    return typing.get_type_hints(f{key})"
        forms["annotation"] = [
            "import typing",
            f'def f{key}(p: "{owned}", q: {owned} = None) -> "list[{owned}]": pass',
            f"def g{key}():",
            f'{told}["p"].tag',
            f"_later.append(g{key})",
        ]
    used = draw(st.lists(st.sampled_from(sorted(forms)), min_size=1, max_size=2, unique=True))
    return [*lines, *(line for form in used for line in forms[form])]


@st.composite
def cycle(draw: st.DrawFn, here: Node, target: Node, key: int) -> list[str]:
    """Draw an import of *target* that may lead back to *here*: nothing reads it at import time."""
    name, value, local = target.name, f"v{target.number}", f"z{key}"
    above = (relative(target.parent, here.package) if target.parent else None) or target.parent
    at_call = [f"from {relative(name, here.package) or name} import {value}", f"return {value}"]
    forms = {
        "in a function": [f"def f{key}():", *indented(tuple(at_call)), f"_later.append(f{key})"],
        "for type checkers": [
            "import typing",
            "if typing.TYPE_CHECKING:",
            f"    from {name} import K{target.number} as {local}",
            f'def f{key}(p: "{local}") -> None: pass',
        ],
        "as": [f"import {name} as {local}", f"_later.append(lambda: {local}.{value})"],
    }
    if target.parent:
        forms["from"] = [
            f"from {above} import {target.last} as {local}",
            f"_later.append(lambda: {local}.{value})",
        ]
    return forms[draw(st.sampled_from(sorted(forms)))]


@st.composite
def module_text(
    draw: st.DrawFn, here: Node, before: list[Node], below: list[Node], every: list[Node]
) -> str:
    """Draw the source of *here*, which reads only modules *before* it while it is imported.

    Others of *every* module it may import too: then they may import each other in a circle.
    """
    number = here.number
    children = frozenset(node.last for node in below)
    lines = [f"v{number} = {number + 10}", f"class K{number}:", f"    tag = {number}"]
    lines += ["_got = []", "_later = []", f'__all__ = ["v{number}", "K{number}"]']
    count = draw(st.integers(0, 1 if here.is_package else 3)) if before else 0
    for position in range(count):
        key = number * 10 + position
        target = draw(st.sampled_from(before))
        other = draw(st.sampled_from(before))
        bound = draw(imports(here, target, other, key))
        if any(f"import {name}." in line for line in bound.lines for name in children):
            continue  # it would take the place of the submodule of that name
        lines += draw(uses(bound, target.number, key, children))
    others = [node for node in every if node != here]
    if others and draw(st.integers(0, 3)) == 0:
        lines += draw(cycle(here, draw(st.sampled_from(others)), number * 10 + 9))
    return "\n".join([*lines, ""])


@st.composite
def init_extras(draw: st.DrawFn, here: Node, below: list[Node]) -> str:
    """Draw what an ``__init__`` does beside: re-exports of its submodules, and names like them."""
    lines = []
    for child in draw(st.lists(st.sampled_from(below), max_size=1)) if below else []:
        forms = [
            f"from . import {child.last}",
            f"from .{child.last} import v{child.number}",
            f"from .{child.last} import *",
            f"import {child.name} as {child.last}",
            f"from {here.name} import {child.last} as other",
        ]
        lines.append(draw(st.sampled_from(forms)))
    return "\n".join([*lines, ""]) if lines else ""


@st.composite
def moves(draw: st.DrawFn, known: dict[str, bool]) -> dict[str, str]:
    """Draw moves; some contradict the tree, which the engine must say."""
    chosen = st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=3, unique=True)
    sources = draw(chosen)
    if len(sources) > 1 and draw(st.integers(0, 3)) == 0:
        return dict(zip(sources, [*sources[1:], sources[0]], strict=True))
    found = {}
    packages = sorted(name for name in known if known[name])
    for source in sources:
        last = source.rpartition(".")[2]
        above = draw(st.sampled_from([*NEW_TOPS, "zeta.core", "", *packages]))
        tail = draw(st.sampled_from([last, last, "moved", "util", "core"]))
        target = f"{above}.{tail}" if above else tail
        if not known[source] and draw(st.integers(0, 5)) == 0:
            target = f"{source}.core"
        if target != source and not (known[source] and target.startswith(source + ".")):
            found[source] = target
    return found


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Draw a program and moves of its modules."""
    known = draw(names())
    order = draw(st.permutations(sorted(known)))
    nodes = [Node(name, known[name], number) for number, name in enumerate(order)]
    files = {}
    for position, node in enumerate(nodes):
        below = [child for child in nodes if child.parent == node.name]
        text = draw(module_text(node, nodes[:position], below, nodes))
        if node.is_package:
            # Only what comes earlier: a cycle's result depends on who is imported first.
            below = [child for child in below if child.number < node.number]
            empty = draw(st.integers(0, 2)) == 0
            text = "" if empty else text + draw(init_extras(node, below))
        files[node.path] = text.encode()
    return Program(files, tuple(sorted(known)), draw(moves(known)))


@st.composite
def phased_programs(draw: st.DrawFn) -> tuple[Program, tuple[dict[str, str], ...]]:
    """Draw a program and the moves of two or three phases, each of names as the last left them."""
    program = draw(programs())
    known = {
        node: f"{ROOT}/{node.replace('.', '/')}.py" not in program.files for node in program.modules
    }
    phases = [program.moves]
    for _ in range(draw(st.integers(1, 2))):
        last = NameMap(Move(old, new) for old, new in phases[-1].items())
        known = {last(name): is_package for name, is_package in known.items()}
        phases.append(draw(moves(known)))
    return program, tuple(phases)
