"""A package whose re-exports are lazy says the same to everyone, and imports less."""

from __future__ import annotations

import codecs
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rezone.transforms.edits.lazy_exports import LazyOutcome, make_lazy
from rezone.transforms.edits.lazy_layout import tail_source
from rezone.transforms.edits.lazy_proof import prove_lazy
from rezone.transforms.edits.proof import prove
from rezone.transforms.edits.python_file import rewrite_python
from rezone.transforms.errors import Unproven
from rezone.transforms.index.modules import Index, ModulePath
from rezone.transforms.index.namespace import Namespaces
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.references.mentions import TextMap, find_in_python
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import Unreadable

INIT = "src/shop/__init__.py"
FILES = (
    INIT,
    "src/shop/cart.py",
    "src/shop/dashboard.py",
    "src/shop/money.py",
    "src/shop/web/__init__.py",
    "src/shop/web/views.py",
    "src/tools.py",
    "src/lib/__init__.py",
    "src/lib/text.py",
)
INDEX = Index.build(FILES, ("src",))
HERE = INDEX.by_path[INIT]


def lazy(text: str) -> LazyOutcome:
    """Make the package ``shop`` lazy, prove it, and show that a second run changes nothing."""
    content = text.encode()
    outcome = make_lazy(content, HERE, INDEX.has)
    if outcome.content is not None:
        prove_lazy(content, outcome.content, HERE)
        assert make_lazy(outcome.content, HERE, INDEX.has).content is None
    return outcome


def written(text: str) -> str:
    """Return the lazy package without the functions at its end."""
    content = lazy(text).content
    assert content is not None
    return content.decode().partition("\n\ndef __getattr__")[0].rstrip() + "\n"


def test_neighbours_share_a_block_and_comments_go_along() -> None:
    before = '''\
"""The shop."""

import os

# What people buy.
from .cart import (
    Cart,
    Item as Thing,  # one of them
)

# What they pay with.
from shop.money import Money

__all__ = ["Cart", "Thing", "Money"]
'''
    assert (
        written(before)
        == '''\
"""The shop."""

import os

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # What people buy.
    from .cart import (
        Cart,
        Item as Thing,  # one of them
    )

    # What they pay with.
    from shop.money import Money

__all__ = ["Cart", "Thing", "Money"]

# Imported when first asked for (PEP 562); `TYPE_CHECKING` above says the same.
_LAZY: dict[str, tuple[str, str]] = {
    "Cart": (".cart", "Cart"),
    "Thing": (".cart", "Item"),
    "Money": ("shop.money", "Money"),
    "cart": (".cart", ""),
    "money": ("shop.money", ""),
}
'''
    )
    assert [tuple(name) for name in lazy(before).names] == [
        ("Cart", ".cart", "Cart", 6),
        ("Thing", ".cart", "Item", 6),
        ("Money", "shop.money", "Money", 12),
    ]


def test_what_stays_parts_the_blocks_and_keeps_its_place() -> None:
    before = """\
from __future__ import annotations
from typing import Any, TYPE_CHECKING
from .cart import Cart
VERSION: Any = 1
from .money import Money
"""
    assert (
        written(before).partition("\n# Imported")[0]
        == """\
from __future__ import annotations
from typing import Any, TYPE_CHECKING

if TYPE_CHECKING:
    from .cart import Cart
VERSION: Any = 1

if TYPE_CHECKING:
    from .money import Money
"""
    )


def test_long_rows_break_where_formatters_break_them() -> None:
    name = "a_function_that_is_called_something_quite_long"
    assert f'    "{name}": (\n        ".web.views",\n        "{name}",\n    ),\n' in written(
        f"from .web.views import {name}\n"
    )


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("from . import cart", '"cart": (".cart", "")'),
        ("from . import cart as basket", '"basket": (".cart", "")'),
        ("from shop import cart", '"cart": ("shop.cart", "")'),
        ("from .web.views import Page", '"Page": (".web.views", "Page")'),
        ("from lib.text import Text", '"Text": ("lib.text", "Text")'),
    ],
)
def test_rows_of_the_table(line: str, row: str) -> None:
    rows = written(f"{line}\n").partition("= {\n")[2].splitlines()
    assert rows[0] == f"    {row},"


def test_a_module_right_below_is_still_an_attribute_deeper_ones_never_were_alone() -> None:
    assert '"cart": (".cart", "")' in written("from .cart import Cart\n")
    assert '"web"' not in written("from .web.views import Page\n")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("from .cart import *", "a star import does not say what it binds"),
        ("from .web import *\nfrom .cart import Cart", "a star import above it may bind"),
        ("import shop.cart", "'import …' binds a module, not a name of one"),
        ("from .dashboard import dashboard", "dashboard is also a submodule"),
        ("from .web import views", "views may be an attribute or a submodule of shop.web"),
        ("from . import VERSION", "VERSION is no submodule"),
        ("from tools import Tool", "the text 'tools' alone would not say"),
        ("from .cart import __version__", "a module may have a __version__"),
        ("from .cart import Cart; x = 1", "it shares its line"),
        ("from .cart import Cart\nclass Big(Cart): pass", "the package itself uses Cart"),
        ("from .cart import Cart\ndef make(): return Cart()", "the package itself uses Cart"),
        ("from .cart import Cart\ndef f(c: 'list[Cart]'): ...", "the package itself uses Cart"),
        ("from .cart import Cart\nfrom .money import Cart", "Cart is bound more than once"),
        ("from .cart import Cart\nif x:\n    from y import Cart", "Cart is bound more than once"),
        ("from .cart import Cart\nx = globals()['Cart']", "its own namespace: globals()"),
        ("from .cart import Cart\nx = sys.modules[__name__]", "namespace: sys.modules[__name__]"),
        ("from .cart import Cart\ndef __getattr__(n): ...", "has a __getattr__ of its own"),
        ("from .cart import Cart\ndef __dir__(): ...", "has a __dir__ of its own"),
    ],
)
def test_what_stays_eager_and_why(text: str, reason: str) -> None:
    outcome = lazy(text + "\n")
    assert outcome.content is None
    assert any(reason in why for _, why in outcome.left), outcome.left


def test_what_is_not_ours_or_not_at_the_top_level_stays_without_a_word() -> None:
    nested = "try:\n    from .cart import Cart\nexcept ImportError:\n    Cart = None\n"
    assert lazy(f"import os\nfrom collections import deque\n{nested}") == LazyOutcome(None)


def test_left_ones_name_their_lines_among_lazy_ones() -> None:
    outcome = lazy("from .cart import Cart\n\nfrom .dashboard import dashboard\n")
    assert [name.local for name in outcome.names] == ["Cart"]
    assert [line for line, _ in outcome.left] == [3]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "start", [b"", codecs.BOM_UTF8, "# coding: latin-1\n# é\n".encode("latin-1")]
)
def test_line_ends_encoding_and_bom_stay(newline: str, start: bytes) -> None:
    lines = b"from .cart import (\n    Cart,\n)\n# the end"
    before = (start + lines).replace(b"\n", newline.encode())
    after = make_lazy(before, HERE, INDEX.has).content
    assert after is not None
    prove_lazy(before, after, HERE)
    assert after.startswith(start.replace(b"\n", newline.encode()))
    assert after.count(b"\n") == after.count(newline.encode())
    assert b"# the end" + newline.encode() * 2 + b"# Imported" in after


def test_what_libcst_cannot_print_exactly_is_left() -> None:
    outcome = lazy("x = 1\n\n\ffrom .cart import Cart\n")
    assert outcome.content is None
    assert outcome.left == ((3, "LibCST would lose a byte of the file"),)


def test_a_package_that_does_not_parse() -> None:
    with pytest.raises(Unreadable, match="does not parse"):
        make_lazy(b"from .cart import (\n", HERE, INDEX.has)


PIECES = st.sampled_from(
    [
        "from .cart import Cart",
        "from .money import Money, Coin as C",
        "from .web.views import Page",
        "from .dashboard import dashboard",
        "from . import cart",
        "from lib.text import Text",
        "import os",
        "x = 1",
        "# a comment",
        "",
        "def f(): return Money",
        '__all__ = ["Cart"]',
        "from typing import TYPE_CHECKING",
    ]
)


@given(st.lists(PIECES, max_size=8))
def test_every_mixture_is_proven_and_the_second_run_changes_nothing(pieces: list[str]) -> None:
    lazy("".join(f"{piece}\n" for piece in pieces))


# The proof


BEFORE = b"from .cart import Cart\nfrom .money import Money  # coins\n\nx = 1\n"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b'(".cart", "Cart")', b'(".cart", "Card")', "other names are offered: Cart"),
        (b'    "Money": (".money", "Money"),\n', b"", "other names are offered: Money"),
        (b'"cart": (".cart", "")', b'"cart": (".money", "")', "other names are offered: cart"),
        (b"    from .money import Money  # coins\n", b"", "a statement changed"),
        (b"x = 1", b"x = 2", "a statement changed"),
        (b"\nx = 1\n", b"\nx = 1\ny = 2\n", "a statement was added"),
        (b"# coins", b"", "a comment was lost"),
        (b"globals()[name] = value", b"pass", "what reads it"),
        (b"from typing import TYPE_CHECKING\n", b"", "a statement changed"),
    ],
)
def test_the_proof_sees_what_is_wrong(old: bytes, new: bytes, why: str) -> None:
    after = make_lazy(BEFORE, HERE, INDEX.has).content
    assert after is not None
    prove_lazy(BEFORE, after, HERE)
    assert after.count(old) == 1
    with pytest.raises(Unproven, match=why):
        prove_lazy(BEFORE, after.replace(old, new), HERE)


def test_the_proof_refuses_a_lazy_name_that_the_package_uses() -> None:
    before = b"from .cart import Cart\nx = Cart\n"
    block = b"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .cart import Cart\n"
    tail = tail_source([("Cart", ".cart", "Cart")], has_all=False).encode()
    with pytest.raises(Unproven, match="the package itself uses Cart"):
        prove_lazy(before, block + b"x = Cart\n" + tail, HERE)


# The table follows when modules move later


def moved(text: str, moves: dict[str, str]) -> str:
    """Make ``shop`` lazy, then move modules, as a later phase does; return its table."""
    content = lazy(text).content
    assert content is not None
    table = tuple(Move(old, new) for old, new in moves.items())
    resolver = Resolver(INDEX, NameMap(table), Namespaces({}))
    texts = TextMap.build(NameMap(table), INDEX.names, {}, {}, ("src",))
    outcome = rewrite_python(INIT, content, resolver, partial(find_in_python, text_map=texts))
    assert outcome.content is not None
    prove(INIT, content, outcome, resolver)
    return outcome.content.decode().partition("= {\n")[2].partition("}")[0]


@pytest.mark.parametrize(
    ("line", "moves", "row"),
    [
        ("from .cart import Cart", {"shop.cart": "shop.sale.cart"}, '(".sale.cart", "Cart")'),
        ("from .cart import Cart", {"shop.cart": "sale.cart"}, '("sale.cart", "Cart")'),
        ("from .cart import Cart", {"shop.cart": "sale.basket"}, '("sale.basket", "")'),
        ("from .web.views import Page", {"shop.web": "site"}, '("site.views", "Page")'),
        ("from shop.web.views import Page", {"shop.web": "site"}, '("site.views", "Page")'),
        ("from lib.text import Text", {"lib.text": "base.text"}, '("base.text", "Text")'),
        ("from . import cart", {"shop.cart": "sale.cart"}, '("sale.cart", "")'),
    ],
)
def test_the_table_follows_a_later_move(line: str, moves: dict[str, str], row: str) -> None:
    assert row in moved(f"{line}\n", moves)


# It runs


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A package that tells what it imports, and whose re-exports are lazy."""
    init = (
        '"""The shop."""\n'
        "from .cart import Cart, Item as Thing\n"
        "from .web.views import Page\n"
        "from . import money\n"
        'NAME = "shop"\n'
    )
    sources = {
        "cart.py": "class Cart: ...\nclass Item: ...\n",
        "money.py": "COIN = 1\n",
        "dashboard.py": "",
        "web/__init__.py": "",
        "web/views.py": "class Page: ...\n",
    }
    for path, text in sources.items():
        (tmp_path / "shop" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shop" / path).write_text(f"print('loads', __name__)\n{text}")
    for name, text in {
        "shop": f'{init}__all__ = ["NAME", "Cart", "Page"]\n',
        "open_shop": init.replace("from .", "from shop.").replace("shop. ", "shop "),
    }.items():
        here = ModulePath(name, f"{name}/__init__.py", "", is_package=True)
        (tmp_path / name).mkdir(exist_ok=True)
        outcome = make_lazy(text.encode(), here, INDEX.has)
        assert outcome.content is not None, outcome.left
        (tmp_path / name / "__init__.py").write_bytes(outcome.content)
    return tmp_path


def run(folder: Path, code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_importing_the_package_loads_nothing_and_asking_loads_what_is_needed(shop: Path) -> None:
    assert run(shop, "import shop; print(shop.NAME)") == ["shop"]
    assert run(shop, "import shop; print(shop.Thing); shop.Thing") == [
        "loads shop.cart",
        "<class 'shop.cart.Item'>",
    ]
    assert run(shop, "from shop import Page, money; print(money.COIN)") == [
        "loads shop.web",
        "loads shop.web.views",
        "loads shop.money",
        "1",
    ]
    assert run(shop, "import shop; print(shop.cart.Item)")[-1] == "<class 'shop.cart.Item'>"
    assert run(shop, "import shop.dashboard") == ["loads shop.dashboard"]


def test_what_is_asked_for_is_kept(shop: Path) -> None:
    code = "import shop; c = shop.Cart; print('Cart' in vars(shop), shop.Cart is c)"
    assert run(shop, code)[-1] == "True True"


def test_a_name_that_is_not_there(shop: Path) -> None:
    code = "import shop\ntry: shop.Nope\nexcept AttributeError as error: print(error)"
    assert run(shop, code) == ["module 'shop' has no attribute 'Nope'"]
    code = "try: from shop import Nope\nexcept ImportError as error: print(type(error).__name__)"
    assert run(shop, code) == ["ImportError"]
    assert run(shop, "import shop; print(hasattr(shop, '__wrapped__'))") == ["False"]


def test_a_star_import_takes_all_that_is_listed(shop: Path) -> None:
    code = "from shop import *; print(sorted(n for n in globals() if n[0] != '_'))"
    assert run(shop, code)[-1] == "['Cart', 'NAME', 'Page']"


def test_a_star_import_without_a_list_takes_what_is_public(shop: Path) -> None:
    code = "from open_shop import *; print(Cart, Thing, Page, money.COIN, NAME)"
    assert run(shop, code)[-1].endswith("<class 'shop.web.views.Page'> 1 shop")


def test_dir_lists_what_is_not_loaded(shop: Path) -> None:
    code = "import shop; print({'Cart', 'Thing', 'Page', 'money', 'NAME'} <= set(dir(shop)))"
    assert run(shop, code) == ["True"]


def test_classes_can_be_pickled(shop: Path) -> None:
    code = "import pickle, shop; print(pickle.loads(pickle.dumps(shop.Cart)) is shop.Cart)"
    assert run(shop, code)[-1] == "True"


def test_type_checkers_see_the_imports(shop: Path) -> None:
    code = "import typing; typing.TYPE_CHECKING = True; import shop; print('Page' in vars(shop))"
    assert run(shop, code)[-1] == "True"
