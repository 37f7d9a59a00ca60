"""Container files: an absolute path in the image is a copy of one in the repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.records import replace
from rezone.transforms.references.lone_paths import lone_path, lone_paths
from rezone.transforms.references.mentions import Mention

# One file or folder that is copied, or that a volume shows, and its place in the container.
_COPIED = re.compile(
    r"^[ \t]*(?:(?:COPY|ADD)[ \t]+(?:--\S+[ \t]+)*(?:\./)?|-[ \t]*[\"']?\./)"
    r"(?P<source>[\w.-]+)/?(?:[ \t]+|:)(?:[\w./-]*?/(?P<same>(?P=source))|[\w./-]+)"
    r"(?=/?(?:[\"']|:\w+)*[ \t]*$)",
    re.MULTILINE | re.IGNORECASE,
)
_UNNAMED = "the container finds it where it was: see whether it is to be imported from there"


@rewrites(
    "dockerfile", "dockerfile.*", "*.dockerfile", "containerfile", "containerfile.*",
    "docker-compose*.yml", "docker-compose*.yaml", "compose*.yml", "compose*.yaml",
)  # fmt: skip
def dockerfile(document: Document) -> Iterable[Mention]:
    """Return the mentions of a container file, ``COPY src/a /app/src/a`` with both its paths."""
    yield from _copies(document)
    yield from document.mentions(container=True)


def _copies(document: Document) -> Iterator[Mention]:
    """Yield both places of what lies in the root and is copied as a whole.

    A folder that gets another name in the container, or a file that goes into one, is for a person
    to review.
    """
    if not lone_paths(document.text_map):
        return
    for match in _COPIED.finditer(document.text):
        for source in lone_path(match["source"], match.start("source"), document.text_map):
            if match["same"]:
                yield source
                start, end = match.span("same")
                yield replace(source, start=start, end=end)
            else:
                yield replace(source, doubt=_UNNAMED)
