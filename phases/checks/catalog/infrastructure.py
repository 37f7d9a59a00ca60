"""Python, tools, disk and memory: what the phase and the other checks need."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec

from rezone.phases.checks.measure import contracts
from rezone.phases.checks.model import Check, Finding, Unmeasured, When
from rezone.phases.checks.scene import Scene
from rezone.phases.checks.tree import Tree

PYTHON = (3, 11)
DISK = 1024**3
MEMORY = 512 * 1024**2
_MB = 1024**2

_OURS = {"flake8": "flake8", "fixit": "fixit", "grimp": "grimp", "psutil": "psutil"}
_THEIRS = ("pytest", "coverage")
"""Modules that the repository's interpreter needs: its suite runs with them."""

_FACTS = """
import importlib.util, json, sys
names = sys.argv[1:]
missing = [name for name in names if importlib.util.find_spec(name) is None]
print(json.dumps([list(sys.version_info[:3]), missing]))
"""


def _judge(scene: Scene) -> Finding:
    tree = scene.tree
    version, missing = _interpreter(tree)
    free = min(shutil.disk_usage(folder).free for folder in (tree.root, tree.scratch.folder))
    memory = _memory()
    problems = list(_problems(tree, version, missing, free, memory))
    shown = "unknown" if memory is None else f"{memory // _MB} MB"
    return Finding(
        not problems,
        f"Python {'.'.join(map(str, version))}, {len(problems)} problems, "
        f"{free // _MB} MB disk, {shown} memory",
        f"Python ≥ {'.'.join(map(str, PYTHON))}, all tools, "
        f"{DISK // _MB} MB disk, {MEMORY // _MB} MB memory",
        {"problems": len(problems), "disk_bytes": free, "memory_bytes": memory or 0},
        tuple(problems),
    )


def _interpreter(tree: Tree) -> tuple[list[int], list[str]]:
    """Return the version of the repository's interpreter, and the modules it lacks."""
    import json

    done = tree.run("-c", _FACTS, *_THEIRS, timeout=60)
    if done.code:
        raise Unmeasured(f"{tree.python} does not run: {done.last_words}")
    version, missing = json.loads(done.out)
    return version, missing


def _problems(
    tree: Tree, version: list[int], missing: list[str], free: int, memory: int | None
) -> Iterator[str]:
    if tuple(version) < PYTHON:
        yield f"{tree.python} is Python {'.'.join(map(str, version))}"
    for name in missing:
        yield f"{tree.python} has no {name}: {tree.python} -m pip install {name}"
    for name, module in _OURS.items():
        if find_spec(module) is None:
            yield f"{name} is not installed: pip install 'rezone[checks]'"
    if find_spec("importlinter") is None and contracts.is_configured(tree):
        yield "import-linter is not installed: pip install 'rezone[checks]'"
    if (tree.root / ".git").exists() and shutil.which("git") is None:
        yield "this is a git repository, and there is no git"
    if free < DISK:
        yield f"the disk has {free // _MB} MB free"
    if memory is not None and memory < MEMORY:
        yield f"{memory // _MB} MB of memory are available"


def _memory() -> int | None:
    """Return the bytes of memory that are available, None where psutil is missing."""
    try:
        import psutil  # type: ignore[import-untyped]
    except ImportError:
        return None
    return int(psutil.virtual_memory().available)


CHECK = Check(
    "infrastructure",
    "Python, tools, disk and memory",
    frozenset({When.PRE, When.POST}),
    _judge,
)
