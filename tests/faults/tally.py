"""How many faults: a few by default, every operation with ``REZONE_FAULTS=all``."""

from __future__ import annotations

import os
from collections.abc import Iterable

IS_THOROUGH = os.environ.get("REZONE_FAULTS") == "all"


class Tally:
    """Chooses which faults a test injects, and counts them."""

    def __init__(self) -> None:
        self.injected = 0

    def some_of(self, count: int, few: int, every: int = 1) -> Iterable[int]:
        """Yield *few* numbers below *count*, spread evenly; or each *every*-th when thorough."""
        assert count > 0, "nothing is done that could be struck"
        step = every if IS_THOROUGH else max(count // few, 1)
        for number in range(min(step // 2, count - 1), count, step):
            self.injected += 1
            yield number
