"""The functions that import by name, and what a file calls them: ``load = import_module``."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from rezone.transforms.references.nearby import nodes_near
from rezone.transforms.references.places import bound, called
from rezone.transforms.references.source import SourceText

CALLS = frozenset(
    {
        "import_module",
        "__import__",
        "importorskip",
        "find_spec",
        "run_module",
        "resolve_name",
        "reload_module",
    }
)
_SIGNS = ("_module", "__import__", "importorskip", "find_spec", "resolve_name")
"""One of these is in whatever text names one of `CALLS`: fewer words to look for."""
NO_ALIASES: Mapping[str, str] = {}

_ASSIGNED = re.compile(r"=\s*(?:\w+\s*\.\s*)*\Z")
_LONGEST = 200
"""Characters before such a name among which an assignment is looked for."""


@lru_cache(maxsize=1)
def named_in(text: str) -> tuple[str, ...]:
    """Return those of `CALLS` that *text* holds; it is asked about one text several times."""
    if not any(sign in text for sign in _SIGNS):
        return ()
    return tuple(name for name in sorted(CALLS) if name in text)


def may_rename(text: str) -> bool:
    """Say whether *text* may give another name to one of these functions."""
    return any(
        found[0][-1].isspace() or _ASSIGNED.search(text, *_before(found.start()))
        for name in named_in(text)
        for found in _not_called(name).finditer(text)
    )


@cache
def _not_called(name: str) -> re.Pattern[str]:
    # A pattern each: one that begins with letters is looked for at the speed of `str.find`.
    return re.compile(rf"{name}\b(?:\s+as\s|(?!\s*[(=]))")


def _before(position: int) -> tuple[int, int]:
    return max(0, position - _LONGEST), position


def import_aliases(tree: ast.Module, source: SourceText) -> Mapping[str, str]:
    """Return other names of such functions in the file → the function; ``.x`` is an attribute.

    A name that is bound to anything else as well counts for ``__import__`` alone: there it stops
    an edit, of all others it would make one.
    """
    if not may_rename(source.text):
        return NO_ALIASES
    found = dict(_renamed(tree, source))
    times = Counter(bound(nodes_near(tree, source, found)))
    return {
        name: function
        for name, function in found.items()
        if function == "__import__" or times[name] == 1
    }


def _renamed(tree: ast.Module, source: SourceText) -> Iterator[tuple[str, str]]:
    for node in nodes_near(tree, source, CALLS):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            function = _function(node.value)
            for target in targets if function else ():
                if isinstance(target, ast.Name):
                    yield target.id, function
                elif isinstance(target, ast.Attribute) and function == "__import__":
                    yield f".{target.attr}", function
        elif isinstance(node, ast.arguments):
            given = [*node.posonlyargs, *node.args]
            pairs = [*zip(reversed(given), reversed(node.defaults), strict=False)]
            for argument, default in (*pairs, *zip(node.kwonlyargs, node.kw_defaults, strict=True)):
                function = _function(default)
                # Someone may give it another function, which then imports in another way.
                if function == "__import__":
                    yield argument.arg, function
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.asname and alias.name in CALLS:
                    yield alias.asname, alias.name


def _function(node: ast.AST | None) -> str:
    name = node.attr if isinstance(node, ast.Attribute) else ""
    name = node.id if isinstance(node, ast.Name) else name
    return name if name in CALLS else ""


def import_function(call: ast.Call, aliases: Mapping[str, str] = NO_ALIASES) -> str:
    """Return the name of what is called, that of the function where it is called by another."""
    name = called(call)
    return aliases.get(f".{name}" if isinstance(call.func, ast.Attribute) else name, name)


def gives_top(call: ast.Call, aliases: Mapping[str, str] = NO_ALIASES) -> bool:
    """Say whether *call* is an ``__import__`` that gives the package at the top of the name.

    https://docs.python.org/3/library/functions.html#import__
    """
    if import_function(call, aliases) != "__import__":
        return False
    given = [each.value for each in call.keywords if each.arg == "fromlist"] or call.args[3:4]
    return not given or (isinstance(given[0], ast.List | ast.Tuple) and not given[0].elts)
