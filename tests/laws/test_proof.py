"""The proof lets no wrong edit pass: what it accepts computes what the original computed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from interpreter import Interpreter
from mutants import mutants
from programs import Program, programs
from trees import carried_out, module_names, plan_of, write_tree

from rezone.phases.engine.context import build_context
from rezone.phases.engine.preview import preview
from rezone.phases.engine.workspace import Workspace
from rezone.transforms.edits.proof import prove
from rezone.transforms.edits.python_outcome import PythonOutcome
from rezone.transforms.errors import PlanError, PlanErrors, Refused, Unproven
from rezone.transforms.records import replace
from rezone.transforms.references.model import Status


@given(program=programs(), data=st.data())
def test_what_the_proof_accepts_computes_the_same(
    program: Program, data: st.DataObject, tmp_path: Path, interpreter: Interpreter
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    write_tree(before, program.files)
    plan = plan_of(program.moves)
    workspace = Workspace.scan(before)
    try:
        found = preview(workspace, plan, plan.phase(1))
        context = build_context(workspace, plan, plan.phase(1))
    except (PlanError, PlanErrors, Refused):
        assume(False)
        raise
    assume(not found.statuses[Status.BLOCKED] and not found.warnings)
    edited = [file for file in found.files if file.edits and file.content is not None]
    assume(edited)
    file = data.draw(st.sampled_from(edited), label="file")
    original, right = program.files[file.old], file.content or b""
    names = module_names(program.files, found.changes)
    targets = tuple(new for new in names.values() if new)
    wrong = list(mutants(original.decode(), right.decode(), targets))
    mutant = data.draw(st.sampled_from(wrong), label="mutant").encode()
    outcome = PythonOutcome(mutant, file.references, file.edits)
    try:
        prove(file.old, original, outcome, context.resolver)
    except Unproven:
        return
    tree = carried_out(program.files, found.changes)
    write_tree(after, {**tree, file.new: mutant})
    module = _module(file.old)
    wanted = interpreter.values(before / "src", [module])[module]
    if wanted[0] == "values" and names[module]:
        values = interpreter.values(after / "src", [str(names[module])])
        assert values[str(names[module])] == wanted, mutant.decode()


def _module(path: str) -> str:
    return path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


FILES = {
    "src/app/__init__.py": b"",
    "src/app/db.py": b"import app.net\nurl = 'u'\n",
    "src/app/net.py": b"port = 1\n",
    "src/use.py": b"""import app.db
import app.net
from app import db as store, net
from app.db import url

def f(app_name, text="app.db.url"):
    return app.db.url, app.net.port, store.url, net, url, 5
""",
}
RIGHT = """import lib.db
import app.net
from lib import db as store
from app import net
from lib.db import url

def f(app_name, text="lib.db.url"):
    return lib.db.url, app.net.port, store.url, net, url, 5
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("import lib.db\n", ""),
        ("import lib.db\n", "import lib.db as lib\n"),
        ("import lib.db\n", "import app.db\n"),
        ("import app.net\n", ""),
        ("from lib import db as store", "from lib import db"),
        ("from lib import db as store", "from app import db as store"),
        ("from lib import db as store", "from lib import net as store"),
        ("from app import net", "from lib import net"),
        ("from lib.db import url", "from lib.db import url as url2"),
        ("from lib.db import url", "from lib.db import url\nimport os"),
        ("from lib.db import url", "from lib.db import url\nfrom lib.db import url as app_name"),
        ("return lib.db.url", "return app.db.url"),
        ("return lib.db.url", "return lib.db.uri"),
        ("app.net.port", "lib.net.port"),
        ("store.url", "net.url"),
        ("net, url, 5", "net, url, 6"),
        ("net, url, 5", "url, net, 5"),
        ('"lib.db.url"', '"app.db.url "'),
        ('"lib.db.url"', '"lib.db.uri"'),
        ("def f(app_name,", "def f(lib,"),
        ("def f(app_name,", "def f(app,"),
        ("def f(app_name", "lib = None\ndef f(app_name"),
    ],
)
def test_a_wrong_edit_is_rejected(right: str, wrong: str, tmp_path: Path) -> None:
    write_tree(tmp_path, FILES)
    plan = plan_of({"app.db": "lib.db"})
    workspace = Workspace.scan(tmp_path)
    context = build_context(workspace, plan, plan.phase(1))
    (use,) = (f for f in preview(workspace, plan, plan.phase(1)).files if f.old == "src/use.py")
    assert use.content == RIGHT.encode()
    outcome = PythonOutcome(use.content, use.references, use.edits)
    prove(use.old, FILES[use.old], outcome, context.resolver)
    assert RIGHT.count(right) == 1
    mutant = replace(outcome, content=RIGHT.replace(right, wrong).encode())
    with pytest.raises(Unproven):
        prove(use.old, FILES[use.old], mutant, context.resolver)


ANCHORED = {
    "src/app/__init__.py": b"",
    "src/app/other.json": b"{}\n",
    "src/app/db.py": b"from importlib import resources\n"
    b"TEXT = (resources.files(__package__) / 'other.json').read_text()\n",
}


@pytest.mark.parametrize("package", ['"app"', "__package__", '"store"', '"app.db"'])
def test_a_package_that_does_not_hold_the_file_is_rejected(package: str, tmp_path: Path) -> None:
    write_tree(tmp_path, ANCHORED)
    plan = plan_of({"app.db": "store.db"})
    workspace = Workspace.scan(tmp_path)
    found = preview(workspace, plan, plan.phase(1))
    context = build_context(workspace, plan, plan.phase(1))
    (file,) = (file for file in found.files if file.old == "src/app/db.py")
    assert file.content is not None
    mutant = file.content.replace(b'files("app")', b"files(" + package.encode() + b")")
    outcome = PythonOutcome(mutant, file.references, file.edits)
    if package == '"app"':
        prove(file.old, ANCHORED[file.old], outcome, context.resolver)
        return
    with pytest.raises(Unproven):
        prove(file.old, ANCHORED[file.old], outcome, context.resolver)
