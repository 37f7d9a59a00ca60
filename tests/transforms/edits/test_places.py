"""Code that finds files from its own place finds the same files after it has moved."""

import libcst as cst
import pytest

from rezone.transforms.edits.proof import prove
from rezone.transforms.edits.python_file import rewrite_python
from rezone.transforms.edits.tree import apply_to_tree
from rezone.transforms.errors import Unproven
from rezone.transforms.index.layout import plan_layout
from rezone.transforms.index.modules import Index
from rezone.transforms.index.namespace import Namespaces
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.references.model import Status
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText

FILES = (
    "src/app/__init__.py",
    "src/app/i18n.py",
    "src/app/locale/de.mo",
    "src/app/web/__init__.py",
    "src/app/web/views.py",
    "src/app/web/forms.py",
    "src/app/web/templates/index.html",
    "src/app/deep/__init__.py",
    "src/app/deep/core.py",
    "src/app/deep/data.json",
    "tests/test_app.py",
)
DEEPER = {"app.i18n": "app.texts.i18n"}
AWAY = {"app.i18n": "lib.i18n"}
HIGHER = {"app.web.forms": "app.forms"}
TO_THE_TOP = {"app.web.forms": "forms"}
PACKAGE = {"app.web": "app.site.web"}


def rewritten(path, text, moves):
    index = Index.build(FILES, ("src",))
    table = tuple(Move(old, new) for old, new in moves.items())
    layout = plan_layout(index, table)
    resolver = Resolver(index, NameMap(table), Namespaces({}), {}, layout.paths)
    outcome = rewrite_python(path, text.encode(), resolver)
    prove(path, text.encode(), outcome, resolver)
    return outcome, resolver


@pytest.mark.parametrize(
    ("path", "moves", "before", "after"),
    [
        (
            "src/app/i18n.py",
            DEEPER,
            'os.path.join(os.path.dirname(__file__), "locale", lang)',
            'os.path.join(os.path.dirname(os.path.dirname(__file__)), "locale", lang)',
        ),
        (
            "src/app/i18n.py",
            AWAY,
            "os.path.join(os.path.dirname(os.path.abspath(__file__)), 'locale')",
            "os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "
            "'app', 'locale')",
        ),
        (
            "src/app/i18n.py",
            AWAY,
            "os.path.dirname(os.path.abspath(__file__))",
            'os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "app")',
        ),
        (
            "src/app/i18n.py",
            DEEPER,
            'os.path.join(os.path.dirname(__file__), "..", "..", "README.md")',
            'os.path.join(os.path.dirname(__file__), "..", "..", "..", "README.md")',
        ),
        (
            "src/app/i18n.py",
            DEEPER,
            'Path(__file__).resolve().parent / "locale" / lang',
            'Path(__file__).resolve().parent.parent / "locale" / lang',
        ),
        ("src/app/i18n.py", DEEPER, "Path(__file__).parents[1]", "Path(__file__).parents[2]"),
        (
            "src/app/i18n.py",
            AWAY,
            "str(Path(__file__).parent)",
            'str(Path(__file__).parent.parent.joinpath("app"))',
        ),
        (
            "src/app/web/forms.py",
            HIGHER,
            "Path(__file__).parent.parent",
            "Path(__file__).parent",
        ),
        (
            "src/app/web/forms.py",
            HIGHER,
            'Path(__file__).parent / "templates"',
            'Path(__file__).parent / "web/templates"',
        ),
        (
            "src/app/web/forms.py",
            HIGHER,
            "dirname(dirname(__file__))",
            "dirname(__file__)",
        ),
        (
            "tests/test_app.py",
            PACKAGE,
            'Path(__file__).parent.parent / "src" / "app" / "web" / "templates"',
            'Path(__file__).parent.parent / "src" / "app" / "site" / "web" / "templates"',
        ),
        (
            "src/app/web/forms.py",
            TO_THE_TOP,
            'Path(__file__).parents[3] / "README.md"',
            'Path(__file__).parents[1] / "README.md"',
        ),
        (
            "src/app/web/forms.py",
            TO_THE_TOP,
            "Path(__file__).parents[3]",
            "Path(__file__).parents[1]",
        ),
        (
            "src/app/web/forms.py",
            TO_THE_TOP,
            'Path(__file__).parent.parent.parent.parent.joinpath("docs", name)',
            'Path(__file__).parent.parent.joinpath("docs", name)',
        ),
    ],
)
def test_the_way_changes_and_the_place_does_not(path, moves, before, after):
    source = f"HERE = {before}\n"
    outcome, _ = rewritten(path, source, moves)
    assert outcome.content.decode() == f"HERE = {after}\n"
    tree = apply_to_tree(cst.parse_module(source), SourceText(source, path=path), outcome.edits)
    assert tree.code == f"HERE = {after}\n"


@pytest.mark.parametrize(
    ("path", "moves", "line"),
    [
        ("src/app/web/views.py", PACKAGE, 'Path(__file__).parent / "templates"'),
        ("src/app/web/views.py", PACKAGE, "open(os.path.join(os.path.dirname(__file__), name))"),
        ("src/app/i18n.py", DEEPER, "open(__file__)"),
        ("tests/test_app.py", DEEPER, 'os.path.join(os.path.dirname(__file__), "..", "src")'),
    ],
)
def test_what_moves_along_or_stays_is_found_as_before(path, moves, line):
    outcome, _ = rewritten(path, line + "\n", moves)
    assert outcome.content is None
    assert not outcome.references


def test_a_variable_stands_for_its_place():
    source = (
        "def folder():\n"
        "    here = os.path.abspath(__file__)\n"
        "    return os.path.join(os.path.dirname(here), 'locale')\n"
        "ROOT = Path(__file__).parent\n"
        "DATA = ROOT / 'locale'\n"
    )
    outcome, _ = rewritten("src/app/i18n.py", source, DEEPER)
    assert outcome.content.decode() == (
        "def folder():\n"
        "    here = os.path.abspath(__file__)\n"
        "    return os.path.join(os.path.dirname(os.path.dirname(here)), 'locale')\n"
        "ROOT = Path(__file__).parent.parent\n"
        "DATA = ROOT / 'locale'\n"
    )


def test_a_way_that_cannot_be_written_is_told():
    outcome, _ = rewritten("src/app/i18n.py", "x = dirname(__file__)\n", AWAY)
    assert outcome.content is None
    (reference,) = outcome.references
    assert reference.status is Status.BLOCKED
    assert reference.reason == "the way to src/app from here must be written by hand"


def test_another_place_is_not_proven():
    before = b"x = Path(__file__).parent.parent\n"
    outcome, resolver = rewritten("src/app/i18n.py", before.decode(), DEEPER)
    wrong = type(outcome)(before + b"\n", outcome.references, outcome.edits)
    with pytest.raises(Unproven):
        prove("src/app/i18n.py", before, wrong, resolver)
