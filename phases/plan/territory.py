"""Which domain a module belongs to, and which domains that one may import."""

from __future__ import annotations

from collections.abc import Iterable

from rezone.phases.plan.model import Domain
from rezone.transforms.names import is_within


class Territory:
    """The domains of a plan as a function of names.

    A pattern ``shared.*`` stands for ``shared`` and all below it, as ``shared`` does; ``*``
    stands for everything.  Where several patterns match, the longest name decides.
    """

    def __init__(self, domains: Iterable[Domain]) -> None:
        self._packages = sorted(
            (
                (pattern.removesuffix("*").removesuffix("."), domain)
                for domain in domains
                for pattern in domain.packages
            ),
            key=lambda entry: -len(entry[0]),
        )

    def __bool__(self) -> bool:
        return bool(self._packages)

    def domain_of(self, module: str) -> Domain | None:
        """Return the domain that the module or package *module* lies in, None if in none."""
        return next(
            (d for package, d in self._packages if not package or is_within(module, package)),
            None,
        )

    def package_of(self, module: str) -> str:
        """Return the package by which *module* belongs to its domain, ``""`` if to none."""
        return next((p for p, _ in self._packages if not p or is_within(module, p)), "")


def allows(domain: Domain, other: Domain) -> bool:
    """Say whether modules of *domain* may import modules of *other*."""
    return other.name == domain.name or other.name in domain.may_import
