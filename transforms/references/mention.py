"""A mention: a span of text that names a moved module, symbol, file or folder."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from rezone.transforms.records import replace
from rezone.transforms.references.model import Status

Kind = Literal["dotted", "escaped", "glob", "path", "import", "code"]

HISTORY = "history: it tells what was true then"
GENERATED = "generated: change what it is made from and make it again"
TASK = "the name of a task: jobs that are queued have it"
GROUP = "a group of entry points: other distributions know it by this name"
MAYBE_GROUP = "maybe the group of entry points of this name, by which others know it"
REMOTE = "an id at a service, which knows nothing of the move"
QUEUE = "the name of a queue or a topic: brokers and workers have it"
ANY_WORD = "among words, and its first part may be any word: nothing says that it is the package"
TOP = "`__import__` gives the package at the top of the name: write it with import_module"
GONE = "nothing is called so afterwards"
MAYBE_GONE = "maybe the package"
A_LOGGER = "maybe the logger above those of the modules"
OTHER_NAME = "the name of a distribution, a table or a section, as its key says"
LABEL = "a label of the documentation: what defines it says the same"
IMAGE = "the name of an image: registries have it"
NOTHING_THERE = "nothing is there: it may be a URL, a template or what is stored elsewhere"
BEHIND_VARIABLE = "behind a variable: which folder it starts from is not known here"
STORED_FILES = "where files are stored: those that were uploaded are there"
_ON_PURPOSE = frozenset(
    {
        *(HISTORY, GENERATED, TASK, GROUP, REMOTE, QUEUE, ANY_WORD, OTHER_NAME),
        *(NOTHING_THERE, STORED_FILES, LABEL, BEHIND_VARIABLE, IMAGE, MAYBE_GROUP),
    }
)


class Mention(Struct, frozen=True):
    """Text that names what moves, and what it becomes.

    *start* and *end* are character offsets into the text, *old* is what stands there.  *new* is
    ``None`` where the text must stay as it is; *reason* then says why.  *kind* is the form:
    ``dotted`` (``a.b.c``), ``escaped`` (``a\\.b``), ``glob`` (a pattern of names or paths),
    ``path`` (``src/a/b.py``), ``import`` (a ``from`` statement in plain text) and ``code`` (lines
    of a block of Python).  *line* is 1-based, 0 where the text belongs to no file.  *doubt* says
    what speaks against a name that is rewritten nevertheless, for a person to review.
    """

    start: int
    end: int
    old: str
    new: str | None
    kind: Kind
    reason: str = ""
    line: int = 0
    doubt: str = ""

    @property
    def status(self) -> Status:
        """Say what became of it, in the words of the report."""
        if self.new is not None:
            return Status.REWRITTEN
        is_kept = self.reason in _ON_PURPOSE or self.reason.startswith((MAYBE_GONE, A_LOGGER))
        return Status.KEPT if is_kept else Status.BLOCKED

    def shifted(self, by: int) -> Mention:
        """Return the same mention in a text that has *by* more characters before it."""
        return replace(self, start=self.start + by, end=self.end + by)

    def left(self, reason: str) -> Mention:
        """Return it as one that stays, with the *reason*."""
        return replace(self, new=None, reason=reason)


def disjoint(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return *mentions* in order of place; of two that overlap the longer one stays.

    Among equals the one that came first wins, so callers put what knows most in front.
    """
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif mention.end - mention.start > kept[-1].end - kept[-1].start:
            kept[-1] = mention
    return tuple(kept)


def apart_from(mentions: Iterable[Mention], spans: Iterable[tuple[int, int]]) -> Iterator[Mention]:
    """Yield the *mentions* that begin in none of the *spans*, which do not overlap each other."""
    ordered = sorted(spans)
    starts = [start for start, _ in ordered]
    for mention in mentions:
        before = bisect_right(starts, mention.start) - 1
        if before < 0 or mention.start >= ordered[before][1]:
            yield mention


def rewrite(text: str, mentions: Iterable[Mention]) -> str:
    """Return *text* with each mention replaced; the very same object where none is.

    *mentions* are disjoint and in order, as `find` returns them.  All are replaced at once: what
    was written is never looked at again.
    """
    pieces: list[str] = []
    done = 0
    for mention in mentions:
        if mention.new is not None:
            pieces += (text[done : mention.start], mention.new)
            done = mention.end
    return "".join((*pieces, text[done:])) if pieces else text
