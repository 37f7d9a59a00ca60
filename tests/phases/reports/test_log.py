from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from rezone.phases.reports.log import Log
from rezone.phases.reports.timestamp import for_people
from rezone.transforms.errors import Refused

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs/reference/log-event.schema.json").read_bytes()
)


def events(log: Log) -> list[dict]:
    return [json.loads(line) for line in log.path.read_bytes().split(b"\n")[:-1]]


def test_events_stand_one_a_line_in_the_order_they_came(tmp_path: Path) -> None:
    log = Log(tmp_path, 3)
    log.event("started", plan="rezone.toml", moves=2)
    log.event("file", old="a\nb\udcff.py", new="ünï.py", edits=None)
    assert log.path == tmp_path / "migration_phase3.log"
    told = events(log)
    assert [event.pop("time")[-1] for event in told] == ["Z", "Z"]
    assert told == [
        {"event": "started", "phase": 3, "plan": "rezone.toml", "moves": 2},
        {"event": "file", "phase": 3, "old": "a\nb\udcff.py", "new": "ünï.py", "edits": None},
    ]


def test_a_later_run_appends(tmp_path: Path) -> None:
    Log(tmp_path, 1).event("started")
    Log(tmp_path, 1).event("rolled_back")
    assert [event["event"] for event in events(Log(tmp_path, 1))] == ["started", "rolled_back"]


def test_the_time_is_that_of_the_event(tmp_path: Path) -> None:
    log = Log(tmp_path, 1)
    before = datetime.now(UTC)
    log.event("started")
    told = datetime.fromisoformat(events(log)[0]["time"])
    assert told.utcoffset() == timedelta(0)
    assert before - timedelta(milliseconds=1) <= told <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("time", "told"),
    [
        ("2031-05-06T07:08:09.123Z", "2031-05-06 07:08 UTC"),
        ("2031-05-06T01:08:09.123456+02:00", "2031-05-05 23:08 UTC"),
        ("", ""),
        ("once", "once"),
    ],
)
def test_people_read_a_time_to_the_minute(time: str, told: str) -> None:
    assert for_people(time) == told


def test_events_are_valid(tmp_path: Path) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    log = Log(tmp_path, 1)
    log.event("rolled_back", files=3, forced=False, paths=["a"], totals={"moved": 1}, note=None)
    for event in events(log):
        Draft202012Validator(SCHEMA).validate(event)


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": "started", "phase": 1},
        {"time": "2031-05-06T07:08:09Z", "event": "started", "phase": 1},
        {"time": "2031-05-06T07:08:09.123Z", "event": "two words", "phase": 1},
        {"time": "2031-05-06T07:08:09.123Z", "event": "started", "phase": "1"},
        {"time": "2031-05-06T07:08:09.123Z", "event": "other", "phase": 1, "Odd Key": 1},
        {"time": "2031-05-06T07:08:09.123Z", "event": "started", "phase": 1},
        {"time": "2031-05-06T07:08:09.123Z", "event": "refused", "phase": 1, "problem": 3},
    ],
)
def test_the_schema_refuses_other_lines(wrong: dict) -> None:
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate(wrong)


def test_a_log_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"mine")
    root = tmp_path / "root"
    root.mkdir()
    (root / "migration_phase1.log").symlink_to(tmp_path / "outside")
    with pytest.raises(Refused, match="the log cannot be written") as refused:
        Log(root, 1).event("started")
    assert refused.value.path == "migration_phase1.log"
    assert (tmp_path / "outside").read_bytes() == b"mine"
