"""Where the plan is: the file that holds it, and the repository that a folder belongs to."""

from __future__ import annotations

import os
from pathlib import Path

from rezone.phases.plan.document import toml_values
from rezone.transforms.errors import UsageError

PLAN_FILE = "rezone.toml"
PYPROJECT = "pyproject.toml"


def find_root(start: Path) -> Path:
    """Return the nearest folder from *start* upwards with a plan or a ``.git``, else *start*."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if own_plan(folder) or (folder / ".git").exists():
            return folder
    return start


def find_plan(root: Path, config: Path | None = None) -> Path:
    """Return the file to read: *config*, else the plan that the repository itself holds.

    Raises:
        UsageError: there is none; the hint points to ``rezone init``.
    """
    if config is not None:
        if not config.exists() or config.is_dir():
            raise UsageError("there is no such file", config.as_posix(), hint="see --config")
        return config
    found = own_plan(root)
    if found is None:
        raise UsageError(
            f"there is no plan: neither {PLAN_FILE} nor [tool.rezone] in {PYPROJECT}",
            hint="`rezone init` writes one; --config FILE names one elsewhere",
        )
    return found


def own_plan(root: Path) -> Path | None:
    """Return ``rezone.toml`` of *root*, else its ``pyproject.toml`` with a ``[tool.rezone]``."""
    if (root / PLAN_FILE).is_file():
        return root / PLAN_FILE
    pyproject = root / PYPROJECT
    return pyproject if pyproject.is_file() and _configures_rezone(pyproject) else None


def shown(path: Path, root: Path) -> str:
    """Return how messages name *path*: posix, relative to *root* where it lies below it."""
    full = path.parent.resolve() / path.name
    base = Path(os.path.realpath(root))
    return (full.relative_to(base) if full.is_relative_to(base) else full).as_posix()


def _configures_rezone(pyproject: Path) -> bool:
    """Say whether the file has a ``[tool.rezone]``; a broken one that mentions rezone has.

    Broken and mentioned is "yes" so that reading it reports the syntax error with its line.
    """
    content = pyproject.read_bytes()
    if b"rezone" not in content:
        return False
    try:
        tool = toml_values(content.decode("utf-8-sig")).get("tool")
    except (ValueError, RecursionError, MemoryError):
        return True
    return isinstance(tool, dict) and "rezone" in tool
