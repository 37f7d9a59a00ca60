"""Anomalies in graphs: nodes with far more or fewer neighbours than the rest.  (This file has CRLF line ends.)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from anomaly_detection.domain.entities import (
    Anomaly,  # what is returned
    Severity,
)
from anomaly_detection.infrastructure.utils.helpers import normalise, \
    z_scores

Edge = tuple[str, str]


class GraphAnomalyDetectionService:
    """Scores each node by how unusual its degree is."""

    def scores(self, edges: Iterable[Edge]) -> dict[str, float]:
        degree = Counter(node for edge in edges for node in edge)
        nodes = sorted(degree)
        return dict(zip(nodes, normalise([abs(z) for z in z_scores([degree[n] for n in nodes])]), strict=True))

    def detect(self, edges: Iterable[Edge], at_least: Severity = Severity.HIGH) -> dict[str, Anomaly]:
        """Return the nodes whose severity is *at_least* the given one."""
        order = list(Severity)
        found = {}
        for index, (node, score) in enumerate(self.scores(edges).items()):
            anomaly = Anomaly(index, score)
            if order.index(anomaly.severity) >= order.index(at_least):
                found[node] = anomaly
        return found
