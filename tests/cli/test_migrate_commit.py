"""`rezone migrate --commit`: history reaches through a phase."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

PLAN = """\
roots = ["src"]
[moves]
"shop.util" = "shared.util"
"shop.orders" = "sales.orders"
"""
BODY = "".join(f"    line_{number} = {number}\n" for number in range(30))
FILES = {
    "rezone.toml": PLAN,
    ".gitignore": "*.cache\n",
    "src/shop/__init__.py": "",
    "src/shop/util/__init__.py": "",
    "src/shop/util/text.py": "def title(s: str) -> str:\n    return s.title()\n",
    "src/shop/orders/__init__.py": "",
    "src/shop/orders/order.py": f"from ..util import text\n\n\nclass Order:\n{BODY}",
    "src/shop/orders/schema.json": "{}\n",
    "src/shop/main.py": "from shop.orders.order import Order\n\nprint(Order)\n",
}
OLD, NEW = "src/shop/orders/order.py", "src/sales/orders/order.py"


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True)
    return done.stdout.decode()


def start(root: Path) -> None:
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Ada")
    git(root, "config", "user.email", "ada@example.invalid")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Start")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    start(tmp_path)
    (tmp_path / "src/shop/orders/x.cache").write_text("ignored, and goes along\n")
    return tmp_path


def migrate(rezone, root: Path, *arguments: str):
    return rezone("--root", root, "migrate", "--phase", "1", *arguments)


def changes(root: Path, commit: str) -> set[str]:
    """Return what git sees of a commit: the kinds of change, with how alike renamed files are."""
    told = git(root, "show", "--format=", "--name-status", "-M100%", commit)
    return {line.split("\t")[0] for line in told.splitlines()}


def test_one_commit_only_renames_and_one_only_rewrites(root: Path, rezone) -> None:
    done = migrate(rezone, root, "--execute", "--commit")
    assert done.exit_code == 0, done.stderr
    assert changes(root, "HEAD~") == {"R100"}
    assert changes(root, "HEAD") == {"A", "M"}  # two new __init__.py
    assert git(root, "rev-list", "--count", "HEAD").strip() == "3"
    assert git(root, "status", "--porcelain") == ""
    assert (root / "src/sales/orders/x.cache").exists()
    shas = git(root, "rev-list", "-2", "--reverse", "HEAD").split()
    assert f"commits: {shas[0][:12]} {shas[1][:12]}\n" in done.stdout


def test_log_and_blame_reach_through(root: Path, rezone) -> None:
    start_sha = git(root, "rev-parse", "HEAD").strip()
    migrate(rezone, root, "--execute", "--commit", "--ignore-revs")
    followed = git(root, "log", "--follow", "--format=%s", NEW).splitlines()
    assert followed == ["Follow the moves of phase 1", "Move the files of phase 1", "Start"]
    blamed = git(root, "blame", "-s", "--abbrev=39", NEW).splitlines()
    assert sum(start_sha[:39] in line for line in blamed) == len(blamed) - 1
    ignored = git(root, "blame", "-s", "--ignore-revs-file", ".git-blame-ignore-revs", NEW)
    assert all(line.lstrip("^").startswith(start_sha[:7]) for line in ignored.splitlines())
    assert all(OLD in line for line in ignored.splitlines())


def test_the_messages_name_phase_and_plan(root: Path, rezone) -> None:
    migrate(rezone, root, "--execute", "--commit")
    trailers = git(root, "log", "-2", "--format=%(trailers:only)").split("\n\n")
    assert len({text for text in trailers if text.strip()}) == 1
    assert trailers[0].splitlines()[0] == "Rezone-Phase: 1"
    key, _, digest = trailers[0].splitlines()[1].partition(": ")
    assert (key, len(digest)) == ("Rezone-Plan", 64)


def test_a_list_for_blame_that_is_there_grows(root: Path, rezone) -> None:
    (root / ".git-blame-ignore-revs").write_text("# formatting\n" + "0" * 40)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "List")
    migrate(rezone, root, "--execute", "--commit")
    rewriting = git(root, "rev-parse", "HEAD~").strip()
    listed = (root / ".git-blame-ignore-revs").read_text().splitlines()
    assert listed[1:] == ["0" * 40, "# Follow the moves of phase 1", rewriting]
    assert git(root, "status", "--porcelain") == ""


def test_a_dirty_tree_is_refused_with_the_list(root: Path, rezone) -> None:
    (root / "src/shop/main.py").write_text("mine\n")
    (root / "rezone.toml").write_text(PLAN + "# staged\n")
    git(root, "add", "rezone.toml")
    refused = migrate(rezone, root, "--execute", "--commit")
    assert refused.exit_code == 1
    assert " M src/shop/main.py" in refused.stderr
    assert "M  rezone.toml" in refused.stderr
    assert (root / OLD).exists()
    assert not (root / "migration_backups").exists()


def test_files_that_git_does_not_track_are_refused_only_where_they_change(
    root: Path, rezone
) -> None:
    (root / "notes.txt").write_text("mine\n")
    (root / "src/shop/orders/new.py").write_text("mine = 1\n")
    refused = migrate(rezone, root, "--execute", "--commit")
    assert refused.exit_code == 1
    assert "src/shop/orders/new.py" in refused.stderr
    assert "notes.txt" not in refused.stderr
    assert (root / OLD).exists()
    git(root, "add", "src")
    git(root, "commit", "-qm", "New")
    assert migrate(rezone, root, "--execute", "--commit").exit_code == 0
    assert git(root, "status", "--porcelain") == "?? notes.txt\n"


def test_without_git_or_a_name_it_is_refused_before_anything_happens(
    root: Path, rezone, tmp_path_factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tmp_path_factory.mktemp("plain")
    (plain / "rezone.toml").write_text('[moves]\n"a" = "b"\n')
    (plain / "a.py").write_text("")
    refused = migrate(rezone, plain, "--execute", "--commit")
    assert (refused.exit_code, "is no git repository" in refused.stderr) == (2, True)
    assert (plain / "a.py").exists()
    monkeypatch.setenv("GIT_COMMITTER_NAME", "")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    git(root, "config", "user.name", "")
    nameless = migrate(rezone, root, "--execute", "--commit")
    assert (nameless.exit_code, (root / OLD).exists()) == (1, True)
    assert "git does not know who commits" in nameless.stderr
    assert "git config user.email" in nameless.stderr


def test_options_that_do_not_go_together_are_usage_errors(root: Path, rezone) -> None:
    assert migrate(rezone, root, "--dry-run", "--commit").exit_code == 2
    assert migrate(rezone, root, "--execute", "--ignore-revs").exit_code == 2


def test_a_committed_rollback_is_two_commits_too(root: Path, rezone) -> None:
    tree = git(root, "rev-parse", "HEAD^{tree}")
    migrate(rezone, root, "--execute", "--commit")
    done = migrate(rezone, root, "--rollback", "--commit")
    assert done.exit_code == 0, done.stderr
    assert git(root, "rev-parse", "HEAD^{tree}") == tree
    assert git(root, "status", "--porcelain") == ""
    assert changes(root, "HEAD~") == {"R100"}
    assert "Rezone-Rollback: 1" in git(root, "log", "-1", "--format=%B")
    assert git(root, "log", "--follow", "--format=%s", OLD).splitlines()[-1] == "Start"


def test_all_phases_are_two_commits_each(root: Path, rezone) -> None:
    (root / "rezone.toml").write_text(
        '[workspace]\nroots = ["src"]\n'
        '[[phases]]\nnumber = 1\nmoves = [{ source = "shop.util", target = "shared.util" }]\n'
        '[[phases]]\nnumber = 2\ntitle = "Orders"\n'
        'moves = [{ source = "shop.orders", target = "sales.orders" }]\n'
    )
    git(root, "commit", "-qam", "Plan")
    assert rezone("--root", root, "migrate", "--all", "--execute", "--commit").exit_code == 0
    assert git(root, "log", "-4", "--format=%s").splitlines() == [
        "Follow the moves of phase 2: Orders",
        "Move the files of phase 2: Orders",
        "Follow the moves of phase 1",
        "Move the files of phase 1",
    ]


def test_line_ends_and_modes_are_committed_as_git_add_does(root: Path, rezone) -> None:
    (root / ".gitattributes").write_text("*.py text eol=crlf\n")
    (root / OLD).chmod(0o755)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Attributes")
    git(root, "rm", "-q", "--cached", "-r", ".")
    git(root, "reset", "-q", "--hard")
    assert b"\r\n" in (root / OLD).read_bytes()
    assert migrate(rezone, root, "--execute", "--commit").exit_code == 0
    assert git(root, "status", "--porcelain") == ""
    assert b"\r\n" in (root / NEW).read_bytes()
    assert "\r" not in git(root, "show", f"HEAD:{NEW}")
    assert git(root, "ls-tree", "HEAD", NEW).startswith("100755")


def test_where_git_cannot_commit_the_tree_is_as_it_was(root: Path, rezone) -> None:
    git(root, "config", "commit.gpgsign", "true")
    git(root, "config", "gpg.program", "false")
    refused = migrate(rezone, root, "--execute", "--commit")
    assert refused.exit_code == 1
    assert "gpg failed to sign" in refused.stderr
    assert "phase 1 is rolled back" in refused.stderr
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "log", "--format=%s") == "Start\n"
    assert rezone("--root", root, "status").stdout.splitlines()[1].split() == [
        "1",
        "low",
        "pending",
    ]
    kept = migrate(rezone, root, "--execute", "--commit", "--no-auto-rollback")
    assert (kept.exit_code, (root / NEW).exists()) == (1, True)
    assert "phase 1 is applied, but not committed" in kept.stderr


def test_a_merge_that_is_under_way_is_not_ended(root: Path, rezone) -> None:
    git(root, "switch", "-qc", "topic")
    git(root, "commit", "-q", "--allow-empty", "-m", "Topic")
    git(root, "switch", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "--no-commit", "topic")
    refused = migrate(rezone, root, "--execute", "--commit")
    assert refused.exit_code == 1
    assert "a merge is under way" in refused.stderr
    assert (root / ".git/MERGE_HEAD").exists()
    assert (root / OLD).exists()


def test_no_hook_runs_and_a_folder_can_be_the_root(root: Path, rezone) -> None:
    part = root / "part"
    (part / "src/app").mkdir(parents=True)
    (part / "src/app/db.py").write_text("NAME = 1\n")
    (part / "src/user.py").write_text("from app.db import NAME\n")
    (part / "rezone.toml").write_text('roots = ["src"]\n[moves]\n"app.db" = "data.db"\n')
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Part")
    for name in ("pre-commit", "commit-msg", "prepare-commit-msg", "post-commit"):
        hook = root / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
    done = migrate(rezone, part, "--execute", "--commit", "--ignore-revs")
    assert done.exit_code == 0, done.stderr
    assert git(root, "status", "--porcelain") == ""
    assert changes(root, "HEAD~2") == {"R100"}
    assert (root / ".git-blame-ignore-revs").exists()
    assert "src/data/db.py" in git(part, "ls-files")


def test_where_nothing_is_rewritten_there_is_nothing_for_blame_to_skip(root: Path, rezone) -> None:
    plan = root / "rezone.toml"
    plan.write_text('roots = ["src"]\n[moves]\n"shop.main" = "shop.start"\n')
    git(root, "commit", "-qam", "Plan")
    assert migrate(rezone, root, "--execute", "--commit", "--ignore-revs").exit_code == 0
    assert git(root, "log", "-2", "--format=%s") == "Move the files of phase 1\nPlan\n"
    assert not (root / ".git-blame-ignore-revs").exists()


def test_a_detached_head_moves_on_and_no_branch_does(root: Path, rezone) -> None:
    start_sha = git(root, "rev-parse", "main")
    git(root, "checkout", "-q", "--detach")
    assert migrate(rezone, root, "--execute", "--commit").exit_code == 0
    assert git(root, "rev-list", "--count", "HEAD").strip() == "3"
    assert git(root, "rev-parse", "main") == start_sha
