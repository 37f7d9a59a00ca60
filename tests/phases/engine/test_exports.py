"""A submodule that `__all__` promises and that moves away: told, and refused when asked to."""

from __future__ import annotations

from pathlib import Path

import pytest

from rezone.phases import api
from rezone.transforms.errors import Refused
from rezone.transforms.references.model import Status


def tree(root: Path, init: str) -> Path:
    (root / "pkg").mkdir()
    (root / "pkg/__init__.py").write_text(init)
    (root / "pkg/a.py").touch()
    (root / "pkg/b.py").touch()
    (root / "m.json").write_text('{"roots": ["."], "moves": {"pkg.a": "other.a"}}')
    return root


def blocked(root: Path) -> list[tuple[str, int, str]]:
    found = api.preview(root, api.load(root, root / "m.json"), 1).preview
    assert found is not None
    return [
        (file.old, r.line, r.old)
        for file in found.files
        for r in file.references
        if r.status is Status.BLOCKED
    ]


def test_a_promise_that_only_the_submodule_kept_is_told(tmp_path: Path) -> None:
    root = tree(tmp_path, '__all__ = ["a", "b"]\n')
    assert blocked(root) == [("pkg/__init__.py", 1, "pkg.a")]
    with pytest.raises(Refused, match="take it out of __all__"):
        api.migrate(root, api.load(root, root / "m.json"), 1, strict=True)


@pytest.mark.parametrize(
    "init", ['from . import a\n__all__ = ["a", "b"]\n', '__all__ = ["b"]\n', 'x = ["a"]\n']
)
def test_a_promise_that_the_package_keeps_is_none(tmp_path: Path, init: str) -> None:
    assert blocked(tree(tmp_path, init)) == []
