"""What a check sees: a phase, the tree now, and what was measured before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from rezone.phases.checks import baseline
from rezone.phases.checks.baseline import Baseline
from rezone.phases.checks.model import Unmeasured, Unrunnable, When, Worsened
from rezone.phases.checks.session import Measure, Session
from rezone.phases.checks.tree import Tree
from rezone.phases.plan.model import Phase, Plan
from rezone.phases.standing import states
from rezone.transforms.index.modules import SOURCE_SUFFIXES
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import is_within

if TYPE_CHECKING:
    from rezone.phases.engine.outcome import Preview

Rename = Callable[[str], str]


class Earlier(Struct, frozen=True):
    """A value measured before, and what was renamed since: modules, and paths of their files.

    *applied* are the phases that the tree had behind it then.
    """

    value: Any
    applied: tuple[int, ...]
    rename: Rename
    rename_path: Rename


class Scene:
    """One phase, before or after it.

    *worked_out* is the preview of the phase where there is one already, after the phase the one
    that it was applied from; *is_quick*: only what
    the phase touches is looked at.
    """

    def __init__(
        self,
        session: Session,
        phase: Phase,
        when: When,
        worked_out: Preview | None = None,
        is_quick: bool = False,
    ) -> None:
        self.session = session
        self.phase = phase
        self.when = when
        self.is_quick = is_quick
        self.worked_out = worked_out

    @property
    def tree(self) -> Tree:
        """The tree now."""
        return self.session.now

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.session.plan

    @cached_property
    def preview(self) -> Preview:
        """The phase worked out on the tree now; for checks before it.

        Raises:
            RezoneError: the phase is refused; the check `plan` tells why.
        """
        if self.worked_out is not None:
            return self.worked_out
        from rezone.phases.engine.preview import preview

        return preview(self.tree.workspace, self.plan, self.phase)

    @cached_property
    def touched(self) -> frozenset[str]:
        """The files that the phase changes or changed, by their paths now.

        Raises:
            Unmeasured: the phase cannot be worked out.
        """
        if self.when is When.POST:
            return frozenset(self._placed())
        from rezone.transforms.errors import RezoneError

        try:
            changes = self.preview.changes
        except RezoneError as error:
            raise Unmeasured(f"the phase cannot be worked out: {error}") from None
        return frozenset(change.old for change in changes.files if change.old is not None)

    @cached_property
    def arrived(self) -> Mapping[str, str | None]:
        """The files that the phase puts where they did not stand: path after it → path before.

        A path before is None for a file that the phase makes, and where nobody knows.

        Raises:
            RezoneError: the phase is refused.
        """
        if self.when is When.POST:
            return {new: old for new, old in self._placed().items() if new != old}
        changes = self.preview.changes.files
        return {c.new: c.old for c in changes if c.new is not None and c.new != c.old}

    def _placed(self) -> Mapping[str, str | None]:
        """Return where the files of the applied phase are, and where they were before it."""
        manifest = states(self.tree.root).get(self.phase.number)
        if manifest is None or manifest.status != "applied":
            return dict.fromkeys(self._files_below(p.move.target for p in self.phase.moves))
        since = self.path_since_applied()
        return {since(file.new): file.old for file in manifest.files if file.new is not None}

    @property
    def python_files(self) -> frozenset[str]:
        """Those of `touched` that are Python and still there."""
        files = self.tree.workspace.files
        return frozenset(p for p in self.touched if p.endswith(SOURCE_SUFFIXES) and p in files)

    def _files_below(self, names: Iterable[str]) -> frozenset[str]:
        wanted = [name.partition(":")[0] for name in names]
        return frozenset(
            path
            for path, module in self.tree.index.by_path.items()
            if any(is_within(module.name, name) for name in wanted)
        )

    def take(self, measure: Measure) -> Any:
        """Return what *measure* finds now; before a phase it becomes the baseline.

        Raises:
            Unmeasured: it cannot be measured.
            Worsened: it could be measured before the phase.
        """
        number = self.phase.number
        files = frozenset() if measure.whole else self.python_files
        try:
            value = self.session.measured(measure, self.tree, number, files)
        except Unrunnable as stopped:
            if self.when is When.POST and self._was_measured(measure):
                raise Worsened(f"before the phase it could be measured; now: {stopped}") from None
            raise
        if self.when is When.PRE:
            found = Baseline(value, self.tree.applied)
            self.session.remember(number, measure.name, found)
            if not self.is_quick:
                baseline.store(self.tree.root, number, measure.name, found)
        return value

    def _was_measured(self, measure: Measure) -> bool:
        try:
            self.earlier(measure)
        except Unmeasured:
            return False
        return True

    def earlier(self, measure: Measure) -> Earlier:
        """Return what *measure* found before the phase, or finds in a copy of that state.

        Raises:
            Unmeasured: nothing is left to measure it on.
        """
        number = self.phase.number
        found = self.session.remembered(number, measure.name)
        if found is None and not self.session.revision:
            found = baseline.stored(self.tree.root, number, measure.name)
        if found is None:
            tree = self.session.before(number)
            now = frozenset() if measure.whole else self.python_files
            files = frozenset(map(self._path_back(), now)) & tree.workspace.files
            found = Baseline(self.session.measured(measure, tree, number, files), tree.applied)
        rename = self.renamed(found.applied)
        return Earlier(found.value, found.applied, rename, self._path(rename))

    def since(self, earlier: Earlier) -> tuple[Phase, ...]:
        """Return the phases applied since *earlier*, in the order of the plan."""
        return self._since(earlier.applied)

    def _since(self, applied: Iterable[int]) -> tuple[Phase, ...]:
        new = set(self.tree.applied) - set(applied)
        return tuple(p for p in self.plan.in_dependency_order() if p.number in new)

    def renamed(self, applied: Iterable[int] = ()) -> Rename:
        """Return what modules are called now that had a name when *applied* were all phases."""
        maps = [self._names(phase) for phase in self._since(applied)]

        def rename(name: str) -> str:
            for names in maps:
                name = names(name)
            return name

        return rename

    def _names(self, phase: Phase) -> NameMap:
        staying = (self.tree.index.locate(path.strip("/")) for path in phase.skip)
        kept = (Move(m.name, m.name, alone=True) for m in staying if m is not None)
        moves = (planned.move for planned in phase.moves)
        return NameMap((*moves, *kept, *(Move(old, new) for old, new in phase.renames)))

    def _path(self, rename: Rename) -> Rename:
        index = self.tree.index

        def rename_path(path: str) -> str:
            module = index.locate(path)
            name = module.name if module is not None else ""
            if module is None or rename(name) == name:
                return path
            suffix = path[path.rindex(".") :]
            files = index.modules.get(rename(name), ())
            return next((file.path for file in files if file.path.endswith(suffix)), path)

        return rename_path

    def path_since_applied(self) -> Rename:
        """Return where files are now that the phase placed somewhere: later phases move them."""
        known = states(self.tree.root)
        time = known[self.phase.number].time
        later = [r for r in known.values() if r.status == "applied" and r.time > time]
        later.sort(key=lambda r: r.time)
        steps = [{f.old: f.new for f in record.files} for record in later]

        def now(path: str) -> str:
            for step in steps:
                path = step.get(path) or path
            return path

        return now

    def _path_back(self) -> Rename:
        """Return where files were before the phase that are somewhere now."""
        known = states(self.tree.root)
        number = self.phase.number
        if number not in known:
            return lambda path: path
        undone = [
            r for r in known.values() if r.status == "applied" and r.time >= known[number].time
        ]
        undone.sort(key=lambda r: r.time, reverse=True)
        steps = [{f.new: f.old for f in record.files if f.new} for record in undone]

        def back(path: str) -> str:
            for step in steps:
                path = step.get(path) or path
            return path

        return back
