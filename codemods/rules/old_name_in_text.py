"""A string or comment that names a module that has moved."""

from __future__ import annotations

import libcst as cst
from fixit import Invalid, LintRule, Valid
from libcst.metadata import FilePathProvider, PositionProvider

from rezone.codemods.linting.old_names import Place
from rezone.codemods.linting.report import report_old_names
from rezone.codemods.linting.subject import subject


class OldNameInText(LintRule):
    """A string or a comment names a module or symbol as before a phase."""

    METADATA_DEPENDENCIES = (PositionProvider, FilePathProvider)
    VALID = [
        Valid('# example: src/shop/cart.py\nTARGET = "shop.billing.money.Money"\n'),
        Valid('# example: src/shop/cart.py\nLABEL = "money"\n'),
    ]
    INVALID = [
        Invalid(
            '# example: src/shop/cart.py\nTARGET = "shop.money.Money"\n',
            expected_message="shop.money.Money is now shop.billing.money.Money",
            expected_replacement=(
                '# example: src/shop/cart.py\nTARGET = "shop.billing.money.Money"\n'
            ),
        ),
        Invalid(
            '# example: src/shop/cart.py\n__import__("shop.money")\n',
            expected_replacement='# example: src/shop/cart.py\n__import__("shop.billing.money")\n',
        ),
        Invalid(
            "# example: src/shop/cart.py\nRATE = 1  # see shop.pricing.rules\n",
            expected_replacement=(
                "# example: src/shop/cart.py\nRATE = 1  # see shop.billing.pricing.rules\n"
            ),
        ),
    ]

    def visit_Module(self, node: cst.Module) -> None:
        """Report what strings and comments say; those that cannot be resolved have no fix."""
        report_old_names(self, node, subject(self, node), Place.TEXT)
