"""Small things that everybody needs."""

from . import config, helpers

__all__ = ["config", "helpers"]
