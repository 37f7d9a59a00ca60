"""Places where an old name is meant: the plan itself, and text that the proof must understand."""

from __future__ import annotations

from pathlib import Path

import pytest

from rezone.phases import api

PLAN = """\
[tool.rezone.workspace]
roots = ["src"]

[[tool.rezone.phases]]
number = 1
moves = [{source = "app.db", target = "data.db"}]
"""


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def migrate(root: Path, config: Path | None = None) -> None:
    api.migrate(root, api.load(root, config), 1)


def test_a_plan_in_pyproject_stays_and_the_rest_of_the_file_follows(tmp_path: Path) -> None:
    before = '[project.scripts]\ndb = "app.db:main"\n\n'
    after = '\n[tool.mypy]\npackages = ["app.db"]\n'
    write(
        tmp_path,
        {
            "pyproject.toml": before + PLAN + after,
            "src/app/__init__.py": "",
            "src/app/db.py": "def main(): ...\n",
            "src/app/web.py": "",
        },
    )
    migrate(tmp_path)
    text = (tmp_path / "pyproject.toml").read_text()
    assert text == before.replace("app.db", "data.db") + PLAN + after.replace("app.db", "data.db")


def test_neither_the_plan_that_is_read_nor_the_repositorys_own_is_rewritten(tmp_path: Path) -> None:
    own = '[workspace]\nroots = ["src"]\n# app.db moves\n'
    other = '{"roots": ["src"], "moves": {"app.db": "data.db"}}'
    files = {"src/app/__init__.py": "", "src/app/db.py": "", "src/app/web.py": ""}
    write(tmp_path, {**files, "rezone.toml": own, "moves.json": other})
    migrate(tmp_path, tmp_path / "moves.json")
    assert (tmp_path / "src/data/db.py").exists()
    assert (tmp_path / "rezone.toml").read_text() == own
    assert (tmp_path / "moves.json").read_text() == other


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        (r'"app\\.db"', r'"data\\.db"'),
        (r'r"app\.db"', r'r"data\.db"'),
        (r'"app.db\n"', r'"data.db\n"'),
        ('"app.db" "\\t"', '"data.db" "\\t"'),
        ('b"app.db"', 'b"data.db"'),
        ('f"{1}app.db\\n"', 'f"{1}data.db\\n"'),
    ],
)
def test_escapes_in_a_literal_are_no_reason_to_doubt(
    tmp_path: Path, literal: str, expected: str
) -> None:
    write(
        tmp_path,
        {
            "rezone.toml": PLAN.replace("tool.rezone.", ""),
            "src/app/__init__.py": "",
            "src/app/db.py": "",
            "src/app/web.py": f"NAME = {literal}\n",
        },
    )
    migrate(tmp_path)
    assert (tmp_path / "src/app/web.py").read_text() == f"NAME = {expected}\n"


def test_a_package_of_stubs_for_what_moves_is_told(tmp_path: Path) -> None:
    stubs = {"src/shop-stubs/web.pyi": ""}
    modules = {f"src/shop/{name}.py": "" for name in ("__init__", "web", "db")}
    write(tmp_path, stubs | modules)
    for source, told in (("shop.web", ["src/shop-stubs has stubs of what moves"]), ("shop.db", [])):
        write(tmp_path, {"rezone.toml": f'roots = ["src"]\n[moves]\n"{source}" = "x.y"\n'})
        preview = api.preview(tmp_path, api.load(tmp_path), 1).preview
        assert preview is not None
        assert [text.partition(" (PEP")[0] for text in preview.warnings] == told


def test_extensions_that_must_be_built_again_are_told(tmp_path: Path) -> None:
    plan = '{"roots": ["."], "moves": {"app.fast": "data.quick"}}'
    write(tmp_path, {"app/__init__.py": "", "app/fast.pyx": "", "app/fast.pxd": "", "p.json": plan})
    receipt = api.migrate(tmp_path, api.load(tmp_path, tmp_path / "p.json"), 1)
    assert receipt.preview is not None
    (told,) = receipt.preview.warnings
    assert told.endswith("the names they were built with: data/quick.pyx")
    assert (tmp_path / "data/quick.pxd").exists()
