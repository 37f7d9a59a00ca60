"""A phase to rewrite documents for: `app.db`, `app.mail` and `tool` move, `app.web` stays."""

import pytest

from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.references.mentions import TextMap, find, moved_folders, rewrite

MOVED = {
    "src/app/db/__init__.py": "src/shared/storage/__init__.py",
    "src/app/db/orm.py": "src/shared/storage/orm.py",
    "src/app/db/README.md": "src/shared/storage/README.md",
    "src/app/mail.py": "libs/notify/post.py",
    "src/tool.py": "src/kit/tool.py",
}
STAYING = ("src/app/__init__.py", "src/app/web.py", "docs/guide.md", "README.md")
MOVES = (
    Move("app.db", "shared.storage"),
    Move("app.mail", "notify.post"),
    Move("tool", "kit.tool"),
)
MODULES = frozenset({"app", "app.db", "app.db.orm", "app.mail", "app.web", "tool"})


@pytest.fixture(scope="session")
def text_map():
    folders = moved_folders(MOVED, (*MOVED, *STAYING))
    return TextMap.build(NameMap(MOVES), MODULES, MOVED, folders, ("src", "libs"))


@pytest.fixture(scope="session")
def python(text_map):
    """The smallest Python rewriter there is: a block's imports and names, read as text."""

    def rewriter(source):
        new = rewrite(source, find(source, text_map))
        return None if new == source else new

    return rewriter
