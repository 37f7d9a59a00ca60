"""Symbols taken out of their modules and put into others: texts in, texts out."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct, field

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.names import top
from rezone.transforms.records import replace
from rezone.transforms.references.source import NEWLINE
from rezone.transforms.symbols.arrivals import Arrival
from rezone.transforms.symbols.collisions import collisions, hidden
from rezone.transforms.symbols.definitions import Obstacle
from rezone.transforms.symbols.departing import (
    Taken,
    arrived_imports,
    departed,
    own_references,
    unserved,
)
from rezone.transforms.symbols.exports import export_edits, exported
from rezone.transforms.symbols.import_block import with_imports
from rezone.transforms.symbols.module_text import ModuleText, Symbols
from rezone.transforms.symbols.needs import Need, Wanted, needs_of, wanted_for
from rezone.transforms.symbols.obstacles import (
    changed_later,
    movable,
    obstacles_of,
    replaced,
)
from rezone.transforms.symbols.placing import Order, with_arrivals


class Split(Struct, frozen=True, dict=True):
    """What becomes of the modules: *modules* are those that change or are new, by name.

    *imported* says what each target imports for what arrives there, *back* what each module
    imports of what left it.
    """

    modules: Mapping[str, ModuleText]
    obstacles: tuple[Obstacle, ...] = ()
    imported: Mapping[str, tuple[Wanted, ...]] = field(default_factory=dict)
    back: Mapping[str, tuple[Wanted, ...]] = field(default_factory=dict)


class Splitter(Struct, frozen=True, dict=True):
    """The modules that symbols leave or reach, and all that is to be known around them.

    Args:
        modules: every module that symbols leave, and every target that exists.
        new: where the targets are that do not exist.
        symbols: (module, name) → (module, name) afterwards.
        taken: what other files take from the modules that symbols leave.
        tops: the top-level names of the workspace.
        below: package → the last segments of what lies directly in it.
    """

    modules: Mapping[str, ModuleText]
    new: Mapping[str, ModulePath]
    symbols: Symbols
    taken: Mapping[str, Taken]
    tops: Collection[str]
    below: Mapping[str, Collection[str]] = field(default_factory=dict)

    def run(self) -> Split:
        """Work it all out; where there is an obstacle nothing is changed."""
        arrivals, problems = self._arrivals()
        if problems:
            return Split({}, tuple(problems))
        targets: dict[str, list[Arrival]] = {}
        for arrival in arrivals:
            target, _ = self.symbols[arrival.home.name, arrival.name]
            targets.setdefault(target, []).append(arrival)
        gone = self._gone(arrivals)
        imported: dict[str, tuple[Wanted, ...]] = {}
        for target, arriving in targets.items():
            wanted, found = self._wanted(target, arriving)
            imported[target] = tuple(wanted)
            problems += found
            problems += obstacles_of(arriving, gone, target, self.symbols, self.modules)
        back = {name: tuple(self._back(name, gone[name])) for name in gone}
        for arrival in arrivals:
            taken = self.taken.get(arrival.home.name, Taken())
            locals_ = {wanted.local for wanted in back[arrival.home.name]}
            problems += replaced(arrival, taken.replaced, arrival.name in locals_, self.symbols)
            problems += self._changed_later(arrival, gone[arrival.home.name])
        if problems:
            return Split({}, tuple(problems), imported, back)
        after: dict[str, ModuleText] = {}
        for name in sorted({*gone, *targets}):
            module, problem = self._after(
                name,
                gone.get(name, []),
                targets.get(name, []),
                [*imported.get(name, ()), *back.get(name, ())],
            )
            after[name] = module
            problems += [problem] if problem else []
        return Split(after, tuple(problems), imported, back)

    def _changed_later(self, arrival: Arrival, gone: Collection[ast.stmt]) -> Iterable[Obstacle]:
        order = Order(arrival.home, (), {})
        left = [node for node in arrival.home.tree.body if node not in gone]
        return changed_later(arrival, order.needs(arrival.home, arrival.nodes), left)

    def _arrivals(self) -> tuple[list[Arrival], list[Obstacle]]:
        arrivals: list[Arrival] = []
        problems: list[Obstacle] = []
        for (home, name), (_, new) in self.symbols.items():
            found = movable(self.modules[home], name)
            if isinstance(found, Obstacle):
                problems.append(found)
            else:
                arrivals.append(Arrival(self.modules[home], name, new, tuple(found)))
        return arrivals, problems

    @staticmethod
    def _gone(arrivals: Iterable[Arrival]) -> dict[str, list[ast.stmt]]:
        gone: dict[str, list[ast.stmt]] = {}
        for arrival in arrivals:
            gone.setdefault(arrival.home.name, []).extend(arrival.nodes)
        return gone

    def _wanted(self, target: str, arrivals: list[Arrival]) -> tuple[list[Wanted], list[Obstacle]]:
        """Return what *target* must import for what arrives there, and what forbids it."""
        found: list[Wanted] = []
        problems: list[Obstacle] = []
        module = self.modules.get(target)
        for arrival in arrivals:
            inside = {id(use) for use, _ in arrival.own_chains(target)}
            for need in needs_of(arrival.home, arrival.nodes).values():
                left = tuple(use for use in need.uses if id(use) not in inside)
                if not left:
                    continue
                wanted, problem = wanted_for(Need(need.name, left, need.home), self.symbols, target)
                problems += [problem] if problem else []
                style = module or arrival.home
                found += (
                    self._evaluated(self._styled(one, need, style), need, module) for one in wanted
                )
        if module is None:
            if any(arrival.home.defers_annotations for arrival in arrivals):
                found.insert(0, Wanted("__future__", "annotations", None))
            return list(dict.fromkeys(found)), problems
        found = list(dict.fromkeys(found))
        problems += collisions(module, found, arrivals, self.symbols)
        problems += hidden(module, found, arrivals, self.below.get(target, ()))
        return [one for one in found if not _is_there(module, one, self.symbols)], problems

    def _evaluated(self, wanted: Wanted, need: Need, module: ModuleText | None) -> Wanted:
        """Import for real what only annotations need, where the target evaluates them (PEP 563)."""
        early = module is not None and any(
            need.home.is_early(use, module.defers_annotations) for use in need.uses
        )
        foreign = bool(need.home.imports(need.name))
        return replace(wanted, typing=False) if early and wanted.typing and foreign else wanted

    def _styled(self, wanted: Wanted, need: Need, module: ModuleText) -> Wanted:
        """Write an import that no statement of the home shows as the module writes its own."""
        if need.home.imports(need.name):
            return wanted
        return replace(wanted, relative=prefers_relative(module))

    def _back(self, name: str, gone: Collection[ast.stmt]) -> Iterable[Wanted]:
        """Yield what the rest of the module *name* still uses of what left it."""
        module = self.modules[name]
        left = [node for node in module.tree.body if node not in gone]
        for used in needs_of(module, left):
            target = self.symbols.get((name, used))
            if target is not None and module.scope.binds(used):
                alias = used if used != target[1] else None
                yield Wanted(*target, alias, relative=prefers_relative(module))

    def _after(
        self, name: str, gone: list[ast.stmt], arriving: list[Arrival], wanted: list[Wanted]
    ) -> tuple[ModuleText, Obstacle | None]:
        module = self.modules.get(name)
        names = {arrival.new for arrival in arriving}
        if module is None:
            module = ModuleText.parse(self.new[name], b"")
        else:
            taken = self.taken.get(name, Taken())
            kept = {used for a in arriving for used in needs_of(a.home, a.nodes)}
            dropped = unserved(module, gone, replace(taken, names=taken.names | kept))
            dropped |= set(arrived_imports(module, names))
            chains, unneeded = own_references(module, gone, names)
            module = module.rewritten([*chains, *departed(module, gone, dropped | unneeded)])
        lost = {symbol for home, symbol in self.symbols if home == name}
        added = [a.new for a in arriving if self._is_public(a)]
        module = module.rewritten(export_edits(module.source, module.tree, lost - names, added))
        module = with_imports(module, wanted, self.tops)
        module, problem = with_arrivals(module, arriving, self.symbols)
        newline = arriving[0].home.source.newline if arriving else "\n"
        if name not in self.modules and newline != "\n":
            text = module.source.text
            module = module.rewritten([(0, len(text), NEWLINE.sub(newline, text))])
        return module, problem

    def _is_public(self, arrival: Arrival) -> bool:
        said = exported(arrival.home.tree)
        return not arrival.name.startswith("_") if said is None else arrival.name in said


def _is_there(module: ModuleText, wanted: Wanted, symbols: Symbols) -> bool:
    """Say whether *module* imports it already, where it is needed."""
    name = wanted.local
    if module.meaning(name, symbols) != wanted.meaning:
        return False
    entries = module.imports(name)
    if not wanted.name and not wanted.alias and "." in wanted.module:
        return any(
            isinstance(s, ast.Import) and a.name == wanted.module and module.always_runs(s)
            for s, a in entries
        )
    return wanted.typing or not entries or any(module.always_runs(s) for s, _ in entries)


def prefers_relative(module: ModuleText) -> bool:
    """Say whether the imports of *module* from its own package are relative."""
    near = far = 0
    for node in module.tree.body:
        if isinstance(node, ast.ImportFrom):
            near += node.level > 0
            far += not node.level and top(node.module or "") == top(module.name)
    return near > far
