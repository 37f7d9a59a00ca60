"""Documents that keep what they say: history, and what is generated from something else."""

from __future__ import annotations

from collections.abc import Iterable

from rezone.transforms.documents.generic import prose
from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.references.mention import GENERATED, HISTORY
from rezone.transforms.references.mentions import Mention

_STEMS = (
    *("changelog", "changes", "history", "news", "release-notes", "release_notes", "releases"),
    *("releasenotes", "relnotes", "whatsnew", "whats-new", "whats_new"),
)
_SUFFIXES = ("", ".md", ".rst", ".txt", ".adoc", ".html")
_NAMES = tuple(
    f"{stem}{part}{suffix}"
    for stem in _STEMS
    for part in ("", "[-_.][0-9v]*")
    for suffix in _SUFFIXES
)
# One file a release.  Folders of the other names hold something else outside the documentation.
_ANYWHERE = (
    *("*/changelog", "*/release-notes", "*/release_notes", "*/releasenotes", "*/relnotes"),
    *("*/whatsnew", "*/whats-new", "*/whats_new"),
)
_BELOW_DOCS = tuple(
    f"*/{docs}{between}{folder}"
    for docs in ("doc", "docs")
    for between in ("/", "/*/")
    for folder in ("releases", "release", "changes", "news", "history")
)
_FOLDERS = tuple(
    f"{folder}/*{suffix}"
    for folder in (*_ANYWHERE, *_BELOW_DOCS)
    for suffix in (".md", ".rst", ".txt")
)
_FRAGMENTS = ("*/docs/*changelog*", "*/changelog.d/*", "*/newsfragments/*")
_DECISIONS = ("*/adr/*", "*/adrs/*", "*/decisions/*.md", "*/rfcs/*.md")


@rewrites(
    *_NAMES, *_FOLDERS, *_FRAGMENTS, *_DECISIONS, "*.patch", "*.diff", "*.orig", "*.rej", "*.log"
)
def history(document: Document) -> Iterable[Mention]:
    """Return what a changelog or a record of decisions mentions, none of it to be rewritten."""
    return (mention.left(HISTORY) for mention in prose(document))


@rewrites(
    "*.lock", "package-lock.json", "pnpm-lock.yaml", "*.min.js", "*.min.css", "*.svg", "*.map",
    "coverage.xml", "junit*.xml", "pytest*.xml",
)  # fmt: skip
def generated(document: Document) -> Iterable[Mention]:
    """Return what a generated file mentions, none of it to be rewritten."""
    return (mention.left(GENERATED) for mention in prose(document))
