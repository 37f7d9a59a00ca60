"""What the rules find one file at a time is what the engine finds with the whole tree."""

from __future__ import annotations

from pathlib import Path

from fixit import LintViolation
from fixit.engine import LintRunner
from hypothesis import assume, given
from libcst.metadata import CodePosition, CodeRange
from programs import Program, programs
from test_programs import _meet, found_for
from trees import carried_out, plan_of, write_tree

from rezone.phases.engine.references_only import references_context
from rezone.phases.engine.rewriting import rewrite_file
from rezone.phases.engine.workspace import Workspace
from rezone.phases.linting.linted_file import LintedFile
from rezone.phases.linting.nearest_plan import PlanInForce
from rezone.transforms.edits.tree import node_edits
from rezone.transforms.errors import Unproven
from rezone.transforms.references.source import SourceText

NOWHERE = CodeRange(CodePosition(1, 0), CodePosition(1, 0))


@given(program=programs())
def test_fixes_node_by_node_give_the_same_bytes(program: Program, tmp_path: Path) -> None:
    for file in found_for(tmp_path / "tree", program).files:
        if file.edits and file.content is not None:
            content = program.files[file.old]
            runner = LintRunner(Path(file.old), content)
            source = SourceText.decode(content, file.old)
            fixes = [
                LintViolation("law", NOWHERE, "", edit.node, edit.replacement)
                for edit in node_edits(runner.module, source, file.edits)
            ]
            assert runner.apply_replacements(fixes).bytes == file.content


@given(program=programs())
def test_a_look_at_the_names_is_enough(program: Program, tmp_path: Path) -> None:
    """On the migrated tree a file as it was before gets the same from rules and `rezone rewrite`.

    Where moves meet, in a chain or a swap, a rule knows more: it judges name by name.
    """
    assume(not any(_meet(program.moves)))
    tree = tmp_path / "tree"
    after = carried_out(program.files, found_for(tree, program).changes)
    write_tree(tree, after)
    plan = plan_of(program.moves)
    context = references_context(Workspace.scan(tree), plan)
    for path in sorted(after.keys() & program.files.keys()):
        content = program.files[path]
        try:
            expected = rewrite_file(context, path, content)
        except Unproven:  # an old file among new ones may mean nothing
            continue
        outcome = LintedFile(PlanInForce(tree, plan), path, content).outcome
        assert (None if outcome is None else outcome.content) == expected.content, path
