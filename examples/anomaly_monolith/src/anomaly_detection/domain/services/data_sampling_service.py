"""Take a part of a data set.  (This file is indented with tabs.)"""

from __future__ import annotations

import random
from dataclasses import replace

from ..entities import (
	Dataset,
	DetectionResult,
	)


def sample(dataset: Dataset, size: int, seed: int = 0) -> Dataset:
	"""Return *size* rows in their order; the same seed gives the same rows."""
	chosen = sorted(random.Random(seed).sample(range(len(dataset)), min(size, len(dataset))))
	return replace(dataset, rows=tuple(dataset.rows[i] for i in chosen))


def stratified(dataset: Dataset, result: DetectionResult, size: int, seed: int = 0) -> Dataset:
	"""Like :func:`sample`, but every anomaly of *result* is kept.

	>>> from anomaly_detection.domain.entities import Threshold
	>>> data = Dataset.of([[n] for n in range(9)])
	>>> hits = DetectionResult("none", (0.0,) * 8 + (1.0,), Threshold(0.5))
	>>> stratified(data, hits, 2).rows[-1]
	(8.0,)
	"""
	kept = [i for i, hit in enumerate(result.labels) if hit]
	rest = [i for i, hit in enumerate(result.labels) if not hit]
	extra = random.Random(seed).sample(rest, max(0, min(size - len(kept), len(rest))))
	return replace(dataset, rows=tuple(dataset.rows[i] for i in sorted([*kept, *extra])))
