"""An import that crosses a border which the plan closes."""

from __future__ import annotations

import libcst as cst
from fixit import Invalid, LintRule, Valid
from libcst.metadata import FilePathProvider, PositionProvider

from rezone.codemods.linting.imports import modules_read
from rezone.codemods.linting.subject import subject
from rezone.phases.linting.linted_file import LintedFile
from rezone.phases.plan.territory import allows


class ForbiddenDomain(LintRule):
    """A domain imports another one that is not in its `may_import`."""

    METADATA_DEPENDENCIES = (PositionProvider, FilePathProvider)
    VALID = [
        Valid("# example: src/shop/billing/money.py\nfrom shop.shared.clock import now\n"),
        Valid("# example: src/shop/billing/money.py\nimport shop.billing.pricing.rules\n"),
        Valid("# example: src/shop/billing/money.py\nimport decimal, shop.cart\n"),
        Valid(
            "# example: src/shop/cart.py\nfrom shop.catalog import items  # shop is in no domain\n"
        ),
    ]
    INVALID = [
        Invalid("# example: src/shop/billing/money.py\nfrom shop.catalog.items import A, B\n"),
        Invalid(
            "# example: src/shop/billing/money.py\nfrom shop.catalog import items\n",
            expected_message=(
                "billing may not import catalog: shop.catalog.items (billing may import: shared)"
            ),
        ),
        Invalid("# example: src/shop/billing/money.py\nimport decimal, shop.catalog.items\n"),
        Invalid("# example: src/shop/billing/pricing/rules.py\nfrom ...catalog.items import *\n"),
        Invalid(
            "# example: src/shop/shared/clock.py\n"
            "def late() -> None:\n"
            "    import shop.billing.money\n",
            expected_message=(
                "shared may not import billing: shop.billing.money (shared may import no domain)"
            ),
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._file: LintedFile | None = None

    def visit_Module(self, node: cst.Module) -> None:
        """Learn which file it is."""
        file = subject(self, node)
        self._file = file if file is not None and file.domain is not None else None

    def visit_Import(self, node: cst.Import) -> None:
        """Look at ``import a, b``."""
        self._check(node)

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        """Look at ``from a import b``."""
        self._check(node)

    def _check(self, node: cst.Import | cst.ImportFrom) -> None:
        if self._file is None or self._file.domain is None:
            return
        domain = self._file.domain
        for part, module in modules_read(node, self._file):
            other = self._file.plan.territory.domain_of(module)
            if other is not None and not allows(domain, other):
                allowed = ": " + ", ".join(domain.may_import) if domain.may_import else " no domain"
                self.report(
                    part,
                    f"{domain.name} may not import {other.name}: {module} "
                    f"({domain.name} may import{allowed})",
                )
