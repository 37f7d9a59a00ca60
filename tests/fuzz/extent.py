"""How much is fuzzed: a slice that never changes, or with ``REZONE_FUZZ=all`` everything."""

from __future__ import annotations

import os

IS_THOROUGH = os.environ.get("REZONE_FUZZ") == "all"
EXAMPLES = int(os.environ.get("REZONE_FUZZ_EXAMPLES", "2000" if IS_THOROUGH else "25"))
"""Of generated sources, for each test."""
