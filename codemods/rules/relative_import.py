"""A relative import that leads out of its domain."""

from __future__ import annotations

import libcst as cst
from fixit import Invalid, LintRule, Valid
from libcst.helpers import get_full_name_for_node
from libcst.metadata import FilePathProvider, PositionProvider

from rezone.codemods.linting.imports import modules_read
from rezone.codemods.linting.subject import subject
from rezone.phases.linting.linted_file import LintedFile


class RelativeImport(LintRule):
    """A relative import leads out of its domain; an absolute one would say where to."""

    METADATA_DEPENDENCIES = (PositionProvider, FilePathProvider)
    VALID = [
        Valid("# example: src/shop/billing/money.py\nfrom .pricing.rules import price\n"),
        Valid("# example: src/shop/billing/money.py\nfrom shop.shared.clock import now\n"),
        Valid("# example: src/shop/cart.py\nfrom .billing import money  # in no domain\n"),
    ]
    INVALID = [
        Invalid(
            "# example: src/shop/billing/money.py\nfrom ..shared.clock import now  # when\n",
            expected_message="a relative import leaves billing: shop.shared.clock",
            expected_replacement=(
                "# example: src/shop/billing/money.py\nfrom shop.shared.clock import now  # when\n"
            ),
        ),
        Invalid(
            "# example: src/shop/billing/pricing/rules.py\nfrom ... import cart, shared as all\n",
            expected_replacement=(
                "# example: src/shop/billing/pricing/rules.py\n"
                "from shop import cart, shared as all\n"
            ),
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._file: LintedFile | None = None

    def visit_Module(self, node: cst.Module) -> None:
        """Learn which file it is."""
        self._file = subject(self, node)

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        """Look at ``from ..a import b``, and write the dots out as a fix."""
        if self._file is None or self._file.domain is None or not node.relative:
            return
        domain = self._file.domain
        outside = [
            module
            for _, module in modules_read(node, self._file)
            if self._file.plan.territory.domain_of(module) != domain
        ]
        if outside:
            modules = ", ".join(dict.fromkeys(outside))
            self.report(
                node,
                f"a relative import leaves {domain.name}: {modules}",
                replacement=_absolute(node, self._file),
            )


def _absolute(node: cst.ImportFrom, file: LintedFile) -> cst.ImportFrom | None:
    module = None if node.module is None else get_full_name_for_node(node.module)
    base = file.imported(module, len(node.relative), "")
    if base is None:
        return None
    name = cst.parse_expression(base)
    assert isinstance(name, cst.Name | cst.Attribute)
    space = cst.SimpleWhitespace(" ")
    return node.with_changes(
        module=name, relative=(), whitespace_after_from=space, whitespace_before_import=space
    )
