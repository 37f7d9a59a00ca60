"""Whatever names a module or a path outside Python code names one that exists."""

import ast
import configparser
import importlib
import importlib.util
import json
import pkgutil
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))
FILES = [
    path.relative_to(HERE).as_posix()
    for path in HERE.rglob("*")
    if path.is_file() and "__pycache__" not in path.parts and ".git" not in path.parts
]


def run_imports(source: str) -> None:
    """Execute the import statements of *source*, and nothing else."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            exec(ast.unparse(node), {})


@pytest.mark.parametrize(("name", "target"), sorted(PYPROJECT["project"]["scripts"].items()))
def test_scripts(name, target):
    assert callable(pkgutil.resolve_name(target))


@pytest.mark.parametrize(
    "target", sorted(target for group in PYPROJECT["project"]["entry-points"].values() for target in group.values())
)
def test_entry_points(target):
    assert pkgutil.resolve_name(target)


def test_dynamic_version():
    module, _, name = PYPROJECT["tool"]["setuptools"]["dynamic"]["version"]["attr"].rpartition(".")
    assert getattr(importlib.import_module(module), name)


@pytest.mark.parametrize(
    "pattern", sorted(m for table in PYPROJECT["tool"]["mypy"]["overrides"] for m in table["module"] if m not in {"pyod.*", "yaml.*"})
)
def test_mypy_overrides(pattern):
    assert importlib.import_module(pattern.removesuffix(".*"))


@pytest.mark.parametrize("package", sorted(PYPROJECT["tool"]["setuptools"]["package-data"]))
def test_package_data(package):
    folder = Path(next(iter(importlib.import_module(package).__path__)))
    for pattern in PYPROJECT["tool"]["setuptools"]["package-data"][package]:
        assert list(folder.glob(pattern))


@pytest.mark.parametrize("path", sorted(PYPROJECT["tool"]["ruff"]["lint"]["per-file-ignores"]))
def test_ruff_ignores(path):
    assert any(fnmatch(file, path) for file in FILES)


@pytest.mark.parametrize("path", PYPROJECT["tool"]["coverage"]["run"]["omit"])
def test_coverage_omits(path):
    assert any(fnmatch(file, path) for file in FILES)


def test_coverage_sources():
    for name in PYPROJECT["tool"]["coverage"]["run"]["source_pkgs"]:
        assert importlib.util.find_spec(name), name


def test_import_contracts():
    parser = configparser.ConfigParser()
    parser.read(HERE / ".importlinter", "utf-8")
    for section in parser.sections():
        for key in ("source_modules", "forbidden_modules", "modules"):
            for name in parser.get(section, key, fallback="").split():
                assert importlib.util.find_spec(name), name


@pytest.mark.parametrize(
    "line", [line for line in (HERE / ".github/CODEOWNERS").read_text().splitlines() if line.strip() and line[0] != "#"]
)
def test_codeowners(line):
    path = line.split()[0].lstrip("/")
    assert (HERE / path).exists()


@pytest.mark.parametrize("line", [x for x in (HERE / ".gitattributes").read_text().splitlines() if not x.startswith("#")])
def test_gitattributes(line):
    assert (HERE / line.split()[0]).exists()


@pytest.mark.parametrize("line", (HERE / "MANIFEST.in").read_text().splitlines())
def test_manifest(line):
    kind, path, *patterns = line.split()
    assert list((HERE / path).rglob(patterns[0])) if kind == "recursive-include" else (HERE / path).exists()


def test_workflow_paths():
    workflow = yaml.safe_load((HERE / ".github/workflows/tests.yml").read_text())
    for path in workflow[True]["push"]["paths"]:  # YAML 1.1 reads the key `on` as true
        assert any(fnmatch(file, path) for file in FILES), path


def test_pre_commit_patterns():
    hooks = yaml.safe_load((HERE / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    for hook in hooks:
        assert any(re.search(hook["files"], file) for file in FILES), hook["files"]


def test_launch_configurations():
    server, worker = json.loads((HERE / ".vscode/launch.json").read_text())["configurations"]
    assert importlib.util.find_spec(server["module"])
    assert (HERE / worker["program"].removeprefix("${workspaceFolder}/")).exists()


NAMED = {
    "Dockerfile": r"(?m)^(?:CMD|ENTRYPOINT).*?\"-m\", \"([\w.]+)\"",
    "docker-compose.yml": r"python -m ([\w.]+)",
    "Makefile": r"(?m)python -m (anomaly[\w.]*|[\w.]*anomaly[\w.]+)",
    ".github/workflows/tests.yml": r"python -m (\w+\.[\w.]+)",
    "scripts/serve.sh": r"python3? -m (\w+\.[\w.]+)",
    "deploy/deployment.yaml": r"\"-m\", \"([\w.]+)\"",
    "docs/index.md": r"python -m (\w+\.[\w.]+)",
    "docs/api.rst": r"automodule:: ([\w.]+)",
    "README.md": r"python -m (\w+\.[\w.]+)",
    "tox.ini": r"python -m (\w+\.[\w.]+)",
}


@pytest.mark.parametrize("file", sorted(NAMED))
def test_modules_named_in(file):
    names = re.findall(NAMED[file], (HERE / file).read_text("utf-8"))
    assert names
    for name in names:
        assert importlib.util.find_spec(name), name


@pytest.mark.parametrize("file", ["Procfile", "docker-compose.yml", "scripts/serve.sh"])
def test_applications_named_in(file):
    names = re.findall(r"([\w.]+:app)\b", (HERE / file).read_text("utf-8"))
    assert names
    for name in names:
        assert pkgutil.resolve_name(name)


@pytest.mark.parametrize("file", ["Dockerfile", "Makefile", "README.md", "scripts/serve.sh", "setup.cfg"])
def test_paths_named_in(file):
    paths = re.findall(r"(?<![\w/.])src/[\w./-]+\w", (HERE / file).read_text("utf-8"))
    assert paths
    for path in paths:
        assert (HERE / path).exists() or path == "src/packages", path


@pytest.mark.parametrize("file", ["README.md", "docs/index.md"])
def test_python_in(file):
    blocks = re.findall(r"```python\n(.*?)```", (HERE / file).read_text("utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        run_imports(block)


def test_notebook():
    notebook = json.loads((HERE / "docs/tour.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            run_imports("".join(cell["source"]))


def test_class_paths_in_json():
    config = json.loads((HERE / "config/plugins.json").read_text("utf-8"))
    for path in [*config["detectors"].values(), *(entry["_target_"] for entry in config["services"])]:
        module, _, name = path.rpartition(".")
        assert getattr(importlib.import_module(module), name)


CHECKLIST = (HERE / "CHECKLIST.md").read_text("utf-8")


@pytest.mark.parametrize("row", re.findall(r"(?m)^\| *[0-9]+b? .*\|$", CHECKLIST), ids=lambda row: row.split("|")[1].strip())
def test_checklist(row):
    """Every ``file:text`` in the table exists, and the file holds the text."""
    places = re.findall(r"`([\w./-]+\.?\w*):([^`]+)`", row.rsplit("|", 2)[-2])
    assert places
    for path, text in places:
        assert text in (HERE / path).read_bytes().decode("utf-8" if not path.endswith("dashboard.py") else "latin-1")


def test_the_changelog_is_history():
    assert "anomaly_detection.outliers" in (HERE / "CHANGELOG.md").read_text("utf-8")
