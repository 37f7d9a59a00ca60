"""What stands before a dotted name in text and says what it is: a table, a queue, a class."""

from __future__ import annotations

import re

from rezone.transforms.references.mention import IMAGE, LABEL, QUEUE, TOP

# Keywords in capitals, as SQL is written by convention: prose says "from" and "update" as well.
_TABLE = re.compile(
    r"\b(?:(?:SELECT|DELETE)\b[^;]*\b(?:FROM|JOIN)|INSERT\s+INTO|UPDATE|JOIN|(?:CREATE|ALTER|DROP"
    r"|TRUNCATE)\s+TABLE(?:\s+IF\s+(?:NOT\s+)?EXISTS)?)\s+[\"`\[]?$"
)
_QUERY = re.compile(
    r"[\"'`][ \t]*(?:(?:select|delete)\b[^;\"'`\n]*\b(?:from|join)|insert[ \t]+into|update)[ \t]+$"
)
_WORKER = re.compile(r"(?<![\w-])(?:-Q|--queues?)(?:[ \t]+|=)[\"']?(?:[\w.]+,)*$")
_ATTR = re.compile(r"\battr:[ \t]*$")
_LABEL = re.compile(
    r"(?:[:{](?:std:)?(?:ref|numref|term|doc|keyword|option|envvar|eq|cite)[:}]`(?:[^`<>]*<)?"
    r"|^[ \t]*\.\.[ \t]+_`?)$",
    re.MULTILINE,
)
_IMAGE = re.compile(r"\bimage[\"']?[ \t]*:[ \t]*[\"']?$")
_REFERENCE = re.compile(r"`_(?![\w_])")
_LONGEST_OUTPUT = 2_000
_TOP_BEFORE = re.compile(r"\b__import__\([\\\"']+$")
_TOP_AFTER = re.compile(r"[\\\"']+\)\.")
_IMPORTED = re.compile(r"\s+c?import\b")


_QUOTES = "\"'\\"
_SPACES = " \t\r\n"


def names_something_else(text: str, start: int, end: int) -> str:
    """Return the reason why the name in ``text[start:end]`` is no module, ``""`` if none."""
    near = max(0, start - 400)
    last = text[start - 1 : start]  # before most names it says that no pattern needs a look
    if (
        last in _QUOTES
        and _TOP_AFTER.match(text, end)
        and _TOP_BEFORE.search(text, max(0, start - 20), start)
    ):
        return TOP
    if (
        (last in _QUOTES or last in _SPACES or last in "=,")
        and (text.find("-Q", near, start) >= 0 or text.find("--queue", near, start) >= 0)
        and _WORKER.search(text, near, start)
    ):
        return QUEUE
    if (last in _QUOTES or last in _SPACES or last == ":") and _IMAGE.search(
        text, max(0, start - 20), start
    ):
        return IMAGE
    if last in "`<_" and (_LABEL.search(text, near, start) or (last == "`" and is_link(text, end))):
        return LABEL
    if (last in _SPACES or last in '"`[') and _says_table(text[near:start]):
        is_table = _TABLE.search(text, near, start) or _QUERY.search(text, near, start)
        if is_table and not _IMPORTED.match(text, end):
            return "the name of a table, for all that text can tell"
    return ""


def _says_table(before: str) -> bool:
    """Say whether the last word of *before* is one that SQL has before the name of a table."""
    bare = before.rstrip()
    bare = bare[:-1].rstrip() if bare.endswith(('"', "`", "[")) else bare
    return bare[-6:].upper().endswith(_BEFORE_TABLES)


_BEFORE_TABLES = ("FROM", "JOIN", "INTO", "UPDATE", "TABLE", "EXISTS")


def is_link(text: str, end: int) -> bool:
    """Say whether the backtick at *end* closes a link that is defined elsewhere: ```a.b`_``."""
    return _REFERENCE.match(text, end) is not None


def says_qualified(text: str, start: int) -> bool:
    """Say whether what stands at *start* is the qualified name of something, if it is a name.

    So it is in what a doctest prints, and behind ``attr:``, where setuptools reads from a module.
    """
    if _ATTR.search(text, max(0, start - 20), start):
        return True
    near = max(0, start - _LONGEST_OUTPUT)
    if ">>>" not in text[near:start]:
        return False
    lines = text[near:start].split("\n")[:-1]
    for line in reversed(lines):
        if not line.strip():
            return False
        if line.lstrip().startswith(">>>"):
            return True
    return False
