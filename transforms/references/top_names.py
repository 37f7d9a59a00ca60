"""Names of one segment in strings: what may be a top-level package that a phase takes away.

``"shop"`` may be anything.  It is told where the code around it speaks of modules or packages, and
only where the whole string is the name: a list of every word would be read by nobody.
"""

from __future__ import annotations

import ast
import re

from rezone.transforms.references.positions import Literal, Trail, last_segment

_SPEAKS = frozenset(
    {"package", "packages", "pkg", "pkgs", "module", "modules", "import", "imports"}
)
_OF_APPS = frozenset({"app", "apps"})
_NAMED = frozenset({"project", "lib", "library", "root", "top", "logger", "python", "code"})
# With these it is the label of an app, or something else that belongs to one.
_OTHER = frozenset({"label", "labels", "id", "env", "title", "key", "user", "url", "version"})
# Positional arguments of these name a module, though nothing in their own names says so.
_TAKERS = {"Flask": 0, "Quart": 0, "Blueprint": 1, "is_installed": 0}
# The first argument of these is a file or a folder, of the package maybe.
_OPENERS = frozenset(
    {
        *("Path", "PurePath", "listdir", "scandir", "walk", "isdir", "exists", "chdir", "rmtree"),
        *("copytree", "glob", "iglob"),
    }
)
_PLACES = frozenset({"root", "base", "repo", "project", "here", "src", "source", "top"})
_OWN = ("__name__", "__package__", "__module__")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_URLS = frozenset({"include", "reverse", "path", "re_path"})
_WRAPPING = (ast.List, ast.Tuple, ast.Set, ast.Starred, ast.IfExp, ast.BoolOp)


def may_be_package(literal: Literal, path: str) -> bool:
    """Say whether the code around *literal*, of the file at *path*, speaks of a module."""
    if path.endswith("urls.py") and literal.trail and _is_app_name(literal.trail[0][0]):
        return False  # https://docs.djangoproject.com/en/stable/topics/http/urls/#url-namespaces
    return _speaks(literal.trail)


def _is_app_name(node: ast.AST) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(last_segment(target) == "app_name" for target in targets)


def _speaks(trail: Trail) -> bool:
    keyword = ""
    for parent, child in trail:
        if isinstance(parent, ast.keyword):
            keyword = parent.arg or "**"
        elif isinstance(parent, ast.Call):
            return _call_speaks(parent, child, keyword)
        elif isinstance(parent, ast.Dict):
            at = next((n for n, value in enumerate(parent.values) if value is child), None)
            if at is None:
                return False
            key = parent.keys[at]
            if isinstance(key, ast.Constant) and _says(str(key.value), _SPEAKS | _OF_APPS):
                return True
        elif isinstance(parent, ast.BinOp):
            return isinstance(parent.op, ast.Div) and _is_place(parent.left)
        elif isinstance(parent, ast.Compare):
            return any(map(_compared_speaks, (parent.left, *parent.comparators)))
        elif isinstance(parent, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
            targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
            return any(_target_speaks(last_segment(target)) for target in targets)
        elif isinstance(parent, ast.arguments):
            return _says(_argument(parent, child), _SPEAKS | _OF_APPS)
        elif not isinstance(parent, _WRAPPING):
            return False
    return False


def _call_speaks(call: ast.Call, child: ast.AST, keyword: str) -> bool:
    name = last_segment(call.func)
    if name in _URLS:
        return False
    if keyword:
        named = keyword in ("name", "import_name") and _says(name, _SPEAKS)
        return named or _says(keyword, _SPEAKS | _OF_APPS)
    if name in ("startswith", "removeprefix") and isinstance(call.func, ast.Attribute):
        return _compared_speaks(call.func.value)
    if name in _TAKERS or name in _OPENERS:
        place = _TAKERS.get(name, 0)
        return call.args[place : place + 1] == [child]
    if name in ("join", "joinpath") and isinstance(call.func, ast.Attribute):
        return _is_place(call.args[0] if name == "join" else call.func.value)
    return _says(name, _SPEAKS)


def _is_place(node: ast.expr) -> bool:
    """Say whether *node* may be the root of the repository: ``BASE_DIR``, ``settings.ROOT``."""
    words = _words(last_segment(node))
    return bool(words & _PLACES) and "tmp" not in words


def _compared_speaks(node: ast.expr) -> bool:
    """Say whether *node* is a name that says so, or the first segment of a dotted name."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Call):
        call = node.value
        dotted = [a for a in call.args if isinstance(a, ast.Constant) and a.value == "."]
        return last_segment(call.func) in ("split", "partition") and bool(dotted)
    if isinstance(node, ast.Attribute) and last_segment(node.value) == "record":
        return node.attr == "name"  # what a filter of `logging` is given
    return last_segment(node) in _OWN or _says(last_segment(node), _SPEAKS)


def _target_speaks(name: str) -> bool:
    if _says(name, _SPEAKS | _OF_APPS):
        return True
    words = _words(name)
    return name.isupper() and "name" in words and words <= {"name"} | _NAMED


def _argument(arguments: ast.arguments, default: ast.AST) -> str:
    given = [*arguments.posonlyargs, *arguments.args]
    pairs = [*zip(reversed(given), reversed(arguments.defaults), strict=False)]
    pairs += [(a, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d]
    return next((argument.arg for argument, value in pairs if value is default), "")


def _says(name: str, words: frozenset[str]) -> bool:
    found = _words(name)
    return bool(found & words) and not found & _OTHER


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(name)}
