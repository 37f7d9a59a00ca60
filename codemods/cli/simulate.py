"""`rezone plan simulate`: the import graph as it will be, before a file moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from rezone.codemods.cli.completing import PHASE
from rezone.codemods.cli.options import Settings, format_option, takes_settings
from rezone.codemods.cli.progress import progress_line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from rezone.phases.simulation import Simulated


@click.command()
@click.option("--phase", "phases", multiple=True, type=PHASE, help="May be repeated.")
@format_option()
@takes_settings
def simulate(settings: Settings, phases: tuple[int, ...], output_format: str) -> None:
    """Show graph, cycles, violations and coupling as they will be after each phase.

    Worked out from the import graph alone: nothing is rewritten, and nothing written.

    \b
    Examples:
      rezone plan simulate                  every phase that is not applied, one upon the other
      rezone plan simulate --phase 1 --phase 2
      rezone plan simulate --format json
    """
    from rezone.phases import api

    plan = api.load(settings.root, settings.config)
    with progress_line(settings, "finding modules") as progress:
        pending = [
            s.phase.number for s in api.standings(settings.root, plan) if s.status != "applied"
        ]
        found = api.simulate(settings.root, plan, phases or pending, progress)
    if output_format == "json":
        import json

        click.echo(json.dumps([simulated.as_dict() for simulated in found], indent=2))
        return
    from rezone.codemods.cli.screen import console

    screen = console(settings)
    for part in _parts(found, settings.verbosity > 0):
        screen.print(part)
    if not found and not settings.quiet:
        click.echo("every phase is applied")


def _parts(found: Iterable[Simulated], every: bool) -> Iterator[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    for simulated in found:
        phase = simulated.phase
        title = f"Phase {phase.number}: {phase.title}" if phase.title else f"Phase {phase.number}"
        graph = simulated.graph
        yield Text(f"\n{title}", style="bold")
        yield Text(
            f"{len(graph.modules)} modules, {len(graph.edges)} imports; "
            f"{len(simulated.new_cycles)} new cycles; {len(simulated.violations)} violations"
        )
        for group in simulated.new_cycles:
            yield Text(f"  new cycle: {', '.join(group)}", style="bold red")
        table = Table(box=None, pad_edge=False)
        for heading in (
            "package",
            "modules",
            "imported by others",
            "imports others",
            "instability",
        ):
            table.add_column(heading, justify="left" if heading == "package" else "right")
        for part in simulated.coupling:
            counts = (part.modules, part.incoming, part.outgoing)
            table.add_row(part.name, *map(str, counts), f"{part.instability:.2f}")
        yield table
        yield from _violations(simulated, every)


def _violations(simulated: Simulated, every: bool) -> Iterator[RenderableType]:
    from rich.text import Text

    pairs: dict[tuple[str, str], list[str]] = {}
    for (importer, imported), domains in simulated.violations.items():
        pairs.setdefault(domains, []).append(f"{importer} → {imported}")
    for (here, there), imports in sorted(pairs.items()):
        yield Text(f"  {here} may not import {there}: {len(imports)}", style="yellow")
        yield from (Text(f"    {line}") for line in (imports if every else ()))
