from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from previews import DATA, EMPTY, PHASE, PLAN, PREVIEW, STARTED, sha

from rezone.phases.engine.outcome import Preview
from rezone.phases.engine.preview import preview
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Level, Phase, Plan, PlannedMove
from rezone.phases.reports.report import build_report, plan_hash, write_report
from rezone.transforms.errors import Refused
from rezone.transforms.moves.move import Move
from rezone.transforms.references.model import Kind, Status, Tier

SCHEMA = Path(__file__).parents[3] / "docs/reference/phase-report.schema.json"


@pytest.fixture(scope="module")
def schema() -> dict:
    return json.loads(SCHEMA.read_bytes())


def report_of(found: Preview, **fields: object) -> dict:
    run = {"status": "applied", "started": STARTED, "finished": STARTED + timedelta(seconds=1.5)}
    return build_report(found, PHASE, PLAN, **run | fields)  # type: ignore[arg-type]


def objects(schema: object) -> Iterator[dict]:
    """Yield every part of *schema* that describes an object."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for part in schema.values():
            yield from objects(part)


@pytest.mark.parametrize("found", [PREVIEW, EMPTY], ids=["full", "empty"])
@pytest.mark.parametrize(
    "status", ["applied", "rolled_back", "dry_run", "nothing_to_do", "refused"]
)
def test_reports_are_valid(schema: dict, found: Preview, status: str) -> None:
    report = json.loads(json.dumps(report_of(found, status=status)))
    Draft202012Validator(schema).validate(report)


def test_the_report_of_a_real_preview_is_valid(schema: dict, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/__init__.py").touch()
    (tmp_path / "app/db.py").write_text("x = 1\n")
    (tmp_path / "main.py").write_text("import app.db\n\nprint(app.db.x)\n")
    phase = Phase(1, moves=(PlannedMove(Move("app.db", "shared.db")),))
    plan = Plan((phase,))
    found = preview(Workspace.scan(tmp_path), plan, phase)
    report = build_report(found, phase, plan, status="dry_run", started=STARTED, finished=STARTED)
    Draft202012Validator(schema).validate(json.loads(json.dumps(report)))
    by_old = {file["old"]: file for file in report["files"]}  # type: ignore[attr-defined]
    assert by_old["app/db.py"]["new"] == "shared/db.py"
    assert by_old["main.py"]["sha256_after"] == sha(b"import shared.db\n\nprint(shared.db.x)\n")
    assert by_old["main.py"]["edits"] == {"dotted": 1, "import": 1}


def test_the_schema_is_sound_and_allows_nothing_else(schema: dict) -> None:
    Draft202012Validator.check_schema(schema)
    described = list(objects(schema))
    assert len(described) > 10
    assert all(part["additionalProperties"] is False for part in described)


def test_the_schema_knows_all_words(schema: dict) -> None:
    words = schema["$defs"]
    assert words["kind"]["enum"] == [*Kind]
    assert list(words["kinds"]["properties"]) == [*Kind]
    assert words["status"]["enum"] == [*Status]
    assert words["reference"]["properties"]["tier"]["enum"] == [*Tier]
    assert schema["properties"]["phase"]["properties"]["risk"]["enum"] == [*Level]


def test_every_touched_file_stands_with_its_sums() -> None:
    files = report_of(PREVIEW)["files"]
    told = [(f["old"], f["new"], f["sha256_before"], f["sha256_after"]) for f in files]
    assert told == [
        ("src/app/core.py", "src/app/core.py", sha(b"core"), sha(b"new core")),
        ("src/app/db/orm.py", "src/data/orm.py", sha(b"orm"), sha(b"new orm")),
        ("src/app/db/data.bin", "src/shared/db/data.bin", sha(b"\0"), sha(b"\0")),
        ("notes.md", "notes.md", sha(b"notes"), sha(b"new notes")),
        ("src/app/db/link", "src/shared/db/link", sha(b"orm.py"), sha(b"../../data/orm.py")),
        ("src/app/db/__init__.py", None, sha(b""), None),
        (None, "src/data/__init__.py", None, sha(b"")),
    ]
    assert [file["proven"] for file in files] == [True, True, False, False, False, False, False]


def test_edits_are_counted_by_kind_and_references_told_in_full() -> None:
    core = report_of(PREVIEW)["files"][0]
    assert core["edits"] == {"dotted": 2, "import": 1}
    assert len(core["references"]) == 4
    assert core["references"][3] == {
        "kind": "string",
        "line": 3,
        "column": 0,
        "old": "app.db",
        "new": "shared.db",
        "status": "kept",
        "tier": "never",
        "reason": "pickled data names it",
    }


def test_what_was_left_alone_and_what_to_review_is_listed_with_its_file() -> None:
    report = report_of(PREVIEW)

    def places(key: str) -> list[tuple[str, int, str]]:
        return [(entry["file"], entry["line"], entry["status"]) for entry in report[key]]

    assert places("left_alone") == [
        ("src/app/core.py", 3, "kept"),
        ("odd\udcff\n.py", 9, "unknown"),
    ]
    assert places("to_review") == [("notes.md", 7, "rewritten")]


def test_totals() -> None:
    assert report_of(PREVIEW)["totals"] == {
        "searched": 412,
        "moved": 3,
        "edited": 4,  # the link has another text
        "created": 1,
        "removed": 1,
        "proven": 2,
        "bridged": 0,
        "references": {
            "all": 7,
            "by_status": {"kept": 1, "rewritten": 5, "unknown": 1},
            "by_kind": {"dotted": 3, "import": 2, "string": 1, "text": 1},
            "to_review": 1,
        },
    }


def test_times_are_in_utc() -> None:
    east = timezone(timedelta(hours=2))
    finished = datetime(2031, 5, 6, 9, 8, 11, tzinfo=east)
    report = report_of(EMPTY, finished=finished)
    assert report["started"] == "2031-05-06T07:08:09.123Z"
    assert report["finished"] == "2031-05-06T07:08:11.000Z"
    assert report["duration_seconds"] == 1.877


def test_a_clock_that_is_set_back_makes_no_negative_time() -> None:
    report = report_of(EMPTY, finished=STARTED - timedelta(hours=1))
    assert report["duration_seconds"] == 0


def test_the_hash_follows_what_the_plan_says() -> None:
    assert plan_hash(PLAN) == plan_hash(Plan(PLAN.phases, source="elsewhere.json"))
    assert plan_hash(PLAN) != plan_hash(Plan())


def test_a_written_report_reads_back_and_git_ignores_its_folder(tmp_path: Path) -> None:
    report = report_of(PREVIEW)
    path = write_report(tmp_path, "migration_reports", report)
    assert path == tmp_path / "migration_reports/phase2.json"
    assert json.loads(path.read_text(encoding="utf-8")) == report
    assert (path.parent / ".gitignore").read_bytes() == b"*\n"
    write_report(tmp_path, "migration_reports", report_of(EMPTY))
    assert json.loads(path.read_bytes())["files"] == []
    names = sorted(entry.name for entry in path.parent.iterdir())
    assert names == [".gitignore", "phase2.json", "phase2.md"]


def test_a_report_is_not_written_through_a_link_out_of_the_root(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "migration_reports").symlink_to(outside)
    with pytest.raises(Refused, match="leads out of the root"):
        write_report(root, "migration_reports", report_of(EMPTY))
    assert list(outside.iterdir()) == []


def test_a_folder_that_someone_chose_may_be_anywhere(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    path = write_report(root, str(outside), report_of(EMPTY))
    assert path == outside / "phase2.json"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "migration_reports").write_bytes(b"mine")
    with pytest.raises(Refused):
        write_report(tmp_path, "migration_reports", report_of(EMPTY))
    assert (tmp_path / "migration_reports").read_bytes() == b"mine"


def test_a_pure_move_keeps_its_sum() -> None:
    (data,) = [file for file in report_of(PREVIEW)["files"] if file["old"] == DATA.old]
    assert data["sha256_before"] == data["sha256_after"] == DATA.before
