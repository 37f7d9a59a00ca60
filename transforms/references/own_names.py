"""What a moved module says of itself while it runs: ``__name__``, its pickles, its Django models.

Nothing in the file names the module, so nothing is rewritten; what others know by the old name
is told.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from msgspec import Struct

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.names import last, parent
from rezone.transforms.references.nearby import nodes_near
from rezone.transforms.references.positions import last_segment
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText
from rezone.transforms.references.tasks import made_otherwise

OWN_NAME = "__name__"
_OWN_PACKAGE = ("__package__", "__spec__")
_LOADERS = ("importlib.resources", "importlib_resources", "get_data", "pkg_resources")
LABEL_IN_APPS = (
    "the label of the app, written out in an apps.py that comes with the move: tables, migrations "
    "and content types have it, and Django 3.2 or later looks there"
)
_PICKLED = frozenset({"__reduce__", "__reduce_ex__", "__getstate__", "__setstate__"})
_WORDS = (OWN_NAME, *_OWN_PACKAGE, "copyreg", *_PICKLED)
# They take the name to find the module again, wherever it is now.
_FOLLOWS = frozenset(
    {
        *(
            "import_module",
            "__import__",
            "attach",
            "attach_stub",
            "files",
            "get_data",
            "resolve_name",
        ),
        *("PackageLoader", "walk_packages", "find_spec", "runmodule", "resource_filename"),
        *("resource_string", "resource_stream", "resource_exists", "read_text", "read_binary"),
        *(
            "resolve_name",
            "open_text",
            "open_binary",
            "path",
            "contents",
            "get_type_hints",
            "DocTestSuite",
        ),
    }
)


class OwnName(Struct, frozen=True):
    """A place where the module's name matters to others; *must*: somebody has to act."""

    node: ast.expr | ast.stmt
    says: str
    reason: str
    must: bool = False


def own_names(
    tree: ast.Module, source: SourceText, resolver: Resolver, here: ModulePath, now: ModulePath
) -> Iterator[OwnName]:
    """Yield where the module *here*, which becomes *now*, shows its name to others."""
    yield from _models(tree, resolver, here, now)
    if "task" in source.text or "Task" in source.text:
        yield from _tasks(tree, source, here, now)
    if not any(word in source.text for word in _WORDS):
        return
    parents: dict[int, ast.AST] = {}
    told: set[int] = set()  # lines
    became = f"{here.name} becomes {now.name}"
    for node in nodes_near(tree, source, _WORDS):
        parents.update((id(child), node) for child in ast.iter_child_nodes(node))
        if isinstance(node, ast.Name) and node.id == OWN_NAME:
            reason = _shown(node, parents)
            if reason:
                yield OwnName(node, OWN_NAME, f"{reason}: {became}")
        elif isinstance(node, ast.Name) and node.id in _OWN_PACKAGE:
            differs = here.package != now.package and node.lineno not in told
            if differs and _shown(node, parents):
                told.add(node.lineno)
                reason = f"the package that its module is in: {here.package} becomes {now.package}"
                finds = any(loader in source.text for loader in _LOADERS)
                yield OwnName(node, node.id, reason, must=finds)
        elif isinstance(node, ast.ClassDef):
            yield from _class(node, here, resolver)
        elif isinstance(node, ast.Attribute) and last_segment(node.value) == "copyreg":
            yield OwnName(node, here.name, _pickles(here, now))


def _shown(node: ast.Name, parents: dict[int, ast.AST]) -> str:
    """Return for what a module's own name is taken, ``""`` where it shows nothing to others."""
    around: ast.AST = node
    while (above := parents.get(id(around))) is not None:
        if isinstance(above, ast.Compare):
            return ""
        if isinstance(above, ast.Subscript) and last_segment(above.value) == "modules":
            return ""
        if isinstance(above, ast.Call):
            name = last_segment(above.func)
            if name in _FOLLOWS:
                return ""
            return "a logger named after its module" if "logger" in name.lower() else _OTHER
        if isinstance(above, ast.stmt):
            break
        around = above
    return _OTHER


_OTHER = "named after its module"


def _pickles(here: ModulePath, now: ModulePath) -> str:
    return f"pickles say {here.name}, which becomes {now.name}: --shims keeps them readable"


def _class(node: ast.ClassDef, here: ModulePath, resolver: Resolver) -> Iterator[OwnName]:
    methods = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
    name = f"{here.name}.{node.name}"
    if methods & _PICKLED:
        reason = f"pickles say {name}, which becomes {resolver.destination(name)}"
        yield OwnName(node, name, f"{reason}: --shims keeps them readable")


def _models(
    tree: ast.Module, resolver: Resolver, here: ModulePath, now: ModulePath
) -> Iterator[OwnName]:
    """Yield the models of a Django app without an `AppConfig`, whose label would change.

    They come from `django.db`, or there are migrations beside them.  The label can be written out
    where the app stays together and nothing else becomes its module ``apps``.
    """
    app = parent(here.name)
    new = resolver.destination(app)
    if last(here.name) != "models" or last(new) == last(app) or resolver.index.has(f"{app}.apps"):
        return
    has_migrations = f"{app}.migrations" in resolver.index.packages
    for node in tree.body:
        from_django = isinstance(node, ast.ImportFrom) and node.module == "django.db"
        if from_django or (has_migrations and isinstance(node, ast.Import | ast.ImportFrom)):
            if now.name == f"{new}.models" and "apps" not in resolver.submodules_after(new):
                yield OwnName(node, app, LABEL_IN_APPS)
            else:
                reason = f"the app's label would be {last(new)}: tables, migrations and content "
                reason += f"types have {last(app)}; give the app an AppConfig with label = "
                yield OwnName(node, app, f'{reason}"{last(app)}"', must=True)
            return


def _tasks(
    tree: ast.Module, source: SourceText, here: ModulePath, now: ModulePath
) -> Iterator[OwnName]:
    """Yield what makes tasks that are named after their module, where no name can be written.

    A class may only be what tasks are based on, unless the file registers some.
    """
    for node, name in made_otherwise(tree, here):
        became = now.name + name[len(here.name) :]
        must = not isinstance(node, ast.ClassDef) or "register_task" in source.text
        if name.endswith(".*"):
            reason = f"maybe it makes tasks named after their module: {name} becomes {became}"
        else:
            reason = (
                f'maybe a task named after its module: give it name="{name}", or it is {became}'
            )
        yield OwnName(node, name, reason, must)
