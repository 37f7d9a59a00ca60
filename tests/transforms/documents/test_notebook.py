"""Notebooks: the raw JSON changes where a mention stands and nowhere else."""

import json

from rezone.transforms.documents import rewrite


def notebook(*cells, **more):
    return {"cells": list(cells), "metadata": {"language_info": {"name": "python"}}} | more


def code(*lines, **more):
    return {"cell_type": "code", "source": list(lines), "outputs": []} | more


def changed(tree, text_map, python, **layout):
    before = json.dumps(tree, **layout).encode()
    outcome = rewrite("a.ipynb", before, text_map, python)
    return before, outcome


def test_a_line_of_a_cell_changes_inside_its_literal(text_map, python):
    tree = notebook(code("import numpy\n", "from app.db import orm  # caf\u00e9\n", 'x = "\\n"'))
    before, outcome = changed(tree, text_map, python, indent=1)
    assert outcome.content == before.replace(b"app.db", b"shared.storage")


def test_an_import_that_becomes_two_lines_becomes_two_items(text_map, python):
    tree = notebook(code("from app import mail, web\n", "web"), nbformat=4)
    before, outcome = changed(tree, text_map, python, indent=1)
    expected = notebook(
        code("from notify import post as mail\n", "from app import web\n", "web"), nbformat=4
    )
    assert outcome.content == json.dumps(expected, indent=1).encode()
    assert outcome.content != before


def test_a_cell_may_be_one_string(text_map, python):
    tree = notebook({"cell_type": "code", "source": "from app import mail, web\nweb"})
    _, outcome = changed(tree, text_map, python)
    source = json.loads(outcome.content)["cells"][0]["source"]
    assert source == "from notify import post as mail\nfrom app import web\nweb"


def test_cells_are_one_module_and_magics_no_python(text_map):
    seen = []
    tree = notebook(code("%load_ext app.db\n", "import app.mail"), code("app.mail.send()"))
    _, outcome = changed(tree, text_map, lambda source: seen.append(source))
    assert len(seen) == 1
    assert "%load_ext" not in seen[0]
    assert "import app.mail" in seen[0]
    assert [(m.old, m.new) for m in outcome.edits] == [("app.db", "shared.storage")]


def test_other_cells_are_text_and_outputs_are_history(text_map, python):
    output = {"output_type": "stream", "text": ["app.db ready\n"]}
    tree = notebook(
        {"cell_type": "markdown", "source": ["See `app.db`\n", 'or "src/app/mail.py"']},
        code("%%bash\n", "python -m tool && cat src/app/mail.py\n", outputs=[output]),
    )
    _, outcome = changed(tree, text_map, python)
    assert [m.new for m in outcome.edits] == [
        "shared.storage",
        "libs/notify/post.py",
        "kit.tool",
        "libs/notify/post.py",
    ]
    assert [m.old for m in outcome.left] == ["app.db"]
    assert b"app.db ready" in outcome.content
