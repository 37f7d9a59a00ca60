"""Detection algorithms in plain Python.

Importing a sub-package registers what it holds; the imports below are there for that effect alone.
"""

from . import adapters  # noqa: F401  registers the general detectors
from . import specialized  # noqa: F401  registers the seasonal one
from .registry import available, create_detector, register

__all__ = ["available", "create_detector", "register"]
