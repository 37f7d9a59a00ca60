"""Reading, preparing and checking files."""

from . import loaders, preprocessing, validation

__all__ = ["loaders", "preprocessing", "validation"]
