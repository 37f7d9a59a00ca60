"""An import that needs a bridge."""

from __future__ import annotations

import libcst as cst
from fixit import Invalid, LintRule, Valid
from libcst.metadata import FilePathProvider, PositionProvider

from rezone.codemods.linting.old_names import Place
from rezone.codemods.linting.report import report_old_names
from rezone.codemods.linting.subject import subject


class BridgeInUse(LintRule):
    """An import works through a bridge at an old name only; it fails when the bridge goes."""

    METADATA_DEPENDENCIES = (PositionProvider, FilePathProvider)
    VALID = [
        Valid("# example: src/shop/cart.py\nfrom shop.shared.clock import now\n"),
        Valid("# example: src/shop/cart.py\nfrom shop.money import Money  # no bridge: stale\n"),
    ]
    INVALID = [
        Invalid(
            "# example: src/shop/cart.py\nfrom shop.clock import now\n",
            expected_message=(
                "shop.clock.now is now shop.shared.clock.now; a bridge leads there until 3.0"
            ),
            expected_replacement=(
                "# example: src/shop/cart.py\nfrom shop.shared.clock import now\n"
            ),
        ),
        Invalid(
            "# example: src/shop/cart.py\nimport shop.clock\n\nNOW = shop.clock.now()\n",
            expected_replacement=(
                "# example: src/shop/cart.py\nimport shop.shared.clock\n\n"
                "NOW = shop.shared.clock.now()\n"
            ),
        ),
    ]

    def visit_Module(self, node: cst.Module) -> None:
        """Report what leads through bridges, with the edits of a phase as fixes."""
        report_old_names(self, node, subject(self, node), Place.BRIDGED)
