"""A phase that leaves bridges: where they are, what stays for them, and how phases compose."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from phase_with_bridges import MOVES, TREE, apply, bridges, files, plant

from rezone.phases import api
from rezone.phases.reports.git_diff import git_diff
from rezone.transforms.bridges.bridge import read_bridge
from rezone.transforms.errors import Refused
from rezone.transforms.references.model import Status


def run(root: Path, code: str) -> None:
    command = [sys.executable, "-W", "ignore", "-B", "-c", code]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_module_leaves_a_bridge_and_the_program_follows(tmp_path: Path) -> None:
    receipt = apply(plant(tmp_path))
    assert bridges(tmp_path) == {
        "app.db": "data.store",
        "app.db.core": "data.store.core",
        "app.db.orm": "data.store.orm",
        "app.db.orm.query": "data.store.orm.query",
        "app.wire.tcp": "net.tcp",
    }
    after = files(tmp_path)
    assert after["use.py"].startswith(
        b"from data.store.orm.query import Query\nfrom net import tcp"
    )
    assert after["app/wire/__init__.py"] == b""
    assert "app/db/orm/schema.sql" not in after
    assert "app/db/conftest.py" not in after  # pytest collects it by path
    assert receipt.report is not None
    assert receipt.report["totals"]["bridged"] == 5  # type: ignore[index]
    run(
        tmp_path,
        "import app.db.orm.query as q, app.wire.tcp as t, use\n"
        "assert q.Query is use.Query and t is use.tcp\n"
        "import app.db, data.store\nassert app.db is data.store",
    )


def test_a_module_that_is_a_link_leaves_one_too(tmp_path: Path) -> None:
    before = files(plant(tmp_path))
    (tmp_path / "app/wire/link.py").symlink_to("tcp.py")
    plan = {"moves": {"app.wire": "net.wire"}}
    apply(plant(tmp_path, plan))
    run(tmp_path, "import app.wire.link, net.wire.link\nassert app.wire.link is net.wire.link")
    api.rollback(tmp_path, api.load(tmp_path, tmp_path / "plan.json"), 1)
    assert (tmp_path / "app/wire/link.py").is_symlink()
    (tmp_path / "app/wire/link.py").unlink()
    assert files(tmp_path) == before | {"plan.json": files(tmp_path)["plan.json"]}


def test_rollback_removes_them_to_the_byte(tmp_path: Path) -> None:
    before = files(plant(tmp_path))
    apply(tmp_path)
    api.rollback(tmp_path, api.load(tmp_path, tmp_path / "plan.json"), 1)
    assert files(tmp_path) == before


def test_the_diff_of_a_dry_run_makes_the_same_tree(tmp_path: Path) -> None:
    one, other = plant(tmp_path / "one"), plant(tmp_path / "other")
    preview = api.preview(one, api.load(one, one / "plan.json"), 1).preview
    assert preview is not None
    diff = b"".join(git_diff(one, preview.changes))
    command = ["git", "apply", "--unsafe-paths", f"--directory={one}", "-"]
    subprocess.run(command, input=diff, cwd=one, check=True)
    apply(other)
    assert files(one) == files(other)


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    apply(plant(tmp_path))
    before = files(tmp_path)
    assert apply(tmp_path).outcome is api.Outcome.NOTHING_TO_DO
    (tmp_path / "migration_backups").rename(tmp_path.with_name("elsewhere"))
    assert apply(tmp_path).outcome is api.Outcome.NOTHING_TO_DO
    assert files(tmp_path) == before


def test_only_the_moves_that_ask_for_one_leave_one(tmp_path: Path) -> None:
    wire = {"source": "app.wire.tcp", "target": "net.tcp", "shim": True, "shim_until": "3.0"}
    db = {"source": "app.db", "target": "data.store"}
    apply(plant(tmp_path, {"shims": False, "shim_until": "2.0", "moves": [wire, db]}))
    assert bridges(tmp_path) == {"app.wire.tcp": "net.tcp"}
    bridge = read_bridge("app/wire/tcp.py", (tmp_path / "app/wire/tcp.py").read_bytes())
    assert bridge is not None
    assert bridge.until == "3.0"


def test_a_later_move_of_the_target_leads_the_bridge_on(tmp_path: Path) -> None:
    second = {"moves": {"data.store.core": "kernel.base", "net": "wire"}, "shims": False}
    apply(plant(tmp_path, {"moves": MOVES}, second))
    before = files(tmp_path)
    apply(tmp_path, 2)
    assert bridges(tmp_path) == {
        "app.db": "data.store",
        "app.db.core": "kernel.base",
        "app.db.orm": "data.store.orm",
        "app.db.orm.query": "data.store.orm.query",
        "app.wire.tcp": "wire.tcp",
    }
    run(
        tmp_path,
        "import app.db.core, kernel.base, app.wire.tcp, wire.tcp\n"
        "assert app.db.core is kernel.base and app.wire.tcp is wire.tcp",
    )
    api.rollback(tmp_path, api.load(tmp_path, tmp_path / "plan.json"), 2)
    assert files(tmp_path) == before


def test_a_package_that_moves_later_leaves_the_bridges_in_it(tmp_path: Path) -> None:
    first = {"moves": {"app.db.orm": "mapper"}}
    apply(plant(tmp_path, first, {"moves": {"app": "application"}}))
    apply(tmp_path, 2)
    assert "application/db/orm/__init__.py" not in files(tmp_path)
    found = bridges(tmp_path)
    assert found["app.db.orm.query"] == "mapper.query"
    assert found["app.db.core"] == "application.db.core"
    run(
        tmp_path,
        "import app.db.orm.query, mapper.query, app.db.core, application.db.core\n"
        "assert app.db.orm.query is mapper.query and app.db.core is application.db.core",
    )


def test_two_phases_in_one_go_are_two_phases_one_by_one(tmp_path: Path) -> None:
    phases = ({"moves": MOVES}, {"moves": {"data.store.orm": "mapper", "net.tcp": "net.stream"}})
    one, other = (plant(tmp_path / name, *phases) for name in ("one", "other"))
    _, together = api.preview_all(one, api.load(one, one / "plan.json"), (1, 2))
    diff = b"".join(git_diff(one, together))
    command = ["git", "apply", "--unsafe-paths", f"--directory={one}", "-"]
    subprocess.run(command, input=diff, cwd=one, check=True)
    apply(other)
    apply(other, 2)
    assert files(one) == files(other)


def test_a_module_that_comes_home_takes_the_place_of_its_bridge(tmp_path: Path) -> None:
    back = {"moves": {"net.tcp": "app.wire.tcp"}, "shims": False}
    apply(plant(tmp_path, {"moves": {"app.wire.tcp": "net.tcp"}}, back))
    apply(tmp_path, 2)
    assert bridges(tmp_path) == {}
    assert (tmp_path / "app/wire/tcp.py").read_text() == TREE["app/wire/tcp.py"]


def test_another_module_in_the_place_of_a_bridge_is_refused(tmp_path: Path) -> None:
    second = {"moves": {"app.db.core": "app.wire.tcp"}}
    apply(plant(tmp_path, {"moves": {"app.wire.tcp": "net.tcp"}}, second))
    before = files(tmp_path)
    with pytest.raises(Refused, match=r"a bridge to net\.tcp stands there"):
        apply(tmp_path, 2)
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("moves", "told"),
    [
        ({"app.wire.tcp": "app.wire.tcp.core"}, "app.wire.tcp gets no bridge: another module"),
        ({"app.wire.tcp": "b.tcp", "app.db.core": "app.wire.tcp"}, "app.wire.tcp gets no bridge"),
        ({"app.db.__init__": "app.db.base"}, "its new name lies below the old one"),
        ({"app.wire.tcp": "b.tcp", "app.db.core": "app.wire.tcp.x"}, "another module has its name"),
        (
            {"app.db": "b.db", "app.wire.tcp": "app.db.x"},
            "app.db gets no bridge: app.db.x comes to",
        ),
        ({"app.db": "b.db", "app.wire.tcp": "app.db"}, "app.db.core gets no bridge: app.db is a"),
    ],
)
def test_where_there_can_be_none_it_is_said(
    tmp_path: Path, moves: dict[str, str], told: str
) -> None:
    plan = plant(tmp_path, {"moves": moves})
    found = api.preview(plan, api.load(plan, plan / "plan.json"), 1).preview
    assert found is not None
    assert any(told in warning for warning in found.warnings)


def test_what_comes_below_an_old_name_does_not_run_what_left_it(tmp_path: Path) -> None:
    plant(tmp_path, {"moves": {"app.wire.tcp": "app.db.tcp", "app.db": "data.store"}})
    (tmp_path / "app/db/__init__.py").write_text("from app.wire.tcp import Socket\n")
    apply(tmp_path)
    assert "app.db" not in bridges(tmp_path)
    run(tmp_path, "import app.db.tcp, app.db.core, data.store\nassert data.store.Socket")


def test_what_comes_below_a_bridge_of_an_earlier_phase_is_refused(tmp_path: Path) -> None:
    apply(plant(tmp_path, {"moves": MOVES}, {"moves": {"net.tcp": "app.db.tcp"}}))
    with pytest.raises(Refused, match=r"a bridge to data\.store stands there"):
        apply(tmp_path, 2)


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ('[tool.setuptools]\npackages = ["app", "app.db"]\n', True),
        ('[tool.hatch.build.targets.wheel]\npackages = ["app/db"]\n', True),
        ('[project.scripts]\nrun = "app.db.core:main"\n', False),
    ],
)
def test_a_list_of_packages_that_loses_the_old_name_is_told(
    tmp_path: Path, text: str, is_told: bool
) -> None:
    (plant(tmp_path) / "pyproject.toml").write_text(text)
    found = api.preview(tmp_path, api.load(tmp_path, tmp_path / "plan.json"), 1).preview
    assert found is not None
    told = "pyproject.toml listed app.db, which holds bridges now"
    assert any(told in warning for warning in found.warnings) is is_told


def test_a_symbol_leaves_none_and_that_is_said(tmp_path: Path) -> None:
    moves = [{"source": "app.wire.tcp:Socket", "target": "net.sockets:Socket"}]
    plant(tmp_path, {"moves": moves})
    found = api.preview(tmp_path, api.load(tmp_path, tmp_path / "plan.json"), 1).preview
    assert found is not None
    assert "app.wire.tcp:Socket gets no bridge: it is a symbol" in found.warnings


@pytest.mark.parametrize("own", ["", "VALUE = 1\n"])
def test_a_package_that_merges_into_another_leaves_its_bridges(tmp_path: Path, own: str) -> None:
    plant(tmp_path, {"moves": {"app.db.orm": "data"}}, data__near="")
    (tmp_path / "data/__init__.py").write_text(own)
    before = files(tmp_path)
    apply(tmp_path)
    run(
        tmp_path,
        "import app.db.orm.query, data.query, app.db.orm.near, data.near\n"
        "assert app.db.orm is data and app.db.orm.query is data.query\n"
        "assert app.db.orm.near is data.near",
    )
    api.rollback(tmp_path, api.load(tmp_path, tmp_path / "plan.json"), 1)
    assert files(tmp_path) == before


def test_a_file_that_stays_behind_is_found_beside_the_bridges(tmp_path: Path) -> None:
    apply(plant(tmp_path, {"moves": {"app.db": "data.store"}, "skip": ["app/db/core.py"]}))
    run(
        tmp_path,
        "import app.db.core, app.db, data.store\nassert app.db is data.store\n"
        "assert app.db.core.Base is data.store.Base and app.db.core.__name__ == 'app.db.core'",
    )


def test_rewrite_still_knows_the_old_names(tmp_path: Path) -> None:
    apply(plant(tmp_path))
    (tmp_path / "late.py").write_text("from app.wire.tcp import Socket\nimport app.db.core\n")
    plan = api.load(tmp_path, tmp_path / "plan.json")
    done = api.rewrite(tmp_path, plan, [tmp_path])
    assert done.changed == ("late.py",)
    assert (tmp_path / "late.py").read_text() == (
        "from net.tcp import Socket\nimport data.store.core\n"
    )


def test_a_name_of_which_nobody_knows_what_it_means_is_bridged(tmp_path: Path) -> None:
    plant(tmp_path, tags="NAME = 'x!app.wire.tcp'\n")
    without = api.load(tmp_path, tmp_path / "plan.json").with_shims(False)
    found = api.preview(tmp_path, without, 1).preview
    assert found is not None
    unsettled = found.statuses[Status.UNKNOWN]
    bridged = apply(tmp_path).preview
    assert bridged is not None
    assert bridged.statuses[Status.BRIDGED] == unsettled


TYPED = (
    "from typing import assert_type\n"
    "from app.wire.tcp import Socket, _state, Hidden\nimport app.wire.tcp\nimport net.tcp\n"
    "one: net.tcp.Socket = Socket()\ntwo: Socket = app.wire.tcp.Socket()\n"
    "assert_type(Hidden, int)\nassert_type(_state, dict[str, int])\nSocket().nothing\n"
)


def test_a_type_checker_sees_the_same_types(tmp_path: Path) -> None:
    module = (
        "from os import sep as sep\n__all__ = ['Socket']\nclass Socket:\n    size: int = 1\n"
        "_state: dict[str, int] = {}\nHidden = 3\nif not sep:\n    odd = 1\n_gone = 1\ndel _gone\n"
    )
    apply(plant(tmp_path, app__wire__tcp=module))
    (tmp_path / "typed.py").write_text(TYPED)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir"]
    command += ["/dev/null", "typed.py", *bridge_paths(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [
        'typed.py:9: error: "Socket" has no attribute "nothing"  [attr-defined]',
    ]


def bridge_paths(root: Path) -> list[str]:
    return [name for name, content in files(root).items() if read_bridge(name, content)]


def test_linters_find_nothing_in_a_bridge(tmp_path: Path) -> None:
    apply(plant(tmp_path))
    paths = bridge_paths(tmp_path)
    assert len(paths) == 5
    checks = (
        ["ruff", "check", "--isolated"],
        ["ruff", "format", "--check", "--isolated"],
        ["flake8"],
    )
    for check in checks:
        command = [sys.executable, "-m", *check, *paths]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_a_package_that_makes_room_for_another_holds_bridges_in_the_other(tmp_path: Path) -> None:
    """``shop.core`` is empty, ``beta`` takes its place, and ``shop.core.util`` leaves a bridge."""
    before = {
        "shop/__init__.py": b"",
        "shop/core/__init__.py": b"",
        "shop/core/util.py": b"limit = 1\n",
        "shop/core/rest.py": b"",
        "beta/__init__.py": b"name = 'beta'\n",
    }
    for path, content in before.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    moves = {"shop.core.util": "util", "beta": "shop.core"}
    plan = {"roots": ["."], "moves": moves, "shims": True}
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    apply(tmp_path)
    assert files(tmp_path)["shop/core/__init__.py"] == before["beta/__init__.py"]
    run(
        tmp_path,
        "import shop.core.util, util, beta, shop.core.rest\n"
        "assert shop.core.util is util and beta is shop.core and beta.name == 'beta'",
    )
    api.rollback(tmp_path, api.load(tmp_path, tmp_path / "plan.json"), 1)
    assert {path: files(tmp_path)[path] for path in before} == before


def test_a_module_in_cython_leaves_one_in_plain_python(tmp_path: Path) -> None:
    plant(tmp_path)
    (tmp_path / "app/fast.pyx").write_text("def f(): return 1\n")
    plan = '{"roots": ["."], "moves": {"app.fast": "data.fast"}, "shims": true}'
    (tmp_path / "plan.json").write_text(plan)
    api.migrate(tmp_path, api.load(tmp_path, tmp_path / "plan.json"), 1)
    assert bridges(tmp_path) == {"app.fast": "data.fast"}
    assert (tmp_path / "app/fast.py").exists()
    assert (tmp_path / "data/fast.pyx").exists()
