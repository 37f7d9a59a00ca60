"""Links from one document to a file: relative to the document, wherever the two go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import dirname, normpath, relpath

from rezone.transforms.documents.registry import Document
from rezone.transforms.references.folders import several_places
from rezone.transforms.references.mentions import Mention, find
from rezone.transforms.references.written_path import WrittenPath

_NO_PATH = re.compile(r"[\w+.-]+:|#|//|[^#?]*[{}$<>*]|.*_$")


def with_links(
    document: Document, links: Iterable[re.Match[str]], mentions: Iterable[Mention]
) -> Iterator[Mention]:
    """Yield *mentions* and those that are links; what a link says of its target goes first.

    A link's target is the group ``target`` of its match.  Where the document itself moves, its
    links to what stays follow too.
    """
    claimed: list[tuple[int, int]] = []
    spare: list[Mention] = []
    for match in links:
        target = re.split(r"[#?]", match["target"])[0]
        if not target or _NO_PATH.match(match["target"]):
            continue
        start = match.start("target")
        found, mention = _link(document, start, target)
        if found:
            claimed.append((start, start + len(target)))
            if mention is not None:
                yield mention
        elif mention is not None:
            spare.append(mention)
    others = [
        each for each in mentions if not any(s < each.end and each.start < e for s, e in claimed)
    ]
    yield from others
    for mention in spare:
        if not any(each.start < mention.end and mention.start < each.end for each in others):
            yield mention


def _link(document: Document, start: int, target: str) -> tuple[bool, Mention | None]:
    """Return whether the target moves, and the edit that follows it or the document's own move."""
    text_map, path = document.text_map, document.path
    after = path if text_map.after else text_map.paths.get(path, path)
    rooted = target.startswith("/")
    source, old = "", normpath(f"{dirname(path)}/{target}".lstrip("/"))
    if rooted:
        source, old = _source_folder(document, target)
    place = text_map.locate(old)
    end = start + len(target)
    if isinstance(place, tuple):
        return True, Mention(start, end, target, None, "path", several_places(place))
    if rooted:
        if place is None:
            return _role(document, start + 1, target[1:])
        new = f"/{relpath(place, source or '.')}"
    elif old.startswith("..") or (place is None and dirname(after) == dirname(path)):
        new = None
    else:
        new = relpath(place or old, dirname(after) or ".")
    if new is None or normpath(new) == normpath(target):
        return place is not None, None
    return place is not None, Mention(start, end, target, WrittenPath(target).like(new), "path")


def _role(document: Document, start: int, name: str) -> tuple[bool, Mention | None]:
    """Return the edit of a name that Markdown for Sphinx writes as a link: ``(/app.hooks)``."""
    whole = [each for each in find(name, document.text_map) if each.old == name]
    return bool(whole), next((each.shifted(start) for each in whole if each.new), None)


def _source_folder(document: Document, target: str) -> tuple[str, str]:
    """Return the folder that a leading slash stands for (as it is afterwards), and the path.

    The root of the repository; or, as Sphinx has it, a folder above the document that is no more
    known than by that the path leads from there to something that moves.
    """
    folder, found = dirname(document.path), ("", normpath(target[1:]))
    while folder and document.text_map.locate(found[1]) is None:
        old = normpath(f"{folder}/{target}")
        if document.text_map.locate(old) is not None:
            goes = document.text_map.folders.get(folder, folder)
            return goes if isinstance(goes, str) else folder, old
        folder = dirname(folder)
    return found
