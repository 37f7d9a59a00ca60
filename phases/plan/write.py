"""Writing a plan: the model as JSON or TOML that reads back as an equal plan."""

from __future__ import annotations

import json
from collections.abc import Iterable

from rezone.phases.plan.model import Domain, Phase, Plan, PlannedMove
from rezone.transforms.moves.move import Move


def plan_as_dict(plan: Plan) -> dict[str, object]:
    """Return *plan* with the keys of the plan file and values that JSON and TOML know.

    Every key is there, whether or not its value is the default; but a move says of bridges only
    what differs from its phase.
    """
    workspace, thresholds = plan.workspace, plan.thresholds
    return {
        "workspace": {
            "roots": list(workspace.roots),
            "target_root": workspace.target_root,
            "exclude": list(workspace.exclude),
            "keep": list(workspace.keep),
            "read_as": dict(workspace.read_as),
        },
        "thresholds": {
            "files_migrated": thresholds.files_migrated,
            "tests_passing": thresholds.tests_passing,
            "slowdown": thresholds.slowdown,
            "imports_resolving": thresholds.imports_resolving,
            "coverage_drop": thresholds.coverage_drop,
        },
        "checks": {
            "python": plan.checks.python,
            "runner": list(plan.checks.runner),
            "tests": list(plan.checks.tests),
            "apps": list(plan.checks.apps),
            "timeout": plan.checks.timeout,
            "contracts": plan.checks.contracts,
        },
        "domains": [_domain(domain) for domain in plan.domains],
        "phases": [phase_as_dict(phase) for phase in plan.phases],
    }


def phase_as_dict(phase: Phase) -> dict[str, object]:
    """Return *phase* with the keys of ``[[phases]]``."""
    return {
        "number": phase.number,
        "title": phase.title,
        "complexity": phase.complexity.value,
        "risk": phase.risk.value,
        "weeks": phase.weeks,
        "depends_on": list(phase.depends_on),
        "moves": [_move(planned) for planned in phase.moves],
        "skip": list(phase.skip),
        "renames": dict(phase.renames),
        "lazy": list(phase.lazy),
        "shims": phase.shims,
        "shim_until": phase.shim_until,
    }


def _move(planned: PlannedMove) -> dict[str, object]:
    move = planned.move
    keys: dict[str, object] = {"source": move.source, "target": move.target, "alone": move.alone}
    if planned.shim is not None:
        keys["shim"] = planned.shim
    if planned.shim_until:
        keys["shim_until"] = planned.shim_until
    return keys


def to_json(plan: Plan) -> str:
    """Return *plan* as a JSON document with a final newline."""
    return json.dumps(plan_as_dict(plan), indent=2, ensure_ascii=False) + "\n"


def to_toml(plan: Plan) -> str:
    """Return *plan* as a TOML document: tables, then arrays of tables, one move a line."""
    data = plan_as_dict(plan)
    lines: list[str] = []
    for name in ("workspace", "thresholds", "checks"):
        lines += (f"[{name}]", *_assignments(data[name]), "")
    for name in ("domains", "phases"):
        tables = data[name]
        assert isinstance(tables, list)
        for table in tables:
            lines += (f"[[{name}]]", *_assignments(table), "")
    return "\n".join(lines)


def moves_to_json(moves: Iterable[Move]) -> str:
    """Return *moves* in the short form of a plan, as a JSON document."""
    return json.dumps({"moves": dict(map(_short, moves))}, indent=2, ensure_ascii=False) + "\n"


def moves_to_toml(moves: Iterable[Move]) -> str:
    """Return *moves* in the short form of a plan, as a TOML document."""
    pairs = map(_short, moves)
    return "[moves]\n" + "".join(f"{_text(old)} = {_text(new)}\n" for old, new in pairs)


def _short(move: Move) -> tuple[str, str]:
    """Return source and target as the short form writes them; see `read_move`."""
    tail = ".__init__" if move.alone else ""
    return move.source + tail, move.target


def _domain(domain: Domain) -> dict[str, object]:
    return {
        "name": domain.name,
        "packages": list(domain.packages),
        "may_import": list(domain.may_import),
    }


def _assignments(table: object) -> list[str]:
    assert isinstance(table, dict)
    return [f"{key} = {_value(value)}" for key, value in table.items()]


def _value(value: object) -> str:
    """Return *value* as TOML writes it, in line but for lists of tables."""
    if isinstance(value, dict):
        inner = ", ".join(f"{_text(key)} = {_value(below)}" for key, below in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return "[\n" + "".join(f"  {_value(element)},\n" for element in value) + "]"
        return f"[{', '.join(map(_value, value))}]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    """Return *text* as a TOML basic string: JSON's, but that TOML forbids a bare DEL (7F)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
