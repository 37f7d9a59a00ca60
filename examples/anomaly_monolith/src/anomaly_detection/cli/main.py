"""``anomaly-detection``: the click group."""

from __future__ import annotations

import logging

import click

from anomaly_detection import __version__
from anomaly_detection.cli.commands import ALL


@click.group()
@click.version_option(__version__, prog_name="anomaly-detection")
@click.option("-v", "--verbose", is_flag=True, help="Say more about what happens.")
def main(verbose: bool) -> None:
    """Find what does not belong."""
    if verbose:
        logging.getLogger("anomaly_detection.infrastructure.monitoring").setLevel(logging.DEBUG)


for _command in ALL:
    main.add_command(_command)

if __name__ == "__main__":
    main()
