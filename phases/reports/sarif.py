"""Old names as SARIF 2.1.0, the form in which GitHub and others show findings at their lines.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0; sections are named below.
"""

from __future__ import annotations

from urllib.parse import quote

from rezone.phases.references import Rewritten
from rezone.phases.version import VERSION

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
    Old names that a person must settle are warnings.
    """
    driver = {"name": "rezone", "version": VERSION, "rules": [_RULE]}
    notifications = [{"level": "warning", "message": {"text": text}} for text in found.unread]
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
        "results": [
            *(
                _result(path, line, "error", f"{old} is now {new}")
                for path, line, old, new in found.references
            ),
            *(
                _result(path, line, "warning", f"{old}: {reason}")
                for path, line, old, reason in found.left
            ),
        ],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(path: str, line: int, level: str, text: str) -> dict[str, object]:
    """Return one finding; a place is a URI relative to the root of the repository (3.4.4)."""
    uri = quote(path.encode("utf-8", "surrogateescape"))
    place = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    return {
        "ruleId": _RULE["id"],
        "ruleIndex": 0,
        "level": level,
        "message": {"text": text},
        "locations": [{"physicalLocation": {**place, "region": {"startLine": max(line, 1)}}}],
    }
