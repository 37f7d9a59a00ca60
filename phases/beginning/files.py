"""The first files of a migration: a plan to fill in, and the settings of what goes with it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from msgspec import Struct

from rezone.phases.beginning.guesses import Guesses, guess
from rezone.phases.beginning.plan_text import plan_text
from rezone.phases.plan.find import PLAN_FILE, own_plan, shown
from rezone.phases.simulation import Progress
from rezone.transforms.errors import Refused

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


class Beginning(Struct, frozen=True):
    """The paths of files *written*, those *kept* as they were, and what the plan was *guessed* by.

    *guessed* is None where a plan was there.
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]
    guessed: Guesses | None


def init(root: Path, progress: Progress | None = None) -> Beginning:
    """Write the first files into *root*.

    Workflows and hooks belong to a repository as a whole: in a folder of one there are none.
    *progress* is called with what is being done, how much of it, and how much in all.

    Raises:
        Refused: a file cannot be written, or a folder not read.
    """
    plan = own_plan(root)
    guessed = guess(root, progress) if plan is None else None
    contents = {
        ".libcst.codemod.yaml": _LIBCST,
        "fixit.toml": _FIXIT if _uses_fixit(root) else _FIXIT + _ONLY_OURS,
    }
    if not any((folder / ".git").exists() for folder in root.resolve().parents):
        contents |= {path: _template(name) for path, name in _TEMPLATES.items()}
    if guessed is not None:
        contents = {PLAN_FILE: plan_text(guessed)} | contents
    written: list[str] = []
    kept = [] if plan is None else [shown(plan, root)]
    for path, content in contents.items():
        (written if _write(root, path, content) else kept).append(path)
    return Beginning(tuple(written), tuple(kept), guessed if PLAN_FILE in written else None)


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
