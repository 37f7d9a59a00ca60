"""The text of one import statement with names taken out of it and put into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

import libcst as cst

from rezone.transforms.edits.statements import keep_names

Item = TypeVar("Item", cst.ImportAlias, cst.BaseElement)

WIDTH = 88
"""A new statement that is longer is written one name a line, as the usual formatters do."""


def without(text: str, dropped: Collection[int]) -> str:
    """Return the import statement *text*, one line or several, without the names at *dropped*.

    Comments stay with the name they stand by.  At least one name stays.
    """
    module, line, node = _parsed(text)
    keep = [n for n in range(len(_names(node))) if n not in dropped]
    if isinstance(node, cst.ImportFrom):
        changed: cst.BaseSmallStatement = keep_names(node, keep)
    else:
        names = [node.names[n] for n in keep]
        names[-1] = names[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        changed = node.with_changes(names=names)
    return module.code_for_node(line.with_changes(body=[changed]))


def joined(text: str, added: Iterable[tuple[str, str | None]]) -> str:
    """Return the ``from`` statement *text* with each (name, alias) in it, in order if it is."""
    module, line, node = _parsed(text)
    assert isinstance(node, cst.ImportFrom)
    for name, alias in added:
        node = _with_name(node, name, alias)
    return module.code_for_node(line.with_changes(body=[node]))


def _parsed(text: str) -> tuple[cst.Module, cst.SimpleStatementLine, cst.Import | cst.ImportFrom]:
    module = cst.parse_module(text)
    (line,) = module.body
    assert isinstance(line, cst.SimpleStatementLine)
    (node,) = line.body
    assert isinstance(node, cst.Import | cst.ImportFrom)
    return module, line, node


def _names(node: cst.Import | cst.ImportFrom) -> Sequence[cst.ImportAlias]:
    assert not isinstance(node.names, cst.ImportStar)
    return node.names


def _with_name(node: cst.ImportFrom, name: str, alias: str | None) -> cst.ImportFrom:
    names = list(_names(node))
    new = cst.ImportAlias(cst.Name(name), None if alias is None else cst.AsName(cst.Name(alias)))
    texts = [_key(str(item.evaluated_name)) for item in names]
    at = len(names)
    if texts == sorted(texts):
        at = next((n for n, text in enumerate(texts) if text > _key(name)), at)
    opening = node.lpar.whitespace_after if node.lpar is not None else None
    return node.with_changes(names=put_in(names, new, at, opening))


def _key(name: str) -> tuple[int, str]:
    """Return the place of a name in isort's default order: constants, classes, the rest."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name


def put_in(
    items: list[Item], new: Item, at: int, opening: cst.BaseParenthesizableWhitespace | None
) -> list[Item]:
    """Return *items* with *new* at the place *at*, set as its neighbours are.

    *opening* is the white space before the first of them, where they stand in brackets.
    """
    between = _between(items, opening)
    if at < len(items):
        return items[:at] + [new.with_changes(comma=between)] + items[at:]  # noqa: RUF005 - typed
    if not items:
        return [new]
    last = items[-1]
    closing = last.comma
    if isinstance(closing, cst.Comma):
        said = _comment(closing.whitespace_after)
        between = _commented(between, said)
        closing = _commented(closing, None)
    ends = [last.with_changes(comma=between), new.with_changes(comma=closing)]
    return items[:-1] + ends


def _between(items: list[Item], opening: cst.BaseParenthesizableWhitespace | None) -> cst.Comma:
    found = next((i.comma for i in items[:-1] if isinstance(i.comma, cst.Comma)), None)
    if found is None and isinstance(opening, cst.ParenthesizedWhitespace):
        found = cst.Comma(whitespace_after=opening)
    if found is None:
        found = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    return _commented(found, None)


def _comment(space: cst.BaseParenthesizableWhitespace) -> cst.TrailingWhitespace | None:
    return space.first_line if isinstance(space, cst.ParenthesizedWhitespace) else None


def _commented(comma: cst.Comma, said: cst.TrailingWhitespace | None) -> cst.Comma:
    """Return *comma* with what is *said* behind it, and no other comment."""
    space = comma.whitespace_after
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return comma
    first = said or cst.TrailingWhitespace(newline=space.first_line.newline)
    lines = [] if said is None else list(space.empty_lines)
    return comma.with_changes(
        whitespace_after=space.with_changes(first_line=first, empty_lines=lines)
    )


def written(module: str, names: Iterable[tuple[str, str | None]], newline: str) -> str:
    """Return ``from module import …`` as text, its line end included."""
    parts = sorted(names, key=lambda pair: _key(pair[0]))
    items = [name if alias is None else f"{name} as {alias}" for name, alias in parts]
    line = f"from {module} import {', '.join(items)}"
    if len(line) <= WIDTH:
        return line + newline
    rows = [f"    {item},{newline}" for item in items]
    return f"from {module} import ({newline}{''.join(rows)}){newline}"
