"""Old names as Markdown: the summary of a job, a comment to a pull request."""

from __future__ import annotations

import re

from rezone.phases.references import Rewritten

SHOWN = 100
"""References listed before the rest is only counted: GitHub cuts a summary at 1 MiB."""


def markdown(found: Rewritten, *, written: bool) -> str:
    """Return *found* as Markdown.

    Args:
        found: what was found.
        written: the references were rewritten, not only found.
    """
    names, files = len(found.references), len({path for path, *_ in found.references})
    lines = ["## Old names", ""]
    if names:
        what = "rewritten" if written else "left"
        lines += [f"{_many(names, 'old name')} {what} in {_many(files, 'file')}.", ""]
        lines += ["| place | old name | new name |", "|---|---|---|"]
        lines += [
            f"| {_code(f'{path}:{line}')} | {_code(old)} | {_code(new)} |"
            for path, line, old, new in found.references[:SHOWN]
        ]
        if names > SHOWN:
            lines += ["", f"… and {names - SHOWN} more."]
        if not written:
            lines += ["", "`rezone rewrite` with the paths of these files makes them follow."]
    else:
        lines.append("None in the files looked at.")
    if found.problems:
        lines += ["", "Left untouched:", "", *(f"- {_code(p)}" for p in found.problems)]
    return "\n".join(lines) + "\n"


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _code(text: str) -> str:
    """Return *text* as a code span in a cell (CommonMark 6.1, GitHub's tables extension)."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}".replace("|", "\\|").replace("\n", " ")
