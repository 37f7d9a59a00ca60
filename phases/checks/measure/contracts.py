"""The repository's own contracts of import-linter: which are kept.

The value is ``{"contracts": {name: is it kept}, "missing": [top-level packages]}``: those that are
missing in ``root_packages`` since a phase made them.  The contracts are judged as if they were
there, for import-linter refuses to run without.
"""

from __future__ import annotations

import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rezone.phases.checks.model import Unmeasured, Unrunnable
from rezone.phases.checks.session import Measure
from rezone.phases.checks.tree import Tree
from rezone.transforms.names import top

_VERDICT = re.compile(r"^(?P<name>.+?) (?P<verdict>KEPT|BROKEN)\b", re.MULTILINE)


def _take(tree: Tree, _files: frozenset[str]) -> Any:
    if not is_configured(tree):
        raise Unmeasured("the repository has no contracts of import-linter")
    if find_spec("importlinter") is None:
        raise Unmeasured("import-linter is not installed: pip install 'rezone[checks]'")
    config = tree.scratch.folder / "contracts.ini"
    asked = {"came": _came(tree), "config": os.fspath(config)}
    missing = tree.ask("import_contracts", asked, tool=True)
    program = os.fspath(Path(sys.executable).parent / "lint-imports")
    chosen = ("--config", os.fspath(config)) if missing else ()
    done = tree.run_program(program, "--no-cache", *chosen)
    found = {match["name"]: match["verdict"] == "KEPT" for match in _VERDICT.finditer(done.out)}
    if not found:
        raise Unrunnable(f"import-linter failed: {done.last_words}")
    return {"contracts": found, "missing": missing}


CONTRACTS = Measure("import-linter", _take, whole=True)


def is_configured(tree: Tree) -> bool:
    """Say whether the repository has contracts of import-linter."""
    files = {".importlinter": "importlinter", "setup.cfg": "[importlinter"}
    files["pyproject.toml"] = "[tool.importlinter"
    return any(
        name in tree.workspace.files and mark.encode() in tree.workspace.read(name)
        for name, mark in files.items()
    )


def _came(tree: Tree) -> dict[str, list[str]]:
    """Return the top-level packages that parts of others have moved to in the phases applied."""
    found: dict[str, set[str]] = {}
    for phase in tree.plan.in_dependency_order():
        if phase.number in tree.applied:
            for planned in phase.moves:
                old, new = top(planned.move.source), top(planned.move.target)
                origins = [name for name, came in found.items() if old in came] or [old]
                for origin in origins:
                    found.setdefault(origin, set()).add(new)
    own = {top(name) for name in tree.index.names}
    return {name: sorted(came & own) for name, came in found.items()}
