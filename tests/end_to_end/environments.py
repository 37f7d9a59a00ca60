"""One cached virtual environment per package: what its tests need, never the package itself."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from contextlib import suppress
from pathlib import Path

from packages import CONSTRAINTS, Package
from sdists import cache_folder, pip


def digest(*parts: str) -> str:
    """Return 16 hexadecimal digits that stand for *parts*."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def identity(package: Package) -> str:
    """Return what the environment of *package* depends on, as a digest."""
    constraints = CONSTRAINTS.read_text(encoding="utf-8")
    return digest(sys.version, constraints, *sorted(package.requires))


def interpreter(package: Package) -> Path:
    """Return the Python that runs the tests of *package*, building its environment once.

    Raises:
        PyPIUnreachable: the environment is not in the cache and PyPI could not be reached.
        RuntimeError: a requirement cannot be installed, or one brings the package itself along.
    """
    folder = cache_folder() / "environments" / f"{package.name}-{identity(package)}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            build(package, Path(temporary) / "environment")
            # Another process may have been faster; only a complete environment gets the name.
            with suppress(OSError):
                (Path(temporary) / "environment").rename(folder)
    return python_in(folder)


def python_in(folder: Path) -> Path:
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


def build(package: Package, folder: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = python_in(folder)
    pip(["install", *package.requires, "--constraint", str(CONSTRAINTS)], python)
    refuse_installed_copy(package, python)


def refuse_installed_copy(package: Package, python: Path) -> None:
    """Make sure that only the tree can provide the package: a copy would hide a broken move."""
    probe = (
        f"from importlib.util import find_spec; exit(find_spec('{package.package}') is not None)"
    )
    if subprocess.run([str(python), "-I", "-c", probe], check=False).returncode:
        raise RuntimeError(f"a requirement of {package.name} installs {package.package} itself")


def variables(package: Package, tree: Path, metadata: Path) -> dict[str, str]:
    """Return the environment variables under which the tests of *package* run in *tree*."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PY", "PIP"))}
    return kept | {
        "PYTHONPATH": os.pathsep.join([str(tree / package.root), str(metadata)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "HOME": str(metadata),
    }


def describe_distribution(package: Package, tree: Path, metadata: Path) -> None:
    """Write below *metadata* what an install of *tree* as it is now would record of it.

    ``importlib.metadata`` then knows the version and the entry points, the latter read from the
    tree's own ``pyproject.toml``, so that a move must have carried them along.
    """
    folder = metadata / f"{package.name.replace('-', '_')}-{package.version}.dist-info"
    folder.mkdir(parents=True)
    shutil.copyfile(tree / "PKG-INFO", folder / "METADATA")
    declared = tree / "pyproject.toml"
    text = declared.read_text(encoding="utf-8") if declared.exists() else ""
    project = tomllib.loads(text).get("project", {})
    groups = {
        "console_scripts": project.get("scripts", {}),
        "gui_scripts": project.get("gui-scripts", {}),
        **project.get("entry-points", {}),
    }
    lines = [
        line
        for group, entries in groups.items()
        for line in (f"[{group}]", *(f"{name} = {target}" for name, target in entries.items()))
    ]
    (folder / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
