"""What one imported name of a statement becomes."""

from __future__ import annotations

from rezone.transforms.edits.actions import Clause
from rezone.transforms.edits.binding_plan import BindingPlan
from rezone.transforms.references.imports import Imported, ImportReference


def clause_for(
    reference: ImportReference, imported: Imported, plan: BindingPlan | None
) -> Clause | None:
    """Return what one imported name becomes, None where it stays as written."""
    alias = imported.alias
    if not imported.name:
        local = plan.aliases.get(imported.new_module) if plan is not None else None
        local = alias.asname or local
        if not imported.changes and local == alias.asname:
            return None
        return Clause("", imported.new_module, local)
    written = reference.written(imported.new_module)
    local = alias.asname
    if imported.new_name != imported.name and local is None:
        local = imported.name
    if not imported.new_module:
        return Clause("", imported.new_name, None if local == imported.new_name else local)
    if written == reference.written_now and imported.new_name == imported.name:
        return None
    return Clause(written, imported.new_name, local)


def module_clause(module: str, plan: BindingPlan) -> Clause:
    """Return ``import module`` under the name chosen for it."""
    return Clause("", module, plan.aliases.get(module))
