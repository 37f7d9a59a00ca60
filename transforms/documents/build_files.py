"""Build files of Buck, Bazel and Pants: labels of targets, and files of their own folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname

from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.references.folders import several_places
from rezone.transforms.references.mentions import Mention, Setting, find

_LABEL = re.compile(r"(?<![\w:/])//(?P<folder>\w[\w./-]*)(?::(?P<target>[\w./-]+))?")
_FILE = re.compile(r"(?<=[\"'])(?P<name>[\w-]+\.\w+)(?=[\"'])")
_BY_HAND = "what belongs to a target is said by the build file of its folder"


@rewrites(
    "buck", "build", "build.bazel", "build.pants", "targets", "workspace", "*.bzl", "*.bazel",
)  # fmt: skip
def build_file(document: Document) -> Iterable[Mention]:
    """Return the mentions of a build file, whose paths start from its folder."""
    labels = list(_LABEL.finditer(document.text))
    for label in labels:
        yield from _label(label, document)
    yield from _files(document)
    yield from find(document.text, document.text_map, Setting(document.path, rooted=True))


def _label(label: re.Match[str], document: Document) -> Iterator[Mention]:
    """Yield the edit of a label whose folder moves with all that is in it."""
    start, end = label.span("folder")
    folder, target = label["folder"], label["target"]
    goes = document.text_map.locate(folder)
    if isinstance(goes, tuple):
        yield Mention(*label.span(), label[0], None, "path", several_places(goes))
    elif goes is not None:
        same = target is not None or basename(goes) == basename(folder)
        yield Mention(start, end, folder, goes if same else f"{goes}:{basename(folder)}", "path")
    elif target is not None:
        files = (f"{folder}/{target}", f"{folder}/{target}.py")
        if any(document.text_map.locate(file) is not None for file in files):
            yield Mention(*label.span(), label[0], None, "path", _BY_HAND)


def _files(document: Document) -> Iterator[Mention]:
    """Yield the files of the build file's own folder that leave it, or get another name."""
    folder = dirname(document.path)
    for match in _FILE.finditer(document.text):
        path = f"{folder}/{match['name']}".lstrip("/")
        goes = document.text_map.locate(path)
        if isinstance(goes, str):
            stays = dirname(goes) == folder
            new, reason = (basename(goes), "") if stays else (None, _BY_HAND)
            yield Mention(*match.span(), path, new, "path", reason)
