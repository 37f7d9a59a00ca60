"""Reading a plan: from a file in any of its forms to the model, with all errors at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rezone.phases.plan.catalog import ANOMALY_DETECTION
from rezone.phases.plan.document import Document, dotted, parse
from rezone.phases.plan.find import PYPROJECT, find_plan, own_plan, shown
from rezone.phases.plan.flat_form import read_flat
from rezone.phases.plan.full_form import read_full
from rezone.phases.plan.model import Phase, Plan, PlannedMove
from rezone.phases.plan.requirement_form import read_requirement
from rezone.phases.plan.table import Table
from rezone.phases.plan.toml_lines import KeyPath
from rezone.transforms.errors import PlanError, PlanErrors, UsageError

_REQUIREMENT_KEYS = ("phase", "custom_mappings", "skip_files", "additional_import_mappings")


def load(root: Path, config: Path | None = None) -> Plan:
    """Return the plan of the repository.

    Args:
        root: the repository.
        config: the file that holds the plan; without it ``rezone.toml``, else ``[tool.rezone]``
            of ``pyproject.toml``, both in *root*.

    Raises:
        UsageError: there is no plan, or it cannot be read.
        PlanErrors: the plan is wrong, with every error that its text shows.  What needs the
            workspace to be seen, `check` says.
    """
    plan, problems = examine(root, config)
    if problems:
        raise PlanErrors(problems)
    return plan


def examine(root: Path, config: Path | None = None) -> tuple[Plan, tuple[PlanError, ...]]:
    """Return as much of the plan as can be read, and everything wrong in its text.

    Arguments and the `UsageError` are those of `load`.
    """
    path = find_plan(root, config)
    problems: list[PlanError] = []
    plan = _read(path, root, problems)
    for phase in plan.phases:
        problems.extend(_repeated(phase))
    return plan, tuple(sorted(problems, key=lambda error: (error.path, error.line)))


def _read(path: Path, root: Path, problems: list[PlanError]) -> Plan:
    name = shown(path, root)
    try:
        document = parse(path.read_bytes(), name)
    except OSError as error:
        raise UsageError(f"the plan cannot be read: {error.strerror}", name) from None
    except PlanError as error:
        problems.append(error)
        return Plan(source=name)
    for key, line in document.repeated:
        text = f"{dotted(key)}: this key stands twice"
        problems.append(PlanError(text, name, line, "JSON keeps only the last value"))
    table = _top(document, path, problems)
    if any(key in table for key in _REQUIREMENT_KEYS):
        return read_requirement(table, root, _base(path, root, problems))
    if "moves" in table:
        return read_flat(table, root)
    return read_full(table, root)


def _top(document: Document, path: Path, problems: list[PlanError]) -> Table:
    """Return the table that holds the plan: the document, or a part of ``pyproject.toml``."""
    key: KeyPath = ()
    data: object = document.data
    if path.name == PYPROJECT:
        key = ("tool", "rezone")
        tool = document.data.get("tool", {})
        data = tool.get("rezone") if isinstance(tool, dict) else None
        if data is None:
            raise UsageError("the file has no [tool.rezone]", document.path)
    table = Table(data if isinstance(data, dict) else {}, key, document, problems)
    if not isinstance(data, dict):
        table.wrong(None, "a plan is a table")
    return table


def _base(path: Path, root: Path, problems: list[PlanError]) -> Plan:
    """Return the plan that a custom configuration extends: the repository's own, or the shipped."""
    own = own_plan(root)
    if own is None or own.resolve() == path.resolve():
        return ANOMALY_DETECTION
    return _read(own, root, problems)


def _repeated(phase: Phase) -> Iterator[PlanError]:
    """Yield an error for each source that a phase names twice, and for symbols each target.

    Packages may merge into one, so that only `check`, which knows what is a package, can judge
    two modules with one target.
    """
    sources: dict[tuple[str, bool], PlannedMove] = {}
    targets: dict[str, PlannedMove] = {}
    for planned in phase.moves:
        move = planned.move
        first = sources.setdefault((move.source, move.alone), planned)
        if first is not planned:
            yield _clash(f"{move.source!r} is moved twice", first, planned)
        elif move.is_symbol:
            first = targets.setdefault(move.target, planned)
            if first is not planned:
                both = f"{first.move.source!r} and {move.source!r}"
                yield _clash(f"both {both} become {move.target!r}", first, planned)


def _clash(problem: str, first: PlannedMove, second: PlannedMove) -> PlanError:
    origin = second.origin
    lines = f"lines {first.origin.line} and {origin.line}"
    hint = f"keep one of {lines}" if first.origin.path == origin.path else "keep one of the two"
    return PlanError(f"{origin.key}: {problem}", origin.path, origin.line, hint)
