"""Findings handed to Fixit."""

from __future__ import annotations

import libcst as cst
from fixit import LintRule

from rezone.codemods.linting.old_names import Place, old_names
from rezone.codemods.linting.subject import FIRST_LINE
from rezone.phases.linting.linted_file import LintedFile
from rezone.transforms.errors import RezoneError


def report_old_names(
    rule: LintRule, module: cst.Module, file: LintedFile | None, place: Place
) -> None:
    """Report the old names in *file* that stand in a *place* of the kind that *rule* is about.

    What keeps rezone from answering is a finding too, told once: Fixit shows exceptions with a
    traceback, and nobody reads those in an editor.
    """
    if file is None:
        return
    try:
        if file.plan.problem is not None:
            raise file.plan.problem
        findings = old_names(file, module)
    except RezoneError as error:
        if place is Place.CODE:
            rule.report(module, str(error), position=FIRST_LINE)
        return
    for found in findings:
        if found.place is place:
            rule.report(found.node, found.message, replacement=found.replacement)
