"""Repositories that nobody vouches for: links, pipes, odd names, and code that wants to run."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_repository import MODULES, Repository

from rezone.phases import api
from rezone.transforms.errors import PlanErrors, Refused

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and links")

USE = {"use.py": b"import a.b\n"}


def migrated(repository: Repository) -> None:
    """Move and roll back; the use followed meanwhile, and the tree is as it was."""
    before = tree(repository.root)
    repository.write(USE)
    repository.migrate()
    assert (repository.root / "use.py").read_text() in ("import x.b\n", "import x.a.b\n")
    repository.rollback()
    (repository.root / "use.py").unlink()
    assert tree(repository.root) == before


def tree(root: Path) -> dict[bytes, object]:
    found: dict[bytes, object] = {}
    for top, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(("migration_", ".git"))]
        for name in folders + files:
            path = Path(top, name)
            if not name.startswith("migration_"):
                is_plain = path.is_file() and not path.is_symlink()
                what = path.read_bytes() if is_plain else path.lstat().st_mode
                found[os.fsencode(path)] = os.readlink(path) if path.is_symlink() else what
    return found


@pytest.mark.parametrize("moves", [{"a.b": "x.b"}, {"a": "x.a"}], ids=["module", "package"])
@pytest.mark.parametrize(
    "text",
    ["../../outside/secret.py", "../../outside/pkg", "/dev/zero", "/dev/tty", "l", "..", "."],
)
def test_a_link_is_never_followed(text: str, moves: object, repository: Repository) -> None:
    """To a file or folder outside, to devices, to itself: `repository` looks at what is there."""
    repository.plan_says(moves)
    for path in ("l", "l.py", "a/l", "a/l.py", "l.json"):
        (repository.root / path).symlink_to(text)
    migrated(repository)


def test_a_link_out_of_the_root_where_a_module_is_to_go(repository: Repository) -> None:
    (repository.root / "x").symlink_to("../outside/pkg")
    with pytest.raises(Refused, match="a symbolic link above it leads out of the root"):
        repository.migrate()


def test_a_package_that_is_a_link_out_of_the_root(repository: Repository) -> None:
    (repository.root / "pkg").symlink_to("../outside/pkg")
    repository.plan_says({"pkg": "x.pkg"})
    with pytest.raises(PlanErrors, match="there is no module 'pkg'"):
        repository.migrate()


@pytest.mark.parametrize("name", ["migration_backups", "migration_reports", "migration_phase1.log"])
def test_what_a_run_writes_is_a_link_out_of_the_root(name: str, repository: Repository) -> None:
    (repository.root / name).symlink_to("../outside")
    with pytest.raises(Refused):
        repository.migrate()


@pytest.mark.parametrize("moves", [{"a.b": "x.b"}, {"a": "x.a"}], ids=["module", "package"])
@pytest.mark.parametrize("path", ["p.py", "a/p.py", ".gitignore", "pyproject.toml", "a/p.json"])
@pytest.mark.parametrize("kind", ["pipe", "socket", "link in a circle"])
def test_nobody_waits_for_what_is_no_file(
    kind: str, path: str, moves: object, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.plan_says(moves)
    place = repository.root / path
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "socket":
        monkeypatch.chdir(place.parent)  # the path of a socket may be 108 bytes long
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(place.name)
    else:
        place.symlink_to(place.name)
    migrated(repository)


@pytest.mark.parametrize("is_git", [True, False], ids=["git", "no git"])
def test_names_of_all_kinds(is_git: bool, repository: Repository) -> None:
    """Line ends, quotes, bytes that are no UTF-8, 255 bytes: followed, moved, told, and back."""
    names = ["n\new", "t\tab", 'q"uote', "back\\slash", "-rf", " ", "sp ace", "\udcff", "é" * 126]
    names += ["n" * 252, "$(touch evil)", "%s{0}", "con", "aux"]
    files = {f"{folder}{name}.py": USE["use.py"] for name in names for folder in ("", "a/")}
    repository.write(files | {"a/data\udcfe\n.txt": b"a.b"})
    if is_git:
        subprocess.run(["git", "init", "-q", repository.root], check=True)
    repository.plan_says({"a": "x.a"})
    receipt = api.preview(repository.root, api.load(repository.root, repository.plan), 1)
    assert receipt.preview is not None
    assert len(receipt.preview.changes.files) == len(files) + len(MODULES) + 2
    migrated(repository)


def test_two_hundred_levels(repository: Repository) -> None:
    deep = ["d"] * 200
    folders = ["/".join(deep[:count]) for count in range(1, 201)]
    repository.write({f"{folder}/__init__.py": b"" for folder in folders})
    repository.write({"deep.py": b"import " + ".".join(deep).encode() + b"\n"})
    repository.plan_says({"d": "x.d"})
    repository.migrate()
    assert (repository.root / "deep.py").read_text() == f"import x.{'.'.join(deep)}\n"
    assert (repository.root / "x" / folders[-1] / "__init__.py").exists()
    repository.rollback()
    assert (repository.root / folders[-1] / "__init__.py").exists()


def test_no_code_of_the_repository_runs(repository: Repository) -> None:
    """Neither Python that imports would find, nor programs that git is told to run."""
    mark = repository.root.parent / "ran"
    code = f"open({str(mark)!r}, 'w')\n".encode()
    names = ["conftest", "setup", "sitecustomize", "usercustomize", "libcst", "click", "rich"]
    repository.write({f"{name}.py": code for name in names} | USE)
    repository.write({"a/__init__.py": code, "json/__init__.py": code})
    hook = f"touch {mark}; exit 1"
    git = ["git", "-C", str(repository.root)]
    subprocess.run([*git, "init", "-q"], check=True)
    (repository.root / ".gitattributes").write_text("*.py filter=evil diff=evil\n")
    for key in ("core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv"):
        subprocess.run([*git, "config", key, hook], check=True)
    hooks = repository.root / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "fsmonitor-watchman", "pre-commit"):
        (hooks / name).write_text(f"#!/bin/sh\n{hook}\n")
        (hooks / name).chmod(0o755)
    assert repository.command().returncode == 0
    repository.rollback()
    assert not mark.exists()
