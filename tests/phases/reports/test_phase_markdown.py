"""The Markdown report of a phase: what the JSON report says, in the text of a pull request."""

from __future__ import annotations

import copy
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from markdown_it import MarkdownIt
from previews import PHASE, PLAN, PREVIEW, STARTED

from rezone.phases.reports.phase_markdown import LIMIT, phase_markdown
from rezone.phases.reports.report import build_report

CHECK = {
    "id": "conflicts",
    "title": "Conflicts",
    "phase": 2,
    "when": "post",
    "status": "passed",
    "measured": "3 paths, 0 conflicts",
    "threshold": "0 conflicts",
    "numbers": {},
    "details": [],
    "reason": "",
    "seconds": 0.1,
}


def report(**fields: object) -> dict[str, Any]:
    made = build_report(
        PREVIEW,
        PHASE,
        PLAN,
        status="applied",
        started=STARTED,
        finished=STARTED + timedelta(seconds=2.5),
    )
    return {**made, **fields}


def cells(markdown: str) -> list[str]:
    """Return the text of every cell, as a renderer sees it."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    pairs = pairwise(tokens)
    found = [inner for opening, inner in pairs if opening.type == "td_open"]
    return ["".join(c.content for c in inner.children or ()) for inner in found]


def test_it_says_what_moved_why_it_is_safe_and_how_to_undo_it() -> None:
    text = phase_markdown(report(checks=[CHECK], commits=["a" * 40, "b" * 40]))
    assert text.startswith("# Phase 2: Data \\& storage\n\n**Applied**, 2031-05-06 07:08 UTC")
    assert "3 files moved, 4 edited, 1 created, 1 removed; 412 searched, in 2.5 s." in text
    assert "- **Proof.** 2 edited Python files parsed again" in text
    assert "- **Documents**, edited without a proof: 1 `.md`, 1 `link`." in text
    assert "- **Checks.** 1 passed:" in text
    assert "rezone migrate --phase 2 --rollback --commit\n" in text
    assert f"git revert {'b' * 12} {'a' * 12}\n" in text
    found = cells(text)
    assert found[:9] == [
        *("app.db", "shared.db", "2"),
        *("app.db.orm", "data.orm", "1"),
        *("app.core:Thing", "shared.things:Thing", "symbol"),
    ]
    assert "src/app/db/orm.py" in found
    assert "3 paths, 0 conflicts" in found


def test_what_nobody_accounts_for_comes_first_and_is_said_aloud() -> None:
    text = phase_markdown(report())
    assert "- **1 name that nobody accounts for.**" in text
    left = text.partition("## Left as it was (2)")[2]
    assert left.index("unknown") < left.index("kept")
    assert "pickled data names it" in left
    assert "## To review (1)" in text
    clean = report(left_alone=[])
    clean["totals"]["references"]["by_status"].pop("unknown")
    assert "found nothing unexplained" in phase_markdown(clean)


def test_a_python_file_without_a_proof_is_named() -> None:
    made = copy.deepcopy(report())
    made["files"][0]["proven"] = False
    assert "**1 Python file edited without a proof**: `src/app/core.py`" in phase_markdown(made)


def test_nothing_is_promised_that_was_not_done() -> None:
    undone = phase_markdown(report(status="rolled_back"))
    assert "**Rolled back**" in undone
    assert "every byte, mode and path is as before" in undone
    assert "--rollback" not in undone
    assert "None ran around this phase." in undone
    assert "git revert" not in phase_markdown(report())


@pytest.mark.parametrize("name", ["a|b`c", "``", "x](y)<img>", "ünï *b*", "line\nbreak", "\\"])
def test_no_name_breaks_out(name: str) -> None:
    made = report(warnings=[name])
    made["left_alone"] = [{**made["left_alone"][0], "old": name, "reason": name}]
    text = phase_markdown(made)
    found = cells(text)
    plain = " ".join(name.split())
    row = found[found.index("src/app/core.py:3") :][:5]
    assert [row[1].strip(), row[4]] == [plain, plain]
    assert len(found) == len(cells(phase_markdown(report()))) - 5
    assert "<img>" not in MarkdownIt("commonmark").render(text)


def test_it_fits_into_a_pull_request_however_much_there_is() -> None:
    made = report()
    made["left_alone"] = [{**made["left_alone"][0], "reason": "r" * 300}] * 4000
    made["files"] = [
        {**made["files"][1], "old": f"src/old/{'d' * 90}{n}.py", "new": f"src/new/{n}.py"}
        for n in range(4000)
    ]
    made["moves"] = made["moves"] * 500
    made["warnings"] = ["w" * 200] * 1000
    text = phase_markdown(made)
    assert 1000 < len(text) <= LIMIT
    assert "more in the JSON report" in text
