"""Tables of lazy loaders, module → names, in which names part ways: the text of the new table.

``"two": ["C", "D"]`` becomes ``"two": ["D"], "three": ["C"]``: a key that is there takes the names
in, a new one follows the old, and a key without names goes unless other code may ask for it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from rezone.transforms.edits.actions import TableEdit
from rezone.transforms.edits.splice import Replacement, splice
from rezone.transforms.references.lazy_tables import LazyTable
from rezone.transforms.references.source import SourceText

Partings = Mapping[str, Mapping[str, str]]
"""Key → name → the key that the name belongs to afterwards."""

_Listed = ast.List | ast.Tuple | ast.Set


class _Entry(Struct, frozen=True):
    """An entry of a table: spans in the text of the file."""

    key: tuple[int, int]
    value: tuple[int, int]
    names: tuple[tuple[str, int, int], ...]
    is_tuple: bool


def parted_table(
    source: SourceText, table: LazyTable, partings: Partings, renamed: Iterable[Replacement]
) -> TableEdit | None:
    """Return the edit of *table*, None where its text does not say surely what belongs to what.

    *renamed* are keys that are merely called otherwise.
    """
    start, end = source.span(table.node)
    entries = _entries(source, table.node)
    if entries is None or not partings.keys() <= entries.keys():
        return None
    changed: list[Replacement] = [*renamed]
    arriving = _arriving(source, entries, partings)
    for key, goes in partings.items():
        if key in arriving:
            return None
        replacement = _left(source, entries, key, goes, arriving, table)
        if replacement is None:
            return None
        changed.append(replacement)
    changed += [
        _with_names(source, entries[key], more) for key, more in arriving.items() if key in entries
    ]
    moved = [(at - start, until - start, new) for at, until, new in changed]
    try:
        new = splice(source.text[start:end], moved)
    except ValueError:
        return None
    return TableEdit(start, end, new, table.package, table.package_after)


def _arriving(
    source: SourceText, entries: Mapping[str, _Entry], partings: Partings
) -> dict[str, list[str]]:
    """Return the names that come to each key, as they are written."""
    found: dict[str, list[str]] = {}
    for key, goes in partings.items():
        for name, at, until in entries[key].names:
            if name in goes:
                found.setdefault(goes[name], []).append(source.text[at:until])
    return found


def _entries(source: SourceText, node: ast.Dict) -> dict[str, _Entry] | None:
    """Return the entries of a dict by key; None where one is no key with a list of names."""
    found: dict[str, _Entry] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        says = key.value if isinstance(key, ast.Constant) else None
        if not isinstance(says, str) or says in found or not isinstance(value, _Listed):
            return None
        names = tuple(
            (each.value, *source.span(each))
            for each in value.elts
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        )
        if len(names) != len(value.elts) or key is None:
            return None
        is_tuple = isinstance(value, ast.Tuple)
        found[says] = _Entry(source.span(key), source.span(value), names, is_tuple)
    return found


def _with_names(source: SourceText, entry: _Entry, more: Sequence[str]) -> Replacement:
    """Return what puts names behind those of an entry: on lines of their own, as they are."""
    if not entry.names:
        at = entry.value[0] + 1
        return at, at, ", ".join(more) + ("," if entry.is_tuple and len(more) == 1 else "")
    _, at, until = entry.names[-1]
    begin = source.text.rfind("\n", 0, at) + 1
    indent = source.text[begin:at]
    gap = ", " if indent.strip() else f",{source.newline}{indent}"
    return until, until, "".join(f"{gap}{name}" for name in more)


def _left(
    source: SourceText,
    entries: Mapping[str, _Entry],
    key: str,
    goes: Mapping[str, str],
    arriving: dict[str, list[str]],
    table: LazyTable,
) -> Replacement | None:
    """Return what the entry *key* becomes that *goes* leave: itself, and new ones behind it.

    A new key takes all names with it that arrive there.
    """
    text, entry = source.text, entries[key]
    if "#" in text[slice(*entry.value)] or text[entry.value[0]] == "{":
        return None
    kept = [text[at:until] for name, at, until in entry.names if name not in goes]
    between = text[entry.key[1] : entry.value[0]]
    parts = [text[slice(*entry.key)] + between + _listing(source, entry, kept)]
    if not kept and not table.lasting:
        parts = []
    for new in dict.fromkeys(goes.values()):
        if new not in entries and new in arriving:
            names, quote = arriving.pop(new), text[entry.key[0]]
            parts.append(f"{quote}{new}{quote}{between}{_listing(source, entry, names)}")
    begin = text.rfind("\n", 0, entry.key[0]) + 1
    indent = text[begin : entry.key[0]]
    gap = ", " if indent.strip() else f",{source.newline}{indent}"
    if parts:
        return entry.key[0], entry.value[1], gap.join(parts)
    if not indent.strip():
        line_end = text.find("\n", entry.value[1], source.span(table.node)[1])
        behind = text[entry.value[1] : line_end].strip(", \r")
        return (begin, line_end + 1, "") if line_end >= 0 and not behind else None
    after = min((e.key[0] for e in entries.values() if e.key[0] > entry.key[0]), default=None)
    if after is None or "#" in text[entry.value[1] : after]:
        return None
    return entry.key[0], after, ""


def _listing(source: SourceText, entry: _Entry, names: Sequence[str]) -> str:
    """Return *names* as a list that is laid out as that of *entry*: in a line, or a line each."""
    start, end = entry.value
    text = source.text
    opening, closing = text[start : entry.names[0][1]], text[entry.names[-1][2] : end]
    gap = text[entry.names[0][2] : entry.names[1][1]] if len(entry.names) > 1 else ", "
    if entry.is_tuple and len(names) == 1 and "," not in closing:
        closing = f",{closing}"
    return opening + gap.join(names) + closing
