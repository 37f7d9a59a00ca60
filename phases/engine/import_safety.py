"""Would the program still import?  Answered before a file moves, without running it.

A move changes which ``__init__`` run before a module, and so the order in which a cycle of
imports is entered.  Where nothing of that changes there is nothing to ask, and nothing is parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from rezone.phases.engine.context import PhaseContext
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import RezoneError
from rezone.transforms.index.import_events import Attempt, Bind, Event, Take, Walk, events_of
from rezone.transforms.index.import_machine import ImportFailure, ImportMachine, Program
from rezone.transforms.index.modules import Index
from rezone.transforms.names import ancestors
from rezone.transforms.references.source import SourceText, Unreadable

Read = Callable[[str], bytes]


class Tree:
    """The modules of a workspace, before or after a phase, as programs; parsed when asked for."""

    def __init__(self, index: Index, read: Read) -> None:
        self.index = index
        self._read = read
        self._programs: dict[str, Program | None] = {}

    def find(self, name: str) -> Program | None:
        """Return the module *name*, None where the workspace has none."""
        if name not in self._programs:
            self._programs[name] = self._load(name)
        return self._programs[name]

    def _load(self, name: str) -> Program | None:
        module = self.index.source_of(name)
        if module is None or module.path.endswith(".pyi"):
            return Program("", None) if name in self.index.packages else None
        try:
            tree = SourceText.decode(self._read(module.path), module.path).parse()
        except (Unreadable, RezoneError, OSError):
            return Program(module.path, ())
        return Program(module.path, events_of(tree, module))

    def is_ours(self, name: str) -> bool:
        """Say whether *name* would have to be in a regular package of the workspace."""
        above = name.rpartition(".")[0]
        return bool(above) and self.index.source_of(above) is not None

    def run(self, module: str) -> ImportFailure | None:
        """Import *module* in a fresh interpreter, on paper."""
        return ImportMachine(self.find, self.is_ours).run(module)

    def imports(self, name: str) -> set[str]:
        """Return the modules of the workspace that importing *name* imports, those above too."""
        program = self.find(name)
        found = {above for above in ancestors(name) if self.find(above) is not None}
        for target in _targets(program.events or ()) if program is not None else ():
            for module in [*ancestors(target), target]:
                if self.find(module) is not None:
                    found.add(module)
        return found - {name}


def _targets(events: tuple[Event, ...]) -> Iterator[str]:
    for event in events:
        if isinstance(event, Attempt):
            yield from _targets(event.body)
            yield from _targets(event.handler)
        elif not isinstance(event, Bind | Walk):
            yield event.module
            name = getattr(event, "name", "*")
            if name != "*":
                yield f"{event.module}.{name}"


def trees(context: PhaseContext, changes: ChangeSet) -> tuple[Tree, Tree]:
    """Return the workspace before and after *changes*."""
    contents = {c.new: c.content for c in changes.files if c.new and c.content is not None}
    origins = {c.new: c.old for c in changes.files if c.new and c.old}
    left = {c.old for c in changes.files if c.old}
    arrived = {c.new for c in changes.files if c.new}
    index = context.index.after(left, arrived)

    def read_after(path: str) -> bytes:
        content = contents.get(path)
        return context.workspace.read(origins.get(path, path)) if content is None else content

    return Tree(context.index, context.workspace.read), Tree(index, read_after)


def _speaks(tree: Tree, package: str) -> bool:
    program = tree.find(package)
    return program is not None and any(True for _ in _targets(program.events or ()))


def affected(context: PhaseContext, before: Tree, after: Tree) -> dict[str, str]:
    """Return old → new name of the moved modules before which other ``__init__`` run now."""
    speaking: dict[tuple[int, str], bool] = {}

    def inits(tree: Tree, name: str) -> set[str]:
        found = set()
        for package in ancestors(name):
            key = (id(tree), package)
            if key not in speaking:
                speaking[key] = _speaks(tree, package)
            if speaking[key]:
                found.add(package)
        return found

    found = {}
    for path in context.layout.paths:
        module = context.index.by_path.get(path)
        if module is None:
            continue
        new = context.resolver.destination(module.name)
        old_inits = {context.resolver.destination(n) for n in inits(before, module.name)}
        # A top package is found by name alone; one below another is an attribute once it has run.
        sinks = "." not in module.name and "." in new and _speaks(before, module.name)
        if sinks or old_inits != inits(after, new):
            found[module.name] = new
    return found


def new_failures(
    context: PhaseContext, changes: ChangeSet, edited: Iterable[str] = ()
) -> Iterator[ImportFailure]:
    """Yield each import that works now and would fail afterwards, with its chain.

    *edited* are modules, as named afterwards, whose imports are others than before.
    """
    before, after = trees(context, changes)
    asked = {*affected(context, before, after).values(), *_lazy(context), *edited}
    if not asked:
        return
    back = {new: old for old, new in _names(context).items()}
    told: set[tuple[str, int]] = set()
    for component in cycles(asked, after.imports):
        for module in sorted(component):
            failure = after.run(module)
            if failure is None or _is_old(failure, module, before, back, context):
                continue
            _, path, line = failure.chain[-1] if failure.chain else (module, "", 0)
            if (path, line) not in told:
                told.add((path, line))
                yield failure


def _is_old(
    failure: ImportFailure,
    module: str,
    before: Tree,
    back: Mapping[str, str],
    context: PhaseContext,
) -> bool:
    """Say whether *module*, as named afterwards, failed to import before.

    One that the phase makes has to import, unless what it imports failed in the same way.
    """
    old = back.get(module, module)
    if before.find(old) is not None:
        return before.run(old) is not None
    chain = (back.get(name, name) for name, _, _ in failure.chain)
    found = [before.run(name) for name in chain if before.find(name) is not None]
    wanted = {(f.kind, context.resolver.follow(f.wanted)) for f in found if f is not None}
    return (failure.kind, failure.wanted) in wanted


def _lazy(context: PhaseContext) -> Iterator[str]:
    """Yield the new names of the packages whose ``__init__`` imports less than before."""
    for name in context.phase.lazy:
        if context.index.has(name):
            yield context.resolver.destination(name)


def _names(context: PhaseContext) -> Mapping[str, str]:
    modules = (context.index.by_path.get(path) for path in context.layout.paths)
    return {m.name: context.resolver.destination(m.name) for m in modules if m is not None}


def broken_targets(context: PhaseContext) -> Iterator[tuple[str, ImportFailure]]:
    """Yield the packages that exist, receive modules, and fail to import already."""
    tree = Tree(context.index, context.workspace.read)
    seen: set[str] = set()
    for move in context.moves:
        for package in ancestors(move.target):
            if package in seen or not context.index.has(package):
                continue
            seen.add(package)
            failure = tree.run(package)
            if failure is not None:
                yield package, failure
                break


def hidden_arrivals(context: PhaseContext, changes: ChangeSet) -> Iterator[tuple[str, str]]:
    """Yield (module, package) for each name that arrives where its package binds it otherwise.

    It can be imported from, but ``package.module`` is something else (language reference 7.11).
    """
    before, after = trees(context, changes)
    arrived = {new: old for old, new in _names(context).items()}
    packages = context.index.packages
    above = {name for new in arrived for name in ancestors(new) if name not in packages}
    for new in sorted({*arrived, *above}):
        package, _, last = new.rpartition(".")
        if not package or not _binds(after, package, last):
            continue
        old_package, _, old_last = arrived.get(new, "").rpartition(".")
        stays = context.resolver.destination(old_package) == package
        if not stays or not _binds(before, old_package, old_last):
            yield new, package


def _binds(tree: Tree, package: str, name: str) -> bool:
    program = tree.find(package)
    return program is not None and any(
        local == name and bound != f"{package}.{name}" for local, bound in _bound(program.events)
    )


def _bound(events: tuple[Event, ...] | None) -> Iterator[tuple[str, str]]:
    """Yield (name, module or symbol) that *events* bind."""
    for event in events or ():
        if isinstance(event, Attempt):
            yield from _bound((*event.body, *event.handler))
        elif isinstance(event, Take):
            yield event.local, f"{event.module}.{event.name}"
        elif isinstance(event, Bind) and not event.inner:
            yield event.name, event.module


def cycles(start: set[str], successors: Callable[[str], set[str]]) -> list[set[str]]:
    """Return the import cycles that can be reached from *start* (Tarjan, without recursion)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[set[str]] = []
    for root in sorted(start):
        if root in order:
            continue
        work = [(root, iter(sorted(successors(root))))]
        order[root] = low[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, pending = work[-1]
            following = next(pending, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    component: set[str] = set()
                    while node not in component:
                        member = stack.pop()
                        on_stack.discard(member)
                        component.add(member)
                    if len(component) > 1:
                        found.append(component)
            elif following not in order:
                order[following] = low[following] = len(order)
                stack.append(following)
                on_stack.add(following)
                work.append((following, iter(sorted(successors(following)))))
            elif following in on_stack:
                low[node] = min(low[node], order[following])
    return found
