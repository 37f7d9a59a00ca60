"""Chain steps into a pipeline."""

from __future__ import annotations

from collections.abc import Callable

from . import data_processing_service
from .data_conversion_service import from_csv
from .. import entities

Step = Callable[[entities.Dataset], entities.Dataset]

STEPS: dict[str, Step] = {
    "fill_gaps": data_processing_service.fill_gaps,
    "scale": data_processing_service.scale,
}


class Pipeline:
    """Named steps, run in order.

    >>> Pipeline("scale").run_csv("a\\n0\\n5\\n10\\n").column("a")
    (0.0, 0.5, 1.0)
    """

    def __init__(self, *steps: str) -> None:
        unknown = [step for step in steps if step not in STEPS]
        if unknown:
            raise entities.ValidationFailure(f"unknown steps: {', '.join(unknown)}")
        self.steps = steps

    def run(self, dataset: entities.Dataset) -> entities.Dataset:
        for step in self.steps:
            dataset = STEPS[step](dataset)
        return dataset

    def run_csv(self, text: str) -> entities.Dataset:
        return self.run(from_csv(text))
