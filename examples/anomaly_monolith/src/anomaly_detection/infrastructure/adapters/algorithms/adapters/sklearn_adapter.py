"""Detectors with the interface of scikit-learn's: isolation and neighbourhood."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

from ....utils.helpers.maths import distance, normalise
from ..registry import register

Rows = Sequence[Sequence[float]]


@register("isolation_forest")
class IsolationForestDetector:
    """Random cuts isolate an outlier sooner than a common row (Liu, Ting and Zhou, 2008)."""

    name = ""

    def __init__(self, trees: int = 25, sample: int = 64, seed: int = 7) -> None:
        self.trees, self.sample, self.seed = trees, sample, seed
        self._forest: list[Any] = []

    def fit(self, rows: Rows) -> IsolationForestDetector:
        rng = random.Random(self.seed)
        size = min(self.sample, len(rows))
        depth = math.ceil(math.log2(max(size, 2)))
        self._forest = [self._grow(rng.sample(list(rows), size), depth, rng) for _ in range(self.trees)]
        return self

    def _grow(self, rows: Rows, depth: int, rng: random.Random) -> Any:
        if depth == 0 or len(rows) <= 1:
            return len(rows)
        column = rng.randrange(len(rows[0]))
        values = [row[column] for row in rows]
        cut = rng.uniform(min(values), max(values))
        left = [row for row in rows if row[column] < cut]
        right = [row for row in rows if row[column] >= cut]
        return column, cut, self._grow(left, depth - 1, rng), self._grow(right, depth - 1, rng)

    def _path(self, node: Any, row: Sequence[float]) -> float:
        length = 0.0
        while isinstance(node, tuple):
            column, cut, left, right = node
            node = left if row[column] < cut else right
            length += 1
        return length + math.log2(max(node, 1))

    def score(self, rows: Rows) -> list[float]:
        return normalise([-sum(self._path(tree, row) for tree in self._forest) for row in rows])


@register("neighbours")
class NeighbourDetector:
    """The distance to the *k*-th nearest row that was seen."""

    name = ""

    def __init__(self, k: int = 5) -> None:
        self.k = k
        self._seen: Rows = ()

    def fit(self, rows: Rows) -> NeighbourDetector:
        self._seen = tuple(rows)
        return self

    def score(self, rows: Rows) -> list[float]:
        return normalise([sorted(distance(row, other) for other in self._seen)[: self.k + 1][-1] for row in rows])
