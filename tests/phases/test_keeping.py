"""A rollback that keeps people's work: everything lands in the old places, with the old names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rezone.phases import api
from rezone.phases.keeping import Kept
from rezone.phases.plan.model import Plan
from rezone.transforms.errors import Refused, TreeChanged

MOVES = {"shop.util": "shared.util", "shop.orders": "sales.orders", "shop.late": "shared.util.late"}
ORDER, NEW_ORDER = "src/shop/orders/order.py", "src/sales/orders/order.py"
TEXT, NEW_TEXT = "src/shop/util/text.py", "src/shared/util/text.py"
FILES = {
    "src/shop/__init__.py": "",
    "src/shop/late.py": "LATE = 1\n",
    "src/shop/util/__init__.py": "",
    "src/shop/util/text.py": "def title(s: str) -> str:\n    return s.title()\n",
    "src/shop/orders/__init__.py": "",
    "src/shop/orders/order.py": "from ..util import text\nfrom shop import late, util\n\n\n"
    "class Order:\n    name = text.title('an order')\n\n    def count(self) -> int:\n"
    "        return late.LATE\n",
    "src/shop/orders/schema.json": "{}\n",
    "src/shop/main.py": "from shop.orders.order import Order\n\nprint(Order().count())\n",
    "README.md": "Orders are in `shop.orders.order`.\n",
    "moves.json": json.dumps({"roots": ["src"], "moves": MOVES}),
}


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(text.encode())


def edit(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text()
    assert old in text
    write(root, name, text.replace(old, new))


def snapshot(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text() if path.is_file() else "<folder>"
        for path in sorted(root.rglob("*"))
        if not path.relative_to(root).parts[0].startswith(("migration_", ".git"))
    }


def plan_of(root: Path) -> Plan:
    return api.load(root, root / "moves.json")


@pytest.fixture(params=["git", "no git"])
def root(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A tree with phase 1 applied."""
    for name, text in FILES.items():
        write(tmp_path, name, text)
    if request.param == "git":
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    api.migrate(tmp_path, plan_of(tmp_path), 1)
    return tmp_path


def keep(root: Path) -> Kept:
    kept = api.rollback(root, plan_of(root), 1, keep_edits=True).kept
    assert kept is not None
    return kept


def original(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("original")
    for name, text in FILES.items():
        write(folder, name, text)
    return snapshot(folder)


def test_without_edits_it_is_the_rollback(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = keep(root)
    assert snapshot(root) == original(tmp_path_factory)
    assert kept == Kept()


def test_an_edit_that_uses_new_names_has_old_ones_afterwards(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    more = "late.LATE + 1\n\n    def more(self) -> str:\n        from {} import title\n"
    edit(root, NEW_ORDER, "late.LATE\n", more.format("shared.util.text"))
    kept = keep(root)
    expected = original(tmp_path_factory)
    expected[ORDER] = expected[ORDER].replace("late.LATE\n", more.format("shop.util.text"))
    assert snapshot(root) == expected
    assert (kept.merged, kept.conflicts) == ([ORDER], {})


def test_an_import_that_the_phase_rewrote_is_edited(root: Path) -> None:
    edit(root, "src/shop/main.py", "import Order\n", "import Order, late\n")
    edit(root, "src/shop/main.py", "print(", "print(late.LATE, ")
    kept = keep(root)
    text = (root / "src/shop/main.py").read_text()
    assert text.startswith("from shop.orders.order import Order, late\n")
    assert kept.merged == ["src/shop/main.py"]
    done = subprocess.run(
        [sys.executable, "-m", "shop.main"], cwd=root / "src", capture_output=True, check=True
    )
    assert done.stdout == b"1 1\n"


def test_an_edit_of_what_the_phase_took_apart_is_a_conflict(root: Path) -> None:
    edit(root, NEW_ORDER, "import late\n", "import late as later\n")
    kept = keep(root)
    marked = (root / ORDER).read_text()
    assert "from shop import late as later\n" in marked.partition("=======")[0]
    assert "from shop import late, util\n=======" not in marked
    assert "from shop import late, util\n>>>>>>> before phase 1\n" in marked
    assert kept.conflicts == {ORDER: "Merge conflict"}


def test_new_files_go_back_with_their_package_and_deleted_ones_stay_away(root: Path) -> None:
    write(root, "src/sales/orders/new.py", "from shared.util.text import title\n")
    write(root, "src/sales/orders/parts/__init__.py", "from ..order import Order\n")
    write(root, "src/sales/orders/data.csv", "1\n")
    (root / "src/sales/orders/schema.json").unlink()
    kept = keep(root)
    assert (root / "src/shop/orders/new.py").read_text() == "from shop.util.text import title\n"
    assert (root / "src/shop/orders/parts/__init__.py").read_text() == "from ..order import Order\n"
    assert (root / "src/shop/orders/data.csv").exists()
    assert not (root / "src/shop/orders/schema.json").exists()
    assert not (root / "src/sales").exists()
    assert not (root / "src/shared").exists()
    assert kept.deleted == ["src/shop/orders/schema.json"]
    assert kept.added == [
        "src/shop/orders/data.csv",
        "src/shop/orders/new.py",
        "src/shop/orders/parts/__init__.py",
    ]
    assert kept.conflicts == {}


def test_files_elsewhere_that_use_new_names_use_the_old_ones(root: Path) -> None:
    write(root, "tests/test_new.py", "import sales.orders.order\nfrom shared.util import late\n")
    write(root, "docs/new.md", "See `sales.orders.order` in src/sales/orders/order.py.\n")
    kept = keep(root)
    assert (root / "tests/test_new.py").read_text() == (
        "import shop.orders.order\nfrom shop import late\n"
    )
    assert (root / "docs/new.md").read_text() == (
        "See `shop.orders.order` in src/shop/orders/order.py.\n"
    )
    assert kept.rewritten == ["docs/new.md", "tests/test_new.py"]


def test_documents_are_merged_too(root: Path) -> None:
    edit(root, "README.md", "Orders are", "All orders are")
    keep(root)
    assert (root / "README.md").read_text() == "All orders are in `shop.orders.order`.\n"


def test_a_file_in_the_old_place_is_merged_and_conflicts_as_git_shows_them(root: Path) -> None:
    write(root, TEXT, "def lower(s: str) -> str:\n    return s.lower()\n")
    kept = keep(root)
    marked = (root / TEXT).read_text()
    assert marked.startswith("<<<<<<< edited\ndef lower")
    assert marked.endswith(">>>>>>> before phase 1\n")
    assert kept.conflicts == {TEXT: "Merge conflict"}
    saved = root / "migration_backups/phase1/edited" / TEXT
    assert saved.read_text().startswith("def lower")


def test_what_the_phase_made_and_people_filled_stays_and_is_told(root: Path) -> None:
    write(root, "src/shared/__init__.py", "from shared.util.text import title\n")
    kept = keep(root)
    assert list(kept.conflicts) == ["src/shared/__init__.py"]
    assert (root / "src/shared/__init__.py").read_text() == "from shop.util.text import title\n"
    assert (root / TEXT).exists()


def test_a_file_that_does_not_parse_keeps_its_names_and_is_noted(root: Path) -> None:
    edit(root, NEW_ORDER, "class Order:", "class Order(:")
    kept = keep(root)
    assert "class Order(:" in (root / ORDER).read_text()
    assert any(NEW_ORDER in note for note in kept.notes)


def test_mode_and_bytes_that_are_no_text_survive(root: Path) -> None:
    (root / "src/sales/orders/schema.json").write_bytes(b"\0\xff")
    (root / NEW_TEXT).write_bytes(FILES[TEXT].encode() + b"# \xe9\r\n")
    (root / NEW_TEXT).chmod(0o755)
    kept = keep(root)
    assert (root / "src/shop/orders/schema.json").read_bytes() == b"\0\xff"
    assert (root / TEXT).read_bytes() == FILES[TEXT].encode() + b"# \xe9\r\n"
    assert (root / TEXT).stat().st_mode & 0o777 == 0o755
    assert kept.conflicts == {}


def test_a_link_that_was_edited_is_refused_and_nothing_happens(root: Path) -> None:
    (root / NEW_TEXT).unlink()
    os.symlink("late.py", root / NEW_TEXT)
    before = snapshot(root)
    with pytest.raises(Refused, match="symbolic link"):
        keep(root)
    assert snapshot(root) == before
    assert api.states(root)[1].status == "applied"


def test_a_new_file_where_something_is_already_stays(root: Path) -> None:
    write(root, "src/sales/orders/x.py", "NEW = 1\n")
    write(root, "src/shop/orders/x.py", "OTHER = 1\n")
    kept = keep(root)
    assert list(kept.conflicts) == ["src/sales/orders/x.py"]
    assert (root / "src/sales/orders/x.py").read_text() == "NEW = 1\n"
    assert (root / "src/shop/orders/x.py").read_text() == "OTHER = 1\n"


def test_the_phase_can_be_applied_again_with_the_work_in_it(root: Path) -> None:
    edit(root, NEW_ORDER, "return late.LATE\n", "return late.LATE + 1\n")
    write(root, "src/sales/orders/new.py", "from shared.util.text import title\n")
    migrated = snapshot(root)
    keep(root)
    api.migrate(root, plan_of(root), 1)
    assert snapshot(root) == migrated


def test_a_failure_half_way_leaves_the_edited_tree(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rezone.phases.transaction import exchange

    edit(root, NEW_ORDER, "return late.LATE\n", "return late.LATE + 1\n")
    write(root, "src/sales/orders/new.py", "from shared.util.text import title\n")
    before = snapshot(root)
    moved = exchange.durable.move
    count = iter(range(100))

    def fail(source: Path, target: Path, **options: bool) -> set[Path]:
        if next(count) == 5:
            raise OSError(5, "Input/output error", str(source))
        return moved(source, target, **options)

    monkeypatch.setattr(exchange.durable, "move", fail)
    with pytest.raises(Refused, match="Input/output error"):
        keep(root)
    assert snapshot(root) == before
    assert api.states(root)[1].status == "applied"
    monkeypatch.undo()
    assert keep(root).merged == [ORDER]


def test_plain_rollback_names_the_way(root: Path) -> None:
    edit(root, NEW_ORDER, "late.LATE", "late.LATE + 1")
    with pytest.raises(TreeChanged, match="--keep-edits"):
        api.rollback(root, plan_of(root), 1)


KILLED = """
import os, signal, sys
from pathlib import Path
from rezone.phases import api
from rezone.phases.transaction import exchange

root, last = Path(sys.argv[1]), int(sys.argv[2])
moved, count = exchange.durable.move, iter(range(1000))

def move(source, target, **options):
    if next(count) == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return moved(source, target, **options)

exchange.durable.move = move
api.rollback(root, api.load(root, root / "moves.json"), 1, keep_edits=True)
"""


@pytest.mark.parametrize("step", [0, 3, 8, 14])
def test_a_kill_half_way_loses_nothing(root: Path, step: int) -> None:
    edit(root, NEW_ORDER, "return late.LATE\n", "return late.LATE + 1\n")
    write(root, "src/sales/orders/new.py", "from shared.util.text import title\n")
    write(root, "tests/test_new.py", "import sales.orders.order\n")
    command = [sys.executable, "-c", KILLED, str(root), str(step)]
    assert subprocess.run(command, check=False).returncode < 0
    assert [found["tree"] for found in api.recover(root)] == ["before"]
    assert (root / ORDER).read_text() == FILES[ORDER].replace("late.LATE", "late.LATE + 1")
    assert (root / "src/shop/orders/new.py").read_text() == "from shop.util.text import title\n"
    assert (root / "tests/test_new.py").read_text() == "import shop.orders.order\n"
    assert (root / TEXT).read_text() == FILES[TEXT]
    assert not (root / "src/sales").exists()
    assert sorted(os.listdir(root / "migration_backups/phase1")) == [
        "edited",
        "journal",
        "manifest.json",
    ]
