"""The tables of phases: their moves, and the order that their dependencies ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rezone.phases.plan.model import Level, Phase, PlannedMove
from rezone.phases.plan.move_names import read_move
from rezone.phases.plan.paths import normalized, path_problem
from rezone.phases.plan.table import Table
from rezone.transforms.bridges.bridge import is_day, is_version
from rezone.transforms.names import is_dotted_name
from rezone.transforms.records import replace


def read_phases(tables: list[Table], shipped: tuple[Phase, ...] = ()) -> tuple[Phase, ...]:
    """Read ``[[phases]]``; one with the number of a *shipped* phase takes its place."""
    own: dict[int, tuple[Phase, Table]] = {}
    for table in tables:
        phase = _phase(table)
        if phase is None:
            continue
        if phase.number in own:
            line = own[phase.number][0].origin.line
            table.wrong("number", f"there are two phases {phase.number}", f"see line {line}")
        own.setdefault(phase.number, (phase, table))
    every = {phase.number: phase for phase in shipped}
    every |= {number: phase for number, (phase, _) in own.items()}
    _check_order(own.values(), every)
    return tuple(every.values())


def read_skip(table: Table, key: str) -> tuple[str, ...]:
    """Read the list of the files that stay; paths are relative to the repository."""
    paths = table.texts(key)
    for at, path in enumerate(paths):
        problem = path_problem(path)
        if problem:
            table.wrong(key, problem, "paths are relative to the root", at)
    return tuple(normalized(path) for path in paths if not path_problem(path))


def read_renames(table: Table) -> tuple[tuple[str, str], ...]:
    """Read a table of qualified names, old to new."""
    return tuple(
        (old, new) for old, new in table.strings() if read_move(table, (old, old), old, new)
    )


def read_shim_until(table: Table) -> str:
    """Read the day (``2027-06-30``) or version (``3.0``) in which bridges are to go."""
    until = table.text("shim_until")
    if not until or is_day(until) or is_version(until):
        return until
    table.wrong("shim_until", f"{until!r} is no day and no version", 'as "2027-06-30" or "3.0"')
    return ""


def _phase(table: Table) -> Phase | None:
    complete = table.require("number")
    number = table.number("number")
    if number is not None and number < 1:
        table.wrong("number", "phases are numbered from 1")
    phase = Phase(
        number=number or 0,
        title=table.text("title"),
        complexity=_level(table, "complexity"),
        risk=_level(table, "risk"),
        weeks=table.label("weeks"),
        depends_on=table.numbers("depends_on"),
        moves=tuple(_moves(table.tables("moves"))),
        skip=read_skip(table, "skip"),
        renames=read_renames(table.table("renames")),
        lazy=_lazy(table),
        shims=table.flag("shims"),
        shim_until=read_shim_until(table),
        origin=table.origin(),
        lazy_origin=table.origin("lazy"),
    )
    table.close()
    return phase if complete and phase.number > 0 else None


def _lazy(table: Table) -> tuple[str, ...]:
    """Read the packages whose re-exports become lazy."""
    names = table.texts("lazy")
    bad = [name for name in names if not is_dotted_name(name)]
    for name in bad:
        problem = f"{name!r} is no dotted name of a package"
        table.wrong("lazy", problem, "names, not paths or files", names.index(name))
    return tuple(dict.fromkeys(name for name in names if name not in bad))


def _level(table: Table, key: str) -> Level:
    text = table.text(key, Level.LOW)
    if text.lower() in tuple(Level):
        return Level(text.lower())
    table.wrong(key, f"{text!r} is no level", f"one of: {', '.join(Level)}")
    return Level.LOW


def _moves(tables: list[Table]) -> Iterator[PlannedMove]:
    for table in tables:
        complete = table.require("source", "target")
        source, target = table.text("source"), table.text("target")
        alone, shim, until = table.flag("alone"), table.choice("shim"), read_shim_until(table)
        table.close()
        if not complete or not source or not target:
            continue
        move = read_move(table, ("source", "target"), source, target, alone)
        if move is not None:
            origin = table.origin()
            origin = replace(origin, line=table.origin("source").line)
            yield PlannedMove(move, origin, shim, until)


def _check_order(own: Iterable[tuple[Phase, Table]], phases: Mapping[int, Phase]) -> None:
    """Note dependencies on phases that are none, and each cycle once."""
    seen: set[frozenset[int]] = set()
    for phase, table in own:
        for number in phase.depends_on:
            if number not in phases:
                known = ", ".join(map(str, sorted(phases)))
                table.wrong("depends_on", f"there is no phase {number}", f"known: {known}")
        cycle = _cycle(phase.number, phases)
        if cycle and frozenset(cycle) not in seen:
            seen.add(frozenset(cycle))
            text = " → ".join(map(str, cycle))
            table.wrong("depends_on", f"the phases wait for each other: {text}", "break the cycle")


def _cycle(start: int, phases: Mapping[int, Phase]) -> tuple[int, ...]:
    """Return the shortest way from *start* along dependencies back to it, ``()`` without one."""
    ways: list[tuple[int, ...]] = [(start,)]
    reached: set[int] = set()
    for way in ways:
        phase = phases.get(way[-1])
        for number in phase.depends_on if phase else ():
            if number == start:
                return (*way, start)
            if number not in reached:
                reached.add(number)
                ways.append((*way, number))
    return ()
