"""What older programs rely on.  This package stays where it is, and so has to follow everything else."""

from .compat import find_outliers

__all__ = ["find_outliers"]
