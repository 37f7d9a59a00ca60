"""An import of a module that another domain keeps to itself."""

from __future__ import annotations

import libcst as cst
from fixit import Invalid, LintRule, Valid
from libcst.metadata import FilePathProvider, PositionProvider

from rezone.codemods.linting.imports import modules_read
from rezone.codemods.linting.subject import subject
from rezone.phases.linting.linted_file import LintedFile


class PrivateModule(LintRule):
    """A module whose name, or that of a package above it, begins with an underscore is imported
    from outside its domain.
    """

    METADATA_DEPENDENCIES = (PositionProvider, FilePathProvider)
    VALID = [
        Valid("# example: src/shop/billing/money.py\nfrom shop.billing.pricing import _tables\n"),
        Valid(
            "# example: src/shop/catalog/items.py\nfrom shop.billing.pricing import _not_a_module\n"
        ),
        Valid(
            "# example: src/shop/catalog/items.py\nimport _thread\nimport shop.billing.__main__\n"
        ),
    ]
    INVALID = [
        Invalid(
            "# example: src/shop/catalog/items.py\n"
            "from shop.billing.pricing._tables import RATES\n",
            expected_message="shop.billing.pricing._tables is private to billing",
        ),
        Invalid(
            "# example: src/shop/catalog/items.py\n"
            "from shop.billing.pricing import rules, _tables\n"
        ),
        Invalid("# example: src/shop/cart.py\nimport shop.billing.pricing._tables as tables\n"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._file: LintedFile | None = None

    def visit_Module(self, node: cst.Module) -> None:
        """Learn which file it is."""
        self._file = subject(self, node)

    def visit_Import(self, node: cst.Import) -> None:
        """Look at ``import a, b``."""
        self._check(node)

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        """Look at ``from a import b``."""
        self._check(node)

    def _check(self, node: cst.Import | cst.ImportFrom) -> None:
        if self._file is None:
            return
        for part, module in modules_read(node, self._file):
            owner = self._file.plan.territory.domain_of(module)
            if owner is not None and owner != self._file.domain and _is_private(module):
                self.report(part, f"{module} is private to {owner.name}")


def _is_private(module: str) -> bool:
    return any(s.startswith("_") and not s.endswith("__") for s in module.split("."))
