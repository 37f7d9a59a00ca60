"""An import of a module that has moved."""

from __future__ import annotations

import libcst as cst
from fixit import Invalid, LintRule, Valid
from libcst.metadata import FilePathProvider, PositionProvider

from rezone.codemods.linting.old_names import Place
from rezone.codemods.linting.report import report_old_names
from rezone.codemods.linting.subject import subject


class StaleImport(LintRule):
    """An import, or a use of what it binds, names a module or symbol as before a phase."""

    METADATA_DEPENDENCIES = (PositionProvider, FilePathProvider)
    VALID = [
        Valid("# example: src/shop/cart.py\nfrom shop.billing.money import Money\n"),
        Valid("# example: src/shop/cart.py\nfrom shop.search import find  # phase 2 is pending\n"),
        Valid("# example: src/shop/cart.py\nimport shop.cart as money\n"),
        Valid("# example: src/shop/cart.py\nimport shop.clock  # a bridge keeps it working\n"),
    ]
    INVALID = [
        Invalid(
            "# example: src/shop/cart.py\nfrom shop.money import Money\n",
            expected_message="shop.money.Money is now shop.billing.money.Money",
            expected_replacement=(
                "# example: src/shop/cart.py\nfrom shop.billing.money import Money\n"
            ),
        ),
        Invalid(
            "# example: src/shop/cart.py\nfrom shop.tax import rate, region\n",
            expected_message="shop.tax.rate is now shop.billing.money.rate",
            expected_replacement=(
                "# example: src/shop/cart.py\n"
                "from shop.billing.money import rate\nfrom shop.tax import region\n"
            ),
        ),
        Invalid(
            "# example: src/shop/cart.py\nfrom . import cart, money  # both\n",
            expected_replacement=(
                "# example: src/shop/cart.py\nfrom . import cart  # both\n"
                "from .billing import money\n"
            ),
        ),
        Invalid(
            "# example: src/shop/cart.py\nimport shop.pricing.rules\n\n\n"
            "def total() -> int:\n    return shop.pricing.rules.price()\n",
            expected_replacement=(
                "# example: src/shop/cart.py\nimport shop.billing.pricing.rules\n\n\n"
                "def total() -> int:\n    return shop.billing.pricing.rules.price()\n"
            ),
        ),
    ]

    def visit_Module(self, node: cst.Module) -> None:
        """Report what the code of the file says, with the edits of a phase as fixes."""
        report_old_names(self, node, subject(self, node), Place.CODE)
