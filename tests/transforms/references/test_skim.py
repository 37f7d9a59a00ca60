"""A skim has the import statements that the tree has, at the same places, or there is none."""

from __future__ import annotations

import ast
import sys

import pytest

from rezone.transforms.names import top
from rezone.transforms.references.imports import import_nodes
from rezone.transforms.references.skim import skim
from rezone.transforms.references.source import SourceText
from rezone.transforms.references.witness import imported_names

SOURCES = {
    "plain": "import a\nimport a.b as c, d\nfrom .. import e\nfrom .f import (g, h as i,)\n",
    "in blocks": "if x: import a\ntry:\n    from b import c; import d\nexcept E: import f\n",
    "continued": "from a \\\n  import b, \\\n    c\nimport \\\n  d\nx = 1; \\\n  import e\n",
    "comments": "from a import (  # (\n    b,  # import c\n    d)  # from e import f\nimport g#\n",
    "strings": "'''import a\nfrom b import c'''\nx = \"import d\"; import e\ny = r'\\''; import f",
    "escapes": "x = 'it\\'s'; import a\ny = '\\\\'; import b\nz = 'a\\\nimport no'\nimport c\n",
    "empty strings": "x = ''; import a\ny = \"\" '' ; import b\n'''''' ; import c\n",
    "words": "importlib = imports = 1\nx.__import__\nfrom fromage import important_from\n",
    "generators": "def f():\n    yield from g\n    import a\n    raise E from e\nfrom b import c\n",
    "no names": "x = 1\n",
    "not ascii": "ä = 'ö'; import ñ\nfrom é import ü as ß  # î\n",
    "windows": "import a\r\nfrom b import (\r\n    c,\r\n)\r\nx = 'y\\\r\nimport no'\r\n",
    "form feeds": "import a\n\f\nimport b\n\x0cfrom c import d\n",
    "star": "from a import *\nfrom b import(c)\nfrom.d import e\nfrom...import f\n",
    "no last line end": "import a",
    "nested quotes": "x = f\"{y['a']}\"; import b\nz = f'{{{w}}}'\nfrom c import d\n",
    "soft": "match x:\n    case 1: import a\nlambda: 0\nd = {1: 2}\nimport b\n",
}


@pytest.mark.parametrize("text", SOURCES.values(), ids=SOURCES)
def test_the_statements_are_those_of_the_tree(text: str) -> None:
    source = SourceText(text)
    found = skim(source, lambda _: True)
    assert found is not None
    wanted = import_nodes(ast.parse(text))
    assert _dumped(found.tree.body) == _dumped(wanted)
    bound = {alias.asname or top(alias.name) for node in wanted for alias in node.names} - {"*"}
    assert found.bound == bound == imported_names(text)
    other = skim(source, lambda _: False)
    assert other is not None
    assert other.bound == bound


def _dumped(nodes: object) -> list[str]:
    return sorted(ast.dump(node, include_attributes=True) for node in nodes)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    ["x = 'no end\nimport a\n", '"""no end\nimport a\n', "import a\rimport b\n", "x import a\n"],
)
def test_in_doubt_there_is_no_skim(text: str) -> None:
    assert skim(SourceText(text), lambda _: True) is None


def test_literals_are_strings_and_comments() -> None:
    text = "x = 'app.db'  # app.db\nimport app.db\n"
    found = skim(SourceText(text), lambda _: True)
    assert found is not None
    assert [text[start:end] for start, end in found.literals] == ["'app.db'", "# app.db"]
    assert found.in_literal(text.index("app"), text.index("app") + 3)
    assert not found.in_literal(text.rindex("app"), text.rindex("app") + 3)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="a syntax error before Python 3.12")
def test_an_f_string_may_hold_its_own_quotes() -> None:
    text = 'x = f"{y["import a"]}"\nimport b\n'
    found = skim(SourceText(text), lambda _: True)
    assert found is None or _dumped(found.tree.body) == _dumped(import_nodes(ast.parse(text)))


def test_a_file_that_does_not_parse_has_no_witness() -> None:
    assert imported_names("import a\nprint 'b'\n") is None
    assert imported_names("import a\n" + "(" * 500 + ")" * 500) is None
