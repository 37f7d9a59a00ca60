"""Graph, contracts, linters, tests, coverage: each check is made to fail in its own way."""

from __future__ import annotations

import shutil

import pytest

from rezone.phases.checks import comparison
from rezone.phases.checks.catalog.import_graph import only_grimp
from rezone.phases.checks.measure import lint
from rezone.phases.checks.model import CheckResult, Status
from rezone.transforms.index.import_graph import ImportGraph

PASSED, FAILED, SKIPPED = Status.PASSED, Status.FAILED, Status.SKIPPED


def told(result: CheckResult) -> list[str]:
    return list(result.finding.details) if result.finding else [result.reason]


def append(shop, path: str, text: str) -> None:
    shop.write(path, (shop.root / path).read_text() + text)


@pytest.mark.breaks("import-graph")
def test_an_import_that_is_lost_or_unexplained_is_another_graph(shop) -> None:
    before = shop.check("import-graph")
    assert (before.status, before.finding.numbers["imports"]) == (PASSED, 1)
    shop.migrate()
    assert shop.after("import-graph").status is PASSED
    shop.write("src/shop/till.py", "import shared\n")
    result = shop.after("import-graph")
    assert result.status is FAILED
    assert told(result) == [
        "lost: shop.till → shared.tools",
        "unexpected: shop.till (src/shop/till.py:1) → shared",
    ]


def test_an_import_that_only_grimp_sees_is_told() -> None:
    ours = ImportGraph(frozenset({"a", "b"}), {("b", "a"): 1})
    assert only_grimp(ours, {"imports": [["a", "b"], ["b", "a"]]}) == {("a", "b")}


@pytest.mark.breaks("import-cycles")
def test_a_new_cycle_fails_and_an_old_one_is_listed(shop) -> None:
    shop.write("src/shop/one.py", "import shop.two\n")
    shop.write("src/shop/two.py", "def later():\n    import shop.one\n")
    before = shop.check("import-cycles")
    assert before.status is PASSED
    assert told(before) == [
        "known: 2 modules: shop.one (src/shop/one.py:1) → shop.two (src/shop/two.py:2) → shop.one"
    ]
    shop.migrate()
    assert shop.after("import-cycles").status is PASSED
    append(shop, "src/shared/tools.py", "\n\ndef late():\n    import shop.till\n")
    result = shop.after("import-cycles")
    assert result.status is FAILED
    assert told(result)[0] == (
        "new: 2 modules: shared.tools (src/shared/tools.py:7) → "
        "shop.till (src/shop/till.py:1) → shared.tools"
    )


def test_an_import_for_type_checkers_closes_no_cycle(shop) -> None:
    shop.migrate()
    lines = "\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import shop.till\n"
    append(shop, "src/shared/tools.py", lines)
    assert shop.after("import-cycles").status is PASSED


@pytest.mark.breaks("domain-contracts")
def test_a_new_import_across_a_closed_border_fails(shop) -> None:
    shop.migrate()
    assert shop.after("domain-contracts").status is PASSED
    append(shop, "src/shared/tools.py", "\n\ndef late():\n    import shop.till\n")
    result = shop.after("domain-contracts")
    assert result.status is FAILED
    assert told(result) == [
        "new: shared.tools (src/shared/tools.py:7) → shop.till: shared may not import shop"
    ]


def test_a_border_that_a_move_carries_an_import_across_fails_where_the_plan_says_so(shop) -> None:
    append(shop, "src/shop/tools.py", "\n\ndef late():\n    import shop.till\n")
    shop.migrate()
    result = shop.after("domain-contracts")
    assert result.status is PASSED
    assert told(result)[0].startswith("inherited: shared.tools")
    plan = (shop.root / "rezone.toml").read_text()
    shop.write("rezone.toml", plan.replace("[checks]", '[checks]\ncontracts = "all"'))
    assert shop.after("domain-contracts").status is FAILED


CONTRACT = """\
[importlinter]
root_packages =
    shop
    shared
[importlinter:contract:till]
name = Nobody needs the till
type = forbidden
source_modules = shared
forbidden_modules = shop.till
"""


@pytest.mark.breaks("import-linter")
def test_the_repositorys_own_contract_may_not_break(shop) -> None:
    assert shop.check("import-linter").status is SKIPPED
    shop.write(".importlinter", CONTRACT)
    assert shop.check("import-linter").status is PASSED
    shop.migrate()
    assert shop.after("import-linter").status is PASSED
    append(shop, "src/shared/tools.py", "\n\ndef late():\n    import shop.till\n")
    result = shop.after("import-linter")
    assert (result.status, told(result)) == (FAILED, ["newly broken: Nobody needs the till"])


@pytest.mark.breaks("flake8")
def test_a_new_finding_of_flake8_fails_and_a_longer_line_does_not(shop) -> None:
    append(shop, "src/shop/till.py", "import os\n")
    before = shop.check("flake8")
    assert before.status is PASSED
    assert before.finding.numbers["findings"] == 3  # E305, E402, F401
    shop.migrate()
    assert shop.after("flake8").status is PASSED
    append(shop, "src/shop/till.py", f"NAME = '{'x' * 90}'\n")
    longer = shop.after("flake8")
    assert (longer.status, longer.finding.numbers["layout"]) == (PASSED, 1)
    append(shop, "src/shop/till.py", "import sys\n")
    result = shop.after("flake8")
    assert result.status is FAILED
    assert any("F401 'sys' imported but unused" in line for line in told(result))


@pytest.mark.breaks("fixit")
def test_a_new_finding_of_fixit_fails(shop) -> None:
    assert shop.check("fixit").status is PASSED
    shop.migrate()
    append(shop, "src/shared/tools.py", "\n\ndef same(a):\n    return a == None\n")
    result = shop.after("fixit")
    assert result.status is FAILED
    assert "src/shared/tools.py:7: CompareSingletonPrimitivesByIs" in told(result)[0]


def test_a_linter_that_is_missing_measures_nothing(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "find_spec", lambda _: None)
    result = shop.check("flake8")
    assert result.status is SKIPPED
    assert "rezone[checks]" in result.reason


@pytest.mark.breaks("tests")
def test_tests_that_are_lost_or_fail_are_told_by_name(shop) -> None:
    shop.write("tests/test_sick.py", "def test_sick():\n    assert False\n")
    shop.write(
        "tests/test_names.py",
        "import pytest\n\n\n@pytest.mark.parametrize('name', ['shop.tools', 'x'])\n"
        "def test_name(name):\n    assert name\n",
    )
    before = shop.check("tests")
    assert (before.status, told(before)) == (PASSED, ["fails: tests/test_sick.py::test_sick"])
    shop.migrate()
    after = shop.after("tests")
    assert (after.status, told(after)) == (PASSED, [])
    till = (shop.root / "tests/test_till.py").read_text()
    shop.write("tests/test_till.py", till.replace("test_total", "test_sum").replace("'A'", "'B'"))
    shop.write("tests/test_sick.py", "def test_sick():\n    pass\n")
    result = shop.after("tests")
    assert result.status is FAILED
    assert told(result) == [
        "lost: tests/test_till.py::test_total",
        "newly failing: tests/test_till.py::test_shout",
        "newly passing: tests/test_sick.py::test_sick",
    ]


def test_what_was_compared_of_the_tests_is_kept_by_id(shop) -> None:
    shop.check("tests")
    assert comparison.stored(shop.root, 1, "tests") is None
    shop.migrate()
    shop.write("tests/test_till.py", "def test_total():\n    assert False\n")
    shop.after("tests")
    found = comparison.stored(shop.root, 1, "tests")
    assert found is not None
    total, shout = "tests/test_till.py::test_total", "tests/test_till.py::test_shout"
    assert found.before == {total: "passed", shout: "passed"}
    assert found.after == {total: "failed"}


def test_one_test_that_fails_may_be_within_the_threshold(shop) -> None:
    plan = (shop.root / "rezone.toml").read_text()
    shop.write("rezone.toml", f"[thresholds]\ntests_passing = 0.5\n{plan}")
    shop.migrate()
    append(shop, "src/shop/till.py", "\n\ndef total():\n    return ''\n")
    result = shop.after("tests")
    assert (result.status, result.finding.numbers["newly_failing"]) == (PASSED, 1)


def test_a_suite_that_cannot_run_is_no_suite_that_passes(shop) -> None:
    shutil.rmtree(shop.root / "tests")
    result = shop.check("tests")
    assert result.status is SKIPPED
    assert "pytest ran no test" in result.reason


@pytest.mark.breaks("coverage")
def test_a_moved_module_that_is_covered_less_fails(shop) -> None:
    assert shop.check("coverage").status is PASSED
    shop.migrate()
    after = shop.after("coverage")
    assert (after.status, after.finding.numbers["moved"]) == (PASSED, 1)
    append(shop, "src/shared/tools.py", "\n\ndef whisper(text):\n    return text.lower()\n")
    result = shop.after("coverage")
    assert result.status is FAILED
    assert told(result) == ["src/shared/tools.py: 100.0%, now 75.0%"]
