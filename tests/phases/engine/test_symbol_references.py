from __future__ import annotations

import json
from pathlib import Path

import pytest

from rezone.phases import api

MOVES = {"pkg.mod:S": "pkg.other:S", "pkg.mod:f": "pkg.third:g"}
PAIRS = {
    "from": ("from pkg.mod import S, x\n", "from pkg.other import S\nfrom pkg.mod import x\n"),
    "new name": ("from pkg.mod import f\nf()\n", "from pkg.third import g as f\nf()\n"),
    "module": (
        "import pkg.mod\npkg.mod.S, pkg.mod.x\n",
        "import pkg.mod\nimport pkg.other\npkg.other.S, pkg.mod.x\n",
    ),
    "module as": (
        "import pkg.mod as m\nm.f()\nm.x\n",
        "import pkg.mod as m\nimport pkg.third\npkg.third.g()\nm.x\n",
    ),
    "two names of one module": (
        "import pkg.mod\nfrom pkg import mod\nmod.S, pkg.mod.S\n",
        "import pkg.mod\nimport pkg.other\nfrom pkg import mod\npkg.other.S, pkg.other.S\n",
    ),
    "star": (
        "from pkg.mod import *\nS()\n",
        "from pkg.mod import *\nfrom pkg.other import S\nfrom pkg.third import g as f\nS()\n",
    ),
    "annotation": (
        "from pkg import mod\nx: 'mod.S'\n",
        "from pkg import mod\nimport pkg.other\nx: 'pkg.other.S'\n",
    ),
    "text": (
        'mock.patch("pkg.mod.S.run")  # pkg.mod.S, pkg.mod:f\n"pkg.mod.x"\n',
        'mock.patch("pkg.other.S.run")  # pkg.other.S, pkg.third:g\n"pkg.mod.x"\n',
    ),
    "attribute by string": (
        'from pkg import mod\nmock.patch.object(mod, "f")\nsetattr(mod, "x", 1)\n',
        "from pkg import mod\nimport pkg.third\n"
        'mock.patch.object(pkg.third, "g")\nsetattr(mod, "x", 1)\n',
    ),
    "shadowed": (
        "from pkg import mod\ndef f(mod):\n    return mod.S\n",
        "from pkg import mod\ndef f(mod):\n    return mod.S\n",
    ),
}


@pytest.mark.parametrize("form", PAIRS)
def test_references_to_symbols_follow(form: str, tmp_path: Path) -> None:
    before, after = PAIRS[form]
    (tmp_path / "user.py").write_text(before)
    config = tmp_path / "plan.json"
    config.write_text(json.dumps({"roots": ["."], "moves": MOVES}))
    plan = api.load(tmp_path, config)
    api.rewrite(tmp_path, plan, [tmp_path / "user.py"])
    assert (tmp_path / "user.py").read_text() == after
    assert api.rewrite(tmp_path, plan, [tmp_path / "user.py"]).changed == ()


def test_a_symbol_that_is_still_there_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg/mod.py").write_text("class S: ...\n")
    (tmp_path / "user.py").write_text("from pkg.mod import S, f\n")
    config = tmp_path / "plan.json"
    config.write_text(json.dumps({"roots": ["."], "moves": MOVES}))
    api.rewrite(tmp_path, api.load(tmp_path, config), [tmp_path])
    text = (tmp_path / "user.py").read_text()
    assert text == "from pkg.mod import S\nfrom pkg.third import g as f\n"
