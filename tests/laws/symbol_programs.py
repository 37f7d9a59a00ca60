"""Random programs of modules that use each other's symbols, and moves of those symbols.

A symbol is a variable, a function or a class; what it is worth is a sum of numbers and of other
symbols, its own module's or imported in one of many forms.  No value depends on where a symbol is.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from programs import Program, relative

MODULES = ("alpha", "alpha.low", "alpha.sub", "alpha.sub.mid", "alpha.sub.high", "beta", "beta.top")
PACKAGES = ("alpha", "alpha.sub", "beta")
NEW = ("alpha.fresh", "alpha.sub.fresh", "gamma.fresh")
KINDS = ("constant", "function", "class", "overloaded", "nested")


@dataclass(frozen=True)
class Symbol:
    """A top-level name; *early* is the expression of its value while a module runs."""

    home: str
    name: str
    kind: str

    @property
    def value(self) -> str:
        called = {"constant": "", "class": ".value"}
        return self.name + called.get(self.kind, "()")


def definition(symbol: Symbol, worth: str, inner: str) -> list[str]:
    name = symbol.name
    match symbol.kind:
        case "constant":
            return [f"{name} = {worth}", f'"""About {name}."""']
        case "function":
            return [f"# Says {name}.", f"def {name}() -> int:", f"    return {worth}"]
        case "class":
            return [f"class {name}:", f"    value = {worth}", "    # the end"]
        case "overloaded":
            first = [f"def {name}(x: int = 0): ..."]
            return [
                "from typing import overload",
                "@overload",
                *first,
                f"def {name}(x=0):",
                f"    return {worth}",
            ]
        case _:
            return [f"def {name}():", *([f"    {inner}"] if inner else []), f"    return {worth}"]


@st.composite
def taken(draw: st.DrawFn, here: str, symbol: Symbol) -> tuple[str, str]:
    """Draw an import of *symbol* into the module *here*: the statement, and the value."""
    package = here if here in PACKAGES else here.rpartition(".")[0]
    near = relative(symbol.home, package)
    module = near if near is not None and draw(st.booleans()) else symbol.home
    above, _, last = symbol.home.rpartition(".")
    forms = ["name", "alias", "plain", "as"] + ["module"] * bool(above)
    match draw(st.sampled_from(forms)):
        case "name":
            return f"from {module} import {symbol.name}", symbol.value
        case "alias":
            alias = symbol.name.upper()
            value = alias + symbol.value[len(symbol.name) :]
            return f"from {module} import {symbol.name} as {alias}", value
        case "plain":
            return f"import {symbol.home}", f"{symbol.home}.{symbol.value}"
        case "as":
            return f"import {symbol.home} as z_{last}", f"z_{last}.{symbol.value}"
        case _:
            return f"from {above} import {last}", f"{last}.{symbol.value}"


@st.composite
def symbol_programs(draw: st.DrawFn) -> Program:
    """Draw a program and moves of its symbols."""
    order = draw(st.permutations([name for name in MODULES if name not in PACKAGES]))
    known: list[Symbol] = []
    files: dict[str, bytes] = {}
    for module in [*PACKAGES, *order]:
        text = draw(modules(module, known)) if module not in PACKAGES else ""
        tail = module.replace(".", "/") + ("/__init__.py" if module in PACKAGES else ".py")
        files[f"src/{tail}"] = text.encode()
    chosen = draw(st.lists(st.sampled_from(known), min_size=1, max_size=4, unique=True))
    moves = {}
    for symbol in chosen:
        target = draw(st.sampled_from([*order, *NEW]))
        name = symbol.name + "_new" * draw(st.booleans())
        if target != symbol.home:
            moves[f"{symbol.home}:{symbol.name}"] = f"{target}:{name}"
    names = tuple(name for name in MODULES)
    return Program(files, names, moves)


@st.composite
def modules(draw: st.DrawFn, here: str, known: list[Symbol]) -> str:
    """Draw the text of a module; its symbols are added to *known*."""
    head, body, own = [], [], []
    foreign = draw(st.lists(st.sampled_from(known), max_size=3, unique=True)) if known else []
    values = []
    for symbol in foreign:
        statement, value = draw(taken(here, symbol))
        head.append(statement)
        values.append(value)
    for _ in range(draw(st.integers(1, 3))):
        number = len(known) + len(own)
        symbol = Symbol(here, f"s{number}", draw(st.sampled_from(KINDS)))
        usable = [*values, *(other.value for other in own)]
        parts = [str(number + 1)]
        if usable:
            parts += draw(st.lists(st.sampled_from(usable), max_size=2))
        inner = ""
        if foreign and draw(st.booleans()):
            other = draw(st.sampled_from(foreign))
            package = here.rpartition(".")[0]
            near = relative(other.home, package) or other.home
            inner = f"from {near} import {other.name} as inside"
        lines = definition(symbol, " + ".join(parts), inner)
        while not lines[0].startswith(("def", "class", symbol.name, "#", "@")):
            head.append(lines.pop(0))
        body += ["", "", *lines]
        own.append(symbol)
    known += own
    future = ["from __future__ import annotations"] * draw(st.booleans())
    last = [f"_got = [{', '.join(draw(st.permutations([s.value for s in own])))}]"]
    later = [f"_later = [lambda: {symbol.value}]" for symbol in own[:1]]
    return "\n".join([*future, *dict.fromkeys(head), *body, "", *last, *later]) + "\n"
