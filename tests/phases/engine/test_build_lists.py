"""What a build file puts into a wheel, by the rules of each tool that builds."""

import pytest

from rezone.phases.engine.build_lists import build_list

SRC = frozenset({"src/shop/__init__.py", "src/shop/db/__init__.py", "src/billing/a.py"})
FLAT = frozenset({"shop/__init__.py", "shop/db/__init__.py", "tests/test_a.py"})
ALL = {"src/shop/__init__.py", "src/shop/db/__init__.py"}


def backend(name: str, rest: str = "") -> str:
    return f'[build-system]\nbuild-backend = "{name}"\n[project]\nname = "Shop"\n{rest}'


def shipped(files: frozenset[str], **said: str) -> set[str] | None:
    """Return which of *files* a project ships whose build files are *said*, by stem."""
    names = {"pyproject": "pyproject.toml", "cfg": "setup.cfg", "script": "setup.py"}
    contents = {names[stem]: text.encode() for stem, text in said.items()}
    found = build_list(files, contents.get)
    return None if found is None else {path for path in files if found.holds(path)}


@pytest.mark.parametrize(
    "pyproject",
    [
        backend("hatchling.build"),
        backend("hatchling.build", '[tool.hatch.build.targets.wheel]\npackages = ["src/shop"]'),
        backend("hatchling.build", '[tool.hatch.build]\ninclude = ["/src/shop/**"]'),
        backend("flit_core.buildapi"),
        backend("poetry.core.masonry.api"),
        backend(
            "poetry.core.masonry.api",
            '[tool.poetry]\npackages = [{include = "shop", from = "src"}]',
        ),
        backend("uv_build"),
        backend("uv_build", '[tool.uv.build-backend]\nmodule-name = "shop"'),
        backend(
            "setuptools.build_meta",
            '[tool.setuptools.packages.find]\nwhere = ["src"]\ninclude = ["shop*"]',
        ),
        backend(
            "setuptools.build_meta",
            '[tool.setuptools]\npackages = ["shop", "shop.db"]\npackage-dir = {"" = "src"}',
        ),
    ],
)
def test_a_list_leaves_out_what_it_does_not_name(pyproject):
    assert shipped(SRC, pyproject=pyproject) == ALL


@pytest.mark.parametrize(
    ("where", "packages"),
    [
        ("package_dir =\n    = src\n", "\n    shop\n    shop.db\n"),
        ("", "find:\n[options.packages.find]\nwhere = src\ninclude = shop, shop.*\n"),
    ],
)
def test_setup_cfg(where, packages):
    assert shipped(SRC, cfg=f"[options]\n{where}packages = {packages}") == ALL


@pytest.mark.parametrize(
    "packages",
    ['["shop", "shop.db"]', 'find_packages("src", include=["shop", "shop.*"])'],
)
def test_setup_script(packages):
    script = f'from setuptools import *\nsetup(packages={packages}, package_dir={{"": "src"}})\n'
    assert shipped(SRC, script=script) == ALL


def test_setuptools_finds_all_below_src():
    assert shipped(SRC, pyproject=backend("setuptools.build_meta")) == SRC


def test_setuptools_finds_the_only_package_and_refuses_two():
    pyproject = backend("setuptools.build_meta")
    assert shipped(FLAT, pyproject=pyproject) == FLAT - {"tests/test_a.py"}
    assert shipped(FLAT | {"billing/a.py"}, pyproject=pyproject) == set()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"pyproject": "not toml ["},
        {"pyproject": backend("maturin")},
        {"pyproject": backend("hatchling.build", '[tool]\nhatch = "text"')},
        {"script": "setup(packages=find(), py_modules=MODULES)"},
        {"script": "setup(packages=NAMES"},
        {"cfg": "no section"},
    ],
)
def test_what_is_not_said_in_plain_values_is_not_known(said):
    assert shipped(SRC, **said) is None
