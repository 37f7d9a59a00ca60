"""The last look at the tree: what it calls unknown, and what it rightly leaves alone."""

import json

import pytest

from rezone.phases.engine.preview import preview
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.read import load
from rezone.transforms.references.model import Status

CODE = "```python\nimport app\napp.wire.connect()\n```\n"
ADDRESS = "app.wire-protocol and https://x.org/app.wire and app.wire.Thing.*\n"


@pytest.fixture
def looked_at(tmp_path):
    def look(init, readme):
        tree = {
            "app/__init__.py": init,
            "app/wire.py": "def connect(): pass\n",
            "README.md": readme,
            "plan.json": json.dumps({"roots": ["."], "moves": {"app.wire": "app.net.wire"}}),
        }
        for name, text in tree.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        plan = load(tmp_path, tmp_path / "plan.json")
        found = preview(Workspace.scan(tmp_path, ()), plan, plan.phases[0])
        (readme_outcome,) = [file for file in found.files if file.old == "README.md"] or [None]
        content = readme_outcome.content if readme_outcome else None
        return content and content.decode(), found.statuses[Status.UNKNOWN]

    return look


def test_a_package_that_imports_what_left_it_still_has_it(looked_at):
    content, unknown = looked_at("from app import wire\n", CODE)
    assert content is None
    assert unknown == 0


def test_a_submodule_that_only_its_package_loads_follows(looked_at):
    content, unknown = looked_at("", CODE)
    assert content == "```python\nimport app\napp.net.wire.connect()\n```\n"
    assert unknown == 0


def test_a_name_inside_a_module_with_a_star_follows_it(looked_at):
    content, unknown = looked_at("", ADDRESS)
    assert content == ("app.wire-protocol and https://x.org/app.wire and app.net.wire.Thing.*\n")
    assert unknown == 0


@pytest.mark.parametrize(
    ("readme", "unknown"),
    [
        ("run app.wire.no-such\n", 1),  # though the package at its top is there still
        ("either app/wire or not\n", 0),
        ("the distribution app.wire-x\n", 0),
    ],
)
def test_an_old_name_below_a_package_that_stays_is_seen(looked_at, readme, unknown):
    assert looked_at("", readme) == (None, unknown)
