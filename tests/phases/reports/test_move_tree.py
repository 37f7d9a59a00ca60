"""What moves, drawn as a tree."""

from __future__ import annotations

import io

from previews import PHASE
from rich.console import Console
from rich.tree import Tree

from rezone.phases.reports.move_tree import file_tree, name_tree
from rezone.transforms.edits.change_set import FileChange

OLD, NEW = "src/shop/db", "src/data/store"
CHANGES = (
    FileChange(f"{OLD}/__init__.py", f"{NEW}/__init__.py"),
    FileChange(f"{OLD}/orm/a.py", f"{NEW}/orm/a.py", b"edited"),
    FileChange(f"{OLD}/orm/b.py", f"{NEW}/orm/b.py"),
    FileChange("src/shop/mail.py", "src/data/post.py"),
    FileChange(None, "src/data/__init__.py", b""),
    FileChange("src/shop/web.py", "src/shop/web.py", b"edited where it is"),
    FileChange("src/shop/gone.py", None),
)


def drawn(tree: Tree) -> list[str]:
    console = Console(file=io.StringIO(), width=200, markup=False)
    console.print(tree)
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_a_folder_that_moves_as_it_is_is_one_line() -> None:
    assert drawn(file_tree(CHANGES, "what moves", every=False)) == [
        "what moves",
        "└── src/data/",
        "    ├── __init__.py  (new)",
        "    ├── post.py  ← src/shop/mail.py",
        "    └── store/  ← src/shop/db/  (3 files)",
    ]


def test_a_folder_that_gets_something_else_as_well_is_taken_apart() -> None:
    stranger = FileChange("src/shop/c.py", f"{NEW}/orm/c.py")
    assert drawn(file_tree((*CHANGES[:3], stranger), "what moves", every=False)) == [
        "what moves",
        "└── src/data/store/",
        "    ├── __init__.py  ← src/shop/db/__init__.py",
        "    └── orm/",
        "        ├── a.py  ← src/shop/db/orm/a.py",
        "        ├── b.py  ← src/shop/db/orm/b.py",
        "        └── c.py  ← src/shop/c.py",
    ]


def test_every_file_if_that_is_wanted_and_nothing_a_terminal_would_obey() -> None:
    odd = FileChange("a\x1b[31m.py", "b/\x1b[32m.py")
    lines = drawn(file_tree((*CHANGES[:3], odd), "what moves", every=True))
    assert sum("←" in line for line in lines) == 4
    assert "b/" in lines[1]
    assert lines[2].endswith("\\x1b[32m.py  ← a\\x1b[31m.py")


def test_names_stand_in_their_new_packages() -> None:
    assert drawn(name_tree(PHASE, "Phase 2")) == [
        "Phase 2",
        "├── data.orm  ← app.db.orm",
        "└── shared",
        "    ├── db  ← app.db",
        "    └── things:Thing  ← app.core:Thing  (symbol)",
    ]
