"""Old names as Markdown: the summary of a job, a comment to a pull request."""

from __future__ import annotations

from rezone.phases.references import Rewritten
from rezone.phases.reports.markdown_parts import code, many, table

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
        lines += [f"{many(names, 'old name')} {what} in {many(files, 'file')}.", ""]
        lines += table(
            ("place", "old name", "new name"),
            (
                (code(f"{path}:{line}"), code(old), code(new))
                for path, line, old, new in found.references[:SHOWN]
            ),
        )
        if names > SHOWN:
            lines += ["", f"… and {names - SHOWN} more."]
        if not written:
            lines += ["", "`rezone rewrite` with the paths of these files makes them follow."]
    elif not found.left:
        lines.append("None in the files looked at.")
    if found.left:
        lines += ["", f"{many(len(found.left), 'old name')} left for a person to settle."]
    if found.problems:
        lines += ["", "Left untouched:", "", *(f"- {code(p)}" for p in found.problems)]
    return "\n".join(lines) + "\n"
