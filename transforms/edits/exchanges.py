"""Whether one text is another with certain pieces exchanged."""

from __future__ import annotations


def explained(old: str, new: str, pieces: set[tuple[str, str]]) -> bool:
    """Say whether *new* is *old* with some of the *pieces* (old, new) exchanged."""
    reached = {0: {0}}
    for i in range(len(old)):
        for j in reached.pop(i, ()):
            if j < len(new) and old[i] == new[j]:
                reached.setdefault(i + 1, set()).add(j + 1)
            for one, other in pieces:
                if old.startswith(one, i) and new.startswith(other, j):
                    reached.setdefault(i + len(one), set()).add(j + len(other))
    return len(new) in reached.get(len(old), ())
