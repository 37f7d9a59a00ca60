"""The import system, run on paper: which import fails, and through which chain.

A ``from`` import of a name that a module still running has not bound yet is the failure that a
new import cycle causes (language reference 5.4; FAQ "circular imports").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from rezone.transforms.index.import_events import (
    Attempt,
    Bind,
    Event,
    Load,
    Offer,
    Take,
    Walk,
    names_bound,
)
from rezone.transforms.names import ancestors


class Program(Struct, frozen=True):
    """One module as the import system sees it: *events* is None for a namespace package."""

    path: str
    events: tuple[Event, ...] | None


Find = Callable[[str], Program | None]
"""Name → module, None for what is not in the workspace."""


class ImportFailure(Struct, frozen=True):
    """Why importing a module fails.

    *chain* are (module, path, line) from the entry to the statement that fails; *kind* is
    ``cycle`` (a name of a module that is still being imported) or ``missing``.
    """

    kind: str
    wanted: str
    chain: tuple[tuple[str, str, int], ...]

    def __str__(self) -> str:
        """Return the chain in one line, the failing statement last."""
        steps = " → ".join(f"{module} ({path}:{line})" for module, path, line in self.chain)
        what = {"cycle": "is not bound yet", "missing": "does not exist"}[self.kind]
        return f"{steps}: {self.wanted} {what}"


class _Failed(Exception):
    def __init__(self, failure: ImportFailure) -> None:
        super().__init__(failure)
        self.failure = failure


class ImportMachine:
    """One fresh interpreter.

    Args:
        find: looks a module of the workspace up.
        is_ours: says whether a name lies in a package that the workspace owns wholly, so that a
            module missing from it is missing indeed.
    """

    def __init__(self, find: Find, is_ours: Callable[[str], bool]) -> None:
        self._find = find
        self._is_ours = is_ours
        self._bound: dict[str, set[str]] = {}
        self._means: dict[str, dict[str, str]] = {}
        self._offers: dict[str, dict[str, Offer]] = {}
        self._open: set[str] = set()
        self._running: list[tuple[str, str]] = []
        self._lines: list[int] = []

    def run(self, module: str) -> ImportFailure | None:
        """Import *module* and return the failure, None if it succeeds."""
        try:
            self._load(module)
        except _Failed as failed:
            return failed.failure
        except RecursionError:
            return None
        return None

    def _load(self, module: str) -> bool:
        """Import *module* and what lies above it; False for a module of somebody else."""
        for name in [*ancestors(module), module]:
            if name in self._bound:
                continue
            program = self._find(name)
            if program is None:
                if self._is_ours(name):
                    self._fail("missing", name)
                return False
            self._execute(name, program)
        return True

    def _execute(self, name: str, program: Program) -> None:
        self._bound[name] = set()
        self._means[name] = {}
        if program.events is None:
            return
        self._open.add(name)
        self._running.append((name, program.path))
        self._lines.append(0)
        try:
            self._events(name, program.events)
        except _Failed:
            del self._bound[name]
            raise
        finally:
            self._open.discard(name)
            self._running.pop()
            self._lines.pop()
        above, _, tail = name.rpartition(".")
        if above in self._bound:
            self._bound[above].add(tail)

    def _events(self, name: str, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, Bind):
                if not event.inner:
                    self._bound[name].add(event.name)
                self._means[name][event.name] = event.module
            elif isinstance(event, Walk):
                self._lines[-1] = event.line
                self._walk(self._means[name].get(event.name, ""), event.attributes)
            elif isinstance(event, Load):
                self._lines[-1] = event.line
                self._load(event.module)
            elif isinstance(event, Take):
                self._lines[-1] = event.line
                self._take(name, event)
            elif isinstance(event, Offer):
                self._offers.setdefault(name, {})[event.name] = event
            else:
                self._attempt(name, event)

    def _walk(self, module: str, attributes: tuple[str, ...]) -> None:
        """Look *attributes* up in a *module* that may be running still.

        A submodule is no attribute of its package until it has run (language reference 5.4.2), a
        name that a statement further down binds is none before.
        """
        for attribute in attributes:
            following = f"{module}.{attribute}"
            if module in self._open and attribute not in self._bound[module]:
                program = self._find(module)
                names = names_bound(program.events or ()) if program is not None else ()
                if attribute in names and "__getattr__" not in names:
                    self._fail("cycle", following)
            if self._find(following) is None or following not in self._bound:
                return
            if following in self._open and attribute not in self._bound.get(module, ()):
                self._fail("cycle", following)
            module = following

    def _attempt(self, name: str, event: Attempt) -> None:
        try:
            self._events(name, event.body)
        except _Failed:
            self._events(name, event.handler)

    def _take(self, name: str, event: Take) -> None:
        if not self._load(event.module):
            self._bound[name].add(event.local)
            return
        full = f"{event.module}.{event.name}"
        self._means[name][event.local] = full if self._find(full) is not None else ""
        bound = self._bound[event.module]
        if event.name == "*":
            self._ask(event.module, [n for n in self._offered(event.module) if n[0] != "_"])
            self._bound[name] |= bound
            return
        self._ask(event.module, [event.name])
        if event.name not in bound:
            if full not in self._bound and self._find(full) is not None:
                self._load(full)
            elif (
                full not in self._bound
                and event.module in self._open
                and "__getattr__" not in bound  # PEP 562: answered while it runs
            ):
                self._fail("cycle", full)
        self._bound[name].add(event.local)

    def _offered(self, module: str) -> Mapping[str, Offer]:
        return self._offers.get(module, {})

    def _ask(self, module: str, names: Iterable[str]) -> None:
        """Import what stands behind those of *names* that *module* offers and has not yet."""
        for name in names:
            offer = self._offered(module).get(name)
            if offer is None or name in self._bound[module]:
                continue
            if offer.attribute:
                self._take(module, Take(offer.module, offer.attribute, name, self._lines[-1]))
            else:
                self._load(offer.module)
            self._bound[module].add(name)

    def _fail(self, kind: str, wanted: str) -> None:
        places = zip(self._running, self._lines, strict=True)
        chain = tuple((module, path, line) for (module, path), line in places)
        raise _Failed(ImportFailure(kind, wanted, chain))
