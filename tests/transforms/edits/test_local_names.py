"""A module reached through a local name goes on being reached through it, and nothing is bound."""

import pytest

from rezone.transforms.edits.proof import prove
from rezone.transforms.edits.python_file import rewrite_python
from rezone.transforms.index.layout import plan_layout
from rezone.transforms.index.modules import Index
from rezone.transforms.index.namespace import Namespaces
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.references.resolver import Resolver

FILES = ("app/__init__.py", "app/utils/__init__.py", "app/utils/configs.py", "main.py")


def rewritten(path, text, target):
    index = Index.build(FILES, ("",))
    moves = (Move("app.utils.configs", target),)
    layout = plan_layout(index, moves)
    resolver = Resolver(index, NameMap(moves), Namespaces({}), {}, layout.paths)
    outcome = rewrite_python(path, text.encode(), resolver)
    prove(path, text.encode(), outcome, resolver)
    return text if outcome.content is None else outcome.content.decode()


@pytest.mark.parametrize(
    ("path", "statement"),
    [
        ("app/__init__.py", "from app import utils"),
        ("main.py", "from app import utils"),
        ("main.py", "import app.utils as utils"),
    ],
)
@pytest.mark.parametrize("target", ["app.utils.configs.inner", "app.utils.new.configs"])
def test_what_stays_below_the_local_name_needs_no_import(path, statement, target):
    before = f"{statement}\nutils.configs.config = 1\n"
    below = target.removeprefix("app.")
    assert rewritten(path, before, target) == f"{statement}\n{below}.config = 1\n"


def test_what_leaves_it_is_imported():
    before = "from app import utils\nutils.configs.config = 1\n"
    assert rewritten("main.py", before, "lib.configs") == (
        "from app import utils\nimport lib.configs\nlib.configs.config = 1\n"
    )
