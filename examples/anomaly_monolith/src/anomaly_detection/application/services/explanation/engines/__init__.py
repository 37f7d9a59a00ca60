"""Engines put facts into words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from ....facades import limits
from ..analyzers import Fact

if TYPE_CHECKING:
    from ..analyzers import explanation_analyzers


class SentenceEngine:
    """One sentence for each fact, at most :data:`anomaly_detection.application.facades.limits.SENTENCES` of them.

    >>> SentenceEngine().tell([Fact(4, "load", 0.8)])
    ['Row 4 stands out by load (80%).']
    """

    def tell(self, facts: Iterable[Fact]) -> list[str]:
        known = [cast("explanation_analyzers.Fact", fact) for fact in facts]
        known.sort(key=lambda fact: -fact.share)
        return [f"Row {f.index} stands out by {f.column} ({f.share:.0%})." for f in known[: limits.SENTENCES]]
