"""A small repository with hostile names, its dashboard, and a page of it in a browser."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import generated_monolith
from small_shop import BORDERS, FILES

from rezone.phases import api

if TYPE_CHECKING:
    from playwright.sync_api import Page

VIEWS = (
    "overview",
    "graph",
    "matrix",
    "files",
    "references",
    "tests",
    "performance",
    "checks",
    "bridges",
)
PHASES = """\
[[phases]]
number = 1
title = "Tools & <b>more</b>"
risk = "medium"
[[phases.moves]]
source = "shop.tools"
target = "shared.tools"
[[phases]]
number = 2
title = "Money"
depends_on = [1]
[[phases.moves]]
source = "shop.money"
target = "shared.money"
"""
SHOP = FILES | {
    "rezone.toml": BORDERS + PHASES,
    "src/shop/tools.py": "import shop.till\n\n\ndef shout(text):\n    return text.upper()\n",
    "src/shop/till.py": (
        "from shop.tools import shout\nfrom shop.money import price\n\n\n"
        "def total():\n    return shout(price())\n"
    ),
    "src/shop/money.py": "TEXT = '</script><img src=x onerror=alert(1)>'\n\n\n"
    "def price():\n    return 'ten'\n",
    "docs/<img src=x onerror=alert(1)>.md": "See `shop.tools` </script><script>alert(1)</script>\n",
}


def committed(root: Path) -> Path:
    """Make *root* a git repository with all it holds."""
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "start")):
        subprocess.run(["git", "-C", str(root), *identity, *command], check=True)
    return root


def make_shop(root: Path, **files: str) -> Path:
    """Make the small repository at *root*, with other content where *files* says so."""
    for path, text in {**SHOP, **files}.items():
        generated_monolith.write(root, path, text)
    return committed(root)


def written(root: Path, focus: int | None = None) -> Path:
    """Write the dashboard of *root*; return its path."""
    found = api.collect_dashboard(root, api.load(root), focus)
    return api.write_dashboard(root, found)


@dataclass
class Site:
    """A page in the browser: *complaints* is what it wrote to the console, or failed with;
    *requests* what it asked the network for.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def show(self, view: str) -> None:
        """Choose a view, and wait until it is drawn."""
        self.page.click(f"#tab-{view}")
        for place in self.page.locator(f"#{view} [data-drawn]").all():
            place.and_(self.page.locator("[data-drawn=yes]")).wait_for(state="attached")

    def texts(self, selector: str) -> list[str]:
        """Return what the elements say."""
        return self.page.locator(selector).all_inner_texts()


Open = Callable[..., Site]
