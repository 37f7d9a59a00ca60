"""Checks as a table for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.table import Table
from rich.text import Text

from rezone.phases.checks.model import CheckResult, Status

SHOWN = 10
"""Details of one check before the report is pointed to for the rest."""

_STYLES = {Status.PASSED: "green", Status.FAILED: "bold red", Status.SKIPPED: "yellow"}


def checks_table(results: Iterable[CheckResult]) -> Table:
    """Return one row a check: what it measured, and what it wants."""
    table = Table(box=None, pad_edge=False)
    for heading in ("phase", "when", "check", "result", "measured", "threshold"):
        table.add_column(heading, overflow="fold")
    table.add_column("seconds", justify="right")
    for result in results:
        finding = result.finding
        table.add_row(
            str(result.phase),
            result.when.value,
            result.check.id,
            Text(result.status.value, style=_STYLES[result.status]),
            Text(finding.measured if finding else _one_line(result.reason)),
            Text(finding.threshold if finding else ""),
            f"{result.seconds:.1f}",
        )
    return table


def details(results: Iterable[CheckResult], strict: bool, every: bool) -> Iterator[Text]:
    """Yield what the checks that fail have found, or with *every* what all have."""
    for result in results:
        found = result.finding.details if result.finding else tuple(result.reason.splitlines()[1:])
        if not found or not (every or result.fails(strict)):
            continue
        yield Text(f"\n{result.check.id} (phase {result.phase}, {result.when})", style="bold")
        shown = found if every else found[:SHOWN]
        yield from (Text(f"  {line}") for line in shown)
        if len(found) > len(shown):
            yield Text(f"  {len(found) - len(shown)} more in the report")


def _one_line(reason: str) -> str:
    return (reason.splitlines() or [""])[0]
