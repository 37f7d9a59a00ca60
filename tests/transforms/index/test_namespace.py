"""What a package binds, and what ``from package import name`` finds, against Python itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import Namespaces, namespace_of

HERE = ModulePath("p", "p/__init__.py", "", is_package=True)

SIBLINGS = {"m": "m = 1\n", "listed": "m = 1\n__all__ = ['v']\nv = 2\n", "n": "_m = m_ = 1\n"}

FORMS = [
    ("", True, True),
    ("m = 1", False, True),
    ("from .m import m", False, False),
    ("from . import m", True, True),
    ("import p.m", True, True),
    ("import p.m as m", True, True),
    ("m = 1\nfrom . import m", False, True),
    ("m = 1\nimport p.m", True, True),
    ("from .m import m as other", True, True),
    ("from p.m import *", False, False),
    ("from p.listed import *", True, True),
    ("from p.n import *", True, True),
    ("try:\n    1 / 0\nexcept Exception as m:\n    pass", True, True),
    ("try:\n    1 / 0\nexcept Exception:\n    m = 1", False, True),
    ("def m(): ...", False, True),
    ("class m: ...", False, True),
    ("try:\n    m = 1\nfinally:\n    pass", False, True),
    ("for m in (1,): pass", False, True),
    ("if (m := 1): pass", False, True),
    ("[m for m in (1,)]", True, True),
    ("def f():\n    global m", True, True),
]


@pytest.mark.parametrize(("init", "taken", "loaded"), FORMS, ids=[form[0] for form in FORMS])
def test_submodule_or_attribute(init: str, taken: bool, loaded: bool, tmp_path: Path) -> None:
    """*taken*: ``from p import m`` gives the module; *loaded*: ``import p.m; p.m`` does."""
    package = tmp_path / "p"
    package.mkdir()
    (package / "__init__.py").write_text(init + "\n")
    for name, text in SIBLINGS.items():
        (package / f"{name}.py").write_text(text)
    code = (
        "import sys, types; sys.dont_write_bytecode = True\n"
        "from p import m; print(isinstance(m, types.ModuleType))\n"
    )
    other = code.replace("from p import m;", "import p.m; m = p.m;")
    told = [
        subprocess.run(
            [sys.executable, "-c", text], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout.strip()
        for text in (code, other)
    ]
    assert told == [str(taken), str(loaded)]
    known = {
        f"p.{name}": namespace_of(
            ast.parse(text), ModulePath(f"p.{name}", f"p/{name}.py", "", False)
        )
        for name, text in SIBLINGS.items()
    }
    spaces = Namespaces(known | {"p": namespace_of(ast.parse(init), HERE)})
    assert spaces.binds_value("p", "m") is not taken
    assert spaces.keeps_value("p", "m") is not loaded
