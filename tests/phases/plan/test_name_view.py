"""Which names exist on disk, and which root a path lies below."""

from __future__ import annotations

from pathlib import Path

import pytest

from rezone.phases.plan.paths import import_root, module_name, path_problem
from rezone.phases.plan.view import scan_names


def plant(root: Path, paths: str) -> None:
    for path in paths.split():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()


def test_modules_packages_and_namespaces(tmp_path: Path) -> None:
    plant(tmp_path, "src/a/__init__.py src/a/m.py src/a/stub.pyi src/n/deep/x.py src/top.py")
    view = scan_names(tmp_path, ("src",))
    assert view.modules == {"a", "a.m", "a.stub", "n", "n.deep", "n.deep.x", "top"}
    assert view.packages == {"a", "n", "n.deep"}
    assert view.bare == {"n", "n.deep"}


def test_the_inner_root_names_a_file(tmp_path: Path) -> None:
    plant(tmp_path, "src/a/m.py src/packages/b/m.py other/c.py")
    assert scan_names(tmp_path, ("src", "src/packages")).modules == {"a", "a.m", "b", "b.m"}


def test_what_is_not_entered(tmp_path: Path) -> None:
    plant(tmp_path, "a.py .hidden/b.py __pycache__/c.py env/pyvenv.cfg env/lib/d.py my-x.py")
    plant(tmp_path, "not-a-package/e.py class.py a.b.py")
    (tmp_path / "link").symlink_to(tmp_path)
    assert scan_names(tmp_path, (".",)).modules == {"a"}


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("a/b.py", "."),
        ("src/a/b.py", "src"),
        ("src/packages/a/b.py", "src/packages"),
        ("src/packages/x/src/a/b.py", "src/packages/x/src"),
        ("src/packages.py", "src"),
        ("src/packages", "src"),
        ("a/src.py", "."),
        ("a/src", "."),
        ("src", "."),
    ],
)
def test_guessed_roots(path: str, root: str) -> None:
    assert import_root(path, ()) == root


def test_named_roots() -> None:
    assert import_root("lib/in/a.py", ("lib", "lib/in")) == "lib/in"
    assert import_root("library/a.py", ("lib",)) is None
    assert import_root("a.py", (".",)) == "."


def test_module_names() -> None:
    assert module_name("src/a/b.py", "src") == "a.b"
    assert module_name("src/a/__init__.pyi", "src") == "a"
    assert module_name("src/a/b", "src") == "a.b"
    assert module_name("src/__init__.py", "src") is None
    assert module_name("src", "src") is None
    assert module_name("a.b/c.py", ".") is None


@pytest.mark.parametrize("path", ["", " ", "/a", "a/../b", "..", "C:/x", "C:\\x", "a\0b", "a\nb"])
def test_paths_that_are_none(path: str) -> None:
    assert path_problem(path)
    assert not path_problem("a/b.py")
