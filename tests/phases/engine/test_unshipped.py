"""A phase tells where a wheel built afterwards would be without what moved."""

import pytest

from rezone.phases import api

BUILD = '[build-system]\nbuild-backend = "hatchling.build"\n[project]\nname = "shop"\n'
WHEEL = "[tool.hatch.build.targets.wheel]\npackages = [{}]\n"


@pytest.fixture
def warned(tmp_path):
    """Return a function that tells the warnings of a phase under a build file."""

    def run(pyproject: str, moves: dict[str, str]) -> list[str]:
        for name in ("shop/__init__", "shop/web", "shop/db/__init__", "test_shop"):
            path = tmp_path / f"src/{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("")
        (tmp_path / "pyproject.toml").write_text(pyproject)
        lines = [f'"{old}" = "{new}"' for old, new in moves.items()]
        (tmp_path / "rezone.toml").write_text('roots = ["src"]\n[moves]\n' + "\n".join(lines))
        told = api.preview(tmp_path, api.load(tmp_path), 1).preview.warnings
        return [line for line in told if "does not take in" in line]

    return run


POETRY = """[build-system]
build-backend = "poetry.core.masonry.api"
[tool.ruff]
include = ["src/**"]
[tool.poetry]
packages = [{include = "shop", from = "src"}]
"""


@pytest.mark.parametrize(
    ("pyproject", "said"),
    [
        (BUILD, "pyproject.toml:4: the name of the project"),
        (BUILD + WHEEL.format('"src/shop"'), "pyproject.toml:6: packages"),
        (POETRY, "pyproject.toml:6: packages"),
        (
            '[build-system]\n[tool.setuptools.packages.find]\nwhere = ["src"]\ninclude = ["sh*"]\n',
            "pyproject.toml:2: packages.find",
        ),
    ],
)
def test_a_new_top_level_package_that_nothing_lists_is_told(warned, pyproject, said):
    (told,) = warned(pyproject, {"shop.web": "front.web", "test_shop": "checks.test_shop"})
    assert told.startswith(f"{said} does not take in src/front:")


@pytest.mark.parametrize(
    ("pyproject", "target"),
    [
        (BUILD, "shop.front.db"),
        (BUILD + WHEEL.format('"src/shop", "src/front"'), "front.db"),
        (BUILD + WHEEL.format('"src/shop/db"'), "front.db"),  # the entry follows
        ("[tool.black]\n", "front.db"),
    ],
)
def test_nothing_is_told_where_all_is_listed_still(warned, pyproject, target):
    assert warned(pyproject, {"shop.db": target}) == []


def test_the_package_that_bears_the_projects_name_is_missed_when_it_moves(warned):
    (told,) = warned(BUILD, {"shop": "stores.shop"})
    assert told.startswith("pyproject.toml:4: the name of the project does not take in src/stores/")


def test_bridges_beside_the_package_stop_the_search_of_setuptools(tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").write_text("")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\n[build-system]\n')
    for shims, told in (("false", 0), ("true", 1)):
        text = f'roots = ["."]\nshims = {shims}\n[moves]\n"shop" = "stores.shop"\n'
        (tmp_path / "rezone.toml").write_text(text)
        warnings = api.preview(tmp_path, api.load(tmp_path), 1).preview.warnings
        assert len([w for w in warnings if "search of setuptools does not take in" in w]) == told


def test_a_module_that_leaves_its_project_is_told_by_the_build_file_that_had_it(tmp_path):
    for path in ("api/src/api/__init__.py", "api/src/api/db.py", "lib/shared/__init__.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    text = BUILD.replace("shop", "api") + WHEEL.format('"src/api"')
    (tmp_path / "api/pyproject.toml").write_text(text)
    moves = '[moves]\n"api.db" = "shared.db"\n'
    (tmp_path / "rezone.toml").write_text(f'roots = ["api/src", "lib"]\n{moves}')
    (told,) = api.preview(tmp_path, api.load(tmp_path), 1).preview.warnings
    assert told.startswith("api/pyproject.toml:6: packages does not take in lib/shared:")
