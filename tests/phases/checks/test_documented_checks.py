"""The table of checks in the documents says what the code says; each check is seen to fail."""

from __future__ import annotations

import re
from pathlib import Path

from rezone.phases.checks.model import When
from rezone.phases.checks.registry import checks

PAGE = Path(__file__).parents[3] / "docs/validation.md"


def test_the_table_lists_every_check_and_its_sides() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("## The checks")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([\w-]+)` \|([^|]*)\|([^|]*)\|", text, re.MULTILINE)
    documented = [(name, before.strip(), after.strip()) for name, before, after in rows]
    coded = [
        (
            check.id,
            ", ".join(["yes"] * (When.PRE in check.runs) + ["quick"] * (When.PRE in check.quick)),
            ", ".join(["yes"] * (When.POST in check.runs) + ["quick"] * (When.POST in check.quick)),
        )
        for check in checks()
    ]
    assert documented == coded


def test_each_check_is_seen_to_fail_on_a_repository_broken_in_its_very_way() -> None:
    """The marker says which; the fixture of the repository sees to it that the check failed."""
    sources = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py")]
    marked = re.findall(r'^@pytest\.mark\.breaks\("([\w-]+)"\)$', "".join(sources), re.MULTILINE)
    assert sorted(set(marked)) == sorted(check.id for check in checks())
