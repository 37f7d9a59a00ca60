"""What became of one document."""

from __future__ import annotations

from dataclasses import dataclass

from rezone.transforms.references.mentions import Mention


@dataclass(frozen=True, slots=True)
class DocumentOutcome:
    """The bytes afterwards (``None``: they stay), what was edited and what had to be left.

    Offsets count characters of the decoded text, lines from 1.
    """

    content: bytes | None = None
    edits: tuple[Mention, ...] = ()
    left: tuple[Mention, ...] = ()
