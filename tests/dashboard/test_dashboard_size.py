"""A migration of 3,000 files, really done: the page stays small, and can be used."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import generated_monolith
import pytest
from dashboard_sites import Open, written
from playwright.sync_api import expect

from rezone.phases import api

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "dashboard.py"
LIMIT = 3_000_000
FILES = 3000


@pytest.fixture(scope="module")
def large_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dashboard of a repository of 3,000 modules, all moved in one phase."""
    root = generated_monolith.make(tmp_path_factory.mktemp("large") / "mono", FILES, phases=1)
    api.migrate(root, api.load(root), 1)
    return written(root)


def test_the_page_of_a_large_migration_is_small_and_works(
    open_page: Open, large_page: Path
) -> None:
    report = json.loads((large_page.parent / "phase1.json").read_text())
    moved = report["totals"]["moved"]
    assert moved > FILES * 0.95
    assert large_page.stat().st_size < LIMIT
    page = open_page(large_page, "files").page
    rows = page.locator(".file-list li")
    expect(rows).to_have_count(100)
    page.get_by_role("button", name="Show 500 more").click()
    expect(rows).to_have_count(600)
    rows.nth(550).locator("summary").click()
    expect(rows.nth(550).locator(".diff tr.come").first).to_be_visible()
    page.get_by_label("Path contains").fill("part007/mod03")
    expect(rows).to_have_count(1)
    page.click("#tab-graph")
    expect(page.locator("#graph .node")).to_have_count(len(packages(report)))
    page.locator("#graph input[type=range]").fill("0")
    expect(page.locator("#graph .circles circle")).to_have_count(1)
    page.locator("#graph .node").nth(20).hover()
    expect(page.locator("#graph .link.come").first).to_be_attached()


def packages(report: dict[str, list[dict[str, str]]]) -> set[str]:
    """Return the folders of Python files that are there after the phase."""
    return {file["new"].rpartition("/")[0] for file in report["files"] if file["new"]}


def test_its_benchmark_runs(browser: Browser) -> None:
    assert browser.is_connected()
    command = [sys.executable, str(BENCHMARK), "80", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = re.findall(r"(\d+\.\d+) (?:CPU )?s", done.stdout)
    assert len(figures) == 4
    assert all(float(figure) > 0 for figure in figures)
