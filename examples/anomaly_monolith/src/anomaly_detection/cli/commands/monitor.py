"""``monitor``: ask all parts of monitoring once."""

import click

from ...infrastructure.monitoring import dashboard
from ...infrastructure import observability


@click.command("monitor")
def command() -> None:
    """Print the dashboard after one round."""
    orchestrator = observability.MonitoringOrchestrator()
    orchestrator.tick()
    click.echo(dashboard(orchestrator.metrics))
