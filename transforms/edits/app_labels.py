"""Labels of Django apps that are written out where a move would change them.

An app is labelled after the last part of its name, unless its `AppConfig` says otherwise (Django's
reference of applications); tables, migrations and content types are called after the label.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rezone.transforms.edits.actions import LabelEdit
from rezone.transforms.names import last
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.nearby import nodes_near
from rezone.transforms.references.positions import last_segment
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText

CONFIG = "AppConfig"
_OWN_NAMES = frozenset({"__name__", "__package__"})
_PINNED = "the label of the app, written out: tables, migrations and content types have it"


def label_apps(
    source: SourceText, tree: ast.Module, resolver: Resolver
) -> Iterator[tuple[LabelEdit | None, Reference]]:
    """Yield the edit of each app that would be labelled otherwise afterwards.

    One whose name shares its line with something else comes without an edit; its reference says so.
    A name that is made of ``__name__`` or ``__package__`` is taken for that of the package.
    """
    here = resolver.index.here(source.path)
    package = "" if here is None else here.package
    for node in nodes_near(tree, source, (CONFIG,)):
        if not isinstance(node, ast.ClassDef) or CONFIG not in map(last_segment, node.bases):
            continue
        said = dict(_assignments(node))
        if "name" not in said or "label" in said:
            continue
        name = _text(said["name"].value) or package
        label, new = last(name), last(resolver.destination(name))
        if label == new:
            continue
        start, end = source.span(said["name"])
        line, column = source.position(start)
        edit = _edit(source, start, end, label)
        if edit is not None:
            yield edit, Reference(Kind.STRING, line, column, name, "", *_KEPT)
            continue
        reason = f"the app's label would be {new}: tables, migrations and content types have "
        reason += f'{label}; add label = "{label}" here'
        blocked = (Status.BLOCKED, Tier.NEVER, reason)
        yield None, Reference(Kind.STRING, line, column, name, "", *blocked)


def config_module(name: str, label: str) -> bytes:
    """Return an ``apps.py`` for the app *name* that says its *label*.

    Django takes the only `AppConfig` of the module (3.2 and later).
    """
    title = "".join(part.capitalize() for part in label.split("_"))
    return _MODULE.format(title=title, name=name, label=label).encode()


_MODULE = '''\
"""The app keeps its label: tables, migrations and content types are called after it."""

from django.apps import AppConfig


class {title}Config(AppConfig):
    name = "{name}"
    label = "{label}"
'''
_KEPT = (Status.KEPT, Tier.SURE, _PINNED)
_Assignment = ast.Assign | ast.AnnAssign


def _assignments(node: ast.ClassDef) -> Iterator[tuple[str, _Assignment]]:
    """Yield what the class says of itself, but for a name that says nothing here."""
    for each in node.body:
        if isinstance(each, _Assignment):
            for target in each.targets if isinstance(each, ast.Assign) else [each.target]:
                if isinstance(target, ast.Name) and (target.id != "name" or _is_said(each.value)):
                    yield target.id, each


def _is_said(value: ast.expr | None) -> bool:
    names = (node.id for node in ast.walk(value or ast.Pass()) if isinstance(node, ast.Name))
    return bool(_text(value)) or not _OWN_NAMES.isdisjoint(names)


def _text(value: ast.expr | None) -> str:
    found = value.value if isinstance(value, ast.Constant) else None
    return found if isinstance(found, str) else ""


def _edit(source: SourceText, start: int, end: int, label: str) -> LabelEdit | None:
    """Return the edit that writes *label* below the statement, None if it shares its line."""
    text = source.text
    line = source.line_starts[source.position(start)[0] - 1]
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    stop -= text[stop - 1] == "\r"
    indent, rest = text[line:start], text[end:stop].strip()
    if indent.strip() or (rest and not rest.startswith("#")):
        return None
    newline = "\r\n" if text[stop : stop + 1] == "\r" else "\n"
    return LabelEdit(start, end, stop, f'{newline}{indent}label = "{label}"', label)
