"""What the files of a repository tell of it before anybody has written a plan."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from rezone.phases.beginning.applications import guess_apps
from rezone.phases.beginning.aside import is_aside
from rezone.phases.beginning.domains import propose_domains
from rezone.phases.beginning.suite import Suite, guess_suite
from rezone.phases.engine.workspace import Workspace, guess_roots
from rezone.phases.plan.model import Domain
from rezone.phases.simulation import Progress, graph_of
from rezone.transforms.errors import RezoneError
from rezone.transforms.index.modules import Index
from rezone.transforms.names import last, top

_ENVIRONMENTS = (".venv", "venv", "env")
_INTERPRETERS = ("bin/python", "Scripts/python.exe")
_TARGETS = ("shared", "common", "foundation")


class Guesses(Struct, frozen=True):
    """What the first plan of a repository says, and the command line tells.

    *move* is an example: a module that is there, and a name that is free.  *python* is the
    interpreter of a virtual environment in the repository, empty without one.  *suite* is None
    where no tests were found.
    """

    roots: tuple[str, ...]
    domains: tuple[Domain, ...]
    suite: Suite | None
    apps: tuple[str, ...]
    python: str
    move: tuple[str, str] | None

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        return {
            "roots": list(self.roots),
            "domains": {domain.name: list(domain.packages) for domain in self.domains},
            "runner": list(self.suite.runner) if self.suite else [],
            "tests": list(self.suite.tests) if self.suite else [],
            "apps": list(self.apps),
        }


def guess(root: Path, progress: Progress | None = None) -> Guesses:
    """Return what the files below *root* suggest; none of them is run.

    *progress* is called with what is being done, how much of it, and how much in all.

    Raises:
        Refused: a folder cannot be read.
    """
    workspace = Workspace.scan(root)
    roots = guess_roots(workspace.files)
    program = frozenset(path for path in workspace.program if not is_aside(path, roots))
    index = Index.build(program, roots)
    graph = graph_of(index, workspace, progress)

    def read(path: str) -> bytes | None:
        try:
            return workspace.read(path)
        except RezoneError:
            return None

    sources = ((name, index.source_of(name)) for name in graph.modules)
    return Guesses(
        tuple(folder or "." for folder in roots),
        propose_domains(graph, index.packages),
        guess_suite(workspace.program, read),
        guess_apps(((name, file.path) for name, file in sources if file is not None), read),
        _interpreter(root),
        _example(index),
    )


def _interpreter(root: Path) -> str:
    places = (f"{folder}/{python}" for folder in _ENVIRONMENTS for python in _INTERPRETERS)
    return next((place for place in places if (root / place).is_file()), "")


def _example(index: Index) -> tuple[str, str] | None:
    """Return a module that could move, and a name in a new package beside it."""
    movable = (
        name
        for name in index.modules
        if "." in name and name not in index.packages and not last(name).startswith("_")
    )
    source = min(movable, default=None)
    if source is None:
        return None
    packages = (f"{top(source)}.{word}" for word in _TARGETS)
    package = next((package for package in packages if package not in index.names), None)
    return None if package is None else (source, f"{package}.{last(source)}")
