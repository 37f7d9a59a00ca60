"""Patterns of dotted names in text: ``a.b.*``, ``a.b_*``, ``a.*.c``, and ``a.b.`` with a tail."""

from __future__ import annotations

import re

from rezone.transforms.records import replace
from rezone.transforms.references.folders import Destination, several_places
from rezone.transforms.references.mention import Kind, Mention
from rezone.transforms.references.text_map import TextMap


def moved_name(start: int, token: str, rest: str, target: Destination) -> Mention | None:
    """Return the mention of *token*: a name that goes to *target*, with *rest* behind it."""
    end = start + len(token)
    if isinstance(target, str):
        return Mention(start, end, token, target.replace(":", ".") + rest, "dotted")
    # What a package with several destinations held itself is not known: never resolved before.
    return None if rest else Mention(start, end, token, None, "dotted", several_places(target))


def name_pattern(start: int, token: str, text_map: TextMap) -> Mention | None:
    """Return the mention of the pattern *token*, a name with stars, if what it finds moves."""
    prefix, star, more = token.partition("*")
    inside = prefix.rpartition(".")[0]
    found = None if text_map.below(prefix) else text_map.resolve(inside)
    if found is not None and found[0] != inside:  # a.Thing.*: no module's name goes on like this
        return moved_name(start, token, token[len(found[0]) :], found[1])
    if more.strip("*"):  # a.*.c
        fits = re.compile(re.escape(token).replace(r"\*", ".*")).fullmatch
        moved = [name for name in text_map.destinations if fits(name) and text_map.resolve(name)]
        if all(fits(text_map.names(name)) for name in moved):
            return None
        return Mention(start, start + len(token), token, None, "glob", "a pattern inside the name")
    if prefix.endswith(".") and not text_map.below(prefix) and inside not in text_map.known:
        return name_beginning(start, token, inside, text_map)  # a.b_.*, a regular expression
    return _pattern(start, token, prefix, star + more, text_map)


def name_beginning(start: int, token: str, beginning: str, text_map: TextMap) -> Mention | None:
    """Return the mention of the names that go on after *beginning*, which is none itself.

    What follows it in *token* is ``.*`` or nothing.
    """
    mention = _pattern(start, token, beginning, "", text_map)
    if mention is None or mention.new is None or token == beginning:
        return mention
    new = mention.new.removesuffix(".")
    return replace(mention, new=f"{new}.*")


def name_prefix(start: int, token: str, text_map: TextMap, kind: Kind) -> Mention | None:
    """Return the mention of a name that something is put after: ``a.b.{name}``."""
    mention = _pattern(start, token + ".", token + ".", "", text_map)
    if mention is None:
        return None
    new = mention.new[:-1] if mention.new else None
    return Mention(start, start + len(token), token, new, kind, mention.reason)


def _pattern(start: int, token: str, prefix: str, tail: str, text_map: TextMap) -> Mention | None:
    """Return the mention of all names that begin with *prefix*, if one prefix names them after."""
    matched = text_map.below(prefix)
    if prefix.endswith(".") and prefix[:-1] in text_map.known:
        matched.append(prefix[:-1])
    if not any(text_map.resolve(name) for name in matched) or text_map.still_fits(prefix):
        return None
    common: set[str] = set()
    for name in matched:
        found = text_map.resolve(name)
        target = name if found is None else found[1]
        if isinstance(target, tuple) or (found is None and name not in text_map.modules):
            continue  # no module of its own: what lies below it says where
        common.add(_after(prefix, name, target))
    end = start + len(token)
    if len(common) == 1:
        new = common.pop()
        more = "" if prefix.endswith(".") else _found_as_well(new, matched, text_map)
        if more:
            reason = f"{new}* would find {more} as well"
            return Mention(start, end, token, None, "glob", reason)
        return Mention(start, end, token, new + tail, "glob")
    if all(place.startswith(prefix) for place in common):
        return None
    places = tuple(sorted({place.rstrip(".") for place in common}))
    return Mention(start, end, token, None, "glob", several_places(places))


def _found_as_well(prefix: str, matched: list[str], text_map: TextMap) -> str:
    """Return a name that begins with *prefix* after the phase and is none of the *matched*."""
    others = (text_map.names(name) for name in text_map.modules if name not in matched)
    arrived = min((name for name in others if name.startswith(prefix)), default="")
    folder = prefix.replace(".", "/")
    starts = tuple(f"{root}/{folder}".lstrip("/") for root in (*text_map.roots, ""))
    staying = (file for file in text_map.files if file not in text_map.paths)
    return arrived or min((file for file in staying if file.startswith(starts)), default="")


def _after(prefix: str, name: str, target: str) -> str:
    """Return what the characters *prefix* of *name* become when *name* becomes *target*."""
    if len(name) < len(prefix):  # a.b itself, for the pattern a.b.*
        return target + "."
    dot = "." if prefix.endswith(".") else ""
    rest = dot + name[len(prefix) :]
    return target[: len(target) - len(rest)] + dot if target.endswith(rest) else target
