"""The first files of a migration: a plan to fill in, and the settings of what goes with it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from rezone.transforms.errors import Refused

_PLAN = """\
# The migration plan: which modules move where, in phases.
# `rezone plan check` says what is wrong with it, `rezone migrate --phase 1 --dry-run` what it does.

[workspace]
roots = {roots}  # import roots, in sys.path order
# target_root = "src"  # where a target without a root of its own is created
# exclude = ["vendor/**"]  # on top of .gitignore
# keep = ["templates/*.py"]  # files that do not parse and may keep old names

# [[domains]]
# name = "shared"
# packages = ["shared.*"]
# may_import = []

# [[phases]]
# number = 1
# title = "Foundation"
# complexity = "low"
# risk = "low"
# depends_on = []
# [[phases.moves]]
# source = "app.infrastructure.config"
# target = "shared.config"
"""
_LIBCST = """\
# Read by `python -m libcst.tool`: where the codemods are.
modules:
- rezone.codemods
"""
_FIXIT = """\
# Read by `fixit lint`, `fixit fix` and `fixit lsp`.  The rules follow the plan by themselves.
[tool.fixit]
enable = ["rezone.codemods.rules"]
"""
_ONLY_OURS = """\
disable = ["fixit.rules"]  # Fixit's own; take this line out to have them as well
"""
_TEMPLATES = {
    ".github/workflows/migration.yml": "migration.yml",
    ".github/workflows/old-names.yml": "old-names.yml",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
}
"""Path in the repository → file among the templates."""


def init(root: Path) -> tuple[list[str], list[str]]:
    """Write the first files into *root*; return the paths written, and those that were there.

    Workflows and hooks belong to a repository as a whole: in a folder of one there are none.

    Raises:
        Refused: a file cannot be written.
    """
    from rezone.phases.engine.workspace import Workspace, guess_roots

    roots = [folder or "." for folder in guess_roots(Workspace.scan(root).files)]
    contents = {
        "rezone.toml": _PLAN.format(roots=json.dumps(roots)),
        ".libcst.codemod.yaml": _LIBCST,
        "fixit.toml": _FIXIT if _uses_fixit(root) else _FIXIT + _ONLY_OURS,
    }
    if not any((folder / ".git").exists() for folder in root.resolve().parents):
        contents |= {path: _template(name) for path, name in _TEMPLATES.items()}
    written: list[str] = []
    kept: list[str] = []
    for path, content in contents.items():
        (written if _write(root, path, content) else kept).append(path)
    return written, kept


def _template(name: str) -> str:
    return files("rezone.phases.templates").joinpath(name).read_text(encoding="utf-8")


def _write(root: Path, path: str, content: str) -> bool:
    """Write a file that is not there yet; say whether that was so."""
    try:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        with open(root / path, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(content)
    except FileExistsError:
        return False
    except OSError as error:
        raise Refused(f"cannot be written: {error.strerror}", path) from None
    return True


def _uses_fixit(root: Path) -> bool:
    """Say whether the repository lints with Fixit already, so that its choices stay as they are.

    Fixit reads all three of its files; what one of them enables, another cannot take away unless
    it says so.
    """
    files = (root / name for name in (".fixit.toml", "pyproject.toml"))
    return any(b"[tool.fixit" in file.read_bytes() for file in files if file.is_file())
