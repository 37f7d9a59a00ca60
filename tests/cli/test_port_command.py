"""`rezone port` as a person uses it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True)
    return done.stdout.decode()


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)
    git(root, "add", "-A")
    git(root, "commit", "-qm", f"Write {name}")


@pytest.fixture
def root(tmp_path: Path, rezone) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "user.name", "Ada")
    git(tmp_path, "config", "user.email", "ada@example.invalid")
    write(tmp_path, "rezone.toml", 'roots = ["."]\n[moves]\n"shop.text" = "shared.text"\n')
    write(tmp_path, "shop/__init__.py", "")
    write(tmp_path, "shop/text.py", "A = 1\nB = 2\nC = 3\n")
    git(tmp_path, "switch", "-qc", "topic")
    write(tmp_path, "shop/text.py", "A = 1\nB = 2\nC = 4\n")
    git(tmp_path, "switch", "-q", "main")
    assert rezone("--root", tmp_path, "migrate", "--phase", "1", "--execute").exit_code == 0
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Phase 1")
    return tmp_path


def test_a_branch_is_made_and_named(root: Path, rezone) -> None:
    done = rezone("--root", root, "port", "topic")
    assert (done.exit_code, done.stdout) == (
        0,
        "topic through phase 1 is topic-ported: 1 commit on HEAD\n",
    )
    assert git(root, "show", "topic-ported:shared/text.py").endswith("C = 4\n")


def test_json_and_a_dry_run(root: Path, rezone) -> None:
    dry = rezone("--root", root, "port", "topic", "--dry-run")
    assert dry.exit_code == 0
    assert "--- a/shared/text.py\n+++ b/shared/text.py\n" in dry.stdout
    assert "would be topic-ported" in dry.stderr
    assert "topic-ported" not in git(root, "branch")
    told = json.loads(rezone("--root", root, "port", "topic", "--format", "json").stdout)
    assert told["commits"] == [git(root, "rev-parse", "topic-ported").strip()]
    assert (told["name"], told["phases"], told["conflicts"]) == ("topic-ported", [1], [])


def test_a_conflict_ends_with_one_and_the_way_on(root: Path, rezone) -> None:
    write(root, "shared/text.py", "A = 1\nB = 2\nC = 5\n")
    done = rezone("--root", root, "port", "topic")
    assert done.exit_code == 1
    assert "CONFLICT (content): Merge conflict in shared/text.py\n" in done.stdout
    way_on = [line.split() for line in done.stderr.splitlines() if line.startswith("  git ")]
    assert [words[1] for words in way_on] == ["switch", "cherry-pick"]
    git(root, *way_on[0][1:])
    with pytest.raises(subprocess.CalledProcessError):
        git(root, *way_on[1][1:])
    write(root, "shared/text.py", "A = 1\nB = 2\nC = 45\n")
    assert git(root, "log", "--format=%s", "-1").strip() == "Write shared/text.py"


def test_nothing_to_do_is_no_failure_and_a_wrong_name_is(root: Path, rezone) -> None:
    later = rezone("--root", root, "port", "main")
    assert (later.exit_code, later.stdout) == (0, "")
    assert "nothing to do" in later.stderr
    wrong = rezone("--root", root, "port", "nope")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "git knows no branch or commit 'nope'" in wrong.stderr
