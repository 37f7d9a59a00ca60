"""What became of one document."""

from __future__ import annotations

from msgspec import Struct

from rezone.transforms.references.mentions import Mention


class DocumentOutcome(Struct, frozen=True):
    """The bytes afterwards (``None``: they stay), what was edited and what had to be left.

    Offsets count characters of the decoded text, lines from 1.
    """

    content: bytes | None = None
    edits: tuple[Mention, ...] = ()
    left: tuple[Mention, ...] = ()
