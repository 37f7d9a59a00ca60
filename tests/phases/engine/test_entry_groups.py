"""Where groups of entry points are declared."""

from __future__ import annotations

import pytest

from rezone.phases.engine.entry_groups import groups_in

PYPROJECT = b"""\
[project.entry-points."shop.plugins"]
cash = "shop.plugins:Cash"
[project.scripts]
shop = "shop.main:run"
[tool.poetry.plugins."shop.themes"]
dark = "shop.themes:Dark"
"""
SETTINGS = b"""\
[options.entry_points]
Shop.plugins =
    cash = shop.plugins:Cash
console_scripts =
    shop = shop.main:run
"""
SETUP = b"""\
from setuptools import setup

setup(name="shop", entry_points={"shop.plugins": ["cash = shop.plugins:Cash"], **more})
"""


@pytest.mark.parametrize(
    ("path", "content", "groups"),
    [
        ("pyproject.toml", PYPROJECT, ["shop.plugins", "shop.themes"]),
        ("pyproject.toml", b"# entry-points\n[project", []),
        ("pyproject.toml", b"# entry-points\nx = " + b"[" * 9000 + b"]" * 9000, []),
        ("pyproject.toml", b"# entry-points\nx = " + b"9" * 9000, []),
        ("pyproject.toml", b'project = "entry-points"\n[tool]\npoetry = 1\n', []),
        ("parts/a/setup.cfg", SETTINGS, ["Shop.plugins", "console_scripts"]),
        ("setup.cfg", b"entry_points\n", []),
        ("setup.py", SETUP, ["shop.plugins"]),
        ("setup.py", b"setup(entry_points=found)\n", []),
        ("setup.py", b"print 'entry_points'\n", []),
        ("shop.egg-info/entry_points.txt", b"[shop.plugins]\na = shop:A\n", ["shop.plugins"]),
    ],
)
def test_groups_that_a_file_declares(path: str, content: bytes, groups: list[str]) -> None:
    assert list(groups_in(path, content)) == groups
