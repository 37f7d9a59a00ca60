"""Container files: an absolute path in the image is a copy of one in the repository."""

from __future__ import annotations

from collections.abc import Iterable

from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.references.mentions import Mention


@rewrites(
    "dockerfile", "dockerfile.*", "*.dockerfile", "containerfile", "containerfile.*",
    "docker-compose*.yml", "docker-compose*.yaml", "compose*.yml", "compose*.yaml",
)  # fmt: skip
def dockerfile(document: Document) -> Iterable[Mention]:
    """Return the mentions of a container file, ``COPY src/a /app/src/a`` with both its paths."""
    return document.mentions(container=True)
