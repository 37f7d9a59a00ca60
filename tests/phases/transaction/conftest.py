from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here cuts the power, so no test would notice a sync; thousands of them take long."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
