"""Choosing the fastest algorithm that is good enough."""

from .performance_optimizer import PerformanceOptimizer as PerformanceOptimizer
from .performance_optimizer import Trial as Trial
