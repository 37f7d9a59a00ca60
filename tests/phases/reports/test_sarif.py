"""SARIF against its schema, and the Markdown summary."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from rezone.phases.references import Rewritten
from rezone.phases.reports.markdown import SHOWN, markdown
from rezone.phases.reports.sarif import sarif
from rezone.transforms.edits.change_set import ChangeSet

SCHEMA = json.loads(Path(__file__).with_name("sarif-2.1.0.schema.json").read_bytes())


LEFT = ("c.toml", 2, "x.*", "content goes to several places: y, z")


def found(
    *references: tuple[str, int, str, str],
    unread: tuple[str, ...] = (),
    left: tuple[tuple[str, int, str, str], ...] = (),
) -> Rewritten:
    return Rewritten(ChangeSet(()), references, unread, left)


def test_sarif_fits_its_schema() -> None:
    jsonschema.Draft4Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft4Validator(SCHEMA)
    both = found(("a b/ü.py", 3, "x.y", "z.y"), unread=("c.py:1: odd",), left=(LEFT,))
    log = sarif(both)
    assert list(validator.iter_errors(json.loads(json.dumps(log)))) == []
    assert list(validator.iter_errors(json.loads(json.dumps(sarif(found()))))) == []
    log["runs"][0]["results"][0]["message"] = "no object"  # type: ignore[index]
    assert list(validator.iter_errors(json.loads(json.dumps(log)))) != []


def test_a_finding_names_its_place_and_rule() -> None:
    (run,) = sarif(found(("a b/ü.py", 0, "x.y", "z.y")))["runs"]  # type: ignore[misc]
    (result,) = run["results"]
    assert result["message"]["text"] == "x.y is now z.y"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "a%20b/%C3%BC.py", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 1}
    rules = run["tool"]["driver"]["rules"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_what_a_person_must_settle_is_a_warning_at_its_line() -> None:
    (run,) = sarif(found(unread=("c.py:1: odd",), left=(LEFT,)))["runs"]  # type: ignore[misc]
    (result,) = run["results"]
    assert (result["level"], result["message"]["text"]) == ("warning", f"x.*: {LEFT[3]}")
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "c.py:1: odd"


def test_the_summary_lists_places_and_counts_the_rest() -> None:
    text = markdown(found(("a|b.py", 3, "x.`y", "z.y")), written=False)
    assert "1 old name left in 1 file." in text
    assert "| `a\\|b.py:3` | ``x.`y`` | `z.y` |" in text
    many = found(*[("a.py", n, "x.y", "z.y") for n in range(SHOWN + 5)])
    text = markdown(many, written=True)
    assert f"{SHOWN + 5} old names rewritten in 1 file." in text
    assert text.count("`a.py:") == SHOWN
    assert "… and 5 more." in text
    unread = markdown(found(unread=("c.py:1: odd",)), written=False)
    assert "None in the files" in unread
    assert "- `c.py:1: odd; left untouched`" in unread
    left = markdown(found(left=(LEFT,)), written=False)
    assert "1 old name left for a person to settle." in left
    assert "None" not in left
