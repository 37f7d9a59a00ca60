"""Make it faster, but measure first."""

from .optimization import PerformanceOptimizer

__all__ = ["PerformanceOptimizer"]
