from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from git_trees import EXECUTABLE, FILE, LINK, Tree, change, changed_tree, read_tree, write_tree
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rezone.phases.reports.git_diff import git_diff
from rezone.phases.transaction.commit import apply
from rezone.transforms.edits.change_set import ChangeSet, FileChange
from rezone.transforms.errors import Refused

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems know fewer file names and modes"
)

NAMES = [
    "a",
    "b.py",
    "with space ",
    " b",
    "tab\t",
    'q"uote',
    "back\\slash",
    "\x7f",
    "ünï",
    "\udcff",
]
PATHS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map("/".join)
LINES = [
    b"import a\n",
    b"x = 1\n",
    b"\n",
    b"cr\r\n",
    b"lone\rcr\n",
    b"caf\xe9\n",
    b"\0\xff\n",
    b"\f\n",
]
CONTENTS = st.tuples(
    st.lists(st.sampled_from(LINES), max_size=25).map(b"".join),
    st.sampled_from([b"", b"no final newline", b"\r", b"\\ No newline at end of file"]),
).map(b"".join)
TARGETS = st.sampled_from(["a", "../b.py", "nowhere/ünï"])


def is_tree(paths: set[str]) -> bool:
    """Say whether files can stand at all *paths*: none of them is the folder of another."""
    folders = {path[:at] for path in paths for at, char in enumerate(path) if char == "/"}
    return folders.isdisjoint(paths)


def fitting(paths: list[str], held: set[str]) -> list[str]:
    """Return those of *paths* at which files can stand together with those at *held*."""
    fit: list[str] = []
    for path in paths:
        if is_tree({*held, *fit, path}):
            fit.append(path)
    return fit


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    modes = st.sampled_from([FILE, FILE, EXECUTABLE, LINK])
    tree: Tree = {}
    for path in fitting(draw(st.lists(PATHS, max_size=8, unique=True)), set()):
        mode = draw(modes)
        content = draw(TARGETS).encode() if mode == LINK else draw(CONTENTS)
        tree[path] = (mode, content)
    return tree


def edited(draw: st.DrawFn, content: bytes) -> bytes:
    """Return other content that shares most lines, as that of a migrated file does."""
    lines = content.splitlines(keepends=True)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(lines)))
        lines[at : at + draw(st.integers(0, 2))] = draw(
            st.lists(st.sampled_from(LINES), max_size=2)
        )
    return b"".join(lines)


@st.composite
def change_sets(draw: st.DrawFn, tree: Tree) -> ChangeSet:
    olds = draw(st.lists(st.sampled_from(sorted(tree)), unique=True)) if tree else []
    staying = set(tree) - set(olds)
    # Links count although they go: git refuses a path below one.
    links = {path for path in olds if tree[path][0] == LINK}
    anywhere = st.one_of(PATHS, st.sampled_from(sorted(tree))) if tree else PATHS
    wanted = draw(st.lists(anywhere, max_size=len(olds) + 2, unique=True))
    news = fitting([path for path in wanted if path not in staying], staying | links)
    changes: list[FileChange] = []
    for at, new in enumerate(news):
        if at >= len(olds):
            changes.append(change(tree, None, new, draw(CONTENTS)))
            continue
        old = olds[at]
        what = draw(st.sampled_from(["move", "edit", "link"]))
        content = edited(draw, tree[old][1]) if what == "edit" else None
        link = draw(TARGETS) if what == "link" else None
        changes.append(change(tree, old, new, content, link))
    changes += [change(tree, old, None) for old in olds[len(news) :]]
    return ChangeSet(tuple(draw(st.permutations(changes))))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Tree, ChangeSet]:
    tree = draw(trees())
    return tree, draw(change_sets(tree))


def situation(tree: Tree, *changes: tuple) -> tuple[Tree, ChangeSet]:
    return tree, ChangeSet(tuple(change(tree, *fields) for fields in changes))


def text(content: bytes) -> tuple[int, bytes]:
    return FILE, content


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scratch")
    git(root, "init", "-q")
    return root


def git(root: Path, *arguments: str, stdin: bytes = b"") -> None:
    done = subprocess.run(["git", *arguments], cwd=root, input=stdin, capture_output=True)
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def apply_with_git(root: Path, changes: ChangeSet) -> bytes:
    diff = b"".join(git_diff(root, changes))
    if diff:
        git(root, "apply", "-", stdin=diff)
    return diff


@settings(max_examples=150, deadline=None)
@given(cases())
@example(situation({"a": text(b"1\n"), "b": text(b"2\n")}, ("a", "b"), ("b", "a")))
@example(
    situation({"a": text(b"1\n"), "b": text(b"2\n")}, ("a", "b", b"one\n"), ("b", "a", b"two\n"))
)
@example(
    situation({"a": text(b"1\n"), "b": text(b"2\n")}, ("a", "b"), ("b", "c"), (None, "a", b"3\n"))
)
@example(situation({"a": text(b"1\n"), "b": text(b"")}, ("a", "b"), ("b", None)))
@example(situation({"a": text(b"1\n"), "b": text(b"2\n")}, ("a", "b", b"1\n3\n"), ("b", None)))
@example(situation({"a": text(b"1\n")}, ("a", "a/b")))
@example(situation({"a/b": text(b"1\n")}, ("a/b", "a")))
@example(situation({"a": text(b"1\n")}, ("a", "a", None, "elsewhere")))
@example(
    situation({"a": (LINK, b"b"), "b": text(b"2\n")}, ("a", "b", b"1\n"), ("b", "a", None, "b"))
)
@example(situation({"a": (EXECUTABLE, bytes(range(256)))}, ("a", "x/y")))
@example(situation({"a": text(b"x" * 9)}, ("a", "a", b"")))
@example(situation({}, (None, "with space /a", b"")))
def test_git_apply_makes_the_tree_that_the_change_set_describes(
    scratch: Path, case: tuple[Tree, ChangeSet]
) -> None:
    tree, changes = case
    write_tree(scratch, tree)
    apply_with_git(scratch, changes)
    assert read_tree(scratch) == changed_tree(tree, changes)


def test_git_apply_and_execution_make_the_same_tree(scratch: Path, tmp_path: Path) -> None:
    tree: Tree = {
        "src/app/core.py": (EXECUTABLE, b"import app.db\r\nprint(app.db)"),
        "src/app/db/__init__.py": text(b""),
        "src/app/db/data.bin": text(bytes(range(256))),
        "src/app/db/caf\u00e9 menu.py": text("# café\nimport app.db\n".encode("latin-1")),
        "one.py": text(b"1\n"),
        "two.py": text(b"2\n"),
        "three.py": text(b"3\n"),
        "gone.py": (EXECUTABLE, b"gone\n"),
        "link.py": (LINK, b"src/app/core.py"),
        "still.py": (LINK, b"nowhere"),
    }
    _, changes = situation(
        tree,
        ("src/app/core.py", "src/app/core.py", b"import shared.db\r\nprint(shared.db)"),
        ("src/app/db/__init__.py", "shared/db/__init__.py"),
        ("src/app/db/data.bin", "shared/db/data.bin"),
        ("src/app/db/café menu.py", "shared/db/menu.py", b"# caf\xe9\nimport shared.db\n"),
        ("one.py", "two.py"),
        ("two.py", "three.py", b"two\n"),
        ("three.py", "one.py"),
        ("gone.py", None),
        (None, "shared/__init__.py", b""),
        ("link.py", "links/link.py", None, "../src/app/core.py"),
        ("still.py", "links/still.py"),
    )
    write_tree(scratch, tree)
    write_tree(tmp_path, tree)
    apply_with_git(scratch, changes)
    apply(tmp_path, changes, phase=1, backups=tmp_path / "migration_backups", meta={})
    assert read_tree(scratch) == read_tree(tmp_path) == changed_tree(tree, changes)


def test_the_diff_of_an_edited_move_reads_like_one_of_git(tmp_path: Path) -> None:
    tree = {"old/a.py": text(b"import app.db\n" + b"x = 1\n" * 5 + b"y = 2")}
    write_tree(tmp_path, tree)
    moved = change(tree, "old/a.py", "new/a.py", b"import shared.db\n" + b"x = 1\n" * 5 + b"y = 3")
    assert b"".join(git_diff(tmp_path, ChangeSet((moved,)))) == (
        b"diff --git a/old/a.py b/new/a.py\n"
        b"similarity index 57%\n"
        b"rename from old/a.py\n"
        b"rename to new/a.py\n"
        b"--- a/old/a.py\n"
        b"+++ b/new/a.py\n"
        b"@@ -1,7 +1,7 @@\n"
        b"-import app.db\n"
        b"+import shared.db\n"
        b" x = 1\n x = 1\n x = 1\n x = 1\n x = 1\n"
        b"-y = 2\n\\ No newline at end of file\n"
        b"+y = 3\n\\ No newline at end of file\n"
    )


def test_a_file_that_only_moves_is_told_without_its_content(tmp_path: Path) -> None:
    tree = {"a.bin": (EXECUTABLE, bytes(range(256)))}
    write_tree(tmp_path, tree)
    assert list(git_diff(tmp_path, ChangeSet((change(tree, "a.bin", "b/a.bin"),)))) == [
        b"diff --git a/a.bin b/b/a.bin\n"
        b"similarity index 100%\n"
        b"rename from a.bin\n"
        b"rename to b/a.bin\n"
    ]


def test_modes_of_files_that_come_and_go(tmp_path: Path) -> None:
    tree = {"run": (EXECUTABLE, b""), "link": (LINK, b"run"), "plain": text(b"1\n")}
    write_tree(tmp_path, tree)
    gone = tuple(change(tree, path, None) for path in tree)
    changes = ChangeSet((*gone, FileChange(None, "new.py", b""), FileChange(None, "l", link="run")))
    told = b"".join(git_diff(tmp_path, changes))
    modes = [line for line in told.splitlines() if b"file mode" in line]
    assert modes == [
        b"deleted file mode 100755",
        b"deleted file mode 120000",
        b"deleted file mode 100644",
        b"new file mode 100644",
        b"new file mode 120000",
    ]


def test_a_file_that_is_gone_is_refused_by_name(tmp_path: Path) -> None:
    changes = ChangeSet((FileChange("gone/a.py", "b.py", b"", "0" * 64),))
    with pytest.raises(Refused) as refused:
        list(git_diff(tmp_path, changes))
    assert refused.value.path == "gone/a.py"
    assert "No such file" in refused.value.problem
