"""A phase that breaks through a package's re-exports, and holds once they are lazy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rezone.phases.api import migrate
from rezone.phases.engine.outcome import Preview
from rezone.phases.engine.preview import preview
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.read import load
from rezone.transforms.errors import PlanErrors, Refused
from rezone.transforms.references.model import Status

# Importing core.service first runs app/__init__.py, which asks core.service for Service.
TREE = {
    "app/__init__.py": (
        '"""The app."""\n\nfrom .dashboard import dashboard\nfrom .service import Service\n'
        'from .settings import Settings\n\n__all__ = ["Service", "Settings", "dashboard"]\n'
    ),
    "app/dashboard.py": "dashboard = 1\n",
    "app/service.py": "from app.settings import Settings\n\n\nclass Service(Settings): ...\n",
    "app/settings.py": "class Settings: ...\n",
    "tests/test_app.py": "from app import Service\n",
}
PLAN = """\
[workspace]
roots = ["."]
[[phases]]
number = 1
lazy = {lazy}
moves = [{{ source = "{source}", target = "{target}" }}]
"""
MODULES = ("app", "app.settings", "app.dashboard", "core.service")


def repository(
    root: Path,
    lazy: str,
    more: dict[str, str] | None = None,
    source: str = "app.service",
    target: str = "core.service",
) -> Path:
    """Write the app and a plan that moves one module of it."""
    files = TREE | (more or {})
    files["rezone.toml"] = PLAN.format(lazy=lazy, source=source, target=target)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def worked_out(root: Path) -> Preview:
    plan = load(root)
    return preview(Workspace.scan(root), plan, plan.phase(1))


def runs(root: Path, code: str) -> str:
    """Run *code* in a fresh interpreter; return its error, ``""`` if it has none."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    return done.stderr


def test_the_phase_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        worked_out(repository(tmp_path, "[]"))
    assert "core.service.Service is not bound yet" in caught.value.problem
    assert caught.value.hint.startswith('lazy = ["app"] in the phase makes the re-exports lazy; or')


def test_it_holds_with_lazy_re_exports(tmp_path: Path) -> None:
    root = repository(tmp_path, '["app"]')
    migrate(root, load(root), 1)
    for module in MODULES:
        assert runs(root, f"import {module}") == ""
    assert runs(root, "from app import *; Service, Settings, dashboard") == ""
    assert '"Service": ("core.service", "Service"),' in (root / "app/__init__.py").read_text()


def test_the_report_names_each_of_them(tmp_path: Path) -> None:
    (file,) = (f for f in worked_out(repository(tmp_path, '["app"]')).files if f.old[:5] == "app/_")
    told = [(r.line, r.old, r.new, r.reason) for r in file.references if r.status != "rewritten"]
    assert told == [
        (4, "app.Service", "core.service.Service", "re-exported lazily"),
        (5, "app.Settings", ".settings.Settings", "re-exported lazily"),
        (
            3,
            "app",
            "",
            "eager: dashboard is also a submodule, which takes the name once it is imported",
        ),
    ]
    assert file.proven
    assert {r.status for r in file.references} == {Status.REWRITTEN, Status.BRIDGED, Status.KEPT}


def test_a_package_that_names_nothing_that_moves_becomes_lazy_too(tmp_path: Path) -> None:
    more = {"lib/__init__.py": "from .text import Text\n", "lib/text.py": "class Text: ...\n"}
    root = repository(tmp_path, '["app", "lib"]', more)
    migrate(root, load(root), 1)
    assert '"Text": (".text", "Text"),' in (root / "lib/__init__.py").read_text()
    assert runs(root, "import lib, sys; assert 'lib.text' not in sys.modules; lib.Text") == ""


def test_a_package_that_moves_is_lazy_at_its_new_place(tmp_path: Path) -> None:
    more = {
        "app/web/__init__.py": "from .views import Page\n",
        "app/web/views.py": "class Page: ...\n",
    }
    root = repository(tmp_path, '["app.web"]', more, "app.web", "site_.web")
    migrate(root, load(root), 1)
    assert '"Page": (".views", "Page"),' in (root / "site_/web/__init__.py").read_text()
    assert not (root / "app/web").exists()
    assert runs(root, "from site_.web import Page") == ""


def test_laziness_that_would_break_the_package_is_refused(tmp_path: Path) -> None:
    # `early` stays eager and asks, while app is still imported, for what is lazy by then.
    more = {
        "app/__init__.py": "from .settings import Settings\nfrom .early import *\n",
        "app/early.py": "from app import Settings\n",
    }
    root = repository(tmp_path, '["app"]', more)
    assert runs(root, "import app") == ""
    with pytest.raises(Refused, match=r"app.Settings is not bound yet"):
        worked_out(root)


def test_a_later_phase_sees_through_the_table(tmp_path: Path) -> None:
    # core.service asks app for Settings, whose module asks core.service: hidden in the table.
    root = repository(tmp_path, '["app"]')
    migrate(root, load(root), 1)
    (root / "app/settings.py").write_text("from app.extra import extra\n\n\nclass Settings: ...\n")
    (root / "app/extra.py").write_text("extra = 1\n")
    (root / "core/service.py").write_text("from app import Settings\n\n\nclass Service: ...\n")
    (root / "core/__init__.py").write_text("from .service import Service\n")
    plan = PLAN.format(lazy="[]", source="app.extra", target="core.extra")
    (root / "rezone.toml").write_text(plan.replace("number = 1", "number = 2"))
    assert [runs(root, f"import {m}") for m in MODULES] == [""] * 4
    with pytest.raises(Refused, match=r"app.settings.Settings is not bound yet"):
        migrate(root, load(root), 2)


def test_an_init_that_does_not_parse(tmp_path: Path) -> None:
    more = {"lib/__init__.py": "from .text import (\n", "lib/text.py": ""}
    with pytest.raises(Refused, match="does not parse") as caught:
        worked_out(repository(tmp_path, '["lib"]', more))
    assert (caught.value.path, caught.value.line) == ("lib/__init__.py", 1)


def test_a_folder_without_an_init(tmp_path: Path) -> None:
    with pytest.raises(PlanErrors, match=r"rezone.toml:5: .*'space' is no package with an __init"):
        worked_out(repository(tmp_path, '["space"]', {"space/x.py": ""}))


def test_libcsts_runner_writes_the_same_bytes(tmp_path: Path) -> None:
    ours, theirs = (repository(tmp_path / name, '["app"]') for name in ("ours", "theirs"))
    migrate(ours, load(ours), 1)
    (theirs / ".libcst.codemod.yaml").write_text("modules: [rezone.codemods]\n")
    done = subprocess.run(
        [sys.executable, "-m", "libcst.tool", "codemod", "phases.phase1", "app", "tests"],
        cwd=theirs,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    sources = {
        path.relative_to(ours) for path in ours.rglob("*.py") if "migration" not in str(path)
    }
    assert Path("core/service.py") in sources
    for path in sources:
        assert (theirs / path).read_bytes() == (ours / path).read_bytes(), path
