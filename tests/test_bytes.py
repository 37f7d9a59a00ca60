"""What no name is stays as it is: encodings, line ends, white space, modes, links."""

from __future__ import annotations

import json
import os
from pathlib import Path

import libcst as cst
import pytest

from rezone.phases import api
from rezone.transforms.edits.tree import apply_to_tree
from rezone.transforms.errors import Refused
from rezone.transforms.references.source import SourceText

LINES = "import a.b\nfrom a import b, c\n\ndef f():\n\treturn a.b, b  # a.b, ä\n"
AFTER = "import x.b\nfrom x import b\nfrom a import c\n\ndef f():\n\treturn x.b, b  # x.b, ä\n"

FORMS = {
    "crlf": (LINES.replace("\n", "\r\n").encode(), AFTER.replace("\n", "\r\n").encode()),
    "bom": (b"\xef\xbb\xbf" + LINES.encode(), b"\xef\xbb\xbf" + AFTER.encode()),
    "bom and crlf": (
        b"\xef\xbb\xbf" + LINES.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + AFTER.replace("\n", "\r\n").encode(),
    ),
    "latin-1": (
        ("# coding: latin-1\n" + LINES).encode("latin-1"),
        ("# coding: latin-1\n" + AFTER).encode("latin-1"),
    ),
    "cp1252 in the second line": (
        ("#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n" + LINES).encode("cp1252"),
        ("#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n" + AFTER).encode("cp1252"),
    ),
    "no newline at the end": (LINES.rstrip().encode(), AFTER.rstrip().encode()),
    "an import without a newline": (b"v = 1\nimport a.b", b"v = 1\nimport x.b"),
    "names that part without a newline": (
        b"if 1:\n\tfrom a import b, c",
        b"if 1:\n\tfrom x import b\n\tfrom a import c",
    ),
    "form feed": (
        b"v = 1\n\x0c\nimport a.b\n\x0cimport a.b as z\n\n\x0cw = a.b\n",
        b"v = 1\n\x0c\nimport x.b\n\x0cimport x.b as z\n\n\x0cw = x.b\n",
    ),
    "mixed line ends": (
        b"import a.b\r\nfrom a import b, c\nv = 1\r\nw = a.b\n",
        b"import x.b\r\nfrom x import b\nfrom a import c\nv = 1\r\nw = x.b\n",
    ),
    "white space at line ends": (
        b"import a.b   \nv = a.b\t\n   \nfrom a import b , c  \n",
        b"import x.b   \nv = x.b\t\n   \nfrom x import b  \nfrom a import c  \n",
    ),
    "a backslash": (
        b"import a.b; v = 1 + \\\n    a.b.v\nfrom a import b, \\\n  c\n",
        b"import x.b; v = 1 + \\\n    x.b.v\nfrom x import b\nfrom a import c\n",
    ),
    "wide characters": (
        "import a.b\nv = 'äöü𝒳' + a.b.v; w = ('日本', a.b.v)  # ä a.b\n".encode(),
        "import x.b\nv = 'äöü𝒳' + x.b.v; w = ('日本', x.b.v)  # ä x.b\n".encode(),
    ),
    "names beyond ASCII": (
        "import a.b\ndef größe(µ): return a.b.größe + µ\n".encode(),
        "import x.b\ndef größe(µ): return x.b.größe + µ\n".encode(),
    ),
}


def tree_with(root: Path, files: dict[str, bytes]) -> Path:
    tree = root / "tree"
    for path, content in {"a/__init__.py": b"", "a/b.py": b"", "a/c.py": b"", **files}.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_bytes(content)
    (root / "plan.json").write_text(json.dumps({"roots": ["."], "moves": {"a.b": "x.b"}}))
    return tree


def migrate(tree: Path) -> api.Receipt:
    return api.migrate(tree, api.load(tree, tree.parent / "plan.json"), 1)


def rollback(tree: Path) -> api.Receipt:
    return api.rollback(tree, api.load(tree, tree.parent / "plan.json"), 1)


@pytest.mark.parametrize("form", FORMS)
def test_only_names_change(form: str, tmp_path: Path) -> None:
    before, after = FORMS[form]
    tree = tree_with(tmp_path, {"use.py": before})
    migrate(tree)
    assert (tree / "use.py").read_bytes() == after
    rollback(tree)
    assert (tree / "use.py").read_bytes() == before


@pytest.mark.parametrize("form", FORMS)
def test_the_whole_tree_gives_the_same_bytes_where_libcst_keeps_them(
    form: str, tmp_path: Path
) -> None:
    before, after = FORMS[form]
    tree = tree_with(tmp_path, {"use.py": before})
    found = api.preview(tree, api.load(tree, tmp_path / "plan.json"), 1).preview
    assert found is not None
    (file,) = (file for file in found.files if file.old == "use.py")
    module = cst.parse_module(before)
    if module.bytes == before:
        changed = apply_to_tree(module, SourceText.decode(before), file.edits)
        assert changed.bytes == after
    else:
        assert "\x0c" in before.decode()  # what LibCST is known to lose


def test_a_file_that_names_nothing_is_not_touched(tmp_path: Path) -> None:
    content = b"\x0cv = 1 \r\n\tw = 'ab'\r"
    tree = tree_with(tmp_path, {"other.py": content, "data.bin": b"\0a.b\xff"})
    stamp = (tree / "other.py").stat().st_mtime_ns
    migrate(tree)
    assert (tree / "other.py").read_bytes() == content
    assert (tree / "other.py").stat().st_mtime_ns == stamp
    assert (tree / "data.bin").read_bytes() == b"\0a.b\xff"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"import a.b\nprint 'a.b'\n", 2),
        (b"v = 1\nfrom a.b import (\n", 2),
        (b"# coding: nonsense\nimport a.b\n", 1),
        (b"import a.b\nv = '\xff'\n", 2),
        (b"{{ cookiecutter.a }}\nimport a.b\n%\n", 3),
    ],
)
def test_a_file_that_cannot_be_read_and_names_what_moves(
    content: bytes, line: int, tmp_path: Path
) -> None:
    tree = tree_with(tmp_path, {"broken.py": content})
    with pytest.raises(Refused, match=rf"broken\.py:{line}: .*it names what moves: .*a\.b"):
        migrate(tree)
    assert (tree / "a/b.py").exists()
    plan = {"roots": ["."], "keep": ["broken.py"], "moves": {"a.b": "x.b"}}
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    receipt = migrate(tree)
    assert (tree / "broken.py").read_bytes() == content
    assert receipt.preview is not None
    assert any(text.startswith(f"broken.py:{line}:") for text in receipt.preview.warnings)


def test_a_file_that_cannot_be_read_and_names_nothing_is_left(tmp_path: Path) -> None:
    tree = tree_with(tmp_path, {"broken.py": b"print 'ab'\n"})
    migrate(tree)
    assert (tree / "broken.py").read_bytes() == b"print 'ab'\n"


def test_modes_stay_with_the_file(tmp_path: Path) -> None:
    tree = tree_with(tmp_path, {"use.py": LINES.encode()})
    (tree / "a/b.py").chmod(0o755)
    (tree / "use.py").chmod(0o700)
    migrate(tree)
    assert (tree / "x/b.py").stat().st_mode & 0o777 == 0o755
    assert (tree / "use.py").stat().st_mode & 0o777 == 0o700
    rollback(tree)
    assert (tree / "a/b.py").stat().st_mode & 0o777 == 0o755


def test_a_link_leads_to_the_same_file(tmp_path: Path) -> None:
    tree = tree_with(tmp_path, {"shared.py": b"import a.b\n", "a/pkg/__init__.py": b""})
    (tree / "a/pkg/inside.py").symlink_to("__init__.py")
    (tree / "a/pkg/outside.py").symlink_to("../../shared.py")
    (tree / "to_moved.py").symlink_to("a/pkg/__init__.py")
    before = {path: os.readlink(tree / path) for path in ("a/pkg/inside.py", "a/pkg/outside.py")}
    plan = {"roots": ["."], "moves": {"a.pkg": "x.y.pkg", "a.b": "x.b"}}
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    migrate(tree)
    assert (tree / "x/y/pkg/inside.py").resolve() == tree / "x/y/pkg/__init__.py"
    assert (tree / "x/y/pkg/outside.py").resolve() == tree / "shared.py"
    assert (tree / "x/y/pkg/outside.py").read_bytes() == b"import x.b\n"
    rollback(tree)
    assert {path: os.readlink(tree / path) for path in before} == before


def test_a_deep_expression_is_no_problem(tmp_path: Path) -> None:
    deep = "v = " + "a.b.v + " * 800 + "1\n"
    tree = tree_with(tmp_path, {"use.py": f"import a.b\n{deep}".encode()})
    migrate(tree)
    text = (tree / "use.py").read_text()
    assert text == f"import x.b\n{deep}".replace("a.b", "x.b")
