"""The contracts of the repository's own import-linter: those kept before are kept after."""

from __future__ import annotations

import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rezone.phases.checks.model import Check, Finding, Unmeasured, When
from rezone.phases.checks.scene import Scene
from rezone.phases.checks.session import Measure
from rezone.phases.checks.tree import Tree

_VERDICT = re.compile(r"^(?P<name>.+?) (?P<verdict>KEPT|BROKEN)\b", re.MULTILINE)


def _take(tree: Tree, _files: frozenset[str]) -> Any:
    if find_spec("importlinter") is None:
        raise Unmeasured("import-linter is not installed: pip install 'rezone[checks]'")
    if not _is_configured(tree):
        raise Unmeasured("the repository has no contracts of import-linter")
    program = Path(sys.executable).parent / "lint-imports"
    command = [os.fspath(program), "--no-cache"]
    from rezone.phases.checks.sandbox import run

    tree.settle()
    done = run(command, tree.root, tree.plan.checks.timeout, tree.environment, scratch=tree.scratch)
    found = {match["name"]: match["verdict"] == "KEPT" for match in _VERDICT.finditer(done.out)}
    if not found:
        raise Unmeasured(
            f"import-linter failed: {done.last_words} "
            "(a new top-level package has to be in root_packages)"
        )
    return found


def _is_configured(tree: Tree) -> bool:
    files = {".importlinter": "importlinter", "setup.cfg": "[importlinter"}
    files["pyproject.toml"] = "[tool.importlinter"
    return any(
        name in tree.workspace.files and mark.encode() in tree.workspace.read(name)
        for name, mark in files.items()
    )


KEPT = Measure("import-linter", _take, whole=True)


def _judge(scene: Scene) -> Finding:
    now: dict[str, bool] = scene.take(KEPT)
    broken = {name for name, is_kept in now.items() if not is_kept}
    known = broken
    if scene.when is When.POST:
        before: dict[str, bool] = scene.earlier(KEPT).value
        known = {name for name in broken if before.get(name) is False}
        broken |= before.keys() - now.keys()  # a contract that is gone keeps nothing
    new = sorted(broken - known)
    return Finding(
        not new,
        f"{len(now)} contracts, {len(broken)} broken, {len(new)} of them new",
        "0 newly broken",
        {"contracts": len(now), "broken": len(broken), "new": len(new)},
        (
            *(f"newly broken: {name}" for name in new),
            *(f"broken before too: {name}" for name in sorted(known)),
        ),
    )


CHECK = Check(
    "import-linter",
    "The repository's own import contracts",
    frozenset({When.PRE, When.POST}),
    _judge,
)
