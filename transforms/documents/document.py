"""One document that is no Python file: bytes in, bytes and mentions out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rezone.transforms.documents.encoding import decode, fits
from rezone.transforms.documents.outcome import DocumentOutcome
from rezone.transforms.documents.registry import Document, PythonRewriter, read_as, rewriter_for
from rezone.transforms.documents.still_reads import refuse_unreadable
from rezone.transforms.records import replace
from rezone.transforms.references.indirect import may_concern
from rezone.transforms.references.mention import TASK
from rezone.transforms.references.mentions import Mention, TextMap, disjoint
from rezone.transforms.references.mentions import rewrite as replace_mentions

_FUNCTION = re.compile(r"(?:func:`[~!]?|function:: ?|\bpatch\([\"'])$")


def rewrite(
    path: str, content: bytes, text_map: TextMap, python: PythonRewriter | None = None
) -> DocumentOutcome:
    """Return what the phase makes of the document at *path* (posix, from the root, before it).

    Bytes outside the mentions stay as they are, whatever the encoding and the line ends.  *python*
    rewrites blocks of Python in notebooks, Markdown and reStructuredText; without it they are
    read as text.  A binary file is left alone.

    Raises:
        Unproven: TOML or JSON would be none afterwards.
    """
    text, encoding, mentions = _read(path, content, text_map, python)
    if not mentions:
        return DocumentOutcome()
    known = (_task(text, mention, text_map) for mention in mentions)
    placed = tuple(_writable(mention, encoding) for mention in known)
    edits = tuple(mention for mention in placed if mention.new is not None)
    left = tuple(mention for mention in placed if mention.new is None)
    after = replace_mentions(text, edits).encode(encoding) if edits else None
    if after is not None:
        refuse_unreadable(path, content, after)
    return DocumentOutcome(after, edits, left)


def leftovers(path: str, content: bytes, text_map: TextMap) -> tuple[Mention, ...]:
    """Return what the document at *path* (after the phase) still names as before it.

    A name or path that moved away and was given to something else is current, not left over.
    What history says has the status "kept on purpose".
    """
    _, _, mentions = _read(path, content, text_map.afterwards(), None)
    return mentions


def _read(
    path: str, content: bytes, text_map: TextMap, python: PythonRewriter | None
) -> tuple[str, str, tuple[Mention, ...]]:
    concerns = text_map.may_be_in(path, content) or may_concern(path, content, text_map)
    decoded = decode(content) if concerns else None
    if decoded is None:
        return "", "", ()
    text, encoding = decoded
    document = Document(path, text, text_map, python)
    mentions = rewriter_for(read_as(path, text_map.kinds))(document)
    return text, encoding, _with_lines(text, disjoint(mentions))


def _with_lines(text: str, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    line, counted, placed = 1, 0, []
    for mention in mentions:
        line += text.count("\n", counted, mention.start)
        counted = mention.start
        placed.append(replace(mention, line=line))
    return tuple(placed)


def _task(text: str, mention: Mention, text_map: TextMap) -> Mention:
    """Return *mention*, left where it is the name of a task, unless it is marked as a function."""
    if mention.old not in text_map.tasks or mention.new is None:
        return mention
    if _FUNCTION.search(text, max(0, mention.start - 40), mention.start):
        return mention
    return mention.left(TASK)


def _writable(mention: Mention, encoding: str) -> Mention:
    if mention.new is None or fits(mention.new, encoding):
        return mention
    return mention.left(f"the new name cannot be written in the document's encoding ({encoding})")
