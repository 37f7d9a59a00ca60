"""See what the program does: traces, profiles, alerts, and numbers for the business."""

from .business_metrics_service import cost_of
from .intelligent_alerting_service import IntelligentAlerting
from .monitoring_orchestrator import MonitoringOrchestrator
from .performance_profiler import Profiler
from .tracing_service import current_trace_id, span

__all__ = ["IntelligentAlerting", "MonitoringOrchestrator", "Profiler", "cost_of", "current_trace_id", "span"]
