"""What runs have left on disk, read with patience: a file that is none is a note, no failure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from rezone.phases.migration import REPORTS
from rezone.phases.reports.dashboard.model import CheckFacts, Event

_SIDES = ("pre", "post", "performance")


class Runs(Struct, frozen=True, dict=True):
    """The reports below *root*; what cannot be read is told in *notes*."""

    root: Path
    notes: list[str] = field(default_factory=list)
    _phases: dict[int, dict[str, Any] | None] = field(default_factory=dict)

    def phase_report(self, number: int) -> dict[str, Any] | None:
        """Return ``migration_reports/phaseN.json``, None without one."""
        if number not in self._phases:
            path = self.root / REPORTS / f"phase{number}.json"
            self._phases[number] = self._json(path, ("files", "totals", "finished"))
        return self._phases[number]

    def baseline(self) -> dict[str, Any] | None:
        """Return ``performance_baseline.json``, None without one."""
        return self._json(self.root / "performance_baseline.json", ("quantities", "phase"))

    def checks(self, numbers: Iterable[int]) -> tuple[CheckFacts, ...]:
        """Return how each check ended the last time it ran, for each phase and side.

        Those count that `rezone validate` ran, and those that ran around the phases *numbers*
        while they were applied.
        """
        latest: dict[tuple[int, str, str], CheckFacts] = {}
        reports = [*self._validations(), *filter(None, map(self.phase_report, numbers))]
        for report in sorted(reports, key=lambda report: str(report["finished"])):
            for check in report.get("checks", ()):
                key = (check["phase"], check["when"], check["id"])
                if key in latest and check["status"] == "skipped":
                    continue  # one that did not run says nothing against what is known
                latest[key] = _check(check, report["finished"])
        return tuple(sorted(latest.values(), key=lambda c: (c.phase, _SIDES.index(c.when))))

    def events(self) -> tuple[Event, ...]:
        """Return what the logs tell, earliest first; single files aside."""
        found: list[Event] = []
        for path in sorted(self.root.glob("migration_phase*.log")):
            self._read(path, lambda text: found.extend(_events(text)))
        return tuple(sorted(found, key=lambda event: event.time))

    def _validations(self) -> Iterator[dict[str, Any]]:
        for path in sorted(self.root.glob("migration_validation_report_*.json")):
            report = self._json(path, ("checks", "finished"))
            if report is not None:
                yield report

    def _json(self, path: Path, keys: tuple[str, ...]) -> dict[str, Any] | None:
        value: Any = self._read(path, json.loads)
        if value is None:
            return None
        if not isinstance(value, dict) or any(key not in value for key in keys):
            self.notes.append(f"{path.relative_to(self.root).as_posix()} is no such report")
            return None
        return value

    def _read(self, path: Path, parse: Callable[[str], Any]) -> Any:
        try:
            return parse(path.read_text(encoding="utf-8", errors="replace"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            self.notes.append(f"{path.relative_to(self.root).as_posix()} cannot be read: {error}")
            return None


def _check(check: dict[str, Any], time: str) -> CheckFacts:
    return CheckFacts(
        check["phase"],
        check["when"],
        check["id"],
        check["title"],
        check["status"],
        check["measured"],
        check["threshold"],
        check["reason"],
        check["numbers"],
        tuple(check["details"]),
        time,
    )


def _events(text: str) -> Iterator[Event]:
    for line in text.splitlines():
        event = json.loads(line)
        rest = {k: v for k, v in event.items() if k not in ("time", "event", "phase", "plan_hash")}
        if event["event"] != "file":
            told = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in rest.items())
            yield Event(event["time"], event["phase"], event["event"], told)
