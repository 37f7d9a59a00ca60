"""Bridges add old names to a program and change nothing else in it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import assume, given, settings
from interpreter import Interpreter
from programs import Program, programs
from trees import carried_out, plan_of, read_tree, write_tree

from rezone.phases import api
from rezone.phases.engine.outcome import Preview
from rezone.phases.engine.preview import preview
from rezone.phases.engine.workspace import Workspace
from rezone.transforms.errors import PlanError, PlanErrors, Refused
from rezone.transforms.names import ancestors


def bridged(folder: Path, program: Program) -> Preview:
    """Return the preview with bridges; a plan that contradicts the tree is no example."""
    write_tree(folder, program.files)
    plan = plan_of(program.moves).with_shims(True)
    try:
        found = preview(Workspace.scan(folder), plan, plan.phase(1))
    except (PlanError, PlanErrors, Refused):
        assume(False)
        raise
    assume(found.bridges)
    return found


@given(program=programs())
def test_an_old_name_has_the_values_of_the_new_one(
    program: Program, tmp_path: Path, interpreter: Interpreter
) -> None:
    found = bridged(tmp_path / "tree", program)
    after = tmp_path / "after"
    write_tree(after, carried_out(program.files, found.changes))
    pairs = {bridge.old: bridge.new for bridge in found.bridges}
    before = interpreter.values(tmp_path / "tree" / "src", [*pairs])
    packages = {old: [pairs.get(name, name) for name in ancestors(old)] for old in pairs}
    asked = {*pairs, *pairs.values(), *(name for above in packages.values() for name in above)}
    values = interpreter.values(after / "src", sorted(asked))
    for old, new in pairs.items():
        # A package of the program may fail where this one has come to, or has been: a warning of
        # the phase says so where it is the phase's doing.
        above = packages[old]
        if {before[old][0], *(values[name][0] for name in (new, *above))} == {"values"}:
            assert values[old] == values[new], old


@given(program=programs())
def test_new_names_do_not_notice_bridges(
    program: Program, tmp_path: Path, interpreter: Interpreter
) -> None:
    found = bridged(tmp_path / "tree", program)
    one, other = tmp_path / "with", tmp_path / "without"
    tree = carried_out(program.files, found.changes)
    paths = {bridge.path for bridge in found.bridges}
    write_tree(one, tree)
    write_tree(other, {path: content for path, content in tree.items() if path not in paths})
    pairs = {bridge.old: bridge.new for bridge in found.bridges}
    values = interpreter.values(one / "src", [*pairs.values()])
    for name, wanted in interpreter.values(other / "src", [*pairs.values()]).items():
        # A bridge above, to a package that fails, fails as well.
        above = [pairs[package] for package in ancestors(name) if package in pairs]
        if {wanted[0], *(values[package][0] for package in above)} == {"values"}:
            assert values[name] == wanted, name


@settings(max_examples=settings.default.max_examples // 4)  # three transactions each
@given(program=programs())
def test_taken_away_they_leave_the_tree_of_the_phase_without(
    program: Program, tmp_path: Path
) -> None:
    one, other = tmp_path / "with", tmp_path / "without"
    bridged(one, program)
    write_tree(other, program.files)
    plan = plan_of(program.moves)
    api.migrate(one, plan.with_shims(True), 1)
    left = read_tree(one)
    dropped = api.drop_bridges(one, plan)
    assume(not dropped.refused)
    api.migrate(other, plan, 1)
    mine, theirs = read_tree(one), read_tree(other)
    for path in mine.keys() - theirs.keys():  # an empty package that a string still names
        package = path.removeprefix("src/").removesuffix("/__init__.py").replace("/", ".")
        assert any(package.encode() in content for content in theirs.values()), path
        del mine[path]
    assert mine == theirs
    api.restore_bridges(one)
    assert read_tree(one) == left
