"""A file that is skimmed comes out as from its whole tree, and its proof lets nothing pass."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from programs import Program, programs
from symbol_programs import symbol_programs
from trees import plan_of, write_tree

from rezone.phases.engine.context import PhaseContext, build_context
from rezone.phases.engine.workspace import Workspace
from rezone.transforms.edits.actions import TextEdit
from rezone.transforms.edits.proof import prove
from rezone.transforms.edits.python_file import rewrite_python, rewrite_whole
from rezone.transforms.edits.python_outcome import PythonOutcome
from rezone.transforms.edits.python_text import FindMentions
from rezone.transforms.errors import PlanError, PlanErrors, Refused, Unproven
from rezone.transforms.records import replace
from rezone.transforms.references.mentions import Setting, find_in_python


def _context(
    folder: Path, program: Program, roots: tuple[str, ...] = ("src",)
) -> PhaseContext | None:
    write_tree(folder, program.files)
    plan = plan_of(program.moves, roots)
    try:
        return build_context(Workspace.scan(folder), plan, plan.phase(1))
    except (PlanError, PlanErrors, Refused):
        return None


def _finder(context: PhaseContext, path: str) -> FindMentions:
    setting = Setting(path=path)
    return partial(find_in_python, text_map=context.text_map, setting=setting)


@given(program=st.one_of(programs(), symbol_programs()))
def test_a_skimmed_file_comes_out_as_from_its_tree(program: Program, tmp_path: Path) -> None:
    context = _context(tmp_path, program)
    for path, content in program.files.items() if context else ():
        skimmed = rewrite_python(path, content, context.resolver, _finder(context, path))
        whole = rewrite_whole(path, content, context.resolver, _finder(context, path))
        assert skimmed == whole, path
        prove(path, content, skimmed, context.resolver)


FILES = {
    "src/app/__init__.py": b"",
    "src/app/db.py": b"url = 'u'\n",
    "src/use.py": b"from app.db import url\nfrom app import db as store\n\nlimit = 10\n",
}
RIGHT = "from lib.db import url\nfrom lib import db as store\n\nlimit = 10\n"
WRONG = (
    "from app.db import url\nfrom lib import db as store\n\nlimit = 10\n",  # left as it was
    "from lib.db import uri as url\nfrom lib import db as store\n\nlimit = 10\n",
    "from lib.db import url\nfrom lib import db\n\nlimit = 10\n",
    "from lib.dbx import url\nfrom lib import db as store\n\nlimit = 10\n",
    "from lib.db import url\n\nlimit = 10\n",  # an import is lost
    "from lib.db import url\nfrom lib import db as store\n\nlimit = 11\n",
    "from lib.db import url; limit = 1\nfrom lib import db as store\n\nlimit = 10\n",
)


@pytest.mark.parametrize("wrong", WRONG)
def test_the_proof_of_a_skimmed_file_rejects_any_other_text(wrong: str, tmp_path: Path) -> None:
    context = _context(tmp_path, Program(FILES, (), {"app.db": "lib.db"}))
    assert context is not None
    right = rewrite_python("src/use.py", FILES["src/use.py"], context.resolver)
    assert right.is_skimmed
    assert right.content == RIGHT.encode()
    prove("src/use.py", FILES["src/use.py"], right, context.resolver)
    with pytest.raises(Unproven):
        prove(
            "src/use.py",
            FILES["src/use.py"],
            replace(right, content=wrong.encode()),
            context.resolver,
        )
    everything = ((0, len(FILES["src/use.py"]), wrong),)
    told = replace(right, content=wrong.encode(), replaced=everything)
    with pytest.raises(Unproven):  # also where the edits are said to have made it
        prove("src/use.py", FILES["src/use.py"], told, context.resolver)


@pytest.mark.parametrize("roots", [(".",), ("src",)])
@pytest.mark.parametrize("moved", ["limits", "app", "app.db", "app.deep.er"])
@pytest.mark.parametrize(
    "text",
    [
        "from {} import x\n",
        "from {} import *\n",
        "from {}.below import x\n",
        "from {} import (  # why\n    x as y,\n)\n",
        "def f():\n    from {} import x\n",
        "import os; from {} import x\n",
        "import {} as z\n",
    ],
)
def test_whatever_names_a_module_that_moves_is_seen(
    roots: tuple[str, ...], moved: str, text: str, tmp_path: Path
) -> None:
    below = "" if roots == (".",) else "src/"
    packages = [moved.rsplit(".", n)[0] for n in range(moved.count(".") + 1)]
    files = {f"{below}{name.replace('.', '/')}/__init__.py": b"x = 1\n" for name in packages}
    files[f"{below}{moved.replace('.', '/')}/below.py"] = b"x = 1\n"
    files[f"{below}use.py"] = text.format(moved).encode()
    context = _context(tmp_path, Program(files, (), {moved: f"new.{moved}"}), roots)
    assert context is not None
    use = f"{below}use.py"
    found = rewrite_python(use, files[use], context.resolver)
    assert found == rewrite_whole(use, files[use], context.resolver)
    assert found.content == files[use].replace(moved.encode(), f"new.{moved}".encode())


@pytest.mark.parametrize(
    "text",
    [
        "from importlib.resources import files as found\npage = found('app') / 'pages/a.html'\n",
        "from pkgutil import get_data as got\npage = got('app', 'pages/a.html')\n",
        "from importlib import import_module as load\npages = load('app.pages')\n",
        "import importlib\npages = importlib.import_module('app.pages')\n",
        "from unittest.mock import patch\npages = patch('app.pages.x')\n",
        "pages = '''# app.pages\n'''  # app.pages.x\n",
        "import os\npages = os.path.join(os.path.dirname(__file__), 'app', 'pages')\n",
    ],
)
def test_what_else_a_file_says_is_seen(text: str, tmp_path: Path) -> None:
    files = {
        "app/__init__.py": b"",
        "app/pages/__init__.py": b"x = 1\n",
        "app/pages/a.html": b"",
        "use.py": f"from app.pages import x\n{text}".encode(),
    }
    context = _context(tmp_path, Program(files, (), {"app.pages": "web.pages"}), (".",))
    assert context is not None
    finder = _finder(context, "use.py")
    found = rewrite_python("use.py", files["use.py"], context.resolver, finder)
    assert found == rewrite_whole("use.py", files["use.py"], context.resolver, finder)
    assert not found.is_skimmed
    assert found.content is not None
    assert found.content.decode().count("web") > 1


def _where_pages_move(text: str, folder: Path) -> PhaseContext:
    files = {
        "app/__init__.py": b"",
        "app/kept.py": b"x = 1\n",
        "app/pages/__init__.py": b"x = 1\n",
        "use.py": text.encode(),
    }
    context = _context(folder, Program(files, (), {"app.pages": "web.pages"}), (".",))
    assert context is not None
    return context


def _both(text: str, folder: Path) -> tuple[PythonOutcome, PythonOutcome]:
    """Return what becomes of *text*, as it is and from its tree, where app.pages moves."""
    context = _where_pages_move(text, folder)
    known = ("use.py", text.encode(), context.resolver, _finder(context, "use.py"))
    found = rewrite_python(*known)
    prove("use.py", text.encode(), found, context.resolver)
    return found, rewrite_whole(*known)


NO_MORE = """\
from app.pages import x  # of a page

# app.pages.x is one
---
'''Uses app.pages.'''

from app.pages import x
---
# -*- coding: utf-8 -*-
'''Uses `app.pages`.'''
from app.pages import x
---
from app.pages import x


def f(a: int) -> int:
    r'''Ask app.pages.x.'''
    return a
---
from app.pages import x


class A(object):  # one

    '''Of app/pages/.'''  # two
---
from app.pages import x


async def f():
    '''
    See app.pages.
    '''
---
import app
from app.pages import x

y = app.kept.x
---
import app
import os
from app.pages import x

y = f"{app.kept.x}"
---
import app
from app.pages import x

y = "an app, or two"
---
import app.kept
from app.pages import x

y = x.app, app.__name__, app.kept
---
try:
    y = 1
except Exception:
    y = 2


def f():
    from app.pages import x
---
try:
    import os
except ImportError:
    os = None
if os:
    from app.pages import x
---
import app
from app.pages import x

home = app.__file__
---
from app import kept
from app.pages import x

home = kept.__file__, f()[0].__file__
"""


@pytest.mark.parametrize("text", NO_MORE.split("---\n"))
def test_a_file_that_says_no_more_needs_no_tree(text: str, tmp_path: Path) -> None:
    found, whole = _both(text, tmp_path)
    assert found.is_skimmed
    assert found == whole
    moved = text.replace("app.pages", "web.pages").replace("app/pages", "web/pages")
    assert found.content == moved.encode()


MAYBE_MORE = """\
from app.pages import x


def f(a:
    '''app.pages.x''' = None):
    pass
---
from app.pages import x


def f():
    '''app.pages.x'''.split()
---
from app.pages import x


class A:
    '''app.pages.x''' % ()
---
from app.pages import x

y = {
    x:
    '''app.pages.x'''
}
---
from app.pages import x


def f(): return {x:
    '''app.pages.x'''
}
---
from app.pages import x

y = '''
class A:
''' '''app.pages.x'''
---
from app.pages import x

y = ('''
class A:
  '''
  '''app.pages.x''')
---
from app.pages import x


def f():
    y = 1
    '''app.pages.x'''
---
from app.pages import x


def find_class():
    '''app.pages.x'''
---
from app.pages import x  # app.pages.x
---
from app.pages import (
    x,  # app.pages.x
)
---
import app
from app.pages import x

y = app.pages.x
---
import app
from app.pages import x

y = f"{app.pages.x}"
---
import app
from app.pages import x

y = f'''{
app
.pages.x}'''
---
import app
from app.pages import x

y = getattr(app, "pages")
---
import app
from app.pages import x

y = (app
    .pages.x)
---
import app.kept
from app.pages import x

z = app
y = z.pages.x
---
import os, app
from app.pages import x

y = app.pages.x
---
import app.pages
from app.pages import x

home = app.pages.__file__
---
from app import pages
from app.pages import x

home = pages.__file__
---
try:
    from app.pages import x
except ImportError:
    from web.pages import x
---
try:
    from web.pages import x
except ImportError:
    # old

    from app.pages import x
---
try:
    from web.pages import x
except (
  ImportError
):
    from app.pages import x
---
try: from app.pages import x
except ImportError: from web.pages import x
"""


@pytest.mark.parametrize("text", MAYBE_MORE.split("---\n"))
def test_a_file_that_may_say_more_is_given_a_tree(text: str, tmp_path: Path) -> None:
    found, whole = _both(text, tmp_path)
    assert not found.is_skimmed
    assert found == whole


PROSE = "# app.pages\nfrom app.pages import x\n\ny = 'kept', 1  # of app.pages\n"
MOVED = PROSE.replace("app", "web")


@pytest.mark.parametrize(
    ("edit", "wrong"),
    [
        (None, MOVED.replace("# web.pages", "# web.page")),
        (None, MOVED.replace("# web.pages", "# web.pages or so")),
        (None, MOVED.replace("1", "2")),
        (None, MOVED.replace("of web.pages", "of app.pages")),
        (None, f"{MOVED}y = 2\n"),
        (("1  #", "2  #"), MOVED.replace("1", "2")),
        (("kept", "lost"), MOVED.replace("kept", "lost")),
        (("of app.pages", "\ny = 2"), MOVED.replace("of web.pages", "\ny = 2")),
        (("from app.pages import x", "x = 1"), MOVED.replace("from web.pages import x", "x = 1")),
    ],
)
def test_the_proof_of_prose_lets_nothing_else_change(
    edit: tuple[str, str] | None, wrong: str, tmp_path: Path
) -> None:
    context = _where_pages_move(PROSE, tmp_path)
    right = rewrite_python("use.py", PROSE.encode(), context.resolver, _finder(context, "use.py"))
    assert right.is_skimmed
    assert right.content == MOVED.encode()
    said = replace(right, content=wrong.encode())
    if edit is not None:  # also where an edit is said to have made it
        start = PROSE.index(edit[0])
        made = (start, start + len(edit[0]), edit[1])
        kept = tuple(r for r in right.replaced if r[1] <= made[0] or made[1] <= r[0])
        edits = (*right.edits, TextEdit(*made))
        said = replace(said, edits=edits, replaced=(*kept, made))
    with pytest.raises(Unproven):
        prove("use.py", PROSE.encode(), said, context.resolver)
