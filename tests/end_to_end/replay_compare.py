"""What people and rezone made of the same names: how often the same, and where not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from replay_names import IMPORT, Names

SAME, BOTH_LEFT = "same", "both left"
MISSED, EXTRA, OTHER = "missed", "extra", "rewritten otherwise"
STAYED, ODD, ADDED = "left, no counterpart", "odd", "added"
# What a name becomes; the same name if it does not move.
Follow = Callable[[str], str]


@dataclass(frozen=True, order=True)
class Site:
    """*count* places in one file that say *old*, and what became of them.

    ``same``: both name the new place. ``both left``: both say the old name. ``missed``: people
    changed it, rezone did not. ``extra``: rezone changed it, people did not. ``rewritten
    otherwise``: rezone changed it, and people wrote neither the old nor the new name: they deleted
    it or did more than a move. ``left, no counterpart``: rezone left what people deleted or wrote
    anew. ``odd``: rezone wrote neither name.  ``added``: an import that only rezone has.
    """

    verdict: str
    kind: str
    path: str
    old: str
    new: str
    count: int


@dataclass
class Fate:
    """Of *total* places: those that still say the old name, and those that say the new one."""

    total: int
    left: int
    changed: int

    @property
    def gone(self) -> int:
        return self.total - self.left - self.changed


def compare(
    path: str, before: Names, human: Names, rezone: Names, follow: Follow
) -> Iterator[Site]:
    """Yield what became of the names that move, in the file that was *path* before."""
    open_ends: dict[tuple[str, str], list[Site]] = defaultdict(list)
    for (kind, old), total in sorted(before.items()):
        new = follow(old)
        # One word is no path and no dotted name: the judge would not see it in a text.
        if new == old or (kind != IMPORT and "." not in new and "/" not in new):
            continue
        people = fate(kind, old, new, total, before, human)
        tool = fate(kind, old, new, total, before, rezone)
        for verdict, count in verdicts(people, tool):
            if not count:
                continue
            site = Site(verdict, kind, path, old, new, count)
            if verdict == OTHER:
                open_ends[kind, new.rpartition(".")[0]].append(site)
            else:
                yield site
    yield from settle(open_ends, before, human, follow)
    expected = followed(before, follow)
    for (kind, name), count in sorted((rezone - expected - (human - expected)).items()):
        if kind == IMPORT:
            yield Site(ADDED, kind, path, "", name, count)


def followed(before: Names, follow: Follow) -> Names:
    """Return *before* as it is after nothing but the move."""
    expected: Names = Counter()
    for (kind, name), total in before.items():
        expected[kind, follow(name)] += total
    return expected


def fate(kind: str, old: str, new: str, total: int, before: Names, after: Names) -> Fate:
    left = min(total, after[kind, old])
    return Fate(total, left, min(total - left, max(0, after[kind, new] - before[kind, new])))


def verdicts(people: Fate, tool: Fate) -> Iterator[tuple[str, int]]:
    same = min(people.changed, tool.changed)
    both_left = min(people.left, tool.left)
    missed = min(people.changed - same, tool.left - both_left)
    extra = min(tool.changed - same, people.left - both_left)
    yield SAME, same
    yield BOTH_LEFT, both_left
    yield MISSED, missed
    yield EXTRA, extra
    yield OTHER, tool.changed - same - extra
    yield STAYED, tool.left - both_left - missed
    yield ODD, tool.gone


def settle(
    open_ends: dict[tuple[str, str], list[Site]], before: Names, human: Names, follow: Follow
) -> Iterator[Site]:
    """Find sites where people name the new module and another symbol of it: the move is the same.

    They renamed the symbol in the same commit, or moved it on into another package.
    """
    expected = followed(before, follow)
    fresh: Counter[tuple[str, str]] = Counter()
    for (kind, name), count in (human - expected - before).items():
        fresh[kind, name.rpartition(".")[0]] += count
    for place, sites in open_ends.items():
        for site in sites:
            matched = min(site.count, fresh[place])
            fresh[place] -= matched
            parts = ((SAME, matched), (OTHER, site.count - matched))
            for verdict, count in parts:
                if count:
                    yield Site(verdict, site.kind, site.path, site.old, site.new, count)
