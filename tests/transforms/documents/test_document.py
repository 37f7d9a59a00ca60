"""What holds for every document, whatever its format."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rezone.transforms.documents import DocumentOutcome, leftovers, rewrite
from rezone.transforms.references.model import Status

PATHS = ["Makefile", "a.json", "a.ipynb", "a.md", "a.rst", "a.toml", "setup.cfg", "a.js", "a.yml"]


def test_bytes_outside_the_mentions_stay(text_map):
    before = b"\xef\xbb\xbfrun: app.db.orm\r\n\ttail\x0c caf\xc3\xa9 "
    assert rewrite("a.yml", before, text_map).content == before.replace(
        b"app.db.orm", b"shared.storage.orm"
    )


def test_a_document_that_is_not_utf8_keeps_its_bytes(text_map):
    before = b"caf\xe9 src/app/mail.py \xff"
    outcome = rewrite("run.sh", before, text_map)
    assert outcome.content == b"caf\xe9 libs/notify/post.py \xff"


def test_a_binary_file_is_left_alone(text_map):
    assert rewrite("data.bin", b"app.db\0app.db", text_map) == DocumentOutcome()


def test_edits_and_what_is_left_carry_their_line(text_map):
    outcome = rewrite("a.yml", b"x\n\n- app.db\n- /srv/src/app/db/orm.py\n", text_map)
    assert [(m.line, m.old, m.new) for m in outcome.edits] == [(3, "app.db", "shared.storage")]
    assert [(m.line, m.status) for m in outcome.left] == [(4, Status.BLOCKED)]


@pytest.mark.parametrize(
    "path",
    [
        "CHANGELOG.md",
        "HISTORY.rst",
        "NEWS",
        "docs/old/changelog-2.md",
        "pkg/Changes.txt",
        "docs/releases/0.4.rst",
        "doc/source/whatsnew/v1.2.0.rst",
        "docs/history/whatsnew-4.0.rst",
        "pkg/release-notes/7.md",
        "a.patch",
    ],
)
def test_history_is_kept_on_purpose(path, text_map):
    outcome = rewrite(path, b"- app.db got faster, see src/app/db/orm.py\n", text_map)
    assert outcome.content is None
    assert [m.old for m in outcome.left] == ["app.db", "src/app/db/orm.py"]
    assert {m.status for m in outcome.left} == {Status.KEPT}


@pytest.mark.parametrize(
    "path",
    [
        "newsletter.md",
        "history_of_art.md",
        "ci/changelog.yml",
        "release/README.md",
        "docs/releasing.md",
    ],
)
def test_what_is_only_called_alike_is_no_history(path, text_map):
    assert rewrite(path, b"see app.db", text_map).content == b"see shared.storage"


@pytest.mark.parametrize("path", ["uv.lock", "package-lock.json", "x.min.js", "logo.svg"])
def test_generated_files_are_left(path, text_map):
    outcome = rewrite(path, b'"app.db"', text_map)
    assert outcome.content is None
    assert [m.status for m in outcome.left] == [Status.KEPT]


def test_leftovers_are_what_a_rewritten_document_still_says(text_map):
    before = b"app.db src/app/mail.py `python -m tool` from app import db, web\n"
    after = rewrite("a.yml", before, text_map).content
    assert [m.old for m in leftovers("a.yml", before, text_map)] == [
        "app.db",
        "src/app/mail.py",
        "tool",
        "from app import db, web",
    ]
    assert leftovers("a.yml", after, text_map) == ()


TEXT = ("app.db", "src/app/db/orm.py", "from app import mail, web", "é", "\r\n", "\x0c", '"', "\\")
MARKUP = (
    "```python",
    "```",
    "[tool.x]",
    "..",
    "::",
    "  >>> import app.db",
    '"app.db": 1,',
    "{",
    "}",
)
CELL = '{"cells": [{"cell_type": "code", "source": ["app.db", "from app import mail, web'
lines = st.sampled_from((*TEXT, *MARKUP, CELL))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(PATHS), st.lists(st.one_of(lines, st.text(max_size=5)), max_size=12))
def test_every_document_is_its_edits_and_nothing_else(text_map, python, path, parts):
    text = "\n".join(parts).replace("\0", "")
    content = text.encode("utf-8", "replace")
    text = content.decode()
    outcome = rewrite(path, content, text_map, python)
    expected, done = [], 0
    for edit in outcome.edits:
        assert text[edit.start : edit.end] == edit.old
        assert edit.start >= done
        expected += [text[done : edit.start], edit.new]
        done = edit.end
    assert (outcome.content or content).decode() == "".join(expected) + text[done:]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(PATHS), st.binary(max_size=80))
def test_a_document_without_an_old_name_is_not_touched(text_map, path, content):
    clean = content.replace(b"app", b"").replace(b"tool", b"")
    assert rewrite(path, clean, text_map) == DocumentOutcome()
