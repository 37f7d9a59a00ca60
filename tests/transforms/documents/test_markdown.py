"""Markdown before and after."""

import pytest

from rezone.transforms.documents import rewrite


def after(text, text_map, python=None, path="docs/guide.md"):
    content = rewrite(path, text.encode(), text_map, python).content
    return text if content is None else content.decode()


def test_an_import_in_a_fence_parts_its_names(text_map, python):
    before = "Use it:\n\n```python\nfrom app import db, web  # both\nweb.run()\n```\ndone\n"
    expected = before.replace(
        "from app import db, web  # both",
        "from shared import storage as db; from app import web  # both",
    )
    assert after(before, text_map, python) == expected


def test_a_fence_keeps_its_indentation_and_line_ends(text_map):
    def python(source):
        return source.replace(
            "from app import db, web", "from app import web\nimport shared.storage"
        )

    before = "- x\r\n\r\n  ```py\r\n  from app import db, web\r\n  ```\r\n"
    expected = "- x\r\n\r\n  ```py\r\n  from app import web\r\n  import shared.storage\r\n  ```\r\n"
    assert after(before, text_map, python) == expected


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_line_that_only_comes_in_comes_in_where_it_should(text_map, place):
    def python(source):
        lines = source.split("\n")
        return "\n".join([*lines[:place], "import app", *lines[place:]])

    before = ["```python", "import app.web", "x = 1", "```", ""]
    expected = [*before[: place + 1], "import app", *before[place + 1 :]]
    assert after("\n".join(before), text_map, python) == "\n".join(expected)


def test_blocks_share_their_imports(text_map):
    seen = []
    before = "```python\nimport app.db\n```\ntext\n```python\napp.db.connect()\n```\n"
    after(before, text_map, lambda source: seen.append(source))
    assert len(seen) == 1
    assert seen[0].startswith("import app.db\n")
    assert seen[0].endswith("\napp.db.connect()")


def test_an_attribute_of_a_local_object_stays(text_map):
    before = "```python\napp = make()\napp.db.connect()\n```\n"
    assert after(before, text_map, lambda _: None) == before


def test_a_block_that_does_not_parse_is_read_as_text(text_map, python):
    before = "```python\nfrom app.db import ...\nx = = 1\n```\n"
    assert after(before, text_map, python) == before.replace("app.db", "shared.storage")


def test_doctests_keep_prompts_and_output(text_map):
    def python(source):
        assert "app.db is fine" not in source
        return source.replace(
            "from app import db, web", "from app import web\nfrom shared import storage as db"
        )

    before = "```pycon\n>>> from app import db, web\n>>> db\napp.db is fine\n```\n"
    expected = (
        "```pycon\n>>> from app import web\n>>> from shared import storage as db\n>>> db\n"
        "shared.storage is fine\n```\n"
    )
    assert after(before, text_map, python) == expected


def test_prose_and_shell_follow_too(text_map):
    before = "`app.db` lives in src/app/db/.\n```sh\npython -m tool src/app/mail.py\n```\n"
    assert after(before, text_map) == (
        "`shared.storage` lives in src/shared/storage/.\n"
        "```sh\npython -m kit.tool libs/notify/post.py\n```\n"
    )


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("[m](../src/app/mail.py#L3)", "[m](../libs/notify/post.py#L3)"),
        ("[m]: ../src/app/mail.py 'T'", "[m]: ../libs/notify/post.py 'T'"),
        ("[d](/src/app/db/)", "[d](/src/shared/storage/)"),
        ("[r](/app.db.orm), [w](/app.web)", "[r](/shared.storage.orm), [w](/app.web)"),
        ('<a href="../src/app/db">', '<a href="../src/shared/storage">'),
        (
            '[x](https://x.org/src/app/db) [y](#app.db) <a id="app.db">',
            '[x](https://x.org/src/app/db) [y](#shared.storage) <a id="shared.storage">',
        ),
        ("[w](../src/app/web.py)", "[w](../src/app/web.py)"),
    ],
)
def test_links_follow_their_target(before, expected, text_map):
    assert after(before, text_map) == expected


def test_a_document_that_moves_takes_its_links_along(text_map):
    before = "[a](orm.py) [b](../web.py) [c](../../../README.md) [^1]: note `d[a](b)`\n"
    expected = "[a](orm.py) [b](../../app/web.py) [c](../../../README.md) [^1]: note `d[a](b)`\n"
    assert after(before, text_map, path="src/app/db/README.md") == expected
