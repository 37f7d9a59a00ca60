"""A file in a package that a phase has emptied."""

from __future__ import annotations

import libcst as cst
from fixit import Invalid, LintRule, Valid
from libcst.metadata import FilePathProvider, PositionProvider

from rezone.codemods.linting.subject import FIRST_LINE, subject
from rezone.phases.linting.returned import moved_away


class EmptiedPackage(LintRule):
    """A file lies where a finished phase has left nothing: it belongs where the rest went."""

    METADATA_DEPENDENCIES = (PositionProvider, FilePathProvider)
    VALID = [
        Valid("# example: src/shop/billing/pricing/seasons.py\n"),
        Valid("# example: src/shop/search.py\nPENDING = 'phase 2'\n"),
        Valid("# example: src/shop/pricing_page.py\n"),
    ]
    INVALID = [
        Invalid(
            "# example: src/shop/pricing/seasons.py\nSUMMER = 6\n",
            expected_message="shop.pricing is shop.billing.pricing now; this file belongs there",
        ),
        Invalid("# example: src/shop/money.py\n\n"),
    ]

    def visit_Module(self, node: cst.Module) -> None:
        """Report the file as a whole."""
        file = subject(self, node)
        found = None if file is None else moved_away(file)
        if found is not None:
            old, new = found
            self.report(node, f"{old} is {new} now; this file belongs there", position=FIRST_LINE)
