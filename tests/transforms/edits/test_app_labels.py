"""The label of an app: how it is written, and that the proof asks for it."""

from __future__ import annotations

import pytest

from rezone.transforms.edits.actions import LabelEdit
from rezone.transforms.edits.proof import prove
from rezone.transforms.edits.python_file import rewrite_python
from rezone.transforms.edits.python_outcome import PythonOutcome
from rezone.transforms.errors import Unproven
from rezone.transforms.index.modules import Index
from rezone.transforms.index.namespace import Namespaces
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.records import replace
from rezone.transforms.references.resolver import Resolver

PATHS = {"shop/__init__.py": "apps/store/__init__.py", "shop/apps.py": "apps/store/apps.py"}


def outcome(before: bytes) -> tuple[PythonOutcome, Resolver]:
    index = Index.build(PATHS, ("",))
    moves = NameMap([Move("shop", "apps.store")])
    resolver = Resolver(index, moves, Namespaces({}), {}, PATHS)
    return rewrite_python("shop/apps.py", before, resolver), resolver


@pytest.mark.parametrize(
    ("end", "written"),
    [
        (b"\n", b'\n    label = "shop"\n'),
        (b"\r\n", b'\r\n    label = "shop"\r\n'),
        (b"", b'\n    label = "shop"'),
        (b"  # here\n", b'  # here\n    label = "shop"\n'),
        (b"\n    icon = 1", b'\n    label = "shop"\n    icon = 1'),
    ],
)
def test_it_stands_in_a_line_of_its_own(end: bytes, written: bytes) -> None:
    before = b"class Shop(AppConfig):\n    name = __package__" + end
    found, resolver = outcome(before)
    assert found.content == b"class Shop(AppConfig):\n    name = __package__" + written
    prove("shop/apps.py", before, found, resolver)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (b'label = "shop"', b'label = "store"'),
        (b'    label = "shop"\n', b""),
        (b'label = "shop"', b'labels = "shop"'),
        (b'    label = "shop"\n', b'    label = "shop"\n    label = "shop"\n'),
    ],
)
def test_any_other_label_is_not_proven(written: bytes, instead: bytes) -> None:
    before = b"class Shop(AppConfig):\n    name = __package__\n    icon = 1\n"
    found, resolver = outcome(before)
    assert found.content is not None
    wrong = replace(found, content=found.content.replace(written, instead))
    with pytest.raises(Unproven):
        prove("shop/apps.py", before, wrong, resolver)


def test_a_label_that_is_not_that_of_the_name_is_not_proven() -> None:
    before = b'class Shop(AppConfig):\n    name = "shop"\n'
    found, resolver = outcome(before)
    assert found.content is not None
    edits = tuple(replace(e, label="kiosk") if isinstance(e, LabelEdit) else e for e in found.edits)
    content = found.content.replace(b'label = "shop"', b'label = "kiosk"')
    assert content != found.content
    with pytest.raises(Unproven, match="below the name"):
        prove("shop/apps.py", before, replace(found, content=content, edits=edits), resolver)
