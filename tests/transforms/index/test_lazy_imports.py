"""What importing a lazily offered name does to the import system."""

from __future__ import annotations

import ast

import pytest

from rezone.transforms.index.import_events import Offer, events_of
from rezone.transforms.index.import_machine import ImportMachine, Program
from rezone.transforms.index.lazy_table import lazy_table
from rezone.transforms.index.modules import ModulePath

TABLE = """\
_LAZY: dict[str, tuple[str, str]] = {
    "Cart": (".cart", "Cart"),
    "money": (".money", ""),
    "Text": ("lib.text", "Text"),
}
def __getattr__(name): ...
"""
SHOP = {"shop": TABLE, "shop.cart": "class Cart: ...", "shop.money": "", "lib": "", "lib.text": ""}


def ran(modules: dict[str, str], entry: str) -> str:
    """Import *entry* of *modules* on paper; return the failure, ``""`` if there is none."""
    packages = {name.rpartition(".")[0] for name in modules}

    def find(name: str) -> Program | None:
        if name not in modules:
            return None
        here = ModulePath(name, f"{name}.py", "", name in packages)
        return Program(here.path, events_of(ast.parse(modules[name]), here))

    failure = ImportMachine(find, lambda name: name.partition(".")[0] in modules).run(entry)
    return str(failure or "")


def test_a_table_is_offers_and_no_import() -> None:
    here = ModulePath("shop", "shop/__init__.py", "", is_package=True)
    assert [e for e in events_of(ast.parse(TABLE), here) if isinstance(e, Offer)] == [
        Offer("Cart", "shop.cart", "Cart"),
        Offer("money", "shop.money", ""),
        Offer("Text", "lib.text", "Text"),
    ]
    assert ran(SHOP | {"shop.cart": "import shop.nowhere"}, "shop") == ""


@pytest.mark.parametrize(
    "text",
    [
        TABLE.replace("def __getattr__(name)", "def other(name)"),
        TABLE.replace("_LAZY", "_EAGER"),
        TABLE.replace('(".cart", "Cart")', '".cart"'),
        TABLE.replace('(".cart", "Cart")', "CART"),
        TABLE.replace("{", "dict({").replace("}", "})"),
    ],
)
def test_what_is_no_such_table(text: str) -> None:
    assert lazy_table(ast.parse(text)) == ()


@pytest.mark.parametrize("name", ["Cart", "money", "*"])
def test_asking_imports_what_stands_behind_the_name(name: str) -> None:
    module = "shop.money" if name == "money" else "shop.cart"
    failing = SHOP | {"main": f"from shop import {name}", module: "import shop.nowhere"}
    assert ran(failing, "main").endswith("shop.nowhere does not exist")
    assert ran(SHOP | {"main": f"from shop import {name}"}, "main") == ""


def test_a_cycle_through_a_lazy_name() -> None:
    cycle = SHOP | {"shop.cart": "from main import x\nclass Cart: ...", "main": "import shop"}
    assert ran(cycle, "main") == ""
    asking = cycle | {"main": "from shop import Cart\nx = 1"}
    assert ran(asking, "main") == (
        "main (main.py:1) → shop.cart (shop.cart.py:1): main.x is not bound yet"
    )


def test_a_name_that_is_asked_for_before_the_table_stands() -> None:
    early = SHOP | {"shop": "import shop.early\n" + TABLE, "shop.early": "from shop import Cart"}
    assert ran(early, "shop").endswith("shop.Cart is not bound yet")
