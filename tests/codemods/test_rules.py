"""The lint rules: their own examples, what they say of real trees, and that their fixes hold."""

from __future__ import annotations

import re
import subprocess
import sys
import unittest
from collections.abc import Iterator
from pathlib import Path

import pytest
from fixit.api import fixit_bytes
from fixit.config import collect_rules, generate_config
from fixit.ftypes import Config, QualifiedRule, Result
from fixit.testing import generate_lint_rule_test_cases

from rezone.phases import api

ROOT = Path(__file__).parents[2]
RULES = "rezone.codemods.rules"
PLAN = """\
[workspace]
roots = ["src"]
exclude = ["src/vendored/**"]
[[domains]]
name = "data"
packages = ["data"]
[[domains]]
name = "site"
packages = ["site_", "site_.*"]
may_import = ["data"]
[[phases]]
number = 1
[[phases.moves]]
source = "app.db"
target = "data.db"
[[phases]]
number = 2
[[phases.moves]]
source = "app.web"
target = "site_.web"
"""
TREE = {
    "rezone.toml": PLAN,
    "src/app/__init__.py": "",
    "src/app/db.py": "NAME = 'db'\n",
    "src/app/web.py": "from .db import NAME\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a repository in which phase 1 is done and phase 2 is not."""
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    api.migrate(tmp_path, api.load(tmp_path), 1)
    return tmp_path


def lint(path: Path, text: str, *rules: str) -> tuple[list[str], str]:
    """Return what the rules say of *text* at *path*, and the text with all fixes."""
    names = [QualifiedRule(RULES, rule) for rule in rules] or [QualifiedRule(RULES)]
    config = Config(path=path, root=Path(path.anchor), enable=names)
    results: list[Result] = []
    run: Iterator[Result] = fixit_bytes(path, text.encode(), config=config, autofix=True)
    fixed = yield_from(run, results)
    for result in results:
        assert result.error is None, result.error
    said = [f"{r.violation.rule_name}: {r.violation.message}" for r in results if r.violation]
    return said, fixed.decode() if fixed else text


def yield_from(run: Iterator[Result], results: list[Result]) -> bytes | None:
    """Collect what a generator yields, and return what it returns."""
    try:
        while True:
            results.append(next(run))
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


def examples() -> list[unittest.TestCase]:
    rules = collect_rules(Config(enable=[QualifiedRule(RULES)], python_version=None))
    classes = sorted(generate_lint_rule_test_cases(rules), key=lambda case: case.__name__)
    loader = unittest.TestLoader()
    return [test for case in classes for test in loader.loadTestsFromTestCase(case)]


@pytest.mark.parametrize("example", examples(), ids=lambda test: test.id().partition(".")[2])
def test_an_example_holds(example: unittest.TestCase) -> None:
    example.debug()


def test_fixit_tests_the_rules_from_anywhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fixit", "test", RULES],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "OK" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_said_without_a_plan_or_of_what_it_excludes(tree: Path) -> None:
    text = "from app.db import NAME\n"
    assert lint(tree / "src/vendored/x.py", text) == ([], text)
    backup = tree / "migration_backups/phase1/files/src/app/web.py"
    assert backup.exists()
    assert lint(backup, text) == ([], text)
    inner = tree / "other"
    (inner / ".git").mkdir(parents=True)
    assert lint(inner / "x.py", text) == ([], text)


def test_what_is_pending_is_not_stale(tree: Path) -> None:
    said, fixed = lint(tree / "tool.py", "import app.db, app.web\nprint(app.db.NAME, app.web)\n")
    assert said == [
        "StaleImport: app.db is now data.db",
        "StaleImport: app.db is now data.db",
    ]
    assert fixed == "import data.db, app.web\nprint(data.db.NAME, app.web)\n"


def test_all_fixes_of_a_file_hold_together(tree: Path) -> None:
    text = (
        '"""Uses app.db."""\n'
        "import app.db  # app.db is old\n"
        "from app.db import NAME as name\n\n"
        'def f(x: "app.db.NAME") -> str:\n'
        "    return f\"{app.db.NAME}\" + 'app.db.NAME'\n"
    )
    said, fixed = lint(tree / "tool.py", text)
    assert "app.db" not in fixed
    assert fixed == text.replace("app.db", "data.db")
    assert {line.partition(":")[0] for line in said} == {"StaleImport", "OldNameInText"}
    assert lint(tree / "tool.py", fixed) == ([], fixed)


def test_a_finding_can_be_told_to_be_silent(tree: Path) -> None:
    text = "from app.db import NAME  # lint-ignore: StaleImport\n"
    assert lint(tree / "tool.py", text) == ([], text)


def test_the_fixes_are_those_of_rezone_rewrite(tree: Path) -> None:
    text = "import app.db as d, os\nfrom app import db, web\nX = ['app.db:NAME', d, db, web]\n"
    _, fixed = lint(tree / "tool.py", text)
    (tree / "tool.py").write_text(text)
    api.rewrite(tree, api.load(tree), [tree / "tool.py"])
    assert fixed == (tree / "tool.py").read_text()


def test_a_plan_that_cannot_be_read_is_a_finding(tree: Path) -> None:
    (tree / "rezone.toml").write_text("[workspace\n")
    (said,), _ = lint(tree / "tool.py", "import app.db\n")
    assert said.startswith("StaleImport: rezone.toml:1: RZ10")


def test_a_plan_is_read_again_when_it_changes(tree: Path) -> None:
    text = "import data.db\n"
    assert lint(tree / "src/site_/x.py", text)[0] == []
    plan = PLAN.replace('may_import = ["data"]', "may_import = []")
    (tree / "rezone.toml").write_text(plan)
    assert lint(tree / "src/site_/x.py", text)[0] == [
        "ForbiddenDomain: site may not import data: data.db (site may import no domain)"
    ]


def test_a_new_file_where_a_module_was(tree: Path) -> None:
    (tree / "src/app/db.py").write_text("NEW = 1\n")
    said, _ = lint(tree / "src/app/db.py", "NEW = 1\n")
    assert said == ["EmptiedPackage: app.db is data.db now; this file belongs there"]
    assert lint(tree / "src/app/web.py", "from data.db import NAME\n")[0] == []


def test_a_bridge_in_use_is_told_from_a_stale_import(tree: Path) -> None:
    plan = api.load(tree)
    api.rollback(tree, plan, 1)
    api.migrate(tree, plan.with_shims(True), 1)
    bridge = tree / "src/app/db.py"
    assert lint(bridge, bridge.read_text()) == ([], bridge.read_text())
    said, fixed = lint(tree / "tool.py", "from app import db, web\n")
    assert said == ["BridgeInUse: app.db is now data.db; a bridge leads there"]
    assert fixed == "from data import db\nfrom app import web\n"
    bridge.unlink()
    said, _ = lint(tree / "tool.py", "from app import db, web\n")
    assert said == ["StaleImport: app.db is now data.db"]


def test_the_reference_lists_the_rules() -> None:
    from rezone.codemods.linting.table import rules, table

    names = [rule.__name__ for rule in rules()]
    files = sorted(path.stem for path in (ROOT / "codemods/rules").glob("[!_]*.py"))
    assert sorted(re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in names) == files
    assert (ROOT / "docs/reference/rules.md").read_text(encoding="utf-8") == table()


def test_rezone_keeps_its_own_borders() -> None:
    path = ROOT / "transforms" / "names.py"
    said, _ = lint(path, "import rezone.phases.api\nimport rezone.transforms.moves.move\n")
    assert said == [
        "ForbiddenDomain: transforms may not import phases: rezone.phases.api "
        "(transforms may import no domain)"
    ]
    assert len(lint(path, "from rezone.phases.api import load, init\n")[0]) == 1
    assert lint(ROOT / "codemods/runs.py", "from rezone.phases import api\n")[0] == []
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "fixit --quiet lint $(LAYERS)" in makefile


def test_init_sets_fixit_up(tmp_path: Path) -> None:
    def rules(folder: Path) -> set[str]:
        return {str(rule).partition(":")[0] for rule in collect_rules(generate_config(folder))}

    (tmp_path / "new").mkdir()
    (tmp_path / "old").mkdir()
    (tmp_path / "old/pyproject.toml").write_text(
        '[tool.fixit]\nenable = ["fixit.rules.no_redundant_lambda"]\ndisable = ["fixit.rules"]\n'
    )
    for folder in (tmp_path / "new", tmp_path / "old"):
        api.init(folder)
    ours = {path.stem for path in (ROOT / "codemods/rules").glob("[!_]*.py")}
    assert {name.rpartition(".")[2] for name in rules(tmp_path / "new")} == ours
    assert rules(tmp_path / "old") >= rules(tmp_path / "new")


@pytest.mark.parametrize("jobs", ["one file", "several"])
def test_fixit_fix_as_init_sets_it_up(tree: Path, jobs: str) -> None:
    api.init(tree)
    (tree / "one.py").write_text("from app.db import NAME\n")
    (tree / "two.py").write_text("import data.db\n")
    paths = ["one.py"] if jobs == "one file" else ["."]

    def fixit(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "fixit", *arguments, *paths]
        return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)

    found = fixit("lint")
    assert found.returncode == 1
    assert "one.py@1:0 StaleImport: app.db.NAME is now data.db.NAME (has autofix)" in found.stdout
    assert fixit("fix", "--automatic").returncode == 0
    assert (tree / "one.py").read_text() == "from data.db import NAME\n"
    assert fixit("lint").returncode == 0
