"""The table of forms is true: each row says what happens, and names a test that shows it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "reference" / "forms.md"
ROW = re.compile(
    r"^\| (?P<number>\d+b?) \| (?P<form>.+) \| (?P<becomes>[^|]+) \| `(?P<test>[^`|]+)` \|$",
    re.MULTILINE,
)
ROWS = [match.groupdict() for match in ROW.finditer(TABLE.read_text(encoding="utf-8"))]


def place(test: str) -> Path:
    path = test.partition("::")[0]
    return ROOT / "tests" / "cases" / path if path.endswith(".case") else ROOT / path


def text(row: dict[str, str]) -> str:
    return place(row["test"]).read_text(encoding="utf-8")


def test_every_row_says_what_becomes_of_the_form() -> None:
    words = {"changed", "reported", "out of scope"}
    assert [row for row in ROWS if row["becomes"].partition(":")[0] not in words] == []
    bare = [row for row in ROWS if row["becomes"] == "out of scope"]
    assert bare == [], "say why"
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    headings = sum(line.startswith("| no. ") for line in lines)
    assert len(ROWS) == len(lines) - headings


def test_every_form_has_its_number_in_order() -> None:
    numbers = list(dict.fromkeys(row["number"] for row in ROWS))
    expected = [str(number) for number in range(1, 101)]
    expected.insert(expected.index("65") + 1, "65b")
    assert numbers == expected


def test_every_test_that_is_named_exists() -> None:
    assert [row["test"] for row in ROWS if not place(row["test"]).is_file()] == []
    functions = [(row, row["test"].partition("::")[2]) for row in ROWS]
    assert [row for row, name in functions if name and f"def {name}(" not in text(row)] == []


def test_a_case_that_shows_a_report_holds_one() -> None:
    reported = [r for r in ROWS if r["becomes"] == "reported" and r["test"].endswith(".case")]
    assert len(reported) > 15
    assert [row for row in reported if "\nleft: " not in text(row)] == []


def test_a_case_that_shows_a_change_holds_one() -> None:
    changed = [r for r in ROWS if r["becomes"] == "changed" and r["test"].endswith(".case")]
    assert len(changed) > 80
    assert [row for row in changed if "\n=== after " not in text(row)] == []


def test_every_case_is_named() -> None:
    named = {row["test"] for row in ROWS}
    cases = {path.name for path in (ROOT / "tests" / "cases").glob("*.case")}
    assert cases - named == set()
