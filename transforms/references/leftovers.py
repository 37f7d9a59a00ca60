"""The last look: old names in a file after the phase, found without any of the finders' rules.

Plain text search, so that it does not share their blind spots.  A hit is settled if a reference
with a status speaks of it, if the name is one that exists afterwards, or if what stands around it
says that it is no module: then it is kept, with that reason.  What is left is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.text_names import FILE_SUFFIXES, MAY_BE_A_FILE

_TOKEN = r"[\w.:/\\@+~$%*{}-]"
_REST = re.compile(rf"{_TOKEN}*")


class OldNames(Struct, frozen=True, dict=True):
    """The dotted names and paths that nothing should say any more.

    *dotted* are qualified names of at least two segments, *paths* posix paths with at least one
    slash, from the root or from an import root; *exists* says whether a dotted name or a path is
    that of something that exists afterwards.  *attributes* are dotted names that code says of many
    other things, as their first segment is all of a name that moves: ``app.config``.
    """

    dotted: tuple[str, ...]
    paths: tuple[str, ...]
    exists: Callable[[str], bool]
    attributes: frozenset[str] = frozenset()

    @cached_property
    def needles(self) -> tuple[re.Pattern[bytes], ...]:
        """What the bytes of a file must hold to be worth decoding.

        One pattern a top-level package: what all of it begins with is looked for very fast.
        """
        by_top: dict[str, list[bytes]] = {}
        for name in (*self.dotted, *self.paths):
            by_top.setdefault(re.split(r"[./]", name)[0], []).append(re.escape(name.encode()))
        return tuple(re.compile(b"|".join(names)) for names in by_top.values())

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # The letters come first: a pattern that begins by looking behind is many times slower.
        names = map(re.escape, sorted((*self.dotted, *self.paths), key=len, reverse=True))
        alternatives = "|".join(rf"{name}(?<![\w.]{name})" for name in names) or r"(?!)"
        return re.compile(rf"(?:{alternatives})(?!\w)")

    def may_be_in(self, content: bytes) -> bool:
        """Say whether the bytes of a file hold an old name at all."""
        return any(needle.search(content) for needle in self.needles)

    def find(self, text: str) -> Iterator[tuple[int, str, str]]:
        """Yield (offset, old name, the whole word it stands in) for each that is not current."""
        for match in self._pattern.finditer(text):
            # Read backwards: a search for what ends here would begin at every character.
            before = _rest(text[max(0, match.start() - 300) : match.start()][::-1])[::-1]
            after = _rest(text[match.end() : match.end() + 300])
            if not self._is_current(before, match[0], after):
                yield match.start(), match[0], before + match[0] + after

    def _is_current(self, before: str, old: str, after: str) -> bool:
        """Say whether the word is, or ends in, the name of something that exists afterwards."""
        probe = f"{old}{after}".rstrip(".:/\\*-")
        while len(probe) >= len(old):
            if self.exists(probe) or ("/" in probe and self.exists(before + probe)):
                return True
            shorter = re.sub(r"[./:\\][^./:\\]*\Z", "", probe)
            if shorter == probe:
                return False
            probe = shorter
        return False


def _rest(text: str) -> str:
    """Return how *text* begins as far as a word goes on."""
    found = _REST.match(text)
    return "" if found is None else found[0]


def _reason(word: str, name: str) -> str:
    """Return why a word that holds an old name is none, ``""`` where nothing says so."""
    start = word.find(name)
    before, after = word[:start], word[start + len(name) :]
    if "://" in before:
        return "part of a URL"
    if "/" in name and before.endswith(("/", "\\")):
        return "a path that leads elsewhere"
    if before.endswith(("-", "@", "/", "$", "~")) or after.startswith(("-", "@")):
        return "part of a longer word"
    if re.match(r":\d", after):
        return "a host and its port"
    if "." in after and after.rpartition(".")[2] in FILE_SUFFIXES:
        return "a path that leads elsewhere" if "/" in name else MAY_BE_A_FILE
    if word == name and name.count("/") == 1:
        return "two words with a slash between them, for all that text can tell"
    return ""


def leftovers(
    text: str,
    old_names: OldNames,
    known: Iterable[Reference],
    position: Callable[[int], tuple[int, int]],
    is_code: Callable[[int], bool] | None = None,
) -> list[Reference]:
    """Return what *text* still says, each with a status: kept for a reason, or unknown.

    *known* are the references of the file that have a status already; *is_code* tells Python code
    from strings and comments: names in code were resolved, and mean something else here.
    """
    settled = [r.old for r in known if r.status is not Status.REWRITTEN]
    found = []
    for offset, name, word in old_names.find(text):
        if any(name in old or old in word for old in settled):
            continue
        reason = _reason(word, name)
        if not reason and is_code is not None and is_code(offset):
            if name in old_names.attributes:
                continue
            reason = "in code, and bound to something else here"
        line, column = position(offset)
        status = Status.KEPT if reason else Status.UNKNOWN
        kind = Kind.PATH if "/" in name else Kind.TEXT
        found.append(Reference(kind, line, column, name, "", status, Tier.NEVER, reason))
    return found
