"""The table of real packages, `packages.toml`, as values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("packages.toml")
CONSTRAINTS = Path(__file__).with_name("constraints.txt")


@dataclass(frozen=True)
class Package:
    """One release on PyPI, how its own tests run, and which plans are tried on it.

    *name* is the distribution, *package* the top-level package that moves; *root* is the import
    root, posix and relative to the unpacked sdist, ``"."`` for the sdist itself.  *tests* are the
    paths given to pytest.  *deselect* maps test ids (pytest's) and *keep* maps qualified names of
    modules that no plan moves to the reason why.
    """

    name: str
    version: str
    sha256: str
    package: str
    root: str
    tests: tuple[str, ...]
    requires: tuple[str, ...]
    options: tuple[str, ...] = ()
    deselect: dict[str, str] = field(default_factory=dict)
    keep: dict[str, str] = field(default_factory=dict)
    seeds: tuple[int, ...] = (1, 2, 3)
    smoke: bool = False

    @property
    def release(self) -> str:
        """Return the name that pip gives the sdist's folder and its file's stem."""
        return f"{self.name}-{self.version}"


def load() -> tuple[Package, ...]:
    """Return the packages in the order of the table."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(Package(name=name, **values(row)) for name, row in table.items())


def values(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
