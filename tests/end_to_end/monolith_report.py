"""What was found, for people and for machines."""

from __future__ import annotations

from collections import Counter
from typing import Any

from monolith_imports import Verdict
from monolith_modules import IMPORTED
from monolith_state import State

SHOWN = 20


def summary(state: State, also: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return *state* as JSON values; *also* as in `State.names`."""
    return {
        "modules": len(state.modules),
        "importable": state.importable,
        "import_errors": {k: v for k, v in state.modules.items() if v != IMPORTED},
        "error_classes": dict(
            Counter(v.partition(":")[0] for v in state.modules.values() if v != IMPORTED)
        ),
        "suite_runs": [
            {"seconds": run.seconds, "counts": run.counts, "tests": run.tests}
            for run in state.suite.runs
        ],
        "tests_passing": len(state.suite.steady),
        "flaky": sorted(state.suite.flaky),
        "names": {verdict.value: len(state.names(verdict, also)) for verdict in Verdict},
        "unresolved": sorted(
            f"{found.file}: {found.name}" for found in state.names(Verdict.UNRESOLVED, also)
        ),
        "unparsed": list(state.unparsed),
    }


def problems(result: dict[str, Any]) -> list[str]:
    """Return one line for everything that is not as rezone promises."""
    found = [
        f"rezone migrate --phase {step['phase']} {step['action']} exited with {step['exit_code']}: "
        + step["output"].strip()[-400:]
        for step in result["steps"]
        if step["exit_code"]
    ]
    for step in result["steps"]:
        if step["exit_code"] and step["action"] == "--execute" and step["changed"]:
            found.append(f"phase {step['phase']} failed and left {step['changed']} paths changed")
        if not step["exit_code"] and step["moved"] != step["due"]:
            found.append(f"phase {step['phase']} moved {step['moved']} of {step['due']} modules")
        if step["exact"] is False:
            found.append(f"rollback of phase {step['phase']}: {step['changed']} paths differ")
    lost = result.get("losses")
    if lost:
        found += loss_lines(lost)
    found += [f"git status after the rollback: {line}" for line in result["git_status"]]
    found += [f"not as before after the rollback: {path}" for path in result["differences"]]
    return found


def loss_lines(lost: dict[str, Any]) -> list[str]:
    """Return one line for everything that was before the phases and is no more."""
    found = [f"module does not import: {name}: {why}" for name, why in lost["modules"].items()]
    found += [f"test lost: {name}" for name in lost["tests"]]
    found += [f"import is broken: {name}" for name in lost["broken_names"]]
    found += [f"import was unresolved and is not so named: {n}" for n in lost["mended_names"]]
    found += [f"import is no more: {name}" for name in lost["lost_names"]]
    found += [f"file does not parse any more: {name}" for name in lost["newly_unparsed"]]
    return found


def table(result: dict[str, Any]) -> str:
    """Return the Markdown tables, and below them the problems."""
    before, after = result["before"], result.get("after")
    lost = result.get("losses", {})
    rows = [
        ("modules that import", before["importable"], "importable", len(lost.get("modules", ()))),
        ("tests that pass", before["tests_passing"], "tests_passing", len(lost.get("tests", ()))),
    ]
    lines = ["| | before | after | lost |", "|---|---:|---:|---:|"]
    for what, was, key, gone in rows:
        lines.append(f"| {what} | {was} | {after[key] if after else '-'} | {gone} |")
    for verdict, key in (("resolved", "lost_names"), ("unresolved", "broken_names")):
        now = after["names"][verdict] if after else "-"
        gone = len(lost.get(key, ()))
        lines.append(f"| imported names {verdict} | {before['names'][verdict]} | {now} | {gone} |")
    runs = [*before["suite_runs"], *(after["suite_runs"] if after else ())]
    lines += ["", f"Of {before['modules']} modules; errors: {before['error_classes']}."]
    lines += [f"Tests, {run['seconds']} s: {run['counts']}" for run in runs]
    lines += [f"Flaky, not judged: {len(before['flaky'])}"]
    if "steps" in result:
        lines += ["", *step_rows(result["steps"])]
        expected = lost.get("expected", ())
        lines += ["", f"Lost, but expected (targets broken before): {len(expected)}"]
        lines += [f"- {line}" for line in expected[:SHOWN]]
        found = result["problems"]
        lines += ["", f"Problems: {len(found)}"]
        lines += [f"- {line}" for line in found[:SHOWN]]
        lines += [f"- and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return "\n".join(lines)


def step_rows(steps: list[dict[str, Any]]) -> list[str]:
    lines = [
        "| phase | action | exit | seconds | modules moved | paths changed | exact |",
        "|---:|---|---:|---:|---:|---:|---|",
    ]
    for step in steps:
        moved = f"{step['moved']}/{step['due']}" if step["action"] == "--execute" else ""
        exact = {True: "yes", False: "**no**", None: ""}[step["exact"]]
        lines.append(
            f"| {step['phase']} | {step['action'].strip('-')} | {step['exit_code']} "
            f"| {step['seconds']} | {moved} | {step['changed']} | {exact} |"
        )
    return lines
