"""Validators: functions from a data set to findings."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...domain.entities.dataset import Dataset


@dataclass(frozen=True)
class Finding:
    """One thing worth knowing; only *serious* ones stop a run."""

    column: str
    problem: str
    serious: bool = False

    def __str__(self) -> str:
        return f"{self.column}: {self.problem}"


Validator = Callable[[Dataset], Iterator[Finding]]


def no_gaps(dataset: Dataset) -> Iterator[Finding]:
    for name in dataset.columns:
        missing = sum(map(math.isnan, dataset.column(name)))
        if missing:
            yield Finding(name, f"{missing} values missing", serious=missing * 2 > len(dataset))


def no_constants(dataset: Dataset) -> Iterator[Finding]:
    for name in dataset.columns:
        if len(set(dataset.column(name))) == 1:
            yield Finding(name, "one value only")


def finite(dataset: Dataset) -> Iterator[Finding]:
    for name in dataset.columns:
        if any(map(math.isinf, dataset.column(name))):
            yield Finding(name, "infinite values", serious=True)


DEFAULT: tuple[Validator, ...] = (no_gaps, no_constants, finite)
