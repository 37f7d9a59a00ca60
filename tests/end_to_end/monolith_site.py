"""The monolith: its repository at one commit, the environment it needs, and the plan for it."""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
import warnings
from pathlib import Path

from sdists import pip

_TABLE = tomllib.loads(Path(__file__).with_name("monolith.toml").read_text(encoding="utf-8"))
REPOSITORY: str = _TABLE["repository"]
COMMIT: str = _TABLE["commit"]
REQUIREMENTS: list[str] = _TABLE["requires"]
MONOLITH = "src/packages/data/anomaly_detection"
MONOLITH_ROOT = f"{MONOLITH}/src"
TARGET_ROOT = "src/packages"
ROOTS = (MONOLITH_ROOT, TARGET_ROOT)
# A script of the monolith runs from the folder above `src` and says `src.anomaly_detection`.
ALIAS = ("src.", MONOLITH)

PLAN = f"""\
extends = "anomaly_detection"

[workspace]
roots = {list(ROOTS)}
target_root = "{TARGET_ROOT}"
""".replace("'", '"')

# Target packages that were there before the migration and cannot be imported: their __init__
# imports names that do not exist, so nothing below them can be imported either.
BROKEN = ("ai.mlops", "data.observability")


def git(folder: Path, *arguments: str) -> str:
    """Run git in *folder* and return what it prints.

    Line ends and the user's own settings stay out of it: the same bytes everywhere.

    Raises:
        RuntimeError: git failed; the message is what it wrote.
    """
    settings = ("core.autocrlf=false", "commit.gpgsign=false", "user.name=monolith")
    options = [word for setting in settings for word in ("-c", setting)]
    command = ["git", *options, "-c", "user.email=monolith@example.org", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout


def clone(source: str, folder: Path) -> None:
    """Check out the pinned commit of *source* (URL or path) in the new *folder*.

    Only that commit is fetched where the server allows it: the history is large.
    """
    folder.mkdir(parents=True)
    where = str(Path(source).resolve()) if Path(source).exists() else source
    git(folder, "init", "-q")
    git(folder, "config", "core.autocrlf", "false")
    try:
        git(folder, "fetch", "-q", "--depth", "1", where, COMMIT)
    except RuntimeError:
        git(folder, "fetch", "-q", where, "+refs/heads/*:refs/remotes/origin/*")
    git(folder, "checkout", "-q", "--detach", COMMIT)


def prepare(tree: Path, mend: bool) -> None:
    """Commit the plan and, with *mend*, empty the ``__init__`` of the broken target packages."""
    if mend:
        for package in BROKEN:
            (tree / TARGET_ROOT / package.replace(".", "/") / "__init__.py").write_bytes(b"")
        git(tree, "commit", "-q", "-a", "-m", "Empty two packages that cannot be imported")
    kept = "".join(f'    "{path}",\n' for path in unparsed(tree))
    plan = f"{PLAN}keep = [\n{kept}]\n"
    (tree / "rezone.toml").write_text(plan, encoding="utf-8", newline="\n")
    git(tree, "add", "rezone.toml")
    git(tree, "commit", "-q", "-m", "Add the migration plan")


def unparsed(tree: Path) -> list[str]:
    """Return the tracked Python files that do not parse: what rezone is told to leave alone."""
    found = []
    for path in git(tree, "ls-files", "-z", "*.py").split("\0"):
        if path:
            try:
                with warnings.catch_warnings(action="ignore"):
                    ast.parse((tree / path).read_bytes())
            except (SyntaxError, ValueError):
                found.append(path)
    return found


def environment(folder: Path, python: str) -> Path:
    """Return the interpreter of the environment in *folder*, building it with *python* once."""
    interpreter = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = hashlib.sha256("\n".join(REQUIREMENTS).encode()).hexdigest()
    complete = folder / "complete"
    if not (complete.exists() and complete.read_text(encoding="utf-8") == wanted):
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
        pip(["install", *REQUIREMENTS], interpreter)
        complete.write_text(wanted, encoding="utf-8")
    return interpreter


def installed(python: Path) -> list[str]:
    """Return what the environment of *python* holds, as ``name==version``."""
    command = [str(python), "-m", "pip", "list", "--format", "freeze"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def python_for_the_monolith() -> str:
    """Return a Python 3.11, which the figures are known for, or the running one."""
    if sys.version_info[:2] == (3, 11):
        return sys.executable
    return shutil.which("python3.11") or sys.executable


def variables(tree: Path, folder: Path) -> dict[str, str]:
    """Return the environment variables under which code of *tree* runs; state goes to *folder*."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PY", "PIP"))}
    return kept | {
        "PYTHONPATH": os.pathsep.join(str(tree / root) for root in ROOTS),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "HOME": str(folder),
    }


def python_files(tree: Path) -> list[str]:
    """Return the Python files of *tree*, tracked or new, posix and relative, sorted.

    What git ignores is left out, and so is what a run of rezone leaves for people to read.
    """
    listed = git(tree, "ls-files", "-z", "-co", "--exclude-standard", "--", "*.py").split("\0")
    return sorted({path for path in listed if path and (tree / path).is_file()})


def module_names(tree: Path) -> dict[str, str]:
    """Return the modules of the monolith: qualified name → file, relative to *tree*."""
    names = {}
    for file in python_files(tree):
        if file.startswith(MONOLITH_ROOT + "/"):
            stem = file.removeprefix(MONOLITH_ROOT + "/").removesuffix(".py")
            names[stem.removesuffix("/__init__").replace("/", ".")] = file
    return names
