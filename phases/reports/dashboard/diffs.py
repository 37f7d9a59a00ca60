"""The diff of one file for a page: text, and not without end."""

from __future__ import annotations

from dataclasses import dataclass

from rezone.phases.reports.hunks import hunks

LONGEST = 20_000
"""Characters of one diff; a generated file that changes all over would fill the page."""

_SNIFFED = 8_000


@dataclass
class DiffBudget:
    """What is left for diffs on one page, in characters."""

    left: int = 12_000_000

    def diff(self, before: bytes | None, after: bytes | None) -> tuple[str, str]:
        """Return the hunks between two contents, and why they are not all or none.

        ``None`` is a content that nobody kept.
        """
        if before is None or after is None:
            return "", "nobody kept what it was"
        if before == after:
            return "", ""
        if b"\0" in before[:_SNIFFED] + after[:_SNIFFED]:
            return "", "it is no text"
        if self.left <= 0:
            return "", "the page is full; rezone dashboard --phase N shows one phase"
        text = b"".join(hunks(before, after)).decode("utf-8", "replace")
        kept = text[: min(LONGEST, self.left)]
        self.left -= len(kept)
        return kept, "" if len(kept) == len(text) else "only the beginning is shown"
