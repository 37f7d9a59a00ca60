"""Repositories whose dashboard is looked at, and a real browser to look with."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from dashboard_sites import Open, Site, committed, make_shop, written

from rezone.phases import api
from rezone.phases.checks.catalog import performance

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXAMPLE = Path(__file__).parents[2] / "examples" / "anomaly_monolith"
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The small repository, nothing applied."""
    return make_shop(tmp_path / "shop")


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small repository with phase 1 applied, and measured on both sides."""
    root = make_shop(tmp_path_factory.mktemp("measured") / "shop")
    plan = api.load(root)
    only = {"tests", "target-structure", "import-resolution", "domain-contracts"}
    rounds = (performance.ROUNDS, performance.AGAIN)
    performance.ROUNDS, performance.AGAIN = 2, 1
    try:
        for mode, ids in ((api.Mode.PRE, only), (api.Mode.POST, only), (api.Mode.PERFORMANCE, ())):
            if mode is api.Mode.POST:
                api.migrate(root, plan, 1)
                test = root / "tests/test_till.py"
                test.write_text(test.read_text().replace("== 'A'", "== 'B'"))
            choice = api.Choice(only=frozenset(ids))
            api.write_validation(root, api.validate(root, plan, mode, [1], choice), plan)
    finally:
        performance.ROUNDS, performance.AGAIN = rounds
    return root


@pytest.fixture(scope="session")
def halfway(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example monolith with three phases applied, bridges at the old names."""
    root = tmp_path_factory.mktemp("halfway") / "anomaly_monolith"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", ".pytest_cache")
    shutil.copytree(EXAMPLE, root, symlinks=True, ignore=ignored)
    committed(root)
    plan = api.load(root).with_shims(True)
    for number in (1, 2, 3):
        api.migrate(root, plan, number)
    return root


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none the test is skipped, but not in CI."""
    path = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
    )
    if not path and not os.environ.get("CI"):
        pytest.skip("there is no Chromium to look at the dashboard with: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open a file; at the end of the test no page may have complained or used the network."""
    sites: list[Site] = []

    def open_file(path: Path, view: str = "", **options: object) -> Site:
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        site = Site(browser.new_page(**options))
        site.page.on("console", lambda message: site.complaints.append(message.text))
        site.page.on("pageerror", lambda error: site.complaints.append(str(error)))
        site.page.on("dialog", lambda dialog: site.complaints.append(dialog.message))
        site.page.on("request", lambda request: site.requests.append(request.url))
        site.page.goto(path.as_uri() + (f"#{view}" if view else ""))
        site.page.wait_for_selector("html[data-ready]", state="attached")
        sites.append(site)
        return site

    yield open_file
    for site in sites:
        assert site.complaints == []
        assert [url for url in site.requests if not url.startswith("file:")] == []
        assert len(site.requests) == 1
        site.page.close()


@pytest.fixture(scope="session")
def halfway_page(halfway: Path) -> Path:
    """The dashboard of the example."""
    return written(halfway)


@pytest.fixture(scope="session")
def halfway_data(halfway: Path) -> dict[str, object]:
    """What the dashboard of the example tells."""
    found = api.collect_dashboard(halfway, api.load(halfway))
    data: dict[str, object] = json.loads(json.dumps(found.as_dict()))
    return data


@pytest.fixture(scope="session")
def measured_page(measured: Path) -> Path:
    """The dashboard of the small repository."""
    return written(measured)
