"""Watch the running program.

``dashboard`` is a module *and*, through the import below, a function: as in any package, the attribute wins.
"""

from .alerting_system import Alert, AlertingSystem
from .dashboard import dashboard
from .health_checker import CheckResult, default_checks
from .metrics_collector import MetricsCollector

__all__ = ["Alert", "AlertingSystem", "CheckResult", "MetricsCollector", "dashboard", "default_checks"]
