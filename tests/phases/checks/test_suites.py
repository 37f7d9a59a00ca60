"""The repository's own suite, whatever its options and plugins: every test counts, by its id."""

from __future__ import annotations

import json
import os

import pytest

from rezone.phases.checks.model import CheckResult, Status, When

PASSED, FAILED, SKIPPED = Status.PASSED, Status.FAILED, Status.SKIPPED

UNITTEST = """\
import unittest
from shop.tools import shout


class TestTools(unittest.TestCase):
    def test_shout(self):
        self.assertEqual(shout("a"), "A")

    def test_all(self):
        for text in ("a", "b", "c"):
            with self.subTest(text):
                self.assertEqual(shout(text), text.upper())
"""


def told(result: CheckResult) -> list[str]:
    return list(result.finding.details) if result.finding else [result.reason]


def outcomes(shop, when: str = "1") -> dict[str, str]:
    path = shop.root / f"migration_reports/baselines/phase{when}/suite.json"
    found: dict[str, str] = json.loads(path.read_text())["value"]["outcomes"]
    return found


def options(shop, text: str) -> None:
    settings = '[tool.pytest.ini_options]\npythonpath = ["src"]\n'
    shop.write("pyproject.toml", f"{settings}addopts = {json.dumps(text)}\n")


def test_a_file_that_cannot_be_collected_is_one_failure_and_stops_nothing(shop) -> None:
    shop.write("tests/test_broken.py", "import nowhere_at_all\n")
    before = shop.check("tests")
    assert (before.status, told(before)) == (PASSED, ["fails: tests/test_broken.py"])
    assert before.finding.numbers["tests"] == 3
    shop.migrate()
    assert shop.after("tests").status is PASSED


def test_a_suite_that_no_longer_starts_fails_and_is_not_skipped(shop) -> None:
    assert shop.check("tests").status is PASSED
    shop.migrate()
    shop.write("tests/conftest.py", "import shop.tools\n")
    for name in ("tests", "coverage"):
        result = shop.after(name)
        assert result.status is FAILED
        assert "before the phase it could be measured; now: pytest ran no test" in told(result)[0]


def test_a_suite_that_never_started_is_no_failure_of_the_phase(shop) -> None:
    shop.write("tests/conftest.py", "import nowhere_at_all\n")
    assert shop.check("tests").status is SKIPPED
    shop.migrate()
    assert shop.after("tests").status is SKIPPED


def test_a_suite_that_breaks_off_fails(shop) -> None:
    shop.check("tests")
    shop.migrate()
    shop.write("tests/test_zero.py", "import os\n\n\ndef test_zero():\n    os._exit(0)\n")
    result = shop.after("tests")
    assert result.status is FAILED
    assert "pytest broke off after tests/test_till.py::test_shout" in told(result)[0]


def test_options_that_stop_early_or_choose_stop_and_choose_nothing(shop) -> None:
    options(shop, "-x --ff --sw --cov=shop --cov-report=html --cov-fail-under=100")
    shop.write("tests/test_first.py", "def test_first():\n    assert False\n")
    shop.commit()
    before = shop.check("tests")
    assert before.finding.numbers["tests"] == 3
    assert shop.check("coverage").finding.measured.startswith("100.0% of 5 lines")
    left = {".coverage", "htmlcov", ".pytest_cache"} & set(os.listdir(shop.root))
    assert left == set()


def test_the_processes_of_xdist_are_covered_too(shop) -> None:
    options(shop, "-n 2")
    result = shop.check("coverage")
    assert result.finding.measured.startswith("100.0% of 5 lines")
    assert list(outcomes(shop)) == [
        "tests/test_till.py::test_total",
        "tests/test_till.py::test_shout",
    ]


def test_cases_are_matched_in_the_order_of_the_source(shop) -> None:
    """A plugin may shuffle: here each process in another order."""
    shop.write(
        "tests/conftest.py",
        "import os, random\n\n\ndef pytest_collection_modifyitems(items):\n"
        "    random.Random(os.getpid()).shuffle(items)\n",
    )
    shop.write(
        "tests/test_where.py",
        "import pytest\nimport shop.tools\n\n\n"
        "@pytest.mark.parametrize('place', [shop.tools.__file__[-15:], 'b', 'c', 'd', 'e'])\n"
        "def test_where(place):\n    assert len(place) != 1 or place in 'bcde'\n",
    )
    before = shop.check("tests")
    assert before.finding.numbers["failing"] == 0
    assert [t for t in outcomes(shop) if "where" in t][1:] == [
        f"tests/test_where.py::test_where[{case}]" for case in "bcde"
    ]
    shop.migrate()
    after = shop.after("tests")
    assert (after.status, told(after)) == (PASSED, [])


def test_a_suite_of_unittest_and_its_subtests_count(shop) -> None:
    shop.write("tests/test_unit.py", UNITTEST)
    assert shop.check("tests").finding.numbers["tests"] == 4
    shop.migrate()
    assert shop.after("tests").status is PASSED
    tools = (shop.root / "src/shared/tools.py").read_text()
    shop.write(
        "src/shared/tools.py", tools.replace("text.upper()", "text.upper().replace('B', '')")
    )
    result = shop.after("tests")
    assert result.status is FAILED
    assert told(result) == ["newly failing: tests/test_unit.py::TestTools::test_all"]


def test_a_test_that_is_skipped_now_does_not_pass_still(shop) -> None:
    shop.check("tests")
    shop.migrate()
    shop.write(
        "tests/test_till.py",
        "import pytest\n\n\ndef test_total():\n    pytest.importorskip('shop.tools')\n\n\n"
        "def test_shout():\n    pass\n",
    )
    result = shop.after("tests")
    assert result.status is FAILED
    assert told(result) == ["newly skipped: tests/test_till.py::test_total"]


@pytest.mark.parametrize("when", [When.PRE, When.POST])
def test_an_interpreter_without_pytest_measures_nothing(shop, tmp_path, when: When) -> None:
    import sys

    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -S -I "$@"\n')
    program.chmod(0o755)
    shop.check("tests")
    shop.migrate()
    plan = (shop.root / "rezone.toml").read_text()
    shop.write("rezone.toml", plan.replace("[checks]", f'[checks]\npython = "{program}"'))
    result = shop.check("tests", when)
    assert result.status is SKIPPED
    assert "No module named pytest" in told(result)[0]


MANAGE = """\
import sys
import django
from django.conf import settings
from django.core.management import execute_from_command_line

settings.configure(INSTALLED_APPS=["shop"], SECRET_KEY="k", DATABASES={})
execute_from_command_line(sys.argv)
"""
DJANGO = UNITTEST.replace("import unittest", "from django.test import SimpleTestCase").replace(
    "unittest.TestCase", "SimpleTestCase"
)


@pytest.mark.parametrize(
    ("runner", "tests", "source"),
    [
        (["-m", "unittest"], ["shop.tests.test_unit"], UNITTEST),
        (["manage.py", "test"], ["shop.tests"], DJANGO),
    ],
    ids=["unittest", "django"],
)
def test_a_runner_made_of_unittest_counts_like_pytest(
    shop, runner: list[str], tests: list[str], source: str
) -> None:
    """The tests move with the package that they are in."""
    plan = (shop.root / "rezone.toml").read_text()
    plan = plan.replace('tests = ["tests"]', f"runner = {json.dumps(runner)}\ntests = TESTS")
    move = '[[phases.moves]]\nsource = "shop.tests"\ntarget = "shared.tests"\n'
    shop.write("rezone.toml", plan.replace("TESTS", json.dumps(tests)) + move)
    shop.write("src/shop/tests/__init__.py", "")
    shop.write("src/shop/tests/test_unit.py", source)
    shop.write("manage.py", MANAGE)
    shop.commit()
    assert shop.check("tests").finding.numbers["tests"] == 2
    assert list(outcomes(shop).values()) == ["passed", "passed"]
    assert shop.check("coverage").status is PASSED
    shop.migrate()
    after = shop.after("tests")
    assert (after.status, told(after)) == (PASSED, [])
    tools = (shop.root / "src/shared/tools.py").read_text()
    shop.write("src/shared/tools.py", tools.replace("text.upper()", "text.upper()[:text == 'a']"))
    assert told(shop.after("tests")) == ["newly failing: shared.tests.test_unit.TestTools.test_all"]
