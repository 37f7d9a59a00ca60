"""Moves of symbols that would change what the program does: refused, with place and way out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rezone.phases import api
from rezone.transforms.errors import PlanErrors, Refused

ONE = {"m:S": "n:S"}
REFUSED = {
    "a condition": (
        ONE,
        {"m.py": "import sys\nif sys.argv:\n    def S(): ...\nelse:\n    S = 1\n"},
        "m.py:2: m:S is bound under a condition or in a loop",
    ),
    "a pair": (ONE, {"m.py": "S, T = 1, 2\n"}, "m.py:1: m:S is bound together with other names"),
    "an import": (
        ONE,
        {"m.py": "from k import S\n", "k.py": "S = 1\n"},
        "m.py:1: m:S is imported here, not defined (hint: move it from the module that defines it)",
    ),
    "a name of the module": (
        {"m:__getattr__": "n:__getattr__"},
        {"m.py": "def __getattr__(name):\n    return 1\n"},
        "m.py:1: m:__getattr__ says something of its module",
    ),
    "a helper that a test replaces": (
        ONE,
        {
            "m.py": "def helper(): ...\ndef S():\n    return helper()\n",
            "test_m.py": "from unittest import mock\nwith mock.patch('m.helper'): ...\n",
        },
        "m.py:3: test_m.py:2 replaces helper in m, and m:S, which uses it, would not notice",
    ),
    "a symbol that a test replaces": (
        ONE,
        {
            "m.py": "def S(): ...\ndef user():\n    return S()\n",
            "test_m.py": "import m\nm.S = 1\n",
        },
        "m.py:1: test_m.py:2 replaces m:S, which m goes on to use",
    ),
    "a base that is changed later": (
        ONE,
        {"m.py": "class B: ...\nclass S(B): ...\nB.__init_subclass__ = None\n"},
        "m.py:3: this statement changes B, which m:S is made of, once that is defined",
    ),
    "a submodule of that name": (
        {"m:S": "pkg:S"},
        {
            "m.py": "import os as sub\ndef S():\n    return sub\n",
            "pkg/__init__.py": "x = 1\n",
            "pkg/sub.py": "",
        },
        "m:S needs os as sub, and pkg has a submodule of that name",
    ),
    "a name that the module looks up by its text": (
        {"m:_old": "n:_old"},
        {
            "m.py": "class _old: ...\ndef __getattr__(name):\n    return globals()[f'_{name}']\n",
        },
        "m.py:3: m may look m:_old up by name in globals()",
    ),
    "a name that is put together": (
        ONE,
        {"m.py": "S = 1\ndef named(x):\n    return globals().get('S' + x)\n"},
        "m.py:3: m may look m:S up by name",
    ),
    "a walk over all names": (
        ONE,
        {"m.py": "class S: ...\nfound = [x for x in globals().values() if isinstance(x, type)]\n"},
        "m.py:2: m may find m:S in a walk over its globals() "
        "(hint: list what the walk finds by name, or move the module)",
    ),
    "a walk over the names alone": (
        ONE,
        {"m.py": "S = 1\nfor name in dict(globals()):\n    print(name)\n"},
        "m.py:2: m may find m:S in a walk over its globals()",
    ),
    "a shared line": (ONE, {"m.py": "S = 1; T = 2\n"}, "m.py:1: m:S shares a line"),
    "a global that is set": (
        ONE,
        {"m.py": "S = 1\ndef set_s():\n    global S\n    S = 2\n"},
        "m.py:3: m:S is bound anew at run time",
    ),
    "a helper that is set": (
        ONE,
        {"m.py": "n = 1\ndef count():\n    global n\n    n += 1\ndef S():\n    return n\n"},
        "m.py:6: m:S uses n, which is bound anew at run time: an import would freeze it "
        "(hint: move m:n and all that sets it along",
    ),
    "a function that sets a global": (
        ONE,
        {"m.py": "n = 1\ndef S():\n    global n\n    n += 1\n"},
        "m.py:3: m:S sets the global n of its module (hint: move m:n along)",
    ),
    "the place of the file": (
        ONE,
        {"m.py": "def S():\n    return __file__\n"},
        "m.py:2: m:S uses __file__, which is another one in another module",
    ),
    "the names of the module": (
        ONE,
        {"m.py": "def S():\n    return globals()['x']\n"},
        "m.py:2: m:S looks at the names of its module (globals)",
    ),
    "a change from behind": (
        ONE,
        {"m.py": "class S: ...\nS.attribute = 1\n"},
        "m.py:2: this statement changes m:S and stays behind",
    ),
    "a registration from behind": (
        ONE,
        {"m.py": "def S(): ...\nimport atexit\natexit.register(S)\n"},
        "m.py:3: this statement changes m:S and stays behind",
    ),
    "a handler from behind": (
        ONE,
        {
            "m.py": "from functools import singledispatch\n@singledispatch\ndef S(x): ...\n"
            "@S.register\ndef _(x: int): ...\n"
        },
        "m.py:4: this statement changes m:S and stays behind",
    ),
    "a name that is there": (
        ONE,
        {"m.py": "def S(): ...\n", "n.py": "x = 1\nS = 2\n"},
        "n.py:2: n has a S already; m:S would take its place",
    ),
    "an import that means something else": (
        ONE,
        {"m.py": "from os import path\ndef S():\n    return path\n", "n.py": "path = 2\n"},
        "n.py:1: n has a path already; os.path, which m:S needs would take its place",
    ),
    "a builtin of the target": (
        {"m:open": "n:open"},
        {"m.py": "def open(): ...\n", "n.py": "open('x')\n"},
        "n.py:1: n uses the builtin open; m:open would take its place",
    ),
    "a builtin of the symbol": (
        ONE,
        {"m.py": "def S():\n    return len('x')\n", "n.py": "def len(x): ...\n"},
        "m.py:2: m:S uses the builtin len, and n binds it",
    ),
    "another name for it": (
        ONE,
        {"m.py": "def S(): ...\n", "n.py": "from m import S as T\nT()\n"},
        "n.py:1: n imports m:S under another name, T (hint: import it under its own name first)",
    ),
    "no place": (
        ONE,
        {
            "m.py": "from n import base\nclass S(base): ...\n",
            "n.py": "import m\ndef use():\n    return m.S()\nuse()\nclass base: ...\n",
        },
        "n.py:4: S would have to stand before this line",
    ),
    "several stars": (
        ONE,
        {"m.py": "from k import *\nfrom os import *\ndef S():\n    return v\n", "k.py": "v = 1\n"},
        "m.py:4: v comes from one of several star imports (hint: import v by name)",
    ),
    "an annotation that would be evaluated": (
        ONE,
        {
            "m.py": "from __future__ import annotations\nclass S:\n    def f(self) -> S: ...\n",
            "n.py": "x = 1\n",
        },
        "m.py:3: n evaluates annotations, unlike m, and cannot this one "
        "(hint: put `from __future__ import annotations` into n.py first)",
    ),
    "a cycle": (
        ONE,
        {"m.py": "def S():\n    return helper()\ndef helper():\n    return 1\nT = S\n"},
        "m (m.py:1) → n (n.py:1): m.helper is not bound yet",
    ),
    "a cycle through an attribute": (
        ONE,
        {"m.py": "import k as a\nS = a.x + 1\n", "k.py": "import n\nx = 1\n", "n.py": "y = 2\n"},
        "k (k.py:1) → n (n.py:5): k.x is not bound yet (hint: move what the symbols need along",
    ),
    "a cycle through a third module": (
        ONE,
        {
            "m.py": "import k\ndef S():\n    return k.x\n",
            "k.py": "from n import y\nx = 1\n",
            "n.py": "y = 2\n",
        },
        "n (n.py:1) → k (k.py:1): n.y is not bound yet (hint: move what the symbols need along",
    ),
    "a cycle through a function that is called": (
        {"m:S": "p.n:S"},
        {
            "m.py": "import k\ndef S():\n    return k.y\n",
            "k.py": "import p.n\ny = 1\ndef f():\n    return p.n.x\nz = f()\n",
            "p/__init__.py": "",
            "p/n.py": "x = 1\n",
        },
        "p.n (p/n.py:1) → k (k.py:4): p.n is not bound yet (hint: move what the symbols need along",
    ),
    "a cycle through a new module": (
        {"p.m:S": "p.new:S", "p.k:y": "p.new:y"},
        {
            "p/__init__.py": "",
            "p/m.py": "import p.k\ndef S():\n    return p.k.x\n",
            "p/k.py": "y = 1\nx = y\n",
        },
        "p.new (p/new.py:1) → p.k (p/k.py:1): p.new.y is not bound yet (hint: move what the sym",
    ),
}


def migrated(tmp_path: Path, moves: dict[str, str], files: dict[str, str]) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    config = tmp_path / "plan.json"
    config.write_text(json.dumps({"roots": ["."], "moves": moves}))
    api.migrate(tmp_path, api.load(tmp_path, config), 1)


@pytest.mark.parametrize("what", REFUSED)
def test_a_symbol_that_cannot_move_is_refused(what: str, tmp_path: Path) -> None:
    moves, files, expected = REFUSED[what]
    with pytest.raises(Refused) as caught:
        migrated(tmp_path, moves, files)
    assert expected in str(caught.value)
    for name, text in files.items():
        assert (tmp_path / name).read_text() == text


def test_a_symbol_that_is_not_there_is_an_error_of_the_plan(tmp_path: Path) -> None:
    with pytest.raises(PlanErrors) as caught:
        migrated(tmp_path, {"m:Sun": "n:Sun"}, {"m.py": "Son = 1\n"})
    assert "plan.json:1: RZ101 moves.\"m:Sun\": 'm' has no 'Sun'" in str(caught.value)
    assert "did you mean 'Son'" in str(caught.value)
