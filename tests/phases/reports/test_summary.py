from __future__ import annotations

import io

from previews import EMPTY, KEPT, PHASE, PREVIEW, UNKNOWN
from rich.console import Console

from rezone.phases.engine.outcome import FileOutcome, Preview
from rezone.phases.plan.model import Phase, PlannedMove
from rezone.phases.reports.summary import SHOWN, summary
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.moves.move import Move
from rezone.transforms.records import replace


def printed(found: Preview, phase: Phase = PHASE) -> list[str]:
    """Return the lines a person sees in a pipe, runs of spaces as one."""
    stream = io.StringIO()
    Console(file=stream, width=200).print(summary(found, phase, heading="dry run"))
    return [" ".join(line.split()) for line in stream.getvalue().splitlines()]


def test_the_whole_summary() -> None:
    assert printed(PREVIEW) == [
        "Phase 2: Data & storage (dry run)",
        "files: 412 searched; 3 moved; 4 edited (2 proven); 1 created; 1 removed",
        "",
        "from to files",
        "app.db shared.db 2",
        "app.db.orm data.orm 1",
        "app.core:Thing shared.things:Thing",
        "",
        "references of which",
        "rewritten 5 import 2, dotted 2, text 1",
        "kept 1 string 1",
        "unknown 1 dotted 1",
        "",
        "Left alone (2)",
        r"odd\udcff\n.py:9 unknown dotted app.db -> shared.db: app is rebound at run time",
        "src/app/core.py:3 kept string app.db -> shared.db: pickled data names it",
        "",
        "Rewritten where the position says so: please review (1)",
        "notes.md:7 rewritten text app.db -> shared.db",
        "",
        "Warnings",
        "bad.py:3: no Python 3.11; left untouched",
    ]


def test_without_references_there_is_nothing_about_them() -> None:
    lines = printed(EMPTY, Phase(2))
    assert lines == [
        "Phase 2 (dry run)",
        "files: 3 searched; 0 moved; 0 edited (0 proven); 0 created; 0 removed",
    ]


def test_a_long_list_ends_with_where_to_find_the_rest() -> None:
    many = FileOutcome("a.py", "a.py", "", None, (*[KEPT] * (SHOWN + 4), UNKNOWN))
    lines = printed(replace(PREVIEW, files=(many,), warnings=()))
    assert sum(line.startswith("a.py:") for line in lines) == SHOWN
    assert lines[-SHOWN - 1].startswith("a.py:9 unknown")  # the urgent one was the last
    assert lines[-1] == "5 more in migration_reports/phase2.json (in a dry run: --format json)"


def test_names_are_no_markup_and_no_terminal_codes() -> None:
    odd = FileOutcome("[red]x\x1b[2J.py", "y.py", "", None, (KEPT,))
    text = "\n".join(printed(replace(PREVIEW, files=(odd,))))
    assert r"[red]x\x1b[2J.py:3" in text
    assert "\x1b" not in text


def counted(moves: list[tuple[str, str]], files: list[tuple[str, str]]) -> list[str]:
    phase = Phase(1, moves=tuple(PlannedMove(Move(*move)) for move in moves))
    outcomes = tuple(FileOutcome(old, new, "") for old, new in files)
    lines = printed(Preview(1, ChangeSet(), outcomes, 0), phase)
    return [line.rpartition(" ")[2] for line in lines[4:]]


def test_files_count_for_the_longest_move_that_takes_them() -> None:
    assert counted(
        [("app", "core"), ("app.db", "shared.db"), ("app.dbx", "other")],
        [
            ("app/__init__.py", "core/__init__.py"),
            ("app/db/__init__.py", "shared/db/__init__.py"),
            ("app/db/orm.py", "shared/db/orm.py"),
            ("app/db/orm.pyi", "shared/db/orm.pyi"),
            ("app/dbx.py", "other.py"),
        ],
    ) == ["1", "3", "1"]


def test_a_module_that_becomes_a_package_and_a_folder_named_like_the_package() -> None:
    assert counted([("app", "app.core")], [("app/src/app.py", "app/src/app/core.py")]) == ["1"]
    assert counted([("app", "lib")], [("app/src/app/db.py", "lib/src/lib/db.py")]) == ["1"]
