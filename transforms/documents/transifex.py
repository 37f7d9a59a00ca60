"""``.tx/config``: its sections are resources at the translation service, its values are paths."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.references.mention import REMOTE
from rezone.transforms.references.mentions import Mention

_SECTION = re.compile(r"^\[[^\]\n]*", re.M)


@rewrites("*/.tx/config")
def transifex(document: Document) -> Iterable[Mention]:
    """Return the mentions of the settings of the Transifex client; the resources keep their ids."""
    sections = [header.span() for header in _SECTION.finditer(document.text)]
    for mention in document.mentions():
        inside = any(start <= mention.start < end for start, end in sections)
        yield mention.left(REMOTE) if inside else mention
