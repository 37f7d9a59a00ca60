from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_repository import MODULES, Repository, beside


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    """Yield a repository; afterwards nothing beside it may have changed."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    root = tmp_path / "repository"
    found = Repository(root)
    found.write(MODULES)
    found.plan_says({"a.b": "x.b"})
    outside = tmp_path / "outside"
    (outside / "pkg").mkdir(parents=True)
    (outside / "pkg/__init__.py").write_bytes(b"import a.b\n")
    (outside / "secret.py").write_bytes(b"import a.b\n")
    before = beside(root)
    yield found
    assert beside(root) == before
