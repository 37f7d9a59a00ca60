"""The text of a bridge: stand-alone Python that needs nothing but the interpreter.

What it relies on:

- After a module has run, the import system takes it from ``sys.modules`` again (language reference
  5.3.1), so that a module may put another one in its place: here the very module that has moved.
- Whatever is imported below a package is looked for in the package's ``__path__`` (5.4.4), which
  is the one of the new package.  It would be run a second time under its old name; so the outermost
  bridge of a package adds a finder to ``sys.meta_path`` that answers for all below.
- After an import the submodule is bound in its package (5.4.2).  A package that has since bound
  the name to something else keeps that: the module was not imported now, only under another name.
  What a cycle imports while a bridge runs is bound in the bridge, which passes it on.
- A class of a module object may be replaced (data model 3.3.2.1).
"""

from __future__ import annotations

from collections.abc import Sequence

from rezone.transforms.bridges.bridge import Bridge

_START = '''\
{header}
# flake8: noqa
# fmt: off
# isort: skip_file
# pylint: skip-file
"""A bridge: this module is ``{new}`` now, and its old name stays importable."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from {new} import *
{imports}else:
    import importlib as _importlib
    import opcode as _opcode
    import sys as _sys
    import warnings as _warnings

    _NEW = "{new}"
    _MESSAGE = "{message}"

    def __getattr__(name):
        """Answer while the modules still import each other: with what is there so far."""
        return getattr(_sys.modules.get(_NEW), name)

    def _warn(old, message):
        """Tell who names the old module; not who merely unpickles, or walks over all modules."""
        frame, asked, by_name = _sys._getframe(1), old, False
        while frame is not None and (
            frame.f_globals is globals()
            or frame.f_globals.get("__name__", "").partition(".")[0] == "importlib"
            or frame.f_globals.get("__name__") in ("pkgutil", "unittest.mock")
        ):
            if frame.f_code.co_name == "_find_and_load":
                asked = frame.f_locals.get("name", asked)
            by_name = by_name or frame.f_code.co_name == "import_module"
            frame = frame.f_back
        if frame is None or asked != old or frame.f_code.co_name == "find_class":
            return
        code = frame.f_code.co_code[frame.f_lasti]
        if by_name or _opcode.opname[code] == "IMPORT_NAME":
            _warnings.warn_explicit(
                message,
                DeprecationWarning,
                frame.f_code.co_filename,
                frame.f_lineno,
                module=frame.f_globals.get("__name__"),
                registry=frame.f_globals.setdefault("__warningregistry__", {{}}),
            )

    def _keep(package, name):
        """Let *package* keep what it binds to *name* when the import binds the module next."""
        kind = type(package)

        class Keeping(kind):
            def __setattr__(self, attribute, value):
                super().__setattr__("__class__", kind)
                if attribute != name:
                    setattr(self, attribute, value)

        package.__class__ = Keeping

    def _lead(old, new, message):
        """Put the module *new* in the place of *old*."""
        was_there = new in _sys.modules
        _warn(old, message)
        module = _sys.modules[old] = _importlib.import_module(new)
        above, _, name = old.rpartition(".")
        package = _sys.modules.get(above)
        if was_there and isinstance(package, type(_sys)):
            if vars(package).get(name, module) is not module:
                _keep(package, name)

'''

_BELOW = '''\
    import importlib.machinery as _machinery
    import importlib.util as _util

    class _Below:
        """Finds what lies below: beside this file, else below the new package."""

        bridge = __name__
        path = [*globals().get("__path__", ())]

        @classmethod
        def find_spec(cls, name, path=None, target=None):
            if name.startswith(_NEW + "."):
                return cls.beside(name, path)
            if not name.startswith(__name__ + "."):
                return None
            above, _, child = name.rpartition(".")
            tail = above[len(__name__) + 1 :].replace(".", "/")
            folders = [f"{{folder}}/{{tail}}" if tail else folder for folder in cls.path]
            spec = _machinery.PathFinder.find_spec(name, folders)
            package = _NEW if above == __name__ else _sys.modules[above].__name__
            new = f"{{package}}.{{child}}"
            if spec is not None and spec.loader is not None:
                if _machinery.PathFinder.find_spec(new, path) is None:
                    cls.known_meanwhile(spec.loader, new)
                return spec
            if package == above or _util.find_spec(new) is None:
                return None
            return _util.spec_from_loader(name, cls(new))

        @staticmethod
        def known_meanwhile(loader, new):
            """Let ``import old.a as b`` in a cycle find what stayed here: it asks for new.a."""

            def exec_module(module):
                del loader.exec_module
                known = _sys.modules.setdefault(new, module)
                try:
                    loader.exec_module(module)
                finally:
                    if known is module:
                        _sys.modules.pop(new, None)

            if isinstance(loader, _machinery.SourceFileLoader):
                loader.exec_module = exec_module

        @classmethod
        def beside(cls, name, path):
            """Find for ``from old import a`` what stayed beside this file: it asks for new.a."""
            old = __name__ + name[len(_NEW) :]
            stays = old.count(".") == __name__.count(".") + 1
            if not stays or _machinery.PathFinder.find_spec(name, path) is not None:
                return None
            spec = _machinery.PathFinder.find_spec(old, cls.path)
            return spec and spec.loader and _util.spec_from_loader(name, cls(old))

        def __init__(self, new):
            self.new = new

        def create_module(self, spec):
            return None

        def exec_module(self, module):
            if module.__name__.startswith(_NEW + "."):
                _sys.modules[module.__name__] = _importlib.import_module(self.new)
                return
            until = _MESSAGE.partition(";")[2]
            _lead(module.__name__, self.new, f"{{module.__name__}} is {{self.new}} now;{{until}}")

    if all(getattr(finder, "bridge", None) != __name__ for finder in _sys.meta_path):
        _sys.meta_path.insert(0, _Below)

'''

_END = """\
    if __name__ == "__main__":
        import runpy as _runpy

        _warnings.warn(_MESSAGE, DeprecationWarning)
        _runpy.run_module(_NEW, run_name="__main__", alter_sys=True)
    else:
        _lead(__name__, _NEW, _MESSAGE)
"""

_IMPORTED_MEANWHILE = """\
        for _name, _value in [*globals().items()]:
            if isinstance(_value, type(_sys)):
                if _sys.modules.get(f"{{__name__}}.{{_name}}") is _value:
                    vars(_sys.modules[__name__]).setdefault(_name, _value)
"""


def bridge_text(bridge: Bridge, unstarred: Sequence[str] = (), is_outermost: bool = True) -> str:
    """Return the Python text of *bridge*.

    Args:
        bridge: where it leads.
        unstarred: names that the new module defines and ``import *`` leaves out; for type
            checkers alone, a program meets the module itself.
        is_outermost: the bridge, if it is that of a package, lies below no other one.
    """
    template = _START + (_BELOW if bridge.is_package and is_outermost else "") + _END
    template += _IMPORTED_MEANWHILE if bridge.is_package else ""
    return template.format(
        header=bridge.header,
        new=bridge.new,
        message=bridge.message,
        imports=_imports(bridge.new, unstarred),
    )


def _imports(module: str, names: Sequence[str]) -> str:
    """Return the import of *names* in the form that type checkers take as a re-export."""
    if not names:
        return ""
    lines = "".join(f"        {name} as {name},\n" for name in names)
    return f"    from {module} import (\n{lines}    )\n\n"
