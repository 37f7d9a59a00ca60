"""Old names as SARIF 2.1.0, the form in which GitHub and others show findings at their lines.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0; sections are named below.
"""

from __future__ import annotations

from importlib.metadata import version
from urllib.parse import quote

from rezone.phases.references import Rewritten

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_RULE = {
    "id": "old-name",
    "name": "OldName",
    "shortDescription": {"text": "A name from before a phase"},
    "fullDescription": {
        "text": "The plan has moved what this names, and nothing is at the old place any more."
    },
    "help": {"text": "`rezone rewrite PATH` makes the references in a file follow."},
    "defaultConfiguration": {"level": "error"},
}


def sarif(found: Rewritten) -> dict[str, object]:
    """Return *found* as a SARIF log with one run, as JSON values.

    Files that could not be read are notifications of the run (3.20.21), for they are no findings.
    """
    driver = {"name": "rezone", "version": version("rezone"), "rules": [_RULE]}
    notifications = [
        {"level": "warning", "message": {"text": problem}} for problem in found.problems
    ]
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
        "results": [_result(*reference) for reference in found.references],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(path: str, line: int, old: str, new: str) -> dict[str, object]:
    """Return one finding; a place is a URI relative to the root of the repository (3.4.4)."""
    uri = quote(path.encode("utf-8", "surrogateescape"))
    place = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    return {
        "ruleId": _RULE["id"],
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": f"{old} is now {new}"},
        "locations": [{"physicalLocation": {**place, "region": {"startLine": max(line, 1)}}}],
    }
