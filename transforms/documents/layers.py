"""Layers of import-linter that are named below their containers: ``layers = ["web", "db"]``.

A layer ``db`` in the container ``app`` is the module ``app.db``
(https://import-linter.readthedocs.io/en/stable/contract_types/layers/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rezone.transforms.documents.registry import Document
from rezone.transforms.references.mentions import Mention

_VALUE = r"[ \t]*=(?P<value>[ \t\r\n]*\[[^\]]*\]|[^\n]*(?:\n[ \t]+[^\n]+)*)"
_CONTRACT = re.compile(
    r"^\[+(?:tool\.importlinter\.contracts|importlinter:contract:[^\]\n]+)\]+[ \t]*\n"
    r"(?P<body>(?:(?!\[)[^\n]*\n?)*)",
    re.MULTILINE,
)
_CONTAINERS = re.compile(r"^containers" + _VALUE, re.MULTILINE)
_LAYERS = re.compile(r"^layers" + _VALUE, re.MULTILINE)
_NAME = re.compile(r"[^\W\d]\w*(?:\.\w+)*")


def layers(document: Document) -> Iterator[Mention]:
    """Yield the layers whose modules get another name; one that leaves its container is left."""
    for contract in _CONTRACT.finditer(document.text):
        span = contract.span("body")
        inside, listed = (each.search(document.text, *span) for each in (_CONTAINERS, _LAYERS))
        if inside is None or listed is None:
            continue
        containers = _NAME.findall(inside["value"])
        for name in _NAME.finditer(document.text, *listed.span("value")):
            for container in containers:
                mention = _layer(document, name, container)
                if mention is not None:
                    yield mention
                    break


def _layer(document: Document, name: re.Match[str], container: str) -> Mention | None:
    full = f"{container}.{name[0]}"
    found = document.text_map.resolve(full)
    if found is None or found[0] != full:
        return None
    home = document.text_map.resolve(container)
    above = container if home is None else home[1]
    if not isinstance(found[1], str) or not found[1].startswith(f"{above}."):
        return Mention(*name.span(), full, None, "dotted", f"{full} leaves its container")
    new = found[1][len(str(above)) + 1 :]
    return None if new == name[0] else Mention(*name.span(), name[0], new, "dotted")
