"""A bridge in a real interpreter: the old name is the very module at the new one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rezone.transforms.bridges.bridge import Bridge
from rezone.transforms.bridges.text import bridge_text

TREE = {
    "old/__init__.py": "",
    "old/pkg/stays.py": "X = 1\n",
    "new/__init__.py": "",
    "new/mod.py": "print('run', __name__)\nclass C:\n    pass\nvalue = 1\n",
    "new/pkg/__init__.py": "from .same import same\n",
    "new/pkg/same.py": "def same():\n    return 'called'\n",
    "new/pkg/sub/__init__.py": "",
    "new/pkg/sub/leaf.py": "print('run', __name__)\nclass D:\n    pass\n",
    "new/pkg/later.py": "print('run', __name__)\n",
    "new/pkg/bare/thing.py": "print('run', __name__)\n",
    "new/pkg/cli.py": (
        "import sys\nfrom .same import same\n"
        "if __name__ == '__main__':\n    print(same(), __spec__.name, sys.argv[1:])\n"
    ),
    "new/pkg/__main__.py": "from .cli import same\nprint('main', __package__, same())\n",
    "new/slow.py": "early = 1\nimport plugin\nlate = 2\n",
    "plugin.py": "",
}
MODULES = ("old.mod", "old.slow")
PACKAGES = ("old.pkg", "old.pkg.sub")
BELOW = (
    "old.pkg.same",
    "old.pkg.sub.leaf",
    "old.pkg.cli",
    "old.pkg.__main__",
    "old.pkg.bare.thing",
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    files = dict(TREE)
    for name in (*MODULES, *PACKAGES, *BELOW):
        path = name.replace(".", "/") + ("/__init__" if name in PACKAGES else "") + ".py"
        bridge = Bridge(path, name, name.replace("old", "new", 1), 1, "2027-06-30")
        files[path] = bridge_text(bridge, is_outermost=not name.startswith("old.pkg."))
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def run(tree: Path, code: str, *options: str) -> tuple[list[str], str]:
    """Run *code* as a script; return the lines it prints, and what is on standard error."""
    (tree / "script.py").write_text(code)
    return python(tree, *options, "script.py")


def python(tree: Path, *arguments: str) -> tuple[list[str], str]:
    command = [sys.executable, "-B", *arguments]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines(), done.stderr


@pytest.mark.parametrize(
    "code",
    [
        "import old.mod, new.mod\nassert old.mod is new.mod",
        "import new.mod, old.mod\nassert old.mod is new.mod",
        "from old import mod\nimport new\nassert mod is new.mod",
        "from old.mod import C\nfrom new.mod import C as D\nassert C is D and isinstance(C(), D)",
        "from old.mod import *\nassert C.__module__ == 'new.mod' and 'importlib' not in dir()",
        "import importlib\nassert importlib.import_module('old.mod').value == 1",
        "from unittest import mock\nimport new.mod\n"
        "with mock.patch('old.mod.value', 2):\n    assert new.mod.value == 2",
        "import pkgutil\nassert pkgutil.resolve_name('old.mod:C').__module__ == 'new.mod'",
        "import threading, importlib, new\nfound = []\n"
        "names = ['old.mod', 'new.mod'] * 8\n"
        "load = lambda name: found.append(importlib.import_module(name))\n"
        "threads = [threading.Thread(target=load, args=[name]) for name in names]\n"
        "[t.start() for t in threads]\n[t.join() for t in threads]\n"
        "assert len(found) == 16 and len(set(map(id, found))) == 1",
        "import old.mod, sys\nassert sys.modules['old.mod'].__spec__.name == 'new.mod'",
    ],
)
def test_it_is_the_same_module_and_runs_once(tree: Path, code: str) -> None:
    assert run(tree, code)[0] == ["run new.mod"]


def test_reload_runs_the_new_module_and_keeps_the_object(tree: Path) -> None:
    code = (
        "import importlib, old.mod, new.mod\nbefore = new.mod\n"
        "assert importlib.reload(old.mod) is before is old.mod"
    )
    assert run(tree, code)[0] == ["run new.mod", "run new.mod"]


def test_nothing_below_a_package_runs_twice(tree: Path) -> None:
    code = (
        "import old.pkg.sub.leaf, new.pkg.sub.leaf, old.pkg.sub\n"
        "assert old.pkg is new.pkg and old.pkg.sub is new.pkg.sub\n"
        "assert old.pkg.sub.leaf.D is new.pkg.sub.leaf.D\n"
        "from old.pkg.sub import leaf\nfrom old.pkg import sub\n"
        "assert sub.leaf is leaf is new.pkg.sub.leaf\n"
    )
    assert run(tree, code)[0] == ["run new.pkg.sub.leaf"]


def test_what_comes_later_below_a_package_has_its_old_name_too(tree: Path) -> None:
    code = (
        "import old.pkg.later, old.pkg.bare.thing, new.pkg.later, new.pkg.bare.thing\n"
        "assert old.pkg.later is new.pkg.later and old.pkg.bare is new.pkg.bare\n"
        "import sys\nassert sys.modules['old.pkg.bare.thing'] is new.pkg.bare.thing\n"
        "assert sys.modules['old.pkg.bare'] is sys.modules['new.pkg.bare']"
    )
    assert run(tree, code)[0] == ["run new.pkg.later", "run new.pkg.bare.thing"]


def test_what_stays_in_the_old_folder_is_found_there(tree: Path) -> None:
    run(tree, "import old.pkg.stays\nassert old.pkg.stays.__name__ == 'old.pkg.stays'")


def test_what_stays_in_the_old_folder_can_be_imported_from_its_package(tree: Path) -> None:
    code = "from old.pkg import stays, same\nassert stays.__name__ == 'old.pkg.stays'\n"
    assert warned(tree, code) == warned(tree, "from old.pkg import same\n\n")
    with pytest.raises(AssertionError, match="cannot import name 'nope'"):
        run(tree, "from old.pkg import nope")


def test_what_stays_in_the_old_folder_is_found_in_a_cycle_of_imports(tree: Path) -> None:
    (tree / "old/pkg/kept.py").write_text("import new.pkg.ring as ring\nwhole = 1\n")
    (tree / "new/pkg/ring.py").write_text("import old.pkg.kept as kept\nwhole = 2\n")
    code = (
        "import sys\nfrom old.pkg.kept import ring, whole\n"
        "assert (whole, ring.whole, ring.kept.whole) == (1, 2, 1)\n"
        "assert 'new.pkg.kept' not in sys.modules\n"
    )
    run(tree, code)


def test_what_is_nowhere_is_missing_under_the_name_that_was_asked(tree: Path) -> None:
    code = (
        "import importlib.util\nassert importlib.util.find_spec('old.pkg.nope') is None\n"
        "for name in 'old.pkg.nope', 'old.mod.nope':\n"
        "    try:\n        __import__(name)\n"
        "    except ModuleNotFoundError as error:\n        assert error.name == name, error\n"
        "    else:\n        raise AssertionError(name)\n"
        "try:\n    from old.pkg import nope\nexcept ImportError:\n    pass\n"
        "else:\n    raise AssertionError(nope)\n"
    )
    run(tree, code)


def test_a_function_that_hides_its_module_keeps_hiding_it(tree: Path) -> None:
    code = (
        "import new.pkg, old.pkg.same\nfrom new.pkg import same\nassert same() == 'called'\n"
        "assert type(new.pkg).__name__ == 'module'\nnew.pkg.other = 1\nassert new.pkg.other == 1\n"
        "import importlib\nassert importlib.import_module('old.pkg.same').same is same\n"
    )
    run(tree, code)


def test_a_name_that_only_waits_for_its_module_becomes_the_module(tree: Path) -> None:
    (tree / "old/__init__.py").write_text("mod = None\n")
    run(tree, "import old.mod, new.mod\nassert old.mod is new.mod")


def test_walking_over_the_packages_finds_every_module(tree: Path) -> None:
    code = (
        "import pkgutil, old\n"
        "print(*[m.name for m in pkgutil.walk_packages(old.__path__, 'old.')])\n"
        "import importlib\n"
        "for m in pkgutil.walk_packages(old.__path__, 'old.'):\n"
        "    module = importlib.import_module(m.name)\n"
        "    assert module is importlib.import_module(m.name.replace('old', 'new', 1))\n"
    )
    lines, _ = run(
        tree, code.replace("    module", "    if '__main__' in m.name: continue\n    module")
    )
    assert {"old.mod", "old.pkg.sub.leaf", "old.pkg.later"} <= set(lines[0].split())
    assert sorted(lines[1:]) == ["run new.mod", "run new.pkg.later", "run new.pkg.sub.leaf"]


def test_data_beside_the_module_is_found(tree: Path) -> None:
    (tree / "new/pkg/data.txt").write_text("data")
    code = (
        "import pkgutil, importlib.resources as resources\n"
        "assert pkgutil.get_data('old.pkg', 'data.txt') == b'data'\n"
        "assert resources.files('old.pkg').joinpath('data.txt').read_text() == 'data'\n"
    )
    run(tree, code)


def test_a_plugin_that_imports_the_old_name_in_a_cycle_gets_what_is_there(tree: Path) -> None:
    """As with a module that is being imported itself (language reference 5.4)."""
    (tree / "plugin.py").write_text(
        "import sys\nimport old.slow\nfrom old.slow import early\n"
        "def read():\n    return early, sys.modules['old.slow'].late\n"
    )
    for first in ("old.slow", "new.slow"):
        run(
            tree,
            f"import {first}, plugin\nassert plugin.read() == (1, 2)\n"
            "import old.slow, new.slow\nassert old.slow is new.slow",
        )


def test_a_failed_import_can_be_tried_again(tree: Path) -> None:
    (tree / "new/pkg/__init__.py").write_text("import ready\n")
    code = (
        "import pathlib, importlib, sys\n"
        "for _ in range(3):\n    try:\n        import old.pkg.sub.leaf\n"
        "    except ModuleNotFoundError as error:\n        assert error.name == 'ready'\n"
        "pathlib.Path('ready.py').touch()\nimportlib.invalidate_caches()\n"
        "import old.pkg.sub.leaf, new.pkg.sub.leaf\n"
        "assert old.pkg.sub.leaf is new.pkg.sub.leaf\n"
        "assert sum(getattr(f, 'bridge', '') == 'old.pkg' for f in sys.meta_path) == 1\n"
    )
    assert run(tree, code)[0] == ["run new.pkg.sub.leaf"]


def test_it_runs_as_a_script(tree: Path) -> None:
    lines, errors = python(tree, "-m", "old.pkg.cli", "--flag")
    assert lines == ["called new.pkg.cli ['--flag']"]
    assert "old.pkg.cli is new.pkg.cli now" in errors
    assert python(tree, "-m", "old.pkg")[0] == ["main new.pkg called"]


def warned(tree: Path, code: str) -> list[str]:
    """Return the warnings that *code* causes, each with its place."""
    lines = run(tree, code, "-W", "always::DeprecationWarning")[1].splitlines()
    return [line.rpartition("/")[2] for line in lines if "DeprecationWarning" in line]


END = "; the old name will be removed on 2027-06-30"


@pytest.mark.parametrize(
    "statement",
    [
        "import old.mod",
        "from old import mod",
        "from old.mod import C",
        "from importlib import import_module as load; load('old.mod')",
        "from pkgutil import resolve_name; resolve_name('old.mod:C')",
        "from unittest import mock; mock.patch('old.mod.C').start()",
    ],
)
def test_it_warns_whoever_names_it_with_the_place(tree: Path, statement: str) -> None:
    expected = f"script.py:3: DeprecationWarning: old.mod is new.mod now{END}"
    assert warned(tree, f"\n\n{statement}\nimport old.mod\n") == [expected]


def test_the_place_is_right_below_more_names_than_fit_one_byte(tree: Path) -> None:
    names = "".join(f"name{n} = {n}\n" for n in range(300))
    expected = f"script.py:301: DeprecationWarning: old.mod is new.mod now{END}"
    assert warned(tree, f"{names}import old.mod\n") == [expected]


def test_one_import_is_told_once_however_deep(tree: Path) -> None:
    expected = f"script.py:1: DeprecationWarning: old.pkg.sub.leaf is new.pkg.sub.leaf now{END}"
    assert warned(tree, "import old.pkg.sub.leaf\nimport old.pkg.stays\n") == [expected]


def test_what_comes_later_is_told_in_the_same_words(tree: Path) -> None:
    expected = f"script.py:1: DeprecationWarning: old.pkg.later is new.pkg.later now{END}"
    assert warned(tree, "import old.pkg.later\n") == [expected]


PICKLES = """
import io, pickle
data = b"cold.mod\\nC\\n."
class Own(pickle.Unpickler):
    def find_class(self, module, name):
        import importlib
        return getattr(importlib.import_module(module), name)
"""


@pytest.mark.parametrize(
    "load",
    ["pickle.loads(data)", "pickle._loads(data)", "Own(io.BytesIO(data)).load()"],
)
def test_unpickling_is_silent(tree: Path, load: str) -> None:
    code = f"{PICKLES}found = {load}\nimport new.mod\nassert found is new.mod.C\n"
    assert warned(tree, code) == []


def test_pickles_are_readable_under_both_names(tree: Path) -> None:
    code = (
        "import pickle, new.mod\ndata = pickle.dumps(new.mod.C())\nassert b'new.mod' in data\n"
        "for name in b'old.mod', b'new.mod':\n"
        "    assert isinstance(pickle.loads(data.replace(b'new.mod', name)), new.mod.C)\n"
    )
    assert warned(tree, code) == []


def test_walking_is_silent(tree: Path) -> None:
    code = "import pkgutil, old\nlist(pkgutil.walk_packages(old.__path__, 'old.'))\n"
    assert warned(tree, code) == []


def test_a_zip_file_holds_bridges_too(tree: Path) -> None:
    code = (
        "import shutil, sys\nshutil.make_archive('../all', 'zip', '.')\n"
        "sys.path[:] = ['../all.zip', *sys.path[1:]]\nimport old.pkg.sub.leaf, new.pkg.sub.leaf\n"
        "assert old.pkg.sub.leaf is new.pkg.sub.leaf and '.zip' in new.pkg.__file__"
    )
    assert run(tree, code)[0] == ["run new.pkg.sub.leaf"]
