"""``health``: is the system well?"""

import click

from ...domain.services.health_monitoring_service import HealthMonitoringService
from .. import emit


@click.command("health")
@click.option("--json", "as_json", is_flag=True)
def command(as_json: bool) -> None:
    """Run all checks; exit with 1 if the system is down."""
    service = HealthMonitoringService()
    emit(["check", "ok", "detail"], [[r.name, r.ok, r.detail] for r in service.run()], as_json)
    raise SystemExit(int(service.status() == "down"))
