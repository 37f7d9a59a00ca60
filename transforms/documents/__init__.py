"""Documents that are no Python files: what names a moved module in them follows it."""

from rezone.transforms.documents.document import leftovers, rewrite
from rezone.transforms.documents.outcome import DocumentOutcome
from rezone.transforms.documents.registry import PythonRewriter

__all__ = ["DocumentOutcome", "PythonRewriter", "leftovers", "rewrite"]
