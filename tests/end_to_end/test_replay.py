"""The judge of replayed commits must itself be right: a commit of a few lines, and its verdicts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from monolith_site import git
from replay import Replay, carry_out
from replay_compare import ADDED, BOTH_LEFT, EXTRA, MISSED, ODD, OTHER, SAME, STAYED, compare
from replay_git import unpack
from replay_names import (
    COMMENT,
    CONFIG,
    DOCS,
    DOCSTRING,
    IMPORT,
    STRING,
    TARGET,
    USE,
    names_in,
)
from replay_plan import derive

BODY = "".join(f"def f{n}():\n    return {n}\n" for n in range(9))
BEFORE = {
    "app/__init__.py": "",
    "app/old/__init__.py": "",
    "app/old/a.py": BODY,
    "app/old/b.py": f"from app.old import a\n{BODY * 2}",
    "app/flat.py": f"import json\n{BODY.replace('f', 'g')}",
    "use.py": "from app.old.a import f1\nfrom app.old import b\nimport app.flat\n\nb, f1\n"
    "print(app.flat.g1())\n",
    "tests.py": 'from mock import patch\n\npatch("app.old.b.f2")\n# see app.old.b\n',
    "README.md": "Call `app.old.a.f3`, see app/old/a.py.\n",
    "kept.toml": 'plugin = "app.old.a"\n',
}
HUMAN = {
    "app/__init__.py": "",
    "app/new/__init__.py": "",
    "app/new/a.py": BODY,
    "app/new/b.py": f"from app.new import a\n{BODY * 2}",
    "app/deep/__init__.py": "",
    "app/deep/flat.py": f"import json\n{BODY.replace('f', 'g')}",
    "use.py": "from app.new.a import f1\nfrom app.new import b\nimport app.deep.flat\n\nb, f1\n"
    "print(app.deep.flat.g1())\n",
    "tests.py": 'from mock import patch\n\npatch("app.new.b.f2")\n# see app.old.b\n',
    "README.md": "Call `app.new.a.f3`, see app/new/a.py.\n",
    "kept.toml": 'plugin = "another"\n',
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with one commit that moves a package and a module."""
    root = tmp_path_factory.mktemp("repository")
    git(root, "init", "-q")
    for files in (BEFORE, HUMAN):
        git(root, "rm", "-rq", "--ignore-unmatch", ".")
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "x")
    return root


def test_moves_are_read_from_the_renames(repository: Path, tmp_path: Path) -> None:
    moves = derive(unpack(repository, "HEAD^", "HEAD", tmp_path), ["."])
    assert moves.packages == {"app.old": "app.new"}
    assert moves.modules == {"app.flat": "app.deep.flat"}
    assert moves.name("app.old.b") == "app.new.b"


def test_a_commit_is_replayed(repository: Path, tmp_path: Path) -> None:
    commit = git(repository, "rev-parse", "HEAD").strip()
    result = carry_out(Replay("x", str(repository), commit, ["."]), tmp_path, tmp_path)
    assert result.applied
    found = Counter({(site.verdict, site.kind, site.path): site.count for site in result.sites})
    assert found == {
        (SAME, IMPORT, "app/old/b.py"): 1,
        (SAME, IMPORT, "use.py"): 1,
        (SAME, USE, "use.py"): 1,
        (SAME, TARGET, "tests.py"): 1,
        (EXTRA, COMMENT, "tests.py"): 1,
        (SAME, DOCS, "README.md"): 1,
        (OTHER, CONFIG, "kept.toml"): 1,
    }


def test_names_are_found_where_they_stand() -> None:
    source = (
        b'"""See a.b."""\nimport a.b\nfrom . import c\nfrom ..d import e as f\n'
        b'patch("a.b.g")\nx = "from a.b import h, i"\na.b.j()  # a.b.k\n'
    )
    assert names_in("a/m/n.py", source, "a.m.n") == Counter(
        {
            (DOCSTRING, "a.b"): 1,
            (IMPORT, "a.b"): 1,
            (IMPORT, "a.m.c"): 1,
            (IMPORT, "a.d.e"): 1,
            (TARGET, "a.b.g"): 1,
            (STRING, "a.b.h"): 1,
            (STRING, "a.b.i"): 1,
            (USE, "a.b.j"): 1,
            (COMMENT, "a.b.k"): 1,
        }
    )
    assert names_in("x.yml", b"run: python src/a/b a.b\n", None) == Counter(
        {(CONFIG, "src/a/b"): 1, (CONFIG, "a.b"): 1}
    )


@pytest.mark.parametrize(
    ("human", "rezone", "verdict"),
    [
        ("new.m", "new.m", SAME),
        ("new.m.renamed", "new.m.f", SAME),
        ("old.m.f", "old.m.f", BOTH_LEFT),
        ("new.m.f", "old.m.f", MISSED),
        ("old.m.f", "new.m.f", EXTRA),
        ("other.f", "new.m.f", OTHER),
        ("other.f", "old.m.f", STAYED),
        ("new.m.f", "wrong.f", ODD),
    ],
)
def test_verdicts(human: str, rezone: str, verdict: str) -> None:
    old = "old.m" if human == "new.m" else "old.m.f"
    names = [Counter({(IMPORT, name): 1}) for name in (old, human, rezone)]
    sites = compare("x.py", *names, lambda name: name.replace("old.", "new."))
    assert verdict in {site.verdict for site in sites}


def test_an_import_that_only_rezone_has_is_told() -> None:
    before, human = Counter({(IMPORT, "old.m"): 1}), Counter({(IMPORT, "new.m"): 1})
    tool = Counter({(IMPORT, "new.m"): 1, (IMPORT, "new"): 1})
    sites = compare("x.py", before, human, tool, lambda name: name.replace("old.", "new."))
    assert [site.verdict for site in sites] == [SAME, ADDED]
