"""The repository that the examples of the rules are about.

Fixit hands a rule the text of an example and nothing else, so its first line says which file of
this repository it is: ``# example: src/shop/cart.py``.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

PLAN = """\
[workspace]
roots = ["src"]

[[domains]]
name = "billing"
packages = ["shop.billing.*"]
may_import = ["shared"]

[[domains]]
name = "catalog"
packages = ["shop.catalog.*"]
may_import = ["billing", "shared"]

[[domains]]
name = "shared"
packages = ["shop.shared.*"]

[[phases]]
number = 1
title = "Billing and what all share"
[[phases.moves]]
source = "shop.money"
target = "shop.billing.money"
[[phases.moves]]
source = "shop.pricing"
target = "shop.billing.pricing"
[[phases.moves]]
source = "shop.tax:rate"
target = "shop.billing.money:rate"
[[phases.moves]]
source = "shop.clock"
target = "shop.shared.clock"
shim = true
shim_until = "3.0"

[[phases]]
number = 2
title = "The catalog"
[[phases.moves]]
source = "shop.search"
target = "shop.catalog.search"
"""
"""Phase 1 is done, with a bridge at shop.clock; phase 2 is not."""

FILES = {
    "rezone.toml": PLAN,
    "src/shop/__init__.py": "",
    "src/shop/cart.py": "",
    "src/shop/clock.py": "# rezone: bridge shop.clock -> shop.shared.clock (phase 1, until 3.0)\n",
    "src/shop/search.py": "",
    "src/shop/tax.py": "def region(): ...\n",
    "src/shop/billing/__init__.py": "",
    "src/shop/billing/money.py": "class Money: ...\n\n\ndef rate(): ...\n",
    "src/shop/billing/pricing/__init__.py": "",
    "src/shop/billing/pricing/_tables.py": "RATES = {}\n",
    "src/shop/billing/pricing/rules.py": "def price(): ...\n",
    "src/shop/catalog/__init__.py": "",
    "src/shop/catalog/items.py": "",
    "src/shop/shared/__init__.py": "",
    "src/shop/shared/clock.py": "def now(): ...\n",
}

_WHERE = re.compile(rb"\A# example: ([\w./]+)\r?\n")


def example_path(content: bytes) -> Path | None:
    """Return the file of the example that *content* says it is, None where it says nothing."""
    match = _WHERE.match(content)
    return None if match is None else _root() / match[1].decode()


@cache
def _root() -> Path:
    """Write the example down; it goes away with the process."""
    root = Path(tempfile.mkdtemp(prefix="rezone-example-")).resolve()
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return root
