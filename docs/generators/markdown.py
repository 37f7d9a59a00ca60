"""Pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MADE = "Made by `make reference` from {source}; do not edit."


def head(title: str, source: str) -> str:
    """Return the beginning of a page that is made from *source*."""
    return f"# {title}\n\n{MADE.format(source=source)}\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; line breaks and bars in a cell are taken care of."""
    lines = [headings, ["---"] * len(headings), *([cell(text) for text in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cell(text: str) -> str:
    """Return *text* as it may stand in a table."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """Return *text* as code, ``""`` if there is none."""
    if not text:
        return ""
    return f"`` {text} ``" if "`" in text else f"`{text}`"
