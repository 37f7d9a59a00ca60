"""The custom migration configuration: paths to move, files to skip and names to rewrite."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from rezone.phases.plan.model import Phase, Plan, PlannedMove, WorkspaceConfig
from rezone.phases.plan.move_names import read_move
from rezone.phases.plan.paths import (
    import_root,
    module_name,
    normalized,
    path_problem,
)
from rezone.phases.plan.phase_table import read_renames, read_skip
from rezone.phases.plan.table import Table
from rezone.phases.plan.workspace_table import read_workspace
from rezone.transforms.index.modules import MODULE_SUFFIXES
from rezone.transforms.records import replace


def read_requirement(table: Table, root: Path, base: Plan) -> Plan:
    """Read ``phase``, ``custom_mappings``, ``skip_files`` and ``additional_import_mappings``.

    The result is *base* with that phase extended.  A mapping of what the phase moves anyway
    takes the place of that move.  The keys of ``[workspace]`` may stand beside these; they take
    the place of those of *base*.

    Args:
        table: the configuration.
        root: the repository.
        base: the plan of the repository, or the shipped one.
    """
    workspace = _workspace(table, root, base.workspace)
    complete = table.require("phase")
    number = table.number("phase")
    mappings = table.table("custom_mappings")
    skip = read_skip(table, "skip_files")
    renames = read_renames(table.table("additional_import_mappings"))
    moves, targets = _moves(mappings, workspace)
    if not workspace.roots and not workspace.target_root:
        workspace = replace(workspace, target_root=_only(targets, table))
    table.close()
    known = [phase.number for phase in base.phases]
    if complete and number is not None and number not in known:
        hint = f"its phases: {', '.join(map(str, known)) or 'none'}"
        table.wrong("phase", f"the plan it extends has no phase {number}", hint)
    phases = tuple(
        _extended(phase, moves, skip, renames) if phase.number == number else phase
        for phase in base.phases
    )
    return replace(base, phases=phases, workspace=workspace, source=table.document.path)


def _workspace(table: Table, root: Path, base: WorkspaceConfig) -> WorkspaceConfig:
    own = read_workspace(table, root)
    return WorkspaceConfig(
        roots=own.roots or base.roots,
        target_root=own.target_root or base.target_root,
        exclude=own.exclude or base.exclude,
        keep=own.keep or base.keep,
        read_as=own.read_as or base.read_as,
    )


def _extended(
    phase: Phase,
    moves: tuple[PlannedMove, ...],
    skip: tuple[str, ...],
    renames: tuple[tuple[str, str], ...],
) -> Phase:
    custom = {(planned.move.source, planned.move.alone) for planned in moves}
    kept = (p for p in phase.moves if (p.move.source, p.move.alone) not in custom)
    return replace(
        phase,
        moves=(*kept, *moves),
        skip=tuple(dict.fromkeys((*phase.skip, *skip))),
        renames=tuple((dict(phase.renames) | dict(renames)).items()),
    )


def _only(targets: frozenset[str], table: Table) -> str:
    """Return the one import root that all targets lie below; note it where there are several."""
    if len(targets) > 1:
        several = ", ".join(sorted(targets))
        table.wrong(
            "custom_mappings", f"the targets lie below several roots: {several}", "name target_root"
        )
    return next(iter(targets), "")


def _moves(
    table: Table, workspace: WorkspaceConfig
) -> tuple[tuple[PlannedMove, ...], frozenset[str]]:
    """Return the moves that the paths mean, and the import roots that the targets lie below."""
    moves = []
    targets = set()
    for source, target in table.strings():
        problem, hint = _pair_problem(source, target)
        if problem:
            table.wrong(source, problem, hint)
            continue
        landing = _landing(source, target)
        old = _name(table, source, source, workspace)
        new = _name(table, source, landing, workspace) if old else ""
        if not new:
            continue
        move = read_move(table, (source, source), old, new, _is_init(source))
        if move is not None:
            moves.append(PlannedMove(move, table.origin(source)))
            targets.add(_root(landing, workspace) or ".")
    return tuple(moves), frozenset(targets)


def _pair_problem(source: str, target: str) -> tuple[str, str]:
    """Say why one path cannot become the other, and how to write it instead."""
    for path in (source, target):
        if path_problem(path):
            return path_problem(path), "paths are relative to the root"
    moves_file = _is_file(source)
    if not moves_file and PurePosixPath(source).suffix:
        return f"{source!r} is no Python module", "data files follow the package they lie in"
    if moves_file and not _is_file(target) and not target.endswith(("/", "\\")):
        return f"{target!r} is neither a folder nor a file", "end a folder with '/'"
    if not moves_file and _is_file(target):
        return f"a folder cannot become the file {target!r}", "name a folder"
    if moves_file and _is_file(target) and not _is_init(source) and _is_init(target):
        return "a module cannot become the __init__ of a package", "name a module or a folder"
    return "", ""


def _landing(source: str, target: str) -> str:
    """Return the path of *source* afterwards: a file goes into a folder, a folder becomes one."""
    if _is_file(source) and not _is_file(target):
        return f"{normalized(target)}/{PurePosixPath(normalized(source)).name}"
    return normalized(target)


def _name(table: Table, key: str, path: str, workspace: WorkspaceConfig) -> str:
    """Return the qualified name of *path*, or ``""`` after noting that it has none."""
    root = _root(path, workspace)
    if root is None:
        hint = f"the roots are: {', '.join(workspace.roots)}"
        table.wrong(key, f"{path!r} lies below no import root", hint)
        return ""
    name = module_name(normalized(path), root)
    if name is None:
        table.wrong(key, f"{path!r} cannot be imported from the root {root!r}")
    return name or ""


def _root(path: str, workspace: WorkspaceConfig) -> str | None:
    """Return the import root of *path*; the guess for unnamed roots may be the deeper one."""
    named = import_root(normalized(path), (*workspace.roots, workspace.target_root))
    if workspace.roots:
        return named
    guessed = import_root(normalized(path), ()) or "."
    return max(named or ".", guessed, key=lambda root: len(PurePosixPath(root).parts))


def _is_file(path: str) -> bool:
    return path.endswith(MODULE_SUFFIXES)


def _is_init(path: str) -> bool:
    return PurePosixPath(normalized(path)).stem == "__init__"
