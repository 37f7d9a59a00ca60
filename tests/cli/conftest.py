"""Running `rezone` as a person does."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rezone.codemods.cli.main import main

Run = Callable[..., Result]


@pytest.fixture
def rezone() -> Run:
    """Return a function that runs ``rezone`` with arguments, both streams kept apart."""
    # click 8.2 keeps them apart always and knows no such option.
    is_old = "mix_stderr" in inspect.signature(CliRunner).parameters
    runner = CliRunner(mix_stderr=False) if is_old else CliRunner()

    def run(*arguments: str | Path) -> Result:
        return runner.invoke(main, [str(word) for word in arguments], prog_name="rezone")

    return run
