"""A name that rezone makes for a module is none that the file has, or gets by another edit."""

from rezone.transforms.edits.proof import prove
from rezone.transforms.edits.python_file import rewrite_python
from rezone.transforms.index.layout import plan_layout
from rezone.transforms.index.modules import Index
from rezone.transforms.index.namespace import Namespaces
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.references.resolver import Resolver

FILES = ("shop/__init__.py", "shop/core/__init__.py", "shop/core/tax.py", "beta/__init__.py")
MOVES = (Move("shop", "stores.shop"), Move("beta", "core.beta"))


def test_the_top_of_a_package_that_another_edit_imports_is_taken() -> None:
    index = Index.build((*FILES, "main.py"), ("",))
    layout = plan_layout(index, MOVES)
    resolver = Resolver(index, NameMap(MOVES), Namespaces({}), {}, layout.paths)
    before = b"import shop.core.tax, beta\nstores = 5\nprint(shop.core.tax.rate, beta, stores)\n"
    outcome = rewrite_python("main.py", before, resolver)
    prove("main.py", before, outcome, resolver)
    assert outcome.content is not None
    last = outcome.content.decode().splitlines()[-1]
    assert last == "print(shop_core.tax.rate, core.beta, stores)"
