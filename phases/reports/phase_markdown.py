"""``migration_reports/phaseN.md``: a phase for the people who review it, as text of a pull request.

It is made from the JSON report alone, so that the two never say different things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rezone.phases.reports.markdown_parts import code, folded, many, table, words
from rezone.phases.reports.move_of_file import moves_of
from rezone.transforms.moves.move import Move

LIMIT = 60_000
"""Characters in all: GitHub takes 65,536 as the text of a pull request."""

_STEPS = (200, 50, 20, 5, 0)
"""Rows of a list before the rest is only counted; the first that keeps within `LIMIT`."""

_HEADINGS = {
    "applied": "applied",
    "rolled_back": "rolled back",
    "dry_run": "a dry run; nothing is written",
}

Report = dict[str, Any]


def phase_markdown(report: Report) -> str:
    """Return the report of a phase (see ``phase-report.schema.json``) as Markdown."""
    texts = ("\n".join(_lines(report, shown)).rstrip() + "\n" for shown in _STEPS)
    text = ""
    for text in texts:
        if len(text) <= LIMIT:
            break
    return text


def _lines(report: Report, shown: int) -> Iterator[str]:
    phase, status = report["phase"], report["status"]
    title = f"Phase {phase['number']}: {phase['title']}".removesuffix(": ")
    yield from (f"# {words(title)}", "")
    when = report["finished"][:16].replace("T", " ")
    plan = f"{code(report['plan']['source'])} ({code(report['plan']['hash'][:12])})"
    yield f"**{_HEADINGS.get(str(status), str(status)).capitalize()}**, {when} UTC, by plan {plan}."
    yield from (f"Complexity {phase['complexity']}, risk {phase['risk']}.", "")
    yield from _moved(report, shown)
    yield from _safe(report)
    yield from _references("To review", _REVIEW, report["to_review"], shown)
    yield from _references("Left as it was", _LEFT, report["left_alone"], shown)
    yield from _bridges(report, shown)
    if report["warnings"]:
        yield from ("## Warnings", "")
        yield from _cut([f"- {words(text)}" for text in report["warnings"]], shown)
        yield ""
    yield from _undo(report)


_REVIEW = (
    "Rewritten for where it stands, not for what it resolves to: please look. "
    "Paths and lines are those before the phase."
)
_LEFT = (
    "Names what moved, or looks so, and was not changed. "
    "Paths and lines are those before the phase."
)


def _moved(report: Report, shown: int) -> Iterator[str]:
    totals = report["totals"]
    moves = [Move(move["source"], move["target"]) for move in report["moves"]]
    moved = [f for f in report["files"] if f["old"] and f["new"] and f["old"] != f["new"]]
    counted = Counter(moves_of(((file["old"], file["new"]) for file in moved), moves))
    yield from ("## What moved", "")
    if moves:
        rows = [
            (code(m.source), code(m.target), "symbol" if m.is_symbol else str(counted[m]))
            for m in moves
        ]
        yield from table(("from", "to", "files"), rows[: max(shown, 20)])
        yield from _rest(rows, max(shown, 20))
        yield ""
    yield (
        f"{many(totals['moved'], 'file')} moved, {totals['edited']} edited, "
        f"{totals['created']} created, {totals['removed']} removed; {totals['searched']} searched, "
        f"in {report['duration_seconds']:.1f} s."
    )
    yield ""
    if moved:
        paths = [(code(file["old"]), code(file["new"])) for file in moved]
        lines = (*table(("old path", "new path"), paths[:shown]), *_rest(paths, shown))
        yield from folded(f"Every file that moved ({len(moved)})", lines)


def _safe(report: Report) -> Iterator[str]:
    totals = report["totals"]
    statuses = totals["references"]["by_status"]
    others = [f for f in report["files"] if _is_edited(f) and not f["proven"]]
    bare = [f["new"] for f in others if f["new"].endswith((".py", ".pyi"))]
    yield from ("## Why it is safe", "")
    yield (
        f"- **Proof.** {many(totals['proven'], 'edited Python file')} parsed again and equal to "
        "the original under the name map, or the phase would not have been written."
    )
    if bare:
        told = ", ".join(map(code, bare[:20])) + (" and others" if len(bare) > 20 else "")
        yield f"- **{many(len(bare), 'Python file')} edited without a proof**: {told}."
    if len(others) > len(bare):
        kinds = Counter(_suffix(f["new"]) for f in others if f["new"] not in bare)
        told = ", ".join(f"{number} {code(kind)}" for kind, number in kinds.most_common())
        yield f"- **Documents**, edited without a proof: {told}. Their edits are in the diff."
    parts = ", ".join(f"{number} {status}" for status, number in statuses.items())
    yield f"- **References.** {totals['references']['all']} found: {parts or 'none'}."
    unknown = statuses.get("unknown", 0)
    if unknown:
        yield f"- **{many(unknown, 'name')} that nobody accounts for.** See below; look at them."
    else:
        yield "- **Last look.** A search for the old names as plain text found nothing unexplained."
    yield from _checks(report.get("checks", []))


def _checks(checks: Sequence[Report]) -> Iterator[str]:
    if not checks:
        yield from ("- **Checks.** None ran around this phase.", "")
        return
    counts = Counter(check["status"] for check in checks)
    told = ", ".join(f"{number} {status}" for status, number in counts.items())
    yield from (f"- **Checks.** {told}:", "")
    rows = (
        (code(c["id"]), c["when"], c["status"], words(c["measured"] or c["reason"]),
         words(c["threshold"]))
        for c in checks
    )  # fmt: skip
    yield from table(("check", "when", "result", "measured", "wanted"), rows)
    yield ""


def _references(title: str, told: str, found: Sequence[Report], shown: int) -> Iterator[str]:
    if not found:
        return
    order = ("unknown", "blocked", "kept", "bridged", "rewritten")
    ranked = sorted(found, key=lambda r: (order.index(r["status"]), r["old"] == "__name__"))
    rows = [
        (
            code(f"{r['file']}:{r['line']}"),
            code(r["old"]),
            code(r["new"]),
            r["status"],
            words(r["reason"] or r["kind"]),
        )
        for r in ranked
    ]
    kinds = Counter((r["status"], r["reason"] or r["kind"]) for r in ranked)
    counted = sorted(kinds.items(), key=lambda kind: (order.index(kind[0][0]), -kind[1]))
    yield from (f"## {title} ({len(found)})", "", told, "")
    yield from _cut([f"- {n} {s}: {words(why)}" for (s, why), n in counted], 12)
    yield ""
    headings = ("place", "name", "new name", "status", "why")
    yield from folded("Each with its line", (*table(headings, rows[:shown]), *_rest(rows, shown)))


def _bridges(report: Report, shown: int) -> Iterator[str]:
    if not report["bridges"]:
        return
    yield from (f"## Bridges ({len(report['bridges'])})", "", "Old names that stay importable:", "")
    told = [
        f"- {code(b['old'])} → {code(b['new'])}" + (f" until {b['until']}" if b["until"] else "")
        for b in report["bridges"]
    ]
    yield from (*_cut(told, shown), "")


def _undo(report: Report) -> Iterator[str]:
    number, commits = report["phase"]["number"], report.get("commits", [])
    if report["status"] == "rolled_back":
        yield "It was undone: every byte, mode and path is as before."
    if report["status"] != "applied":
        return
    yield from ("## How to undo it", "", "```sh")
    yield f"rezone migrate --phase {number} --rollback" + (" --commit" if commits else "")
    yield "```"
    if commits:
        shas = " ".join(sha[:12] for sha in reversed(commits))
        yield from (
            "",
            "In a clone, which has no backup:",
            "",
            "```sh",
            f"git revert {shas}",
            "```",
        )


def _cut(lines: list[str], shown: int) -> Iterator[str]:
    yield from lines[:shown]
    if len(lines) > shown:
        yield f"- … and {len(lines) - shown} more in the JSON report"


def _rest(rows: Sequence[object], shown: int) -> Iterable[str]:
    more = len(rows) - shown
    return ("", f"… and {more} more in the JSON report.") if more > 0 else ()


def _is_edited(file: Report) -> bool:
    return bool(file["old"] and file["new"] and file["sha256_before"] != file["sha256_after"])


def _suffix(path: str) -> str:
    name = path.rpartition("/")[2]
    return f".{name.rpartition('.')[2]}" if "." in name else name
