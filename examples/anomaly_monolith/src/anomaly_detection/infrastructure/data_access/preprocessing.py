"""Rows on their way in: features are looked up before they are cleaned."""

from __future__ import annotations

from ...domain.entities import Dataset
from ...domain.services import data_processing_service as processing
from ..feature_store.feature_store_service import FeatureStore
from .data.preprocessing import drop_constant


def prepare(dataset: Dataset, store: FeatureStore | None = None) -> Dataset:
    """Fill gaps, drop constant columns, and remember the result in *store* if there is one."""
    ready = drop_constant(processing.fill_gaps(dataset))
    if store is not None:
        store.put(ready)
    return ready
