"""A phase says what a build in the same folder would pack of a run: the builders are asked."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from rezone.phases import api

HATCH = '[build-system]\nrequires = []\nbuild-backend = "hatchling.build"\n'
SETUPTOOLS = '[build-system]\nrequires = []\nbuild-backend = "setuptools.build_meta"\n'
FLIT = '[build-system]\nrequires = []\nbuild-backend = "flit_core.buildapi"\n'
POETRY = '[build-system]\nrequires = []\nbuild-backend = "poetry.core.masonry.api"\n'
FIND = "[tool.setuptools.packages.find]\n"
IGNORED = "/migration_backups/\n/migration_reports/\n/migration_phase*.log\n"

BUILD = """
import sys
from importlib import import_module
backend, out = import_module(sys.argv[1]), sys.argv[2]  # setuptools writes to argv
backend.build_sdist(out)
backend.build_wheel(out)
"""


def migrated(tree: Path, files: dict[str, str]) -> list[str]:
    """Apply a phase to a project of *files*, and return its warnings."""
    package = "src/shop" if "src/" in files else "shop"
    project = "[project]\nname = 'shop'\nversion = '1'\ndescription = 'A shop'\n"
    pyproject = files["pyproject.toml"] + project
    tree_files = {
        **{path: text for path, text in files.items() if not path.endswith("/")},
        f"{package}/__init__.py": '"""A shop."""\n',
        f"{package}/db.py": "",
        "rezone.toml": f'roots = ["{package[:-5] or "."}"]\n[moves]\n"shop.db" = "shop.sql"\n',
        "pyproject.toml": pyproject,
    }
    for path, text in tree_files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text)
    receipt = api.migrate(tree, api.load(tree), 1)
    assert receipt.preview is not None
    return list(receipt.preview.warnings)


def packed(tree: Path, backend: str) -> set[str] | None:
    """Return the first parts of what sdist and wheel hold; None: the builder stops."""
    out = tree.parent / "out"
    out.mkdir()
    command = [sys.executable, "-c", BUILD, backend, str(out)]
    if subprocess.run(command, cwd=tree, capture_output=True).returncode:
        return None
    sdist, wheel = next(out.glob("*.tar.gz")), next(out.glob("*.whl"))
    with tarfile.open(sdist) as tar, zipfile.ZipFile(wheel) as archive:
        names = [name.partition("/")[2] for name in tar.getnames()] + archive.namelist()
    return {name.partition("/")[0] for name in names}


CASES = {
    "hatchling": {"pyproject.toml": HATCH},
    "hatchling, src": {"pyproject.toml": HATCH, "src/": ""},
    "hatchling, ignored": {"pyproject.toml": HATCH, ".gitignore": IGNORED},
    "hatchling, ignored but for the log": {"pyproject.toml": HATCH, ".gitignore": IGNORED[:41]},
    "hatchling, rules not heeded": {
        "pyproject.toml": f"{HATCH}[tool.hatch.build]\nignore-vcs = true\n",
        ".gitignore": IGNORED,
    },
    "hatchling, told what to take": {
        "pyproject.toml": f"{HATCH}[tool.hatch.build.targets.sdist]\ninclude = ['/shop']\n"
    },
    "hatchling, told to take a folder": {
        "pyproject.toml": f"{HATCH}[tool.hatch.build]\nonly-include = ['shop']\n"
    },
    "hatchling, told what not": {
        "pyproject.toml": f"{HATCH}[tool.hatch.build]\nexclude = ['migration_*']\n"
    },
    "hatchling, told in its own file": {
        "pyproject.toml": HATCH,
        "hatch.toml": "[build]\nexclude = ['migration_*']\n",
    },
    "hatchling, all in the wheel": {
        "pyproject.toml": f"{HATCH}[tool.hatch.build.targets.sdist]\nexclude = ['migration_*']\n"
        "[tool.hatch.build.targets.wheel]\ninclude = ['*']\n"
    },
    "setuptools, src": {"pyproject.toml": SETUPTOOLS, "src/": ""},
    "setuptools, flat": {"pyproject.toml": SETUPTOOLS},
    "setuptools, listed": {
        "pyproject.toml": f"{SETUPTOOLS}[tool.setuptools]\npackages = ['shop']\n"
    },
    "setuptools, found": {"pyproject.toml": f"{SETUPTOOLS}{FIND}where = ['.']\n"},
    "setuptools, found by name": {"pyproject.toml": f"{SETUPTOOLS}{FIND}include = ['shop*']\n"},
    "setuptools, all but these": {
        "pyproject.toml": f"{SETUPTOOLS}{FIND}exclude = ['migration_*']\n"
    },
    "setuptools, real packages": {"pyproject.toml": f"{SETUPTOOLS}{FIND}namespaces = false\n"},
    "setuptools, found by setup.cfg": {
        "pyproject.toml": SETUPTOOLS,
        "setup.cfg": "[options]\npackages = find:\n",
    },
    "setuptools, found by setup.py": {
        "pyproject.toml": SETUPTOOLS,
        "setup.py": "from setuptools import *\nsetup(packages=find_namespace_packages())\n",
    },
    "setuptools, MANIFEST.in": {
        "pyproject.toml": f"{SETUPTOOLS}[tool.setuptools]\npackages = ['shop']\n",
        "MANIFEST.in": "include *.md\nglobal-include *.json\n",
    },
    "setuptools, MANIFEST.in that prunes": {
        "pyproject.toml": f"{SETUPTOOLS}[tool.setuptools]\npackages = ['shop']\n",
        "MANIFEST.in": "graft .\nprune migration_backups\nprune migration_reports\n"
        "exclude migration_*\n",
    },
    "setuptools, MANIFEST.in of a folder": {
        "pyproject.toml": f"{SETUPTOOLS}[tool.setuptools]\npackages = ['shop']\n",
        "MANIFEST.in": "graft shop\nrecursive-include docs *\nrecursive-exclude * *.py[co]\n",
    },
    "flit": {"pyproject.toml": FLIT},
    "poetry": {"pyproject.toml": POETRY},
}


@pytest.mark.parametrize("files", CASES.values(), ids=CASES)
def test_it_is_told_exactly_where_a_builder_packs_what_runs_leave(files, tmp_path):
    tree = tmp_path / "tree"
    told = migrated(tree, files)
    backend = files["pyproject.toml"].partition('build-backend = "')[2].partition('"')[0]
    found = packed(tree, backend)
    if found is None:
        assert [line for line in told if "setuptools stops" in line] == told != []
        return
    left = {name for name in found if name.startswith("migration_")}
    kinds = {"migration_phase*.log" if name.endswith(".log") else name for name in left}
    words = " ".join(line.partition("; ")[0] for line in told)
    named = {kind for kind in ("migration_backups", "migration_reports") if kind in words}
    named |= {"migration_phase*.log"} if "migration_phase*.log" in words else set()
    assert named == kinds
    assert bool(told) is bool(left)


def test_the_warning_says_where(tmp_path):
    told = migrated(tmp_path, {"pyproject.toml": f"# Built by\n{HATCH}"})
    assert told == [
        "pyproject.toml:2: hatchling would pack migration_backups/, migration_reports/ and "
        "migration_phase*.log where it builds in this folder: of all ignore rules it reads "
        "the root's .gitignore alone; put /migration_backups/, /migration_reports/, "
        "/migration_phase*.log there, or into exclude of tool.hatch.build"
    ]


def test_the_gitignore_of_the_clone_counts_for_a_project_in_a_folder_of_it(tmp_path):
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text("migration_*\n")
    assert migrated(tmp_path / "shop", {"pyproject.toml": HATCH}) == []
