"""Mentions of what moves in a text that is no Python: one pass over names, paths and commands.

A mention is *sure* because it resolves: the longest known prefix of a dotted name, or the file or
folder that a path leads to, is one that moves.  A word that only looks alike is none.
"""

from __future__ import annotations

from collections.abc import Callable

from rezone.transforms.names import top
from rezone.transforms.references.folders import moved_folders
from rezone.transforms.references.groups import may_be_group
from rezone.transforms.references.lone_paths import lone_paths_in
from rezone.transforms.references.lost_patterns import bare_patterns_in
from rezone.transforms.references.measured import measured_in
from rezone.transforms.references.mention import MAYBE_GROUP, Mention, disjoint, rewrite
from rezone.transforms.references.path_bases import Setting
from rezone.transforms.references.text_commands import commands_in
from rezone.transforms.references.text_imports import imports_in, local_names
from rezone.transforms.references.text_map import TextMap
from rezone.transforms.references.text_names import names_in
from rezone.transforms.references.text_odd_names import odd_names_in
from rezone.transforms.references.text_paths import paths_in
from rezone.transforms.references.text_tops import tops_in

__all__ = [
    "Matters",
    "Mention",
    "Setting",
    "TextMap",
    "disjoint",
    "find",
    "find_in_python",
    "moved_folders",
    "rewrite",
]

_ANYWHERE = Setting()


Matters = Callable[[int, int], bool]
"""Says of a part of a text, from one place to another, whether it matters."""


def _stands(name: str, text: str, matters: Matters | None) -> bool:
    """Say whether *name* is in *text*, at a place that *matters*."""
    if matters is None:
        return name in text
    position = text.find(name)
    while position >= 0:
        end = position + len(name)
        if matters(position, end):
            return True
        position = text.find(name, end)
    return False


def find(text: str, text_map: TextMap, setting: Setting = _ANYWHERE) -> tuple[Mention, ...]:
    """Return what in *text* names something that moves: disjoint, in order of place.

    Those that cannot be rewritten are among them, with ``new is None`` and the reason.
    """
    names = any(top in text for top in (*text_map.tops, *text_map.gone))
    if not names and not any(mark in text for mark in "/\\*"):
        return ()
    mentions = [*paths_in(text, text_map, setting), *lone_paths_in(text, text_map, setting)]
    if setting.path and not setting.prose:
        mentions += bare_patterns_in(text, text_map)
    if names:
        imports = tuple(imports_in(text, text_map))
        local = local_names(text, imports) if "import" in text else frozenset[str]()
        mentions += imports
        mentions += (
            mention
            for mention in names_in(text, text_map)
            if mention.kind != "dotted" or top(mention.old.partition(":")[0]) not in local
        )
        mentions += odd_names_in(text, text_map)
        mentions += commands_in(text, text_map)
        mentions += () if setting.piece else measured_in(text, text_map)
    if text_map.gone and not setting.prose:
        mentions += tops_in(text, text_map)
    if setting.prose and text_map.groups:
        mentions = [
            each.left(MAYBE_GROUP) if may_be_group(each, text, text_map.groups) else each
            for each in mentions
        ]
    return disjoint(mentions)


def find_in_python(
    text: str,
    text_map: TextMap,
    setting: Setting = _ANYWHERE,
    matters: Matters | None = None,
) -> tuple[Mention, ...]:
    """Return the mentions in the source of a Python file; its caller tells text from code.

    Imports are among them, for strings hold code as well: templates, scripts, generators.  What
    the file's own imports bind is the caller's: a string knows nothing of it.  Where a caller
    says what *matters*, from one place to another, the rest may be left out.
    """
    mentions = [*paths_in(text, text_map, setting), *lone_paths_in(text, text_map, setting)]
    if any(_stands(name, text, matters) for name in text_map.tops):
        mentions += imports_in(text, text_map)
        mentions += names_in(text, text_map)
        mentions += odd_names_in(text, text_map)
        mentions += commands_in(text, text_map)
        mentions += measured_in(text, text_map, is_code=True)
    return disjoint(mentions)
