"""Names, paths and commands in plain text: what counts, what it becomes, what is left."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.records import replace
from rezone.transforms.references.mentions import Setting, TextMap, find, moved_folders, rewrite

FILES = (
    "src/app/__init__.py",
    "src/app/db/__init__.py",
    "src/app/db/orm.py",
    "src/app/db/schema.sql",
    "src/app/mail.py",
    "src/app/web.py",
    "src/app/jobs/daily.py",
    "src/app/jobs/weekly.py",
    "src/app/core/json.py",
    "src/tool.py",
    "docs/guide.md",
)
MOVED = {
    "src/app/db/__init__.py": "src/shared/storage/__init__.py",
    "src/app/db/orm.py": "src/shared/storage/orm.py",
    "src/app/db/schema.sql": "src/shared/storage/schema.sql",
    "src/app/mail.py": "libs/notify/post.py",
    "src/app/jobs/daily.py": "src/day/daily.py",
    "src/app/jobs/weekly.py": "src/week/weekly.py",
    "src/tool.py": "src/kit/tool.py",
}
MOVES = (
    Move("app.db", "shared.storage"),
    Move("app.mail", "notify.post"),
    Move("app.jobs.daily", "day.daily"),
    Move("app.jobs.weekly", "week.weekly"),
    Move("app.web:Session", "shared.session:WebSession"),
    Move("tool", "kit.tool"),
)
MODULES = frozenset(
    {"app", "app.db", "app.db.orm", "app.mail", "app.web", "app.jobs.daily", "app.jobs.weekly"}
    | {"app.core.json", "tool"}
)
ROOTS = ("src", "libs")


def phase(moves=MOVES, modules=MODULES, paths=MOVED, files=FILES):
    folders = moved_folders(paths, files)
    text_map = TextMap.build(NameMap(moves), modules, paths, folders, ROOTS)
    return replace(text_map, files=frozenset(files))


def after(text, setting=Setting()):  # noqa: B008 - frozen
    return rewrite(text, find(text, phase(), setting))


def reasons(text, setting=Setting()):  # noqa: B008 - frozen
    return [(m.old, m.reason) for m in find(text, phase(), setting) if m.new is None]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("app.db", "shared.storage"),
        ("app.db.orm.Model", "shared.storage.orm.Model"),
        ("see app.db.", "see shared.storage."),
        ("app.db:engine", "shared.storage:engine"),
        ("pip install app.db[fast]", "pip install shared.storage[fast]"),
        ("`app.mail.send()`", "`notify.post.send()`"),
        (":class:`~app.db.orm.Model`", ":class:`~shared.storage.orm.Model`"),
        ("ignore::DeprecationWarning:app.db.orm", "ignore::DeprecationWarning:shared.storage.orm"),
        ("!!python/object:app.db.Row", "!!python/object:shared.storage.Row"),
        ("**app.db**: the store", "**shared.storage**: the store"),
        ("app.web.Session and app.web.View", "shared.session.WebSession and app.web.View"),
        ("app.web:Session", "shared.session:WebSession"),
        ("logger app.db.{name}", "logger shared.storage.{name}"),
        (
            "`tool.run` and tool.run but tool.run()",
            "`kit.tool.run` and tool.run but kit.tool.run()",
        ),
        ("app.db.json()", "shared.storage.json()"),
        ("from app.core.json import x", "from app.core.json import x"),
    ],
)
def test_a_dotted_name_follows_the_longest_known_prefix(before, expected):
    assert after(before) == expected


@pytest.mark.parametrize(
    "text",
    [
        "app.dbx x.app.db my-app.db app.db-service _app.db",
        "https://app.db/ http://host/app.db?x=app.db me@app.db app.db@host",
        "app.db.txt app.db.tar.gz app.db.example.com",
        "${app.db} $app.db https://x.org/api.html#app.db",
        "app.db>=2.0 app.db == 1",
        "app.db:8080",
        "core.app.db.orm",
        "app db tool mail",
        "app.unknown.db",
    ],
)
def test_what_only_looks_alike_is_no_mention(text):
    assert find(text, phase()) == ()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (r"app\.db\.orm", r"shared\.storage\.orm"),
        (r"^app\.db(\..*)?$", r"^shared\.storage(\..*)?$"),
        (r"app\\.db\\.orm", r"shared\\.storage\\.orm"),
        (r"\bapp\.db\b", r"\bshared\.storage\b"),
        (r"my\.app\.db xapp\.db app\.dbx", r"my\.app\.db xapp\.db app\.dbx"),
    ],
)
def test_escaped_dots_stay_escaped(before, expected):
    assert after(before) == expected


def test_a_pattern_follows_only_if_all_it_matches_goes_to_one_place():
    assert after("app.db.* app.db*") == "shared.storage.* shared.storage*"
    assert reasons("app.jobs.*") == [("app.jobs.*", "content goes to several places: day, week")]
    assert reasons(r"app\.jobs\..*")[0][0] == r"app\.jobs"
    assert reasons("app.*.orm") == [("app.*.orm", "a pattern inside the name")]


def test_a_package_without_a_place_of_its_own_is_left_with_the_reason():
    assert reasons("app.jobs") == [("app.jobs", "content goes to several places: day, week")]
    assert find("app.jobs.nothing", phase()) == ()


def test_a_module_that_is_called_like_a_file_counts_only_where_a_module_stands():
    modules = frozenset({"core.json"})
    text_map = TextMap.build(NameMap([Move("core.json", "x.json")]), modules, {}, {}, ())
    assert [m.new for m in find("core.json", text_map)] == [None]
    text = "from core.json import dump; python -m core.json; core.json:dump"
    assert rewrite(text, find(text, text_map)) == text.replace("core.json", "x.json")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("from app import db", "from shared import storage as db"),
        ("from app.db import orm", "from shared.storage import orm"),
        (
            "from app import db as d, web, mail",
            "from shared import storage as d\nfrom app import web\nfrom notify import post as mail",
        ),
        (
            "    from app.web import View, Session\n",
            "    from app.web import View\n    from shared.session import WebSession as Session\n",
        ),
        (
            "python -c 'from app import mail, web'",
            "python -c 'from notify import post as mail; from app import web'",
        ),
        ("from tool import run", "from kit.tool import run"),
        ("sh -c 'import tool; tool.run()'", "sh -c 'import kit.tool as tool; tool.run()'"),
        ("import tool as t\n", "import kit.tool as t\n"),
        ("import tool support", "import tool support"),
        ("from app import (\n    web,\n)", "from app import (\n    web,\n)"),
    ],
)
def test_an_import_in_text_parts_its_names(before, expected):
    assert after(before) == expected


def test_an_import_with_comments_between_its_names_is_left():
    text = "from app import (\n    db,  # store\n    web,\n)"
    assert reasons(text)[0][1] == "its names part ways and comments stand between them"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("src/app/db/orm.py", "src/shared/storage/orm.py"),
        ("./src/app/db", "./src/shared/storage"),
        ("src/app/db/", "src/shared/storage/"),
        ("app/db/orm.py", "shared/storage/orm.py"),
        ("app/mail.py", "libs/notify/post.py"),
        ("src/app/db/**", "src/shared/storage/**"),
        ("app/db/*.py", "shared/storage/*.py"),
        (r"src\app\db\orm.py", r"src\shared\storage\orm.py"),
        (r"src\\app\\db", r"src\\shared\\storage"),
        (r"^src/app/db/orm\.py$", r"^src/shared/storage/orm\.py$"),
        (r"^src/app/db/.*\.sql$", r"^src/shared/storage/.*\.sql$"),
        ("s#src\\/app\\/db#x#", "s#src\\/shared\\/storage#x#"),
        ("src/app/db/new.py::TestIt", "src/shared/storage/new.py::TestIt"),
        ("src/app/mail.py:12", "libs/notify/post.py:12"),
        ("src/app/mail.handler", "libs/notify/post.handler"),
        (
            "$ROOT/src/app/db ${ROOT}/src/app/db",
            "$ROOT/src/shared/storage ${ROOT}/src/shared/storage",
        ),
        ("<code>src/app/mail.py</code>", "<code>libs/notify/post.py</code>"),
        (
            "${{ github.workspace }}/app/db $(pwd)/src/app/db",
            "${{ github.workspace }}/shared/storage $(pwd)/src/shared/storage",
        ),
        ("-v ./src/app/db:/data", "-v ./src/shared/storage:/data"),
        ("src/app/db/{orm,x}.py", "src/shared/storage/{orm,x}.py"),
        ("**src/app/mail.py**.", "**libs/notify/post.py**."),
    ],
)
def test_a_path_keeps_its_style(before, expected):
    assert after(before) == expected


@pytest.mark.parametrize(
    "text",
    [
        "src/app/dbx.py xsrc/app/db other/src/app/db.txt",
        "https://github.com/o/r/blob/main/src/app/db/orm.py",
        "~/src/app/db //src/app/db",
        "src/app src/app/web.py src/app/jobs/x.py **/*.py",
        "src/app/mail.md src/app/d{b,c}",
    ],
)
def test_a_path_that_leads_elsewhere_is_no_mention(text):
    assert find(text, phase()) == ()


def test_a_name_may_start_above_an_import_root():
    assert after("uvicorn src.app.db.orm:Base") == "uvicorn src.shared.storage.orm:Base"
    (mention,) = find("python -m src.app.mail", phase())
    assert (mention.old, mention.new) == ("app.mail", None)
    assert mention.reason == "it starts from the folder above src, which the module leaves"
    assert find("xsrc.app.db.orm lib.src.app.db.orm lib.app.db.orm", phase()) == ()


def test_paths_are_seen_from_the_document():
    beside = Setting("src/app/README.md")
    assert after("[x](./db/orm.py) ../app/mail.py", beside) == (
        "[x](../shared/storage/orm.py) ../../libs/notify/post.py"
    )
    above = Setting("src/app/docs/guide.md")
    assert after("`db/orm.py`", above) == "`../shared/storage/orm.py`"


def test_a_path_that_leaves_the_repository_may_start_elsewhere():
    (mention,) = find("cd web; cp x ../../src/app/db/", phase(), Setting("scripts/build.sh"))
    assert (mention.old, mention.new) == ("../../src/app/db/", None)
    assert mention.reason == "starts from a folder that is not known here"


def test_a_document_that_moves_along_keeps_its_relative_paths():
    paths = MOVED | {"src/app/db/README.md": "src/shared/storage/README.md"}
    text_map = phase(paths=paths, files=(*FILES, "src/app/db/README.md"))
    assert find("./orm.py ./schema.sql", text_map, Setting("src/app/db/README.md")) == ()


def test_a_folder_or_pattern_whose_content_parts_ways_is_left():
    several = "content goes to several places: src/day, src/week"
    assert reasons("src/app/jobs/ src/app/jobs/*.py") == [
        ("src/app/jobs/", several),
        ("src/app/jobs/*.py", several),
    ]
    less = "it would not find what is in libs/notify afterwards"
    assert reasons("src/app/*.py") == [("src/app/*.py", less)]


def test_a_pattern_that_finds_nothing_afterwards_is_told_so():
    nothing = "it finds nothing afterwards: what it found is in libs/notify"
    assert reasons("src/app/m*.py") == [("src/app/m*.py", nothing)]


def test_an_absolute_path_is_left_unless_it_is_a_copy_in_a_container():
    text = "COPY src/app/db /srv/src/app/db"
    assert [old for old, _ in reasons(text)] == ["/srv/src/app/db"]
    container = Setting("Dockerfile", container=True)
    assert after(text, container) == "COPY src/shared/storage /srv/src/shared/storage"


def test_in_prose_two_bare_words_with_a_slash_are_no_path():
    prose = Setting("README.md", prose=True)
    assert after("app/db choices, or `app/db`", prose) == "app/db choices, or `shared/storage`"
    assert after("COPY app/db", Setting("Makefile")) == "COPY shared/storage"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("python -m tool --x", "python -m kit.tool --x"),
        ('CMD ["python", "-m", "tool"]', 'CMD ["python", "-m", "kit.tool"]'),
        ("args:\n  - -m\n  - tool\n", "args:\n  - -m\n  - kit.tool\n"),
        ("celery -A tool worker", "celery -A kit.tool worker"),
        ("uvicorn --reload tool:app", "uvicorn --reload kit.tool:app"),
        ("pytest --cov=tool --pyargs tool", "pytest --cov=kit.tool --pyargs kit.tool"),
        (":mod:`tool` .. automodule:: tool", ":mod:`kit.tool` .. automodule:: kit.tool"),
    ],
)
def test_one_segment_counts_after_a_command_that_takes_a_module(before, expected):
    assert after(before) == expected


@pytest.mark.parametrize(
    "text", ["git commit -m tool", "pytest -m tool", "python -m tool-x", "tool:app"]
)
def test_one_segment_is_nothing_elsewhere(text):
    assert find(text, phase()) == ()


def test_moves_apply_at_once():
    moves = NameMap([Move("a.x", "a.y"), Move("a.y", "a.x"), Move("b.c", "n.b.c")])
    text_map = TextMap.build(moves, frozenset({"a.x", "a.y", "b.c"}), {}, {}, ())
    text = "a.x a.y b.c n.b.c"
    assert rewrite(text, find(text, text_map)) == "a.y a.x n.b.c n.b.c"


def test_afterwards_a_name_that_is_new_as_well_is_current():
    moves = NameMap([Move("p.a", "p.b"), Move("p.b", "p.c"), Move("q.m", "q.m.core")])
    text_map = TextMap.build(moves, frozenset({"p.a", "p.b", "q.m"}), {}, {}, ()).afterwards()
    found = find("p.a p.b p.c q.m q.m.core.X q.m.X", text_map)
    assert [mention.old for mention in found] == ["p.a", "q.m.X"]


def test_afterwards_a_local_name_is_no_leftover():
    text = "import kit.tool as tool; tool.run(); from shared import storage as app; app.db.x()"
    assert find(text, phase().afterwards()) == ()


def test_afterwards_a_path_that_is_new_as_well_is_current():
    paths = {"s/a.py": "s/b.py", "s/b.py": "s/c.py"}
    text_map = TextMap.build(NameMap([]), frozenset(), paths, {}, ("s",)).afterwards()
    assert [m.old for m in find("s/a.py s/b.py s/c.py", text_map)] == ["s/a.py"]
    paths = {"src/app/db.py": "src/core/app/db.py"}
    text_map = TextMap.build(NameMap([]), frozenset(), paths, {}, ("src",)).afterwards()
    assert find("`app/db.py`", text_map, Setting("src/core/README.md")) == ()


def test_folders_go_where_their_files_go():
    folders = moved_folders(MOVED, FILES)
    assert folders == {
        "src/app/db": "src/shared/storage",
        "src/app/jobs": ("src/day", "src/week"),
    }
    assert moved_folders({"a/b/c.py": "x/b/c.py"}, ["a/b/c.py"]) == {"a": "x", "a/b": "x/b"}


def test_a_text_map_survives_pickling():
    text_map = phase()
    text = "app.db src/app/db tool"
    assert find(text, pickle.loads(pickle.dumps(text_map))) == find(text, text_map)


words = st.sampled_from(
    ["app.db", "app.db.orm.X", "app.mail", "src/app/db/orm.py", "./src/app/db/", r"app\.db", "web"]
)
gaps = st.sampled_from([" ", "\n", "\r\n", "\t", ", ", "(", ")", '"', "'", "= ", "é "])
texts = st.lists(st.one_of(words, gaps, st.text(max_size=4)), max_size=12).map("".join)


@given(texts)
def test_only_the_mentions_change(text):
    mentions = find(text, phase())
    assert all(text[m.start : m.end] == m.old for m in mentions)
    ends = [0, *(end for m in mentions for end in (m.start, m.end))]
    assert ends == sorted(ends)
    kept, done, new = [], 0, rewrite(text, mentions)
    for mention in mentions:
        kept += (text[done : mention.start], mention.old if mention.new is None else mention.new)
        done = mention.end
    assert new == "".join(kept) + text[done:]


@given(st.text(alphabet="abdpx./\\-:* \n", max_size=60))
def test_text_without_an_old_name_is_the_same_object(text):
    text_map = TextMap.build(
        NameMap([Move("old.name", "n.name")]), frozenset({"old.name"}), {}, {}, ()
    )
    assert rewrite(text, find(text, text_map)) is text


@given(st.lists(st.tuples(words, st.sampled_from([" ", "\n", "; ", ") ("])), max_size=8))
def test_the_inverse_map_restores(pairs):
    text = "".join(word + gap for word, gap in pairs)
    moves = (Move("app.db", "shared.storage"), Move("app.mail", "notify.post"))
    forth = {old: new for old, new in MOVED.items() if "/db/" in old}
    back = {new: old for old, new in forth.items()}
    there = phase(moves, MODULES, forth, FILES)
    names = NameMap(moves)
    home = TextMap.build(
        names.inverse(),
        frozenset(map(names, MODULES)),
        back,
        moved_folders(back, back),
        ROOTS,
    )
    moved = rewrite(text, find(text, there))
    assert rewrite(moved, find(moved, home)) == text
