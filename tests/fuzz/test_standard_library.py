"""Every file of a standard library and its tests, through the finder and the transformers."""

from __future__ import annotations

from collections import Counter
from functools import partial
from random import Random

import pytest
from extent import IS_THOROUGH
from libraries import Library, libraries
from sources import context_of, examined, from_tree, in_libcst, in_memory

from rezone.phases.engine.context import PhaseContext
from rezone.transforms.edits.python_file import rewrite_python
from rezone.transforms.errors import PlanErrors
from rezone.transforms.references.mentions import Setting, find_in_python
from rezone.transforms.references.source import Unreadable

LIBRARIES = libraries()
SEEDS = range(1, 4 if IS_THOROUGH else 2)
MOVES = 12
# Python itself, or C code, imports them by name before anything else can be found.
FIXED = {"os", "io", "codecs", "encodings", "site", "importlib", "test", "idlelib"}


@pytest.fixture(params=LIBRARIES, ids=lambda library: library.name, scope="module")
def library(request: pytest.FixtureRequest) -> Library:
    found = request.param
    assert isinstance(found, Library)
    return found


def test_what_names_nothing_that_moves_keeps_every_byte(library: Library) -> None:
    """The finder runs on every file, whatever its bytes hold."""
    context = context_of(
        in_memory(library.contents | {"zz_left/__init__.py": b"", "zz_left/zz_gone.py": b""}),
        {"zz_left.zz_gone": "zz_right.zz_gone"},
    )
    said: Counter[str] = Counter()
    for path, content in library.contents.items():
        try:
            outcome = rewrite_python(
                path,
                content,
                context.resolver,
                partial(find_in_python, text_map=context.text_map, setting=Setting(path=path)),
            )
        except Unreadable:
            said["no Python of this version"] += 1
            continue
        assert outcome.content is None, path
        assert outcome.edits == (), path
        said["read"] += 1
    print(f"{library.name}: {dict(said)}")
    assert said["read"] > 0.9 * len(library.files) or not library.is_own


@pytest.mark.parametrize("seed", SEEDS)
def test_moves_all_over_the_library_leave_python(library: Library, seed: int) -> None:
    """What names them follows and still compiles; whole trees, of `ast` and LibCST, agree."""
    context, moves = moved(library, seed)
    said: Counter[str] = Counter()
    for path, content in library.contents.items():
        outcome = examined(context, path, content)
        if outcome.problem:
            said["no Python of this version"] += 1
            continue
        said["changed" if outcome.edits else "unchanged"] += 1
        if context.may_name(path, content):
            told = (outcome.content, outcome.edits, outcome.references)
            assert told == from_tree(context, path, content), path
        if outcome.edits:
            said["compared with LibCST"] += in_libcst(content, outcome)
    print(f"{library.name}, seed {seed}: {dict(said)}\n{moves}")
    assert said["changed"] >= MOVES
    assert said["compared with LibCST"] > 0.8 * said["changed"] or not library.is_own


def moved(library: Library, seed: int) -> tuple[PhaseContext, dict[str, str]]:
    """Return a phase of random moves: down, out, renamed and wrapped, of modules and packages."""
    chance = Random(f"{seed}")
    workspace = in_memory(library.contents)
    names = sorted(
        path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path in library.files
        if path.removesuffix(".py").replace("/", "").isidentifier()
    )
    chosen: dict[str, str] = {}
    while len(chosen) < MOVES:
        name = chance.choice(names)
        last = name.rpartition(".")[2]
        if name.partition(".")[0] in FIXED or last.startswith("_"):
            continue
        new = chance.choice([f"{name}x", f"moved.{name}", f"moved_{seed}.{last}", f"{name}.inner"])
        is_package = f"{name.replace('.', '/')}/__init__.py" in library.files
        if is_package and new.startswith(f"{name}."):
            continue
        try:
            context_of(workspace, {**chosen, name: new})
        except PlanErrors:
            continue
        chosen[name] = new
    return context_of(workspace, chosen), chosen


def test_libcst_keeps_what_nobody_edits(library: Library) -> None:
    """No edits: a whole tree gives the very bytes that LibCST's own round trip gives."""
    context = context_of(in_memory({"zz.py": b""}), {"zz": "zzz"})
    told = [
        in_libcst(content, outcome)
        for path, content in library.contents.items()
        if content and (IS_THOROUGH or len(content) < 20_000)
        if not (outcome := examined(context, path, content)).problem
    ]
    assert sum(told) > 0.8 * len(told) or not library.is_own
