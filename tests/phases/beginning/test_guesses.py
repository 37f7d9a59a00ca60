"""What the files of a repository suggest: roots, domains, how the tests run, applications."""

from __future__ import annotations

from pathlib import Path

import pytest

from rezone.phases.beginning.guesses import Guesses, guess
from rezone.phases.beginning.plan_text import plan_text
from rezone.phases.plan.read import load

PYTEST_TEST = "def test_it(): pass\n"
UNITTEST = "import unittest\nclass T(unittest.TestCase): pass\n"
MANAGE = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_.settings')\n"


def guessed(folder: Path, files: dict[str, str]) -> Guesses:
    """Return the guesses for *files*; what is written of them reads back as a plan."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    guesses = guess(folder)
    (folder / "rezone.toml").write_text(plan_text(guesses))
    plan = load(folder)
    assert (plan.domains, plan.checks.apps) == (guesses.domains, guesses.apps)
    assert plan.workspace.roots == guesses.roots
    suite = guesses.suite
    assert (plan.checks.runner, plan.checks.tests) == (
        (suite.runner, suite.tests) if suite else ((), ())
    )
    return guesses


@pytest.mark.parametrize(
    ("files", "roots"),
    [
        (["src/shop/__init__.py", "tests/__init__.py"], ("src",)),
        (["shop/__init__.py", "tests/__init__.py", "docs/conf/__init__.py"], (".",)),
        (["a/src/x/__init__.py", "b/src/y/__init__.py"], ("a/src", "b/src")),
        (["src/shop/__init__.py", "examples/one/src/main.py"], ("src",)),
        (["shop/__init__.py", "examples/one/src/main.py"], (".",)),
        (["services/web/web/__init__.py", "services/api/api/__init__.py"],
         ("services/api", "services/web")),
        (["one.py"], (".",)),
    ],
    ids=["src", "flat", "several", "example-src", "example-flat", "services", "module"],
)  # fmt: skip
def test_roots(tmp_path: Path, files: list[str], roots: tuple[str, ...]) -> None:
    assert guessed(tmp_path, dict.fromkeys(files, "")).roots == roots


def borders(guesses: Guesses) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {domain.name: (domain.packages, domain.may_import) for domain in guesses.domains}


def test_a_domain_for_each_package_at_the_top_with_the_imports_of_today(tmp_path: Path) -> None:
    files = {
        "setup.py": "import shop\n",
        "shop/__init__.py": "",
        "shop/web.py": "def f():\n    from billing.money import price\n",
        "billing/__init__.py": "",
        "billing/money.py": "",
        "tests/__init__.py": "",
        "tests/test_shop.py": "import shop.web, billing.money\n",
    }
    assert borders(guessed(tmp_path, files)) == {
        "billing": (("billing",), ()),
        "shop": (("shop",), ("billing",)),
    }


def test_a_package_that_is_alone_is_taken_apart(tmp_path: Path) -> None:
    files = {
        "src/shop/__init__.py": "from shop.web import app\n",
        "src/shop/settings.py": "",
        "src/shop/web/__init__.py": "app = 1\n",
        "src/shop/web/views.py": "from .. import settings\nfrom ..store.shop import orders\n",
        "src/shop/store/shop/orders.py": "from shop.store.shop import orders\n",
    }
    assert borders(guessed(tmp_path, files)) == {
        "shop": (("shop",), ("web",)),
        "store": (("shop.store",), ()),
        "web": (("shop.web",), ("shop", "store")),
    }


def test_two_packages_of_one_name_are_told_apart(tmp_path: Path) -> None:
    files = ["shop/__init__.py", "shop/shop/__init__.py", "shop/shop/orders.py"]
    domains = guessed(tmp_path, dict.fromkeys(files, "")).domains
    assert [domain.name for domain in domains] == ["shop", "shop.shop"]


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({}, None),
        ({"tests/test_a.py": "import helpers\n"}, None),
        ({"tests/test_a.py": PYTEST_TEST, "conftest.py": ""}, "-m pytest tests"),
        ({"tests/unit/test_a.py": UNITTEST, "requirements-dev.txt": "pytest>=8\n"},
         "-m pytest tests"),
        ({"shop/tests/test_a.py": PYTEST_TEST, "shop/web/test/test_b.py": "import pytest\n" +
          PYTEST_TEST, "test_c.py": PYTEST_TEST}, "-m pytest shop/tests shop/web/test test_c.py"),
        ({"tests/test_a.py": PYTEST_TEST,
          "pyproject.toml": "[tool.pytest.ini_options]\ntestpaths = ['tests/unit', 'more']\n"},
         "-m pytest tests/unit more"),
        ({"tests/test_a.py": PYTEST_TEST, "setup.cfg": "[tool:pytest]\ntestpaths = unit more\n"},
         "-m pytest unit more"),
        ({"tests/test_a.py": PYTEST_TEST, "pytest.ini": "[pytest]\ntestpaths = */tests\n"},
         "-m pytest tests"),
        ({"tests/test_a.py": PYTEST_TEST, "pyproject.toml": "[tool.pytest\n"}, "-m pytest tests"),
        ({"tests/test_a.py": UNITTEST}, "-m unittest discover -s tests"),
        ({"tests/test_a.py": UNITTEST, "tests/__init__.py": ""},
         "-m unittest discover -s tests -t ."),
        ({"manage.py": MANAGE, "shop/tests.py": UNITTEST}, "manage.py test"),
        ({"manage.py": MANAGE, "shop/tests.py": UNITTEST, "tox.ini": "deps = pytest-django\n"},
         "-m pytest shop/tests.py"),
        ({"tests/runtests.py": "import django\n", "tests/a/tests.py": UNITTEST},
         "tests/runtests.py"),
        ({"docs/test_a.py": PYTEST_TEST, "examples/tests/test_b.py": PYTEST_TEST}, None),
    ],
)  # fmt: skip
def test_how_the_tests_run(tmp_path: Path, files: dict[str, str], command: str | None) -> None:
    suite = guessed(tmp_path, files).suite
    assert (suite and suite.command) == (command and f"python {command}")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("from fastapi import FastAPI\napp = FastAPI()\n", ["app"]),
        ("import flask\nweb: flask.Flask = flask.Flask(__name__)\n", ["web"]),
        ("application = get_wsgi_application()\n", ["application"]),
        ("def create_app(test=None):\n    app = Flask('a')\n    return app\n", ["create_app"]),
        ("def make():\n    return Starlette(routes=[])\n", ["make"]),
        ("def create_app(settings):\n    return Flask(settings)\n", []),
        ("def create_app(*, settings):\n    return Flask(settings)\n", []),
        ("app = FastAPI()\ndef make():\n    return FastAPI()\n", ["app"]),
        ("text = 'app = FastAPI()'\n", []),
        ("app = FastAPI(\n", []),
        ("apps.app = FastAPI()\n", []),
    ],
)
def test_applications(tmp_path: Path, text: str, names: list[str]) -> None:
    files = {"shop/__init__.py": "", "shop/main.py": text, "tests/test_a.py": text}
    assert guessed(tmp_path, files).apps == tuple(f"shop.main:{name}" for name in names)


def test_an_interpreter_of_the_repository_is_named_and_a_move_is_shown(tmp_path: Path) -> None:
    files = {".venv/bin/python": "", "shop/__init__.py": "", "shop/shared/__init__.py": "",
             "shop/_hidden.py": "", "shop/web.py": ""}  # fmt: skip
    guesses = guessed(tmp_path, files)
    assert guesses.python == ".venv/bin/python"
    assert guesses.move == ("shop.web", "shop.common.web")
    text = plan_text(guesses)
    assert '# python = ".venv/bin/python"' in text
    assert '# source = "shop.web"\n# target = "shop.common.web"\n' in text
