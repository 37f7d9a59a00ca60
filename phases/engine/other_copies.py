"""Packages that lie in the repository once more, outside the import roots, under the same name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rezone.phases.engine.context import PhaseContext
from rezone.phases.engine.outcome import FileOutcome
from rezone.transforms.names import is_within, top

_ALIKE = 0.5
"""Share of the modules of a package that another one of its name has, if it is a copy."""


def other_copies(context: PhaseContext, outcomes: Iterable[FileOutcome]) -> Iterator[str]:
    """Yield a warning for each copy of a package that moves in which files were edited.

    What runs there may import the copy: nobody but the user knows what is on its search path.
    A folder of tests that is only called like the package is none.
    """
    files, index = context.index.files, context.index
    tops = {top(move.source) for move in context.moves}
    found: dict[str, tuple[str, str]] = {}
    for outcome in outcomes:
        folders = outcome.old.split("/")[:-1]
        for name in tops.intersection(folders if outcome.content is not None else ()):
            copy = "/".join(folders[: folders.index(name) + 1])
            module = index.by_path.get(outcome.old)
            if copy in found or (module is not None and is_within(module.name, name)):
                continue
            home = index.source_of(name)
            if home is not None and f"{copy}/__init__.py" in files:
                own = home.path.rpartition("/")[0]
                if own != copy and _is_copy(files, own, copy):
                    found[copy] = (name, own)
    for copy, (name, own) in sorted(found.items()):
        above = copy.rpartition("/")[0]
        yield (
            f"{copy} is another package {name}: names there were taken for those of {own}; if "
            f'they mean the copy, leave it alone with exclude = ["{above}/**"] under [workspace]'
        )


def _is_copy(files: frozenset[str], own: str, copy: str) -> bool:
    modules = [path for path in files if path.startswith(f"{own}/") and path.endswith(".py")]
    inside = [path for path in modules if not path.endswith("/__init__.py")]
    return sum(copy + path[len(own) :] in files for path in inside) > _ALIKE * len(inside)
