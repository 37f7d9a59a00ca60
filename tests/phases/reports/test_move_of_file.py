"""Which move takes a file from one path to another."""

from __future__ import annotations

import pytest

from rezone.phases.reports.move_of_file import moves_of
from rezone.transforms.moves.move import Move

MOVES = [
    Move("shop", "store"),
    Move("shop.db", "data.sql"),
    Move("shop.db.rows", "data.rows"),
    Move("shop.cart:Cart", "store.basket:Cart"),
]


@pytest.mark.parametrize(
    ("old", "new", "source"),
    [
        ("src/shop/cart.py", "src/store/cart.py", "shop"),
        ("shop/__init__.py", "store/__init__.py", "shop"),
        ("src/shop/db/query.py", "src/data/sql/query.py", "shop.db"),
        ("src/shop/db/rows.py", "src/data/rows.py", "shop.db.rows"),
        ("shop/shop/page.html", "shop/store/page.html", "shop"),
        ("shop/db/query.py", "elsewhere/query.py", None),
        ("workshop/cart.py", "store/cart.py", None),
    ],
)
def test_the_longest_move_that_explains_both_paths(old: str, new: str, source: str | None) -> None:
    (move,) = moves_of([(old, new)], MOVES)
    assert (move.source if move else None) == source
