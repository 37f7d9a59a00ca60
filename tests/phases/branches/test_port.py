"""A branch from before a phase, brought onto the branch that has it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from repositories import FILES, commit, git, migrate, plan_of, repository, standing, tree

from rezone.phases import api
from rezone.transforms.errors import Refused, UsageError

ORDER, NEW_ORDER = "src/shop/orders/order.py", "src/sales/orders/order.py"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with the branch ``topic`` of three commits, and phase 1 on ``main``."""
    root = repository(tmp_path / "repository")
    git(root, "switch", "-qc", "topic")
    commit(root, "Count two", {ORDER: FILES[ORDER].replace("return 1", "return 2")})
    added = (
        "from shop.util.text import lower\nfrom . import order\n\nprint(lower(order.__name__))\n"
    )
    commit(root, "Add late", {"src/shop/orders/late.py": added, "tests/test_late.py": added[:33]})
    commit(root, "Drop schema", {"src/shop/orders/schema.json": None})
    git(root, "switch", "-q", "main")
    migrate(root)
    text = (root / NEW_ORDER).read_text()
    commit(root, "Rename the order", {NEW_ORDER: text.replace("an order", "the order")})
    return root


def test_work_lands_in_the_new_places(root: Path) -> None:
    before, after_main = standing(root), tree(root, "main")
    ported = api.port(root, plan_of(root), "topic")
    assert (ported.name, ported.phases, ported.conflicts) == ("topic-ported", (1,), ())
    found = tree(root, "topic-ported")
    expected = after_main | {
        NEW_ORDER: after_main[NEW_ORDER].replace("return 1", "return 2"),
        "src/sales/orders/late.py": "from shared.util.text import lower\nfrom . import order\n\n"
        "print(lower(order.__name__))\n",
        "tests/test_late.py": "from shared.util.text import lower\n",
    }
    del expected["src/sales/orders/schema.json"]
    assert found == expected
    assert git(root, "rev-parse", "topic-ported^").strip() == before[0].strip()
    git(root, "branch", "-D", "topic-ported")
    assert standing(root) == before


def test_all_is_one_commit_that_says_what_it_is(root: Path) -> None:
    tip = git(root, "rev-parse", "topic").strip()
    api.port(root, plan_of(root), "topic")
    assert git(root, "log", "-1", "--format=%an|%B", "topic-ported").splitlines() == [
        "Ada|Port topic",
        "",
        "* Count two",
        "* Add late",
        "* Drop schema",
        "",
        f"Ported-from: {tip}",
        "Rezone-Phase: 1",
        "",
    ]


def test_each_commit_is_kept_when_asked(root: Path) -> None:
    git(root, "config", "user.name", "Grace")
    ported = api.port(root, plan_of(root), "topic", keep_commits=True)
    assert len(ported.commits) == 3
    told = git(root, "log", "--reverse", "--format=%an|%cn|%s", "main..topic-ported")
    assert told.splitlines() == [
        "Ada|Grace|Count two",
        "Ada|Grace|Add late",
        "Ada|Grace|Drop schema",
    ]
    changed = git(root, "show", "--name-only", "--format=", "topic-ported~2")
    assert changed.split() == [NEW_ORDER]
    at_once = api.port(root, plan_of(root), "topic", name="at-once")
    assert at_once.tree == ported.tree


def test_the_ported_program_runs(root: Path) -> None:
    api.port(root, plan_of(root), "topic")
    git(root, "switch", "-q", "topic-ported")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_late.py"],
        cwd=root,
        env={"PYTHONPATH": "src"},
        capture_output=True,
    )
    assert done.returncode == 5, done.stdout  # imported; it holds no test
    subprocess.run([sys.executable, "-m", "shop.main"], cwd=root / "src", check=True)


def test_a_real_conflict_is_shown_as_git_shows_it_and_settled_with_git(root: Path) -> None:
    text = (root / NEW_ORDER).read_text()
    commit(root, "Count three", {NEW_ORDER: text.replace("return 1", "return 3")})
    before = standing(root)
    ported = api.port(root, plan_of(root), "topic")
    assert ported.conflicts == (NEW_ORDER,)
    assert f"CONFLICT (content): Merge conflict in {NEW_ORDER}" in ported.messages
    assert ported.commits == ()
    assert standing(root) == before
    git(root, "switch", "-qc", "settled")
    picked = subprocess.run(["git", "cherry-pick", ported.replay], cwd=root, capture_output=True)
    assert picked.returncode == 1
    marked = (root / NEW_ORDER).read_text()
    assert "        return 3\n=======\n        return 2\n" in marked
    assert git(root, "diff", "--name-only", "--diff-filter=U").split() == [NEW_ORDER]


def test_a_dry_run_makes_no_branch(root: Path) -> None:
    before = standing(root)
    ported = api.port(root, plan_of(root), "topic", write=False)
    diff = api.diff_of_trees(root, ported.onto, ported.tree).decode()
    assert "+        return 2\n" in diff
    assert "src/sales/orders/late.py" in diff
    assert standing(root) == before


def test_the_work_tree_may_be_dirty(root: Path) -> None:
    (root / NEW_ORDER).write_text("mine\n")
    (root / "staged.txt").write_text("mine\n")
    git(root, "add", "staged.txt")
    before = git(root, "status", "--porcelain")
    api.port(root, plan_of(root), "topic")
    assert git(root, "status", "--porcelain") == before
    assert "staged.txt" not in tree(root, "topic-ported")


def test_a_module_that_the_branch_deleted_stays_deleted(root: Path) -> None:
    git(root, "switch", "-qc", "less", "topic~3")
    files = {name: None for name in FILES if name.startswith("src/shop/util/")}
    commit(root, "Drop util", files | {ORDER: "class Order:\n    name = 'An Order'\n"})
    git(root, "switch", "-q", "main")
    git(root, "reset", "-q", "--hard", "HEAD~")
    api.port(root, plan_of(root), "less")
    assert not [path for path in tree(root, "less-ported") if "util" in path]


def test_a_root_below_the_top_of_the_repository(tmp_path: Path) -> None:
    top = repository(tmp_path / "top", {f"shop/{name}": text for name, text in FILES.items()})
    git(top, "switch", "-qc", "topic")
    changed = FILES[ORDER].replace("return 1", "return 2")
    commit(top, "Count two", {f"shop/{ORDER}": changed, "other/a.txt": "a\n"})
    git(top, "switch", "-q", "main")
    migrate(top / "shop")
    api.port(top / "shop", plan_of(top / "shop"), "topic")
    found = tree(top, "topic-ported")
    assert "return 2" in found[f"shop/{NEW_ORDER}"]
    assert found["other/a.txt"] == "a\n"


def test_two_phases_are_applied_one_after_the_other(tmp_path: Path) -> None:
    phases = [
        {"number": 1, "moves": [{"source": "shop.orders", "target": "sales.orders"}]},
        {
            "number": 2,
            "depends_on": [1],
            "moves": [{"source": "sales.orders.order", "target": "sales.core.order"}],
        },
    ]
    plan = json.dumps({"workspace": {"roots": ["src"]}, "phases": phases})
    root = repository(tmp_path / "repository", FILES | {"moves.json": plan})
    git(root, "switch", "-qc", "topic")
    commit(root, "Count two", {ORDER: FILES[ORDER].replace("return 1", "return 2")})
    git(root, "switch", "-q", "main")
    migrate(root, 1)
    git(root, "branch", "half")
    migrate(root, 2)
    assert api.port(root, plan_of(root), "topic").phases == (1, 2)
    assert "return 2" in tree(root, "topic-ported")["src/sales/core/order.py"]
    git(root, "switch", "-q", "half")
    moved = (root / NEW_ORDER).read_text()
    commit(root, "Count four", {NEW_ORDER: moved.replace("return 1", "return 4")})
    assert api.port(root, plan_of(root), "half", onto="main").phases == (2,)
    assert "return 4" in tree(root, "half-ported")["src/sales/core/order.py"]


def test_a_package_that_a_later_phase_took_apart_counts_as_moved(tmp_path: Path) -> None:
    phases = [
        {"number": 1, "moves": [{"source": "shop.util", "target": "shared.util"}]},
        {
            "number": 2,
            "depends_on": [1],
            "moves": [{"source": "shared.util.text", "target": "shared.text"}],
        },
    ]
    plan = json.dumps({"workspace": {"roots": ["src"]}, "phases": phases})
    root = repository(tmp_path / "repository", FILES | {"moves.json": plan})
    git(root, "switch", "-qc", "topic")
    late = "from shop.util.text import lower\n\nprint(lower('A'))\n"
    commit(root, "Add late", {"src/shop/util/late.py": late})
    git(root, "switch", "-q", "main")
    migrate(root, 1)
    migrate(root, 2)
    assert "src/shared/util/__init__.py" not in tree(root, "main")
    assert api.port(root, plan_of(root), "topic").phases == (1, 2)
    ported = tree(root, "topic-ported")
    assert "from shared.text import lower" in ported["src/shared/util/late.py"]


def test_an_import_that_the_phase_rewrote_may_be_edited_on_the_branch(root: Path) -> None:
    git(root, "switch", "-qc", "imports", "topic~3")
    more = FILES[ORDER].replace("util import text\n", "util import text, words\n")
    commit(root, "Import words", {ORDER: more, "src/shop/util/words.py": "ALL = ()\n"})
    git(root, "switch", "-q", "main")
    api.port(root, plan_of(root), "imports")
    found = tree(root, "imports-ported")
    assert "from shared.util import text, words\n" in found[NEW_ORDER]
    assert found["src/shared/util/words.py"] == "ALL = ()\n"


def test_a_branch_that_began_after_the_phase_needs_no_port(root: Path) -> None:
    git(root, "switch", "-qc", "later")
    commit(root, "Later", {"later.txt": "x\n"})
    before = standing(root)
    assert "before later began" in api.port(root, plan_of(root), "later", onto="main").note
    assert standing(root) == before


def test_work_that_is_there_already_makes_no_branch(root: Path) -> None:
    api.port(root, plan_of(root), "topic")
    git(root, "merge", "-q", "topic-ported")
    git(root, "branch", "-D", "topic-ported")
    before = standing(root)
    assert "is in HEAD already" in api.port(root, plan_of(root), "topic").note
    assert standing(root) == before


def test_remote_branches_lose_the_name_of_the_remote(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "repository", "clone")
    clone = tmp_path / "clone"
    git(clone, "config", "user.name", "Ada")
    git(clone, "config", "user.email", "ada@example.invalid")
    assert api.port(clone, plan_of(clone), "origin/topic").name == "topic-ported"
    sha = git(clone, "rev-parse", "origin/topic").strip()
    with pytest.raises(UsageError, match="is no branch"):
        api.port(clone, plan_of(clone), sha)
    assert api.port(clone, plan_of(clone), sha, name="by-sha").name == "by-sha"


def test_what_cannot_be_ported_is_said_clearly(root: Path, tmp_path: Path) -> None:
    plan = plan_of(root)
    with pytest.raises(UsageError, match="no branch or commit 'nope'"):
        api.port(root, plan, "nope")
    with pytest.raises(UsageError, match="no branch or commit '--upload'"):
        api.port(root, plan, "--upload")
    with pytest.raises(Refused, match="no phase of the plan as applied"):
        api.port(root, plan, "topic", onto="topic~3")
    api.port(root, plan, "topic")
    with pytest.raises(UsageError, match="there is a branch topic-ported already"):
        api.port(root, plan, "topic")
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "moves.json").write_text('{"moves": {"a": "b"}}')
    with pytest.raises(UsageError, match="is no git repository"):
        api.port(plain, plan_of(plain), "topic")


def test_a_branch_with_a_file_that_does_not_parse_names_commit_and_file(root: Path) -> None:
    git(root, "switch", "-qc", "broken", "topic~3")
    commit(root, "Oops", {ORDER: "from ..util import text\ndef (\n"})
    git(root, "switch", "-q", "main")
    with pytest.raises(
        Refused, match=r"phase 1 cannot be applied to [0-9a-f]{12}.*\n.*order\.py:2"
    ):
        api.port(root, plan_of(root), "broken")
