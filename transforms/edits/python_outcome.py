"""What becomes of one Python file."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from rezone.transforms.edits.actions import Edit
from rezone.transforms.edits.splice import Replacement
from rezone.transforms.references.model import Reference
from rezone.transforms.references.source import SourceText


@dataclass(frozen=True, slots=True)
class PythonOutcome:
    """What becomes of one Python file: *content* is None where its bytes stay the same.

    *parsed* is the file before and *replaced* what the edits put where, for whoever looks next.
    Where it *is_skimmed*, the tree holds the import statements that matter and nothing else.
    """

    content: bytes | None
    references: tuple[Reference, ...]
    edits: tuple[Edit, ...] = ()
    parsed: tuple[SourceText, ast.Module] | None = field(default=None, compare=False, repr=False)
    replaced: tuple[Replacement, ...] = field(default=(), compare=False, repr=False)
    is_skimmed: bool = field(default=False, compare=False, repr=False)
