"""What strings of a Python file say in code: f-strings, generated imports, names of values."""

from functools import partial

import pytest

from rezone.transforms.edits.proof import prove
from rezone.transforms.edits.python_file import rewrite_python
from rezone.transforms.index.layout import plan_layout
from rezone.transforms.index.modules import Index
from rezone.transforms.index.namespace import Namespace, Namespaces
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.references.mentions import TextMap, find_in_python, moved_folders
from rezone.transforms.references.model import Status
from rezone.transforms.references.resolver import Resolver

FILES = (
    "app/__init__.py",
    "app/cache.py",
    "app/runtime.py",
    "app/version.py",
    "app/core.py",
    "main.py",
)
MOVES = (
    Move("app.runtime", "lib.runtime"),
    Move("app.version", "lib.version"),
    Move("app.core", "app.core.inner"),
)


def rewritten(text, path="main.py"):
    index = Index.build(FILES, ("",))
    names = NameMap(MOVES)
    layout = plan_layout(index, MOVES)
    # app/__init__.py says: from .version import version
    namespaces = Namespaces({"app": Namespace(values=frozenset({"version"}))})
    resolver = Resolver(index, names, namespaces, {}, layout.paths)
    folders = moved_folders(layout.paths, FILES)
    values = frozenset({"app.version"})
    text_map = TextMap.build(names, index.names, layout.paths, folders, ("",), values)
    outcome = rewrite_python(
        path, text.encode(), resolver, partial(find_in_python, text_map=text_map)
    )
    prove(path, text.encode(), outcome, resolver)
    return text if outcome.content is None else outcome.content.decode(), outcome.references


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'import app\nf"{app.version} of app.runtime"',
            'import app\nf"{app.version} of lib.runtime"',
        ),
        ('"a" f"{app.runtime}" "app.runtime"', '"a" f"{app.runtime}" "lib.runtime"'),
        ('f"{{app.runtime}}"', 'f"{{lib.runtime}}"'),
        (
            'emit("from app import runtime, cache")',
            'emit("from lib import runtime; from app import cache")',
        ),
        ('run("""\nfrom app import runtime\n""")', 'run("""\nfrom lib import runtime\n""")'),
        (
            "sh(\"python -c 'from app.runtime import f'\")",
            "sh(\"python -c 'from lib.runtime import f'\")",
        ),
    ],
)
def test_code_in_strings_follows_and_fields_are_code(before, after):
    assert rewritten(before + "\n")[0] == after + "\n"


def test_a_name_that_is_a_value_of_its_package_is_left_and_told():
    source = 'patch("app.version", "2")\n'
    text, references = rewritten(source)
    assert text == source
    assert [(r.old, r.status) for r in references] == [("app.version", Status.KEPT)]
    assert rewritten('sh("from app.version import version")\n')[0] == (
        'sh("from lib.version import version")\n'
    )


def test_a_lone_dot_is_no_relative_name():
    source = 'def __getattr__(name):\n    return name.replace(".", "_")\n'
    assert rewritten(source, "app/core.py")[0] == source
