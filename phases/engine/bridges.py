"""The bridges of a phase, put on top of what it does to the program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from msgspec import Struct

from rezone.phases.engine.context import PhaseContext
from rezone.phases.engine.outcome import FileOutcome
from rezone.phases.plan.landing import Landing
from rezone.transforms.bridges.bridge import Bridge
from rezone.transforms.bridges.text import bridge_text
from rezone.transforms.bridges.type_names import unstarred_names
from rezone.transforms.bridges.wanted import departures, is_outermost, newcomers, obstacle
from rezone.transforms.edits.change_set import ChangeSet, FileChange
from rezone.transforms.errors import Refused
from rezone.transforms.index.modules import Index
from rezone.transforms.names import is_within
from rezone.transforms.records import replace
from rezone.transforms.references.mention import GONE, MAYBE_GONE
from rezone.transforms.references.model import Reference, Status
from rezone.transforms.references.source import SourceText, Unreadable

_BUILD_FILES = frozenset({"pyproject.toml", "setup.cfg", "setup.py"})


class Bridged(Struct, frozen=True, dict=True):
    """A phase with its bridges.

    *changes* are all changes, *bridges* those that come or lead elsewhere now, *kept* the
    ``__init__`` files that stay for them, *warnings* the modules that get none.
    """

    changes: ChangeSet
    bridges: tuple[Bridge, ...] = ()
    kept: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()


def with_bridges(
    context: PhaseContext, changes: ChangeSet, outcomes: Iterable[FileOutcome]
) -> Bridged:
    """Return *changes*, and the bridges that the phase leaves behind or that follow its moves.

    *outcomes* say what the files name, and may get a warning.

    Raises:
        Refused: something arrives where a bridge of an earlier phase stands.
    """
    after = _After(context, changes)
    standing, gone = _standing(context, after.index)
    wanted, warnings = _wanted(context, after.index)
    moved = [b for b in standing if b != context.workspace.bridges[b.path]]
    new = [*wanted, *moved]
    if not (standing or gone or wanted):
        return Bridged(changes, warnings=warnings)
    bridges = [*wanted, *standing]
    files = {(change.old, change.new): change for change in changes.files}
    own = {bridge.path for bridge in bridges}
    # Where a package's own __init__ makes room for another one, the other one holds the bridges.
    arrived = {change.new for change in changes.files}
    removed = (path for path in _removed_inits(changes) if path not in own | arrived)
    kept = {path for path in removed if _holds(context, path, bridges)}
    for path in kept:
        del files[path, None]
    for path in gone:
        files[path, None] = FileChange(path, None, None, _digest(context, path))
    for bridge in new:
        change = _written(context, after, bridge, is_outermost(bridge, bridges), files)
        files[change.old, change.new] = change
    stay = kept | own
    folders = tuple(f for f in changes.removed_folders if not any(_in(f, p) for p in stay))
    ordered = sorted(files.values(), key=lambda change: (change.old or "", change.new or ""))
    told = (*warnings, *_unlisted(outcomes, new))
    return Bridged(ChangeSet(tuple(ordered), folders), tuple(new), frozenset(kept), told)


def answered(outcomes: list[FileOutcome], bridges: Iterable[Bridge]) -> list[FileOutcome]:
    """Return *outcomes* in which a name that nobody could settle is bridged if a bridge answers."""
    names = [bridge.old for bridge in bridges]

    def is_answered(name: str) -> bool:
        return any(is_within(old, name) or is_within(name, old) for old in names)

    found = []
    for outcome in outcomes:
        references = tuple(
            replace(r, status=Status.BRIDGED, reason="a bridge answers to it")
            if _is_open(r) and "/" not in r.old and is_answered(r.old)
            else r
            for r in outcome.references
        )
        found.append(
            outcome if references == outcome.references else replace(outcome, references=references)
        )
    return found


def _is_open(reference: Reference) -> bool:
    """Say whether all that speaks against a name is that nothing has it any more."""
    is_gone = reference.reason == GONE or reference.reason.startswith(MAYBE_GONE)
    return reference.status is Status.UNKNOWN or is_gone


def _unlisted(outcomes: Iterable[FileOutcome], bridges: Iterable[Bridge]) -> Iterator[str]:
    """Yield a warning for each build file that listed a package by the name that has bridges now.

    The list followed the move, so that a distribution has the new package and no bridge.
    """
    packages = {b.old for b in bridges if b.is_package}
    for outcome in outcomes:
        if outcome.old.rpartition("/")[2] not in _BUILD_FILES:
            continue
        named = {
            package
            for package in packages
            for r in outcome.references
            if r.status is Status.REWRITTEN
            and f"/{r.old.strip('/')}".endswith((f"/{package}", f"/{package.replace('.', '/')}"))
        }
        for package in sorted(named):
            yield (
                f"{outcome.old} listed {package}, which holds bridges now: list it again beside "
                "its new name if a distribution is to have them"
            )


class _After:
    """The program after a phase, without bridges."""

    def __init__(self, context: PhaseContext, changes: ChangeSet) -> None:
        left = {change.old for change in changes.files if change.old}
        arrived = {change.new for change in changes.files if change.new}
        arrived -= context.layout.restored
        self.index = Index.build((context.index.files - left) | arrived, context.index.roots)
        self._changes = {change.new: change for change in changes.files if change.new}
        self._workspace = context.workspace

    def read(self, path: str) -> bytes:
        """Return the bytes of a file afterwards, of a link none."""
        change = self._changes.get(path)
        if change is None:
            return self._workspace.content(path) or b""
        if change.content is not None or change.old is None:
            return change.content or b""
        return self._workspace.content(change.old) or b""


def content_of(
    bridge: Bridge, outermost: bool, index: Index, read: Callable[[str], bytes]
) -> bytes:
    """Return the bytes of *bridge*, whose module is in *index* and its file read by *read*."""
    files = index.modules.get(bridge.new, ())
    stubs = [module.path for module in files if module.path.endswith(".pyi")]
    names: tuple[str, ...] = ()
    for path in [*stubs, *(module.path for module in files)]:
        try:
            names = unstarred_names(SourceText.decode(read(path), path).parse())
        except Unreadable:
            continue
        break
    return bridge_text(bridge, names, outermost).encode()


def _standing(context: PhaseContext, after: Index) -> tuple[list[Bridge], list[str]]:
    """Return the bridges of earlier phases as they are afterwards, and the paths of those that go.

    A bridge leads to where its module is now; if that is the old name again, it is not needed.
    """
    standing: list[Bridge] = []
    gone: list[str] = []
    for path, bridge in sorted(context.workspace.bridges.items()):
        new = context.resolver.destination(bridge.new)
        if new == bridge.old:
            gone.append(path)
        elif path in after.files or after.source_of(bridge.old) is not None:
            raise Refused(
                f"{bridge.old} is to be another module, and a bridge to {new} stands there",
                path,
                hint="rezone migrate --drop-shims removes bridges that nobody uses",
            )
        else:
            standing.append(replace(bridge, new=new))
    return standing, gone


def _wanted(context: PhaseContext, after: Index) -> tuple[list[Bridge], tuple[str, ...]]:
    """Return the bridges that the phase leaves behind, and why modules get none."""
    phase = context.phase
    landing = Landing(frozenset(), frozenset(), phase.moves)

    def until(name: str) -> str | None:
        planned = landing.mover(name)
        if planned is None or not phase.leaves_bridge(planned):
            return None
        return planned.shim_until or phase.shim_until

    by_path = context.index.by_path
    modules = [by_path[path] for path in context.layout.paths if path in by_path]
    new_below = newcomers(modules, context.resolver.destination)
    bridges: list[Bridge] = []
    warnings: list[str] = []
    for departure in departures(modules, context.resolver.destination, until):
        module = departure.module
        problem = obstacle(departure, after, new_below)
        if problem:
            warnings.append(f"{module.name} gets no bridge: {problem}")
        else:
            names = (module.path, module.name, departure.new)
            bridges.append(Bridge(*names, phase.number, departure.until))
    symbols = (p.move.source for p in phase.moves if p.move.is_symbol and phase.leaves_bridge(p))
    warnings += [f"{source} gets no bridge: it is a symbol" for source in symbols]
    return bridges, tuple(warnings)


def _written(
    context: PhaseContext,
    after: _After,
    bridge: Bridge,
    outermost: bool,
    files: dict[tuple[str | None, str | None], FileChange],
) -> FileChange:
    """Return the change that puts *bridge* in place, for a file that stands there or for none."""
    content = content_of(bridge, outermost, after.index, after.read)
    removed = files.pop((bridge.path, None), None)
    files.pop((None, bridge.path), None)
    if removed is not None:
        return FileChange(bridge.path, bridge.path, content, removed.before)
    if bridge.path in context.workspace.bridges:
        digest = _digest(context, bridge.path)
        return FileChange(bridge.path, bridge.path, content, digest)
    return FileChange(None, bridge.path, content)


def _removed_inits(changes: ChangeSet) -> Iterator[str]:
    for change in changes.files:
        name = (change.old or "").rpartition("/")[2]
        if change.new is None and change.old and name in ("__init__.py", "__init__.pyi"):
            yield change.old


def _holds(context: PhaseContext, init: str, bridges: Iterable[Bridge]) -> bool:
    """Say whether the package of *init* has bridges below it, so that it has to stay."""
    module = context.index.by_path.get(init)
    return module is not None and any(
        bridge.old != module.name and is_within(bridge.old, module.name) for bridge in bridges
    )


def _digest(context: PhaseContext, path: str) -> str:
    return sha256(context.workspace.read(path)).hexdigest()


def _in(folder: str, path: str) -> bool:
    return path.startswith(folder + "/")
