"""What a command measures: ``pytest --cov=app``, ``coverage run --source=app``.

Each names packages that stand for all below them.  A new one beside them is named as they are, in
a command, in a list of strings or as an item of YAML; elsewhere the place is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rezone.transforms.references.mention import Mention
from rezone.transforms.references.package_lists import Extension, PackageList, Takes
from rezone.transforms.references.text_map import TextMap

_OPTION = re.compile(
    r"(?<![\w-])(?P<flag>--cov(?:=|[ \t]+|(?P<quote>[\"']),[ \t]*(?P=quote)))(?P<value>[\w./*]+)"
    r"(?![\w-])"
)
_SOURCE = re.compile(r"\bcoverage\b[^\n]*?[ \t\"']--source(?:=|[ \t]+)(?P<value>[\w./,*]+)")
_FLAG = re.compile(r"[ \t]*(?:-[ \t]+|(?!-[ \t]))[\"']?(?:-|$)")
_ANOTHER = re.compile(r"[\"'][ \t]*:|[;&|]")
_ITEM = re.compile(r"[ \t]*-[ \t]+")
_IN_A_LIST = re.compile(r"[\[,(]\s*[\"']$")
_END = re.compile(r"[ \t]*\r?(?:\n|$)")


def measured_in(text: str, text_map: TextMap, *, is_code: bool = False) -> Iterator[Mention]:
    """Yield the packages in *text* beside which a new one is lacking.

    In code nothing is added: what stands in a literal cannot become two of them.
    """
    if not text_map.new_tops or ("--cov" not in text and "--source" not in text):
        return
    for options in _commands(text):
        said = PackageList([each["value"] for each in options], "", Takes.MEASURED, text_map)
        for extension in said.extensions():
            yield _extended(text, options[extension.at], extension, is_code)
    for match in _SOURCE.finditer(text):
        yield from _sources(match, text_map)


def _commands(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield the options of each command."""
    together: list[re.Match[str]] = []
    for option in _OPTION.finditer(text):
        if together and not _in_one_command(text[together[-1].end() : option.start()]):
            yield together
            together = []
        together.append(option)
    if together:
        yield together


def _in_one_command(between: str) -> bool:
    """Say whether only options and values stand on the lines between two options."""
    lines = between.split("\n")
    return not _ANOTHER.search(between) and all(
        before.rstrip().endswith(("\\", ",")) or _FLAG.match(line)
        for before, line in pairwise(lines)
    )


def _sources(match: re.Match[str], text_map: TextMap) -> Iterator[Mention]:
    """Yield what becomes of packages between commas."""
    values = match["value"].split(",")
    at = match.start("value")
    for extension in PackageList(values, "", Takes.MEASURED, text_map).extensions():
        start = at + sum(len(value) + 1 for value in values[: extension.at])
        old = values[extension.at]
        new = None if extension.reason else ",".join(extension.entries)
        yield Mention(start, start + len(old), old, new, "dotted", extension.reason)


def _extended(text: str, option: re.Match[str], extension: Extension, is_code: bool) -> Mention:
    start, end = option.span()
    options = [f"{option['flag']}{name}" for name in extension.entries]
    before, behind = text[start - 1 : start], text[end : end + 1]
    between = ""
    if item := _ITEM.fullmatch(text, text.rfind("\n", 0, start) + 1, start):
        between = f"\n{item[0]}" if _END.match(text, end) else ""
    elif before in ("'", '"') and _IN_A_LIST.search(text, max(0, start - 80), start):
        between = f"{before}, {before}" if before == behind else ""
    elif before in ("", *" \t\n\"'`") and behind in ("", *" \t\r\n\"'`\\"):
        between = " "
    reason = extension.reason
    if not reason and (is_code or not between):
        reason = f"part of it goes elsewhere: give {' '.join(options)}"
    if reason:
        return Mention(*option.span("value"), option["value"], None, "dotted", reason)
    return Mention(start, end, option[0], between.join(options), "dotted")
