"""A repository of two packages in two domains, a phase that moves a module, and its tests.

What several folders of tests begin with; each adds what it looks at.
"""

from __future__ import annotations

BORDERS = """\
[workspace]
roots = ["src"]
[checks]
tests = ["tests"]
[[domains]]
name = "shared"
packages = ["shared"]
may_import = []
[[domains]]
name = "shop"
packages = ["shop"]
may_import = ["shared"]
"""
PHASE = """\
[[phases]]
number = 1
[[phases.moves]]
source = "shop.tools"
target = "shared.tools"
"""
FILES = {
    "rezone.toml": BORDERS + PHASE,
    "src/shop/__init__.py": "",
    "src/shop/tools.py": 'def shout(text):\n    """Say it loud."""\n    return text.upper()\n',
    "src/shop/till.py": "from shop.tools import shout\n\n\ndef total():\n    return shout('ten')\n",
    "src/shared/__init__.py": "",
    "tests/conftest.py": "",
    "tests/test_till.py": (
        "from shop.till import total\nfrom shop.tools import shout\n\n\n"
        "def test_total():\n    assert total() == 'TEN'\n\n\n"
        "def test_shout():\n    assert shout('a') == 'A'\n"
    ),
    "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["src"]\n',
}
