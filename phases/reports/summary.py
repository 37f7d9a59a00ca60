"""What a phase does, on one screen: counts, moves, and what a person should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rezone.phases.engine.outcome import FileOutcome, Preview
from rezone.phases.plan.model import Phase
from rezone.phases.reports.move_of_file import moves_of
from rezone.phases.reports.printable import printable
from rezone.phases.reports.report import file_totals, is_to_review
from rezone.transforms.references.model import Reference, Status

if TYPE_CHECKING:
    from rich.console import Group, RenderableType
    from rich.table import Table
    from rich.tree import Tree

SHOWN = 20
"""References listed before the summary points to the report for the rest."""

# What needs a person comes first: the list may be cut.
_URGENCY = (Status.UNKNOWN, Status.BLOCKED, Status.KEPT, Status.BRIDGED)

_Place = tuple[FileOutcome, Reference]


def summary(preview: Preview, phase: Phase, *, heading: str, tree: Tree | None = None) -> Group:
    """Return the summary of *preview*, for a rich console: without colour it is plain text.

    Args:
        preview: what *phase* does.
        phase: the phase.
        heading: what was done with it, such as ``dry run``.
        tree: what moves, drawn; it takes the place of the table of moves.
    """
    from rich.console import Group

    return Group(*_parts(preview, phase, heading, tree))


def _parts(
    preview: Preview, phase: Phase, heading: str, tree: Tree | None
) -> Iterator[RenderableType]:
    from rich.text import Text

    title = f"Phase {phase.number}: {phase.title}" if phase.title else f"Phase {phase.number}"
    yield Text(printable(f"{title} ({heading})"), style="bold")
    yield Text(_counts(preview))
    if phase.moves:
        yield Text()
        yield tree or _moves(preview, phase)
    if preview.statuses:
        yield Text()
        yield _references(preview)
    places = [(file, reference) for file in preview.files for reference in file.references]
    left = [place for place in places if place[1].status in _URGENCY]
    left.sort(key=_urgency)
    yield from _listed("Left alone", left, phase)
    review = [place for place in places if is_to_review(place[1])]
    yield from _listed("Rewritten where the position says so: please review", review, phase)
    if preview.warnings:
        yield Text("\nWarnings", style="bold yellow")
        yield from (Text(f"  {printable(warning)}") for warning in preview.warnings)


def _urgency(place: _Place) -> tuple[int, bool]:
    """Return what a place is sorted by: names that modules give themselves come last."""
    return _URGENCY.index(place[1].status), place[1].old == "__name__"


def _counts(preview: Preview) -> str:
    totals = file_totals(preview)
    text = (
        "files: {searched} searched; {moved} moved; {edited} edited ({proven} proven); "
        "{created} created; {removed} removed"
    )
    return (text + ("; {bridged} bridged" if preview.bridges else "")).format_map(totals)


def _moves(preview: Preview, phase: Phase) -> Table:
    moves = [planned.move for planned in phase.moves]
    files = Counter(moves_of(((file.old, file.new) for file in preview.moved), moves))
    table = _table("from", "to", "files")
    for move in moves:
        # A symbol leaves its file where it is.
        number = "" if move.is_symbol else str(files[move])
        _add(table, move.source, move.target, number)
    return table


def _references(preview: Preview) -> Table:
    table = _table("references", "", "of which")
    for status in Status:
        kinds = Counter(
            reference.kind
            for file in preview.files
            for reference in file.references
            if reference.status is status
        )
        if kinds:
            parts = ", ".join(f"{kind} {number}" for kind, number in kinds.most_common())
            _add(table, status.value, str(kinds.total()), parts)
    return table


def _listed(title: str, places: list[_Place], phase: Phase) -> Iterator[RenderableType]:
    from rich.text import Text

    if not places:
        return
    yield Text(f"\n{title} ({len(places)})", style="bold")
    table = _table("", "", "", "")
    table.show_header = False
    for file, reference in places[:SHOWN]:
        names = f"{reference.old} -> {reference.new}" if reference.new else reference.old
        what = f"{names}: {reference.reason}" if reference.reason else names
        where = f"  {file.old}:{reference.line}"
        _add(table, where, reference.status.value, reference.kind.value, what)
    yield table
    if len(places) > SHOWN:
        more = f"{len(places) - SHOWN} more in migration_reports/phase{phase.number}.json"
        yield Text(f"  {more} (in a dry run: --format json)")


def _table(*columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    from rich.text import Text

    table.add_row(*(Text(printable(cell)) for cell in cells))  # a bare string might be markup
