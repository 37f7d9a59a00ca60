"""`rezone plan`: the plan as a table, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from rezone.codemods.cli.options import Settings, common_options, format_option, takes_settings
from rezone.codemods.cli.progress import progress_line
from rezone.codemods.cli.simulate import simulate
from rezone.transforms.errors import PlanError, PlanErrors

if TYPE_CHECKING:
    from rezone.phases.engine.drags import SymbolPhase
    from rezone.phases.plan.model import Plan


@click.group()
@common_options
def plan() -> None:
    """Show the plan, check it, or see what it makes of the imports.

    \b
    Examples:
      rezone plan show
      rezone plan simulate
      rezone plan check --config custom_config.json
    """


@plan.command()
@click.option("--tree", "as_tree", is_flag=True, help="Draw what moves as trees of new packages.")
@format_option("toml")
@takes_settings
def show(settings: Settings, as_tree: bool, output_format: str) -> None:
    """Print the phases, their moves and the domains.

    JSON and TOML are complete plan files, whatever form the plan was written in.

    \b
    Examples:
      rezone plan show
      rezone plan show --tree
      rezone plan show --format json
      rezone plan show --config custom_config.json --format toml > full.toml
    """
    from rezone.phases.plan.read import load
    from rezone.phases.plan.write import to_json, to_toml

    found = load(settings.root, settings.config)
    if output_format == "text":
        from rezone.codemods.cli.plan_tables import plan_tables, plan_trees
        from rezone.codemods.cli.screen import console

        console(settings).print(plan_trees(found) if as_tree else plan_tables(found))
    else:
        click.echo(to_json(found) if output_format == "json" else to_toml(found), nl=False)


@plan.command()
@format_option()
@takes_settings
def check(settings: Settings, output_format: str) -> None:
    """Say everything that is wrong with the plan, with file and line; exit with 0, 1 or 2.

    Of symbols it says what they would drag along, and whether their phase would be refused (1).

    \b
    Examples:
      rezone plan check
      rezone plan check --format json
      rezone plan check --root ../shop --config moves.json
    """
    from rezone.phases import api

    with progress_line(settings, "finding modules") as progress:
        found, problems = api.examine(settings.root, settings.config)
        progress("looking at what symbols need", 0, 0)
        symbols = () if problems else api.symbols(settings.root, found)
    if output_format == "json":
        import json

        click.echo(json.dumps(_report(found, problems, symbols), indent=2))
    elif not problems and not settings.quiet:
        moves = sum(len(phase.moves) for phase in found.phases)
        click.echo(f"{found.source}: the plan holds (phases: {len(found.phases)}, moves: {moves})")
        for line in _told(symbols):
            click.echo(line)
    elif problems:
        raise PlanErrors(problems)
    if problems:
        raise SystemExit(PlanErrors.exit_code)
    if any(phase.refusal for phase in symbols):
        raise SystemExit(1)


def _told(symbols: tuple[SymbolPhase, ...]) -> Iterator[str]:
    for phase in symbols:
        for drag in phase.drags:
            home = drag.symbol.partition(":")[0]
            yield f"phase {phase.number}: {drag.symbol} → {drag.target} (lines: {drag.lines})"
            if drag.imports:
                yield f"  imports: {', '.join(drag.imports)}"
            if drag.helpers:
                yield f"  stays in {home} and is imported from there: {', '.join(drag.helpers)}"
            if drag.back:
                yield f"  {home} goes on to use it and imports it back"
        if phase.refusal:
            yield f"phase {phase.number} would be refused: {phase.refusal}"


def _report(
    found: Plan, problems: tuple[PlanError, ...], symbols: tuple[SymbolPhase, ...]
) -> dict[str, object]:
    return {
        "plan": found.source,
        "holds": not problems,
        "phases": len(found.phases),
        "moves": sum(len(phase.moves) for phase in found.phases),
        **({"symbols": [phase.as_dict() for phase in symbols]} if symbols else {}),
        "problems": [told for error in problems for told in error.as_dicts()],
    }


plan.add_command(simulate)
