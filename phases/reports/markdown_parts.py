"""Pieces of Markdown that whatever text they hold cannot break out of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def many(count: int, thing: str) -> str:
    """Return *count* and *thing*, in the plural where it is one."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def code(text: str) -> str:
    """Return *text* as a code span in a cell (CommonMark 6.1, GitHub's tables extension)."""
    if not text:
        return ""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}".replace("|", "\\|").replace("\n", " ")


def words(text: str) -> str:
    """Return *text* for a cell or a line: what Markdown or HTML would obey is escaped."""
    return re.sub(r"([\\`*_\[\]<>|&#~])", r"\\\1", " ".join(text.split()))


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of a table; cells are Markdown already."""
    headings = tuple(headings)
    yield f"| {' | '.join(headings)} |"
    yield "|" + "---|" * len(headings)
    yield from (f"| {' | '.join(row)} |" for row in rows)


def folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield *lines* under a title that a click opens (HTML, as GitHub and GitLab take it)."""
    yield from (f"<details><summary>{title}</summary>", "", *lines, "", "</details>", "")
