"""One state of a repository on disk: its files and modules, and its code run aside."""

from __future__ import annotations

import ast
import json
import os
import shutil
import sys
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Any

from rezone.phases.checks import workers
from rezone.phases.checks.model import Unrunnable
from rezone.phases.checks.restore import Past
from rezone.phases.checks.sandbox import Done, run
from rezone.phases.checks.scratch import Scratch
from rezone.phases.engine.context import choose_roots
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Plan
from rezone.phases.standing import standings
from rezone.transforms.errors import RezoneError
from rezone.transforms.index.modules import Index
from rezone.transforms.references.source import SourceText, Unreadable

_WORKERS = Path(workers.__path__[0])


class Tree:
    """The repository as it stands in one folder.

    Args:
        root: the folder.
        plan: the plan.
        home: the repository itself, where *root* is a copy of it.
        scratch: what holds answers and results.
        past: what the tree is a copy of; it is copied once some code has to run.
    """

    def __init__(
        self, root: Path, plan: Plan, home: Path, scratch: Scratch, past: Past | None = None
    ) -> None:
        self.root = root
        self.plan = plan
        self.home = home
        self.scratch = scratch
        self.past = past

    @cached_property
    def workspace(self) -> Workspace:
        """The files."""
        if self.past is not None:
            exclude = self.plan.workspace.exclude
            return Workspace.stored(self.root, self.past.places, self.past, exclude)
        return Workspace.scan(self.root, self.plan.workspace.exclude)

    def take_for_listed(self, files: frozenset[str]) -> None:
        """Look no further for the files: a moment ago they were *files*."""
        self.__dict__["workspace"] = Workspace(self.root, files)

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The import roots."""
        return choose_roots(self.plan, self.workspace)

    @cached_property
    def index(self) -> Index:
        """The modules."""
        return Index.build(self.workspace.files, self.roots)

    @cached_property
    def applied(self) -> tuple[int, ...]:
        """The phases that this state has behind it, in the order of the plan."""
        if self.past is not None:
            return self.past.applied
        found = standings(self.root, self.plan)
        return tuple(s.phase.number for s in found if s.status == "applied")

    @cached_property
    def python(self) -> str:
        """The interpreter that runs the repository's code."""
        named = self.plan.checks.python
        if not named:
            return sys.executable
        if "/" in named or os.sep in named:
            return os.path.abspath(self.home / named)
        return shutil.which(named) or named

    def parse(self, path: str) -> ast.Module | None:
        """Return the syntax tree of a file, None if it cannot be read or does not parse."""
        try:
            return SourceText.decode(self.workspace.read(path), path).parse()
        except (Unreadable, RezoneError):
            return None

    @cached_property
    def environment(self) -> dict[str, str]:
        """What the repository's code finds in its environment: its roots first."""
        roots = [os.fspath(self.root / root) for root in self.roots]
        given = os.environ.get("PYTHONPATH")
        return os.environ | {
            "PYTHONPATH": os.pathsep.join([*roots, *([given] if given else [])]),
            # Compiled files of libraries are used, none are left in the repository itself.
            "PYTHONDONTWRITEBYTECODE": "1" if self.root == self.home else "",
            "PYTHONIOENCODING": "utf-8",
        }

    def settle(self) -> None:
        """Put the tree on disk if it is not there yet.

        Raises:
            Unmeasured: a backup is damaged.
        """
        if self.past is not None and not self.root.exists():
            self.past.copy_to(self.root)

    def run(self, *arguments: str, timeout: float = 0, stdin: str = "", **env: str) -> Done:
        """Run the repository's interpreter in the tree; *env* comes on top of `environment`.

        Raises:
            Unmeasured: it cannot be started, or takes longer than *timeout* seconds (default:
                that of the plan).
        """
        limit = timeout or self.plan.checks.timeout
        self.settle()
        environment = self.environment | env
        command = [self.python, *arguments]
        return run(command, self.root, limit, environment, stdin, self.scratch)

    def run_tool(self, *arguments: str) -> Done:
        """Run rezone's own interpreter in the tree: tools that read the repository's code.

        Raises:
            Unmeasured: as `run`.
        """
        return self.run_program(sys.executable, *arguments)

    def run_program(self, *command: str) -> Done:
        """Run a program of rezone's own environment in the tree.

        Raises:
            Unmeasured: as `run`.
        """
        self.settle()
        limit = self.plan.checks.timeout
        return run(command, self.root, limit, self.environment, scratch=self.scratch)

    def ask(self, worker: str, question: object, timeout: float = 0, *, tool: bool = False) -> Any:
        """Return what the program *worker* of `workers` answers to *question*; both are JSON.

        The answer comes in a file: what the repository's code prints is nobody's concern.  A
        *tool* runs in rezone's own interpreter.

        Raises:
            Unmeasured: it took too long or ended without an answer.
        """
        handle, name = tempfile.mkstemp(suffix=".json", dir=self.scratch.folder)
        os.close(handle)
        program = os.fspath(_WORKERS / f"{worker}.py")
        limit = timeout or self.plan.checks.timeout
        python = sys.executable if tool else self.python
        asked = json.dumps(question)
        self.settle()
        command = [python, program, name]
        done = run(command, self.root, limit, self.environment, asked, self.scratch)
        answer = Path(name).read_bytes()
        if done.code or not answer:
            raise Unrunnable(f"{worker.replace('_', ' ')} failed: {done.last_words}")
        return json.loads(answer)
