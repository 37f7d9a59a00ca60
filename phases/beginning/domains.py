"""The packages of a program as domains that import each other as they do today."""

from __future__ import annotations

from collections import Counter, defaultdict

from rezone.phases.plan.model import Domain
from rezone.transforms.index.import_graph import ImportGraph
from rezone.transforms.names import ancestors, last


def propose_domains(graph: ImportGraph, packages: frozenset[str]) -> tuple[Domain, ...]:
    """Return a domain for each top-level package; for the subpackages of one that is alone.

    Modules directly in a package that is alone are a domain under its name.  No import of *graph*
    crosses a border that is closed, so that the first finding is a new import.

    Args:
        graph: the modules of the program, and who imports whom.
        packages: the qualified names of its packages.
    """
    own = _own_packages(packages)
    groups = {module: _group(module, own) for module in graph.modules}
    named = sorted({group for group in groups.values() if group})
    short = Counter(map(last, named))
    names = {group: last(group) if short[last(group)] == 1 else group for group in named}
    imports: defaultdict[str, set[str]] = defaultdict(set)
    for importer, imported in graph.edges:
        here, there = groups[importer], groups[imported]
        if here and there and here != there:
            imports[here].add(names[there])
    return tuple(Domain(names[group], (group,), tuple(sorted(imports[group]))) for group in named)


def _own_packages(packages: frozenset[str]) -> frozenset[str]:
    """Return the packages that are a domain each."""
    tops = frozenset(package for package in packages if "." not in package)
    if len(tops) != 1:
        return tops
    return tops | {package for package in packages if package.count(".") == 1}


def _group(module: str, own: frozenset[str]) -> str:
    return next((name for name in (module, *ancestors(module)[::-1]) if name in own), "")
