"""All checks, in the order in which they run: what is cheap and decides most comes first."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from rezone.phases.checks.model import Check

ORDER = (
    "plan_works_out",
    "git_state",
    "infrastructure",
    "backup_readiness",
    "target_structure",
    "conflicts",
    "import_resolution",
    "module_imports",
    "import_graph",
    "import_cycles",
    "domain_contracts",
    "import_linter",
    "flake8",
    "fixit",
    "tests",
    "coverage",
    "api_endpoints",
    "performance",
)
"""Each check by the file of `catalog` that holds it."""


@cache
def checks() -> tuple[Check, ...]:
    """Return every check."""
    found = []
    for name in ORDER:
        check = import_module(f"rezone.phases.checks.catalog.{name}").CHECK
        assert isinstance(check, Check)
        found.append(check)
    return tuple(found)
