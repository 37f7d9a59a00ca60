"""`rezone validate`: what must hold before and after a phase, measured."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from rezone.codemods.cli.completing import CHECK, PHASE, Revision
from rezone.codemods.cli.options import Settings, format_option, takes_settings
from rezone.codemods.cli.progress import progress_line
from rezone.transforms.errors import UsageError

if TYPE_CHECKING:
    from rezone.phases.api import Told, Verdict


@click.command()
@click.option("--pre-migration", "mode", flag_value="pre-migration", help="Before the phase.")
@click.option("--post-migration", "mode", flag_value="post-migration", help="After it.")
@click.option("--full-validation", "mode", flag_value="full-validation", help="All that apply now.")
@click.option("--performance-test", "mode", flag_value="performance-test", help="Only speed.")
@click.option("--phase", "phases", multiple=True, type=PHASE, help="May be repeated.")
@click.option("--only", multiple=True, type=CHECK, help="Run this check; may be repeated.")
@click.option("--skip", multiple=True, type=CHECK, help="List this check as skipped.")
@click.option(
    "--before", "revision", default="", type=Revision("REV"), help="Compare with this revision."
)
@click.option("--fail-fast", is_flag=True, help="Stop at the first check that fails.")
@click.option("--strict", is_flag=True, help="A check that cannot measure fails.")
@format_option("junit")
@takes_settings
def validate(
    settings: Settings,
    mode: str | None,
    phases: tuple[int, ...],
    only: tuple[str, ...],
    skip: tuple[str, ...],
    revision: str,
    fail_fast: bool,
    strict: bool,
    output_format: str,
) -> None:
    """Measure what must hold before or after a phase, and say whether it does.

    The repository's own code runs in processes of its own, with a time limit.

    \b
    Examples:
      rezone validate --pre-migration --phase 1       before: also takes the baseline
      rezone validate --post-migration --phase 1      after: compares with it
      rezone validate --full-validation --phase 1     with performance, where phase 1 stands now
      rezone validate --performance-test              the last phase that is applied
      rezone validate --post-migration --phase 1 --phase 2 --skip performance --strict
      rezone validate --post-migration --phase 1 --format junit > checks.xml
    """
    from rezone.phases import api

    if mode is None:
        hint = "--pre-migration, --post-migration, --full-validation or --performance-test"
        raise UsageError("say what to validate", hint=hint)
    plan = api.load(settings.root, settings.config)
    choice = api.Choice(frozenset(only), frozenset(skip), strict, fail_fast, revision)
    with _told(settings) as told:
        verdict = api.validate(settings.root, plan, api.Mode(mode), phases, choice, told)
    report = api.write_validation(settings.root, verdict, plan)
    if output_format == "json":
        click.echo(report.read_text(encoding="utf-8"), nl=False)
    elif output_format == "junit":
        from rezone.phases.checks.junit import junit

        click.echo(junit(verdict), nl=False)
    else:
        _show(settings, verdict)
        if not settings.quiet:
            click.echo(f"report: {report.name}")
    if not verdict.holds:
        raise SystemExit(1)


@contextmanager
def _told(settings: Settings) -> Iterator[Told]:
    """Say which check runs: on a terminal in one line that goes away, with -v one line each."""
    with progress_line(settings, "finding modules") as progress:

        def told(name: str, done: int, total: int) -> None:
            progress(name, done, total)
            if settings.verbosity > 0 and not sys.stderr.isatty():
                click.echo(f"{done + 1}/{total} {name}", err=True)

        yield told


def _show(settings: Settings, verdict: Verdict) -> None:
    from rezone.codemods.cli.checks_table import checks_table, details
    from rezone.codemods.cli.screen import console

    screen = console(settings)
    results = verdict.results
    if settings.quiet:
        results = tuple(r for r in results if r.fails(verdict.strict))
    if results:
        screen.print(checks_table(results))
    for line in details(results, verdict.strict, settings.verbosity > 0):
        screen.print(line)
    if not settings.quiet:
        failed = sum(result.fails(verdict.strict) for result in results)
        screen.print(f"{len(results)} checks: " + (f"{failed} failed" if failed else "all hold"))
