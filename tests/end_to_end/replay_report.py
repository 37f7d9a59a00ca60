"""The tables of a replay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from replay_compare import ADDED, BOTH_LEFT, EXTRA, MISSED, ODD, OTHER, SAME, STAYED, Site
from replay_names import (
    COMMENT,
    CONFIG,
    DOCS,
    DOCSTRING,
    IMPORT,
    STRING,
    TARGET,
    USE,
)
from replay_names import OTHER as OTHER_FILE

if TYPE_CHECKING:
    from replay import Result

VERDICTS = (SAME, MISSED, EXTRA, OTHER, STAYED, BOTH_LEFT, ADDED, ODD)
KINDS = (IMPORT, USE, TARGET, STRING, DOCSTRING, COMMENT, CONFIG, DOCS, OTHER_FILE)


def table(results: list[Result]) -> str:
    """Return Markdown: one table over the commits, one over the kinds of places."""
    lines = ["| commit | moved |" + "".join(f" {verdict} |" for verdict in VERDICTS)]
    lines.append("|---|---:|" + "---:|" * len(VERDICTS))
    for result in results:
        moved = len(result.moves.packages) + len(result.moves.modules)
        title = f"{result.replay.name} `{result.replay.commit[:10]}`"
        cells = row(count(result.sites), VERDICTS) if result.applied else "refused"
        lines.append(f"| {title} | {moved} | {cells} |")
    every = [site for result in results for site in result.sites]
    lines.append(f"| **all** | | {row(count(every), VERDICTS)} |")
    lines += ["", "| kind |" + "".join(f" {verdict} |" for verdict in VERDICTS)]
    lines.append("|---|" + "---:|" * len(VERDICTS))
    for kind in KINDS:
        counted = count(site for site in every if site.kind == kind)
        lines.append(f"| {kind} | {row(counted, VERDICTS)} |")
    lines += [f"\n{r.replay.name} was refused:\n{r.said}" for r in results if not r.applied]
    return "\n".join(lines)


def count(sites: Iterable[Site]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for site in sites:
        counted[site.verdict] += site.count
    return counted


def row(counted: Counter[str], verdicts: Iterable[str]) -> str:
    return " | ".join(f"{counted[verdict]:,}" for verdict in verdicts)


def listing(sites: list[Site], verdicts: list[str]) -> Iterator[str]:
    """Yield one line for each of *sites* with one of *verdicts*."""
    for site in sites:
        if site.verdict in verdicts:
            yield (
                f"{site.verdict} | {site.kind} | {site.path} | {site.old} -> {site.new}"
                f" | {site.count}"
            )
