"""What has run when a name is used: its imports, and the packages around the file."""

from __future__ import annotations

from rezone.transforms.names import ancestors, is_within
from rezone.transforms.references.dotted import Binding, DottedUse
from rezone.transforms.references.imports import ImportReference


def sinks(binding: Binding, old: str, new: str) -> bool:
    """Say whether *new* is reached through a package that the file lies in, as *old* was not.

    While a package runs it is no attribute of the one above it yet, so that ``new.package.name``
    may fail where the old name did not; ``import new.package as package`` does not ask for the
    attribute (language reference 7.11, since Python 3.7).
    """
    reference = binding.sources[0][0]
    if reference.here is None or reference.now is None:
        return False
    return _around(new, reference.now.name) > _around(old, reference.here.name)


def _around(module: str, file: str) -> int:
    """Return how many packages in the name *module* are one below another and hold *file*."""
    return sum(is_within(file, name) for name in [*ancestors(module)[1:], module] if "." in name)


def nearness(imported: str, module: str) -> int:
    """Return how near importing *imported* comes to *module*: 0 not at all."""
    if is_within(imported, module):
        return len(module)
    return len(imported) if is_within(module, imported) else 0


def is_before(use: DottedUse, reference: ImportReference) -> bool:
    """Say whether *use* runs before the import statement of *reference*."""
    return use.use.is_early and use.use.name.lineno < reference.node.lineno
