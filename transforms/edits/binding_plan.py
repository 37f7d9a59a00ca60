"""What becomes of one name that imports bind: a value, and what several of them share."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct, field

from rezone.transforms.references.dotted import Binding, DottedUse
from rezone.transforms.references.scope_tree import ScopeTree


class BindingPlan(Struct):
    """What becomes of one scope's binding.

    *aliases*: new module → local name it is imported under.  *before* and *after*: modules to
    import beside a statement.  *uses*: (use, expression) for each use that changes.  *blocked*:
    (use, reason) for each that is left.
    """

    aliases: dict[str, str] = field(default_factory=dict)
    before: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    after: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    uses: list[tuple[DottedUse, str]] = field(default_factory=list)
    blocked: list[tuple[DottedUse, str]] = field(default_factory=list)


def drop_repeats(tree: ScopeTree, bindings: list[Binding], plans: list[BindingPlan]) -> None:
    """Import what several names lead to once: beside the first of the statements that always run.

    Only where symbols move: several names of one module then need the same new one.
    """
    body = {id(node) for node in getattr(tree.module.node, "body", ())}
    beside = [
        (reference.node.lineno, id(imported.alias), plan)
        for binding, plan in zip(bindings, plans, strict=True)
        for reference, imported in binding.sources
        if id(reference.node) in body and any(use.symbol for use, _ in plan.uses)
    ]
    seen: set[str] = set()
    for _, alias, plan in sorted(beside, key=lambda found: found[0]):
        modules = plan.after.get(alias, [])
        modules[:] = [name for name in modules if name in plan.aliases or name not in seen]
        seen.update(name for name in modules if name not in plan.aliases)
