"""Bridges after the phase: who uses them, which are over, and how they go."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from phase_with_bridges import apply, bridges, files, plant

from rezone.phases import api
from rezone.phases.plan.model import Plan
from rezone.transforms.bridges.bridge import is_over
from rezone.transforms.errors import Refused, TreeChanged

LATE = '''"""See app.wire.tcp."""
from app.wire import tcp
import app.db.orm.query as query
from unittest import mock
mock.patch("app.wire.tcp.Socket")
EXEC = "x!app.db.core"
'''


def plan_of(root: Path) -> Plan:
    return api.load(root, root / "plan.json")


def test_each_use_is_told_with_its_line(tmp_path: Path) -> None:
    apply(plant(tmp_path))
    (tmp_path / "late.py").write_text(LATE)
    (tmp_path / "NOTES.md").write_text("It says\n`python -m app.wire.tcp`, and app.db.orm.\n")
    (tmp_path / "CHANGELOG.md").write_text("- app.db.orm is new\n")
    (tmp_path / "app/wire/near.py").write_text("from .tcp import Socket\n")
    found = {
        s.bridge.old: list(map(str, s.users)) for s in api.bridges(tmp_path, plan_of(tmp_path))
    }
    assert found == {
        "app.db": [],
        "app.db.core": ["late.py:6: string app.db.core"],
        "app.db.orm": ["NOTES.md:2: text app.db.orm"],
        "app.db.orm.query": ["late.py:3: import app.db.orm.query"],
        "app.wire.tcp": [
            "NOTES.md:2: text app.wire.tcp",
            "app/wire/near.py:1: from-import app.wire.tcp.Socket",
            "late.py:1: string app.wire.tcp",
            "late.py:2: from-import app.wire.tcp",
            "late.py:5: string app.wire.tcp.Socket",
        ],
    }


def test_without_users_they_go_and_the_tree_is_as_if_there_had_been_none(tmp_path: Path) -> None:
    one, other = plant(tmp_path / "one"), plant(tmp_path / "other")
    apply(one)
    with_bridges = files(one)
    dropped = api.drop_bridges(one, plan_of(one))
    assert (len(dropped.gone), dropped.refused) == (5, ())
    api.migrate(other, plan_of(other).with_shims(False), 1)
    assert files(one) == files(other)
    api.restore_bridges(one)
    assert files(one) == with_bridges


def test_a_package_that_leaves_alone_has_a_bridge_among_what_stays(tmp_path: Path) -> None:
    one, other = (
        plant(tmp_path / name, {"moves": {"app.db.__init__": "data.store"}})
        for name in ("one", "other")
    )
    apply(one)
    assert bridges(one) == {"app.db": "data.store"}
    code = "import data.store, app.db; assert app.db is data.store; from app.db import orm, Base"
    subprocess.run([sys.executable, "-c", code], cwd=one, check=True)
    api.drop_bridges(one, plan_of(one))
    assert (one / "app/db/__init__.py").read_text() == ""
    api.migrate(other, plan_of(other).with_shims(False), 1)
    assert files(one) == files(other)


def test_those_with_users_stay_with_the_packages_above_them(tmp_path: Path) -> None:
    apply(plant(tmp_path))
    (tmp_path / "late.py").write_text("import app.db.orm.query\n")
    before = files(tmp_path)
    dropped = api.drop_bridges(tmp_path, plan_of(tmp_path))
    assert {s.bridge.old for s in dropped.refused} == {"app.db", "app.db.orm", "app.db.orm.query"}
    assert {bridge.old for bridge in dropped.gone} == {"app.db.core", "app.wire.tcp"}
    assert list(bridges(tmp_path)) == ["app.db", "app.db.orm", "app.db.orm.query"]
    assert not (tmp_path / "app/wire").exists()
    (tmp_path / "late.py").unlink()
    assert len(api.drop_bridges(tmp_path, plan_of(tmp_path)).gone) == 3
    api.restore_bridges(tmp_path)
    api.restore_bridges(tmp_path)
    (tmp_path / "late.py").write_text("import app.db.orm.query\n")
    assert files(tmp_path) == before
    with pytest.raises(Refused, match="no bridges were removed"):
        api.restore_bridges(tmp_path)


def test_only_those_of_one_phase_go_if_one_is_named(tmp_path: Path) -> None:
    apply(plant(tmp_path, {"moves": {"app.db": "data"}}, {"moves": {"app.wire.tcp": "net.tcp"}}))
    apply(tmp_path, 2)
    assert [b.old for b in api.drop_bridges(tmp_path, plan_of(tmp_path), 2).gone] == [
        "app.wire.tcp"
    ]
    assert "app.db" in bridges(tmp_path)


def test_a_preview_writes_nothing(tmp_path: Path) -> None:
    apply(plant(tmp_path))
    before = files(tmp_path)
    assert api.drop_bridges(tmp_path, plan_of(tmp_path), write=False).changes.files
    assert files(tmp_path) == before


def test_what_was_written_in_their_place_stops_the_way_back(tmp_path: Path) -> None:
    apply(plant(tmp_path))
    api.drop_bridges(tmp_path, plan_of(tmp_path))
    (tmp_path / "app/wire").mkdir(parents=True)
    (tmp_path / "app/wire/tcp.py").write_text("mine = 1\n")
    with pytest.raises(TreeChanged, match="is in the way"):
        api.restore_bridges(tmp_path)
    assert (tmp_path / "app/wire/tcp.py").read_text() == "mine = 1\n"


def test_the_phase_cannot_be_undone_before_its_bridges_are_back(tmp_path: Path) -> None:
    before = files(plant(tmp_path))
    apply(tmp_path)
    api.drop_bridges(tmp_path, plan_of(tmp_path))
    with pytest.raises(Refused, match="bridges were removed after phase 1 was applied") as caught:
        api.rollback(tmp_path, plan_of(tmp_path), 1)
    assert "--drop-shims --rollback" in caught.value.hint
    api.restore_bridges(tmp_path)
    api.rollback(tmp_path, plan_of(tmp_path), 1)
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("until", "over"),
    [
        ("2027-06-30", False),
        ("2027-06-29", True),
        ("3.0", True),
        ("3.1.dev1", True),
        ("3.1", False),
        ("3.10", False),
        ("", False),
    ],
)
def test_when_a_bridge_is_over(until: str, over: bool) -> None:
    assert is_over(until, date(2027, 6, 30), "3.1rc1") is over
    assert is_over(until, date(2027, 6, 30), "") is (over and "-" in until)


def test_the_version_is_that_of_the_project(tmp_path: Path) -> None:
    apply(plant(tmp_path, {"shim_until": "2.0", "moves": {"app.wire.tcp": "net.tcp"}}))
    for text, over in [
        ('[project]\nversion = "1.9"\n', False),
        ('[project]\nversion = "2.0"\n', True),
        ('[tool.poetry]\nversion = "2.1"\n', True),
        ('[project]\ndynamic = ["version"]\n', False),
        ("[broken\n", False),
    ]:
        (tmp_path / "pyproject.toml").write_text(text)
        (standing,) = api.bridges(tmp_path, plan_of(tmp_path))
        assert standing.is_over is over, text
