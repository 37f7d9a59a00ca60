"""A chain of names that leads to what moves, as it is written before and after."""

from __future__ import annotations

from rezone.transforms.references.dotted import DottedUse


def prefix(use: DottedUse) -> str:
    """Return the part of the chain that changes, as written."""
    attributes = [node.attr for node in use.use.attributes[: use.count + use.has_attribute]]
    return ".".join([use.use.name.id, *attributes])


def chain(use: DottedUse, module: str) -> str:
    """Return what that part becomes where *module* is how its module is written afterwards."""
    return f"{module}.{use.new_symbol}" if use.has_attribute else module
