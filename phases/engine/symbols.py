"""The symbols of a phase: references follow first, then the definitions change their module.

Symbols move in the tree that the phase's modules leave, so that a module may move and lose a
symbol in one phase: sources are named as they are before the phase, targets as they are after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import sha256

from msgspec import Struct

from rezone.phases.engine.context import (
    PhaseContext,
    choose_roots,
    namespaces_above,
    target_root,
)
from rezone.phases.engine.examine import Executor
from rezone.phases.engine.outcome import FileOutcome
from rezone.phases.engine.symbol_tails import with_tails
from rezone.phases.engine.takers import taken_by_others
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan, PlannedMove
from rezone.transforms.edits.change_set import ChangeSet, FileChange
from rezone.transforms.errors import PlanError, PlanErrors, Refused
from rezone.transforms.index.layout import Layout, folder_in, new_inits, root_for
from rezone.transforms.index.modules import Index, ModulePath
from rezone.transforms.index.namespace import Namespaces
from rezone.transforms.index.new_tops import new_tops
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.records import replace
from rezone.transforms.references.mentions import TextMap
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.symbols.definitions import Obstacle
from rezone.transforms.symbols.exports import exported
from rezone.transforms.symbols.module_text import ModuleText
from rezone.transforms.symbols.obstacles import movable
from rezone.transforms.symbols.split_proof import prove_split
from rezone.transforms.symbols.splitting import Split, Splitter


class SymbolStage(Struct, frozen=True, dict=True):
    """The symbol moves of *phase* in *workspace*, whose modules have moved already.

    *names* is the name map of those modules.
    """

    workspace: Workspace
    plan: Plan
    phase: Phase
    names: NameMap

    @cached_property
    def planned(self) -> tuple[PlannedMove, ...]:
        """The moves, their sources as they are named by now."""
        found = []
        for planned in self.phase.moves:
            if planned.move.is_symbol:
                home, _, name = planned.move.source.partition(":")
                move = Move(f"{self.names(home)}:{name}", planned.move.target)
                found.append(replace(planned, move=move))
        return tuple(found)

    @cached_property
    def index(self) -> Index:
        """The modules of the workspace."""
        return Index.build(self.workspace.program, choose_roots(self.plan, self.workspace))

    @cached_property
    def modules(self) -> Mapping[str, ModuleText]:
        """The modules that symbols leave, and the targets that exist, as they are."""
        problems: list[PlanError] = []
        found: dict[str, ModuleText] = {}
        for planned in self.planned:
            for end in (planned.move.source, planned.move.target):
                name, _, symbol = end.partition(":")
                here = self.index.source_of(name)
                if here is None and end is planned.move.target and not self.index.has(name):
                    continue
                problem = self._unfit(name, symbol, here)
                if problem:
                    origin = planned.origin
                    problems.append(PlanError(f"{origin.key}: {problem}", origin.path, origin.line))
                elif name not in found and here is not None:
                    found[name] = ModuleText.parse(here, self.workspace.read(here.path))
        if problems:
            raise PlanErrors(tuple(problems))
        return found

    def _unfit(self, name: str, symbol: str, here: ModulePath | None) -> str:
        if here is None or not here.path.endswith(".py"):
            return f"{name!r} is no module with a file of its own"
        if len(self.index.modules[name]) > 1:
            others = ", ".join(m.path for m in self.index.modules[name][1:])
            return f"{name!r} has several files ({others}): move the symbol in them by hand"
        if here.is_package and self.index.has(f"{name}.{symbol}"):
            return f"{name!r} has a submodule {symbol!r}, too"
        return ""

    @cached_property
    def new(self) -> Mapping[str, ModulePath]:
        """Where the targets are that do not exist."""
        found: dict[str, ModulePath] = {}
        for planned in self.planned:
            home, _, _ = planned.move.source.partition(":")
            name, _, _ = planned.move.target.partition(":")
            if name not in self.modules:
                source = self.modules[home].here.root
                root = root_for(self.index, name, target_root(self.plan), source)
                found[name] = ModulePath(name, folder_in(root, name) + ".py", root, False)
        return found

    @cached_property
    def context(self) -> PhaseContext:
        """The phase as the rewriting of references sees it: nothing but symbols move."""
        moves = tuple(planned.move for planned in self.planned)
        names = NameMap(moves)
        spaces = Namespaces(dict(namespaces_above(self.workspace, self.index, names)))
        stars = {home: self._offered(home) for home in names.symbol_homes}
        resolver = Resolver(self.index, names, spaces, stars=stars)
        kinds = self.plan.workspace.read_as
        text_map = TextMap.build(names, self.index.names, {}, {}, self.index.roots, kinds=kinds)
        text_map = replace(text_map, new_tops=new_tops(self.index, self._arrivals()))
        phase = replace(self.phase, lazy=())
        layout = Layout({}, (), (), ())
        return PhaseContext(
            self.workspace, self.plan, phase, self.index, moves, layout, resolver, text_map
        )

    def _arrivals(self) -> Iterator[tuple[ModulePath, ModulePath]]:
        """Yield the module that each symbol leaves and the new one that it goes to."""
        for planned in self.planned:
            home, target = (
                end.partition(":")[0] for end in (planned.move.source, planned.move.target)
            )
            if target in self.new:
                yield self.modules[home].here, self.new[target]

    def _offered(self, home: str) -> frozenset[str]:
        module = self.modules[home]
        said = exported(module.tree)
        if said is not None:
            return said
        return frozenset(n for n in module.scope.others if not n.startswith("_"))

    def run(self, executor: Executor) -> tuple[ChangeSet, list[FileOutcome]]:
        """Work out what the symbols change; nothing is written.

        Raises:
            PlanErrors: a symbol is not where the plan says.
            Refused: a symbol cannot move, with every reason.
            Unproven: an edited file is not provably the same.
        """
        self._check()
        paths = sorted(self.index.files - self.context.plan_files)
        symbols = self.context.resolver.names.symbols
        outcomes = {
            o.old: with_tails(o, self.workspace.read, symbols)
            for o in executor(self.context, paths, _uncounted)
        }
        before = self._followed(outcomes)
        split = self.split(before)
        prove_split(before, split.modules, self.context.resolver.names.symbols)
        return self._changes(outcomes, split)

    def named(self, changes: ChangeSet) -> set[str]:
        """Return the modules that *changes* edit or bring."""
        new = {here.path: name for name, here in self.new.items()}
        paths = {change.new for change in changes.files if change.new is not None}
        known = {p: module.name for p, module in self.index.by_path.items() if p in paths}
        return {*known.values(), *(new[p] for p in paths if p in new)}

    def _check(self) -> None:
        """Stop where a symbol is not defined in its module at all."""
        problems = []
        for planned in self.planned:
            home, _, name = planned.move.source.partition(":")
            found = movable(self.modules[home], name)
            if isinstance(found, Obstacle) and not self.modules[home].scope.binds(name):
                origin = planned.origin
                problem = f"{origin.key}: {home!r} has no {name!r}"
                problems.append(PlanError(problem, origin.path, origin.line, found.hint))
        if problems:
            raise PlanErrors(tuple(problems))

    def _followed(self, outcomes: Mapping[str, FileOutcome]) -> dict[str, ModuleText]:
        """Return the modules with their references as they will be, definitions in place still."""
        found = {}
        for name, module in self.modules.items():
            outcome = outcomes.get(module.here.path)
            content = outcome.content if outcome is not None else None
            found[name] = module if content is None else ModuleText.parse(module.here, content)
        return found

    def split(self, modules: Mapping[str, ModuleText]) -> Split:
        """Return what becomes of *modules*.

        Raises:
            Refused: a symbol cannot move.
        """
        symbols = self.context.resolver.names.symbols
        tops = {name.partition(".")[0] for name in self.index.names}
        splitter = Splitter(
            modules,
            self.new,
            symbols,
            taken_by_others(self.workspace, self.index, modules, symbols),
            tops,
            self._below(),
        )
        found = splitter.run()
        if found.obstacles:
            raise refusal(found.obstacles)
        return found

    def _below(self) -> dict[str, set[str]]:
        """Return what lies in each package that symbols reach."""
        targets = {target for target, _ in self.context.resolver.names.symbols.values()}
        found: dict[str, set[str]] = {}
        for name in self.index.names:
            above, _, tail = name.rpartition(".")
            if above in targets:
                found.setdefault(above, set()).add(tail)
        return found

    def _changes(
        self, outcomes: dict[str, FileOutcome], split: Split
    ) -> tuple[ChangeSet, list[FileOutcome]]:
        files: list[FileChange] = []
        for name, module in split.modules.items():
            content = module.source.encode(module.source.text)
            if name in self.new:
                files.append(FileChange(None, module.here.path, content))
                continue
            path = module.here.path
            known = outcomes.get(path)
            before = known.before if known else sha256(self.workspace.read(path)).hexdigest()
            outcome = known or FileOutcome(path, path, before)
            outcomes[path] = replace(outcome, content=content, proven=True, edits=())
        for where in self.new.values():
            files += (
                FileChange(None, init, b"")
                for init in new_inits(self.index, where.name, where.root)
            )
        files += (
            FileChange(o.old, o.new, o.content, o.before) for o in outcomes.values() if o.is_change
        )
        ordered = {(f.old, f.new): f for f in files}
        found = tuple(sorted(ordered.values(), key=lambda f: (f.old or "", f.new or "")))
        return ChangeSet(found), [outcomes[path] for path in sorted(outcomes)]


def refusal(obstacles: tuple[Obstacle, ...]) -> Refused:
    """Return the refusal that tells every obstacle with its place and way out."""
    told = [
        f"{o.path}:{o.line}: {o.problem} (hint: {o.hint})"
        if o.hint
        else f"{o.path}:{o.line}: {o.problem}"
        for o in dict.fromkeys(obstacles)
    ]
    return Refused("\n  ".join(["symbols cannot move as planned:", *told]))


def joined(first: list[FileOutcome], then: list[FileOutcome]) -> Iterator[FileOutcome]:
    """Yield the outcomes of both stages, one for each file, by its path before the phase."""
    later = {outcome.old: outcome for outcome in then}
    for outcome in first:
        more = later.pop(outcome.new, None)
        if more is None:
            yield outcome
            continue
        changed = more.content is not None
        yield replace(
            outcome,
            content=more.content if changed else outcome.content,
            references=(*outcome.references, *more.references),
            proven=outcome.proven or more.proven,
            problem=outcome.problem or more.problem,
            line=outcome.line or more.line,
            edits=() if changed else outcome.edits,
        )
    yield from later.values()


def _uncounted(done: int) -> None: ...  # progress is told of the first pass over the files
