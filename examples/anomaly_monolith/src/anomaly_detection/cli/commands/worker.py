"""``worker``: answer jobs from standard input."""

import json
from typing import TextIO

import click

from ... import worker


@click.command("worker")
@click.option("--once", is_flag=True, help="Stop after the first job.")
@click.argument("source", type=click.File(), default="-")
def command(once: bool, source: TextIO) -> None:
    """Answer jobs, one JSON object a line."""
    for answer in worker.run(source, once):
        click.echo(json.dumps(answer))
