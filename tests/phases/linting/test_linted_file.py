"""What a rule finds with a few looks at the disk is what `rezone rewrite` finds with them all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rezone.phases import api
from rezone.phases.engine.references_only import references_context
from rezone.phases.engine.rewriting import rewrite_file
from rezone.phases.engine.workspace import Workspace
from rezone.phases.linting.linted_file import linted_file
from rezone.transforms.bridges.bridge import read_bridge
from rezone.transforms.edits.actions import ImportEdit

MONOLITH = Path(__file__).parents[3] / "examples" / "anomaly_monolith"


@pytest.mark.parametrize(("last", "shims"), [(2, False), (2, True), (7, False)])
def test_every_file_as_it_was_before_the_phases(tmp_path: Path, last: int, shims: bool) -> None:
    root = tmp_path / "monolith"
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(MONOLITH, root, symlinks=True, ignore=ignore)
    plan = api.load(root).with_shims(shims)
    for number in range(1, last + 1):
        api.migrate(root, plan, number)
    context = references_context(Workspace.scan(root), plan)
    stale = imports = 0
    for old in sorted(MONOLITH.rglob("*.py")):
        path = old.relative_to(MONOLITH).as_posix()
        if not (root / path).exists():
            continue  # relative imports mean something only where the file is
        content = old.read_bytes()
        if read_bridge(path, (root / path).read_bytes()):
            continue
        expected = rewrite_file(context, path, content)
        file = linted_file(root / path, content)
        assert file is not None
        found = None if file.outcome is None else file.outcome.content
        assert found == expected.content, path
        stale += found is not None
        edits = () if file.outcome is None else file.outcome.edits
        imports += sum(isinstance(edit, ImportEdit) for edit in edits)
    assert stale > 20
    assert imports > 20


def test_names_from_a_folder_above_a_root_count_too(tmp_path: Path) -> None:
    (tmp_path / "rezone.toml").write_text(
        '[workspace]\nroots = ["src"]\n[[phases]]\nnumber = 1\n'
        '[[phases.moves]]\nsource = "app.db"\ntarget = "data.db"\n'
    )
    for path in ("src/app/__init__.py", "src/data/__init__.py", "src/data/db.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    file = linted_file(tmp_path / "script.py", b"from src.app.db import X\n")
    assert file is not None
    assert file.outcome is not None
    assert file.outcome.content == b"from src.data.db import X\n"


SYMBOLS = """\
[workspace]
roots = ["src"]
[[phases]]
number = 1
[[phases.moves]]
source = "shop.models:Order"
target = "sales.orders:Order"
[[phases.moves]]
source = "shop.models:total"
target = "sales.orders:compute_total"
[[phases]]
number = 2
[[phases.moves]]
source = "sales.orders"
target = "sales.order"
[[phases.moves]]
source = "shop.models:Item"
target = "sales.items:Item"
"""
USER = b"""\
import shop.models as m
from shop.models import Item, Order
from shop.models import *

PATH = "shop.models.Order"


def f(order: "m.Order") -> int:
    return m.total(order)
"""


@pytest.mark.parametrize("last", [0, 1, 2])
def test_symbols_are_followed_phase_by_phase(tmp_path: Path, last: int) -> None:
    models = "class Order: ...\n\n\nclass Item: ...\n\n\ndef total(order): ...\n"
    for path, text in {"rezone.toml": SYMBOLS, "src/shop/models.py": models}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "src/shop/__init__.py").touch()
    plan = api.load(tmp_path)
    for number in range(1, last + 1):
        api.migrate(tmp_path, plan, number)
    file = linted_file(tmp_path / "src/tool.py", USER)
    assert file is not None
    content = USER if file.outcome is None else file.outcome.content or USER
    home = {0: b"shop.models", 1: b"sales.orders", 2: b"sales.order"}[last]
    assert b'PATH = "%s.Order"' % home in content
    assert (b"compute_total(order)" in content) is (last > 0)
    assert (b"from sales.items import Item" in content) is (last == 2)
    (tmp_path / "src/tool.py").write_bytes(USER)
    context = references_context(Workspace.scan(tmp_path), plan)
    expected = rewrite_file(context, "src/tool.py", USER).content
    assert content == (expected or USER)


def test_a_name_that_would_hide_a_submodule_is_known_to_do_so(tmp_path: Path) -> None:
    (tmp_path / "rezone.toml").write_text(
        '[workspace]\nroots = ["src"]\n[[phases]]\nnumber = 1\n'
        '[[phases.moves]]\nsource = "alpha"\ntarget = "core.alpha"\n'
    )
    for path in ("core/__init__.py", "core/alpha/__init__.py", "core/alpha/x.py", "beta/core.py"):
        (tmp_path / "src" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "src" / path).touch()
    package = b"import alpha.x\n\n\ndef f() -> None:\n    alpha.x.run()\n"
    (tmp_path / "src/beta/__init__.py").write_bytes(package)
    context = references_context(Workspace.scan(tmp_path), api.load(tmp_path))
    expected = rewrite_file(context, "src/beta/__init__.py", package).content
    file = linted_file(tmp_path / "src/beta/__init__.py", package)
    assert file is not None
    assert file.outcome is not None
    assert file.outcome.content == expected
    assert b"import core.alpha.x\n" not in (expected or b"")
