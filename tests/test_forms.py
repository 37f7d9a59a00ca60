"""The table of forms is true: each row says what happens, and names a test that is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "reference" / "forms.md"
ROW = re.compile(r"^\| (?P<form>.+) \| (?P<becomes>[^|]+) \| `(?P<test>[^`|]+)` \|$", re.MULTILINE)
ROWS = [match.groupdict() for match in ROW.finditer(TABLE.read_text(encoding="utf-8"))]


def test_every_row_says_what_becomes_of_the_form() -> None:
    words = {"changed", "reported", "out of scope"}
    assert [row for row in ROWS if row["becomes"].partition(":")[0] not in words] == []
    bare = [row for row in ROWS if row["becomes"] == "out of scope"]
    assert bare == [], "say why"
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    headings = sum(line.startswith("| form ") for line in lines)
    assert len(ROWS) == len(lines) - headings


def test_every_test_that_is_named_exists() -> None:
    def place(test: str) -> Path:
        return ROOT / "tests" / "cases" / test if test.endswith(".case") else ROOT / test

    assert [row["test"] for row in ROWS if not place(row["test"]).is_file()] == []


def test_every_case_is_named() -> None:
    named = {row["test"] for row in ROWS}
    cases = {path.name for path in (ROOT / "tests" / "cases").glob("*.case")}
    assert cases - named == set()
