"""Model registry and experiments, for the application."""

from .experiment_tracking_integration import ExperimentTracker
from .unified_model_registry import UnifiedModelRegistry, default_registry

__all__ = ["ExperimentTracker", "UnifiedModelRegistry", "default_registry"]
