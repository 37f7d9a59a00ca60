"""What the build file of a project puts into its wheel, as far as it says so in plain values."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from msgspec import Struct

from rezone.phases.plan.document import toml_values

Holds = Callable[[str], bool]
"""Says whether the wheel has the Python file at a path, seen from the folder of the project."""

BY_NAME = "the name of the project"
BY_SEARCH = "the search of setuptools"

# What setuptools passes over where it finds packages itself, in a project without `src`.
NO_PACKAGES = frozenset((
    "ci", "bin", "debian", "doc", "docs", "documentation", "manpages", "news", "newsfragments",
    "changelog", "test", "tests", "unit_test", "unit_tests", "example", "examples", "scripts",
    "tools", "util", "utils", "python", "build", "benchmark", "benchmarks", "exercise",
    "exercises", "htmlcov", "tasks", "fabfile", "site_scons",
))  # fmt: skip


class BuildList(Struct, frozen=True):
    """What the build file at *path* says under *key*.

    *is_open*: a search that takes folders without an ``__init__.py`` for packages (PEP 420).
    """

    path: str
    key: str
    holds: Holds
    is_open: bool = False


def build_list(files: frozenset[str], read: Callable[[str], bytes | None]) -> BuildList | None:
    """Return what a project ships; None where that is not said in a way known here.

    Args:
        files: the Python files of the project, from its folder.
        read: gives the bytes of one of its build files.
    """
    project = parsed(read("pyproject.toml"))
    tool = project.get("tool", {})
    kind = backend(project)
    try:
        if kind == "setuptools":
            said = _of_setuptools(tool.get("setuptools", {}), read)
            return said or (_automatic(files, read) if "build-system" in project else None)
        reader = {"hatchling": _of_hatch, "flit": _of_flit, "poetry": _of_poetry, "uv": _of_uv}
        found = reader[kind](project, files) if kind in reader else None
    except (AttributeError, TypeError, ValueError):  # values of other types than the tool wants
        return None
    return None if found is None else BuildList("pyproject.toml", *found)


def backend(project: Mapping[str, Any]) -> str:
    """Return what builds a project by its ``pyproject.toml``: `setuptools`, `hatchling` …"""
    said = project.get("build-system", {}).get("build-backend", "setuptools.build_meta")
    return re.split(r"[._]", str(said))[0]


def parsed(content: bytes | None) -> dict[str, Any]:
    """Return the tables of a TOML file, none where there is none that can be read."""
    try:
        return toml_values((content or b"").decode())
    except (ValueError, RecursionError):
        return {}


def _below(folders: Iterable[str]) -> Holds:
    starts = tuple(folder.removeprefix("./").strip("/") for folder in folders)
    return lambda path: any(path == s or path.startswith(f"{s}/") for s in starts)


# -- hatchling, flit, poetry, uv -----------------------------------------------------------------

_Found = tuple[str, Holds] | None


def _of_hatch(project: Mapping[str, Any], files: frozenset[str]) -> _Found:
    build = project.get("tool", {}).get("hatch", {}).get("build", {})
    said = {**build, **build.get("targets", {}).get("wheel", {})}
    key = next((k for k in ("only-include", "packages", "include") if said.get(k)), "")
    if key == "include":
        from pathspec import GitIgnoreSpec

        return key, GitIgnoreSpec.from_lines(said[key]).match_file
    if key:
        return key, _below([*said[key], *said.get("force-include", {})])
    return _by_name(project, files)


def _of_flit(project: Mapping[str, Any], files: frozenset[str]) -> _Found:
    flit = project.get("tool", {}).get("flit", {})
    return _by_name(project, files, flit.get("module", {}).get("name", ""))


def _of_poetry(project: Mapping[str, Any], files: frozenset[str]) -> _Found:
    poetry = project.get("tool", {}).get("poetry", {})
    if not poetry.get("packages"):
        return _by_name(project, files, poetry.get("name", ""))
    places = [f"{p.get('from', '')}/{p['include']}".lstrip("/") for p in poetry["packages"]]
    return "packages", _below(place.partition("*")[0] for place in places)


def _of_uv(project: Mapping[str, Any], files: frozenset[str]) -> _Found:
    said = project.get("tool", {}).get("uv", {}).get("build-backend", {})
    named = said.get("module-name", "")
    if not named:
        return _by_name(project, files)
    names = [named] if isinstance(named, str) else named
    root = said.get("module-root", "src")
    return "module-name", _below(f"{root}/{n.replace('.', '/')}".lstrip("/") for n in names)


def _by_name(project: Mapping[str, Any], files: frozenset[str], name: str = "") -> _Found:
    """Return the one package or module that is called as the project is."""
    name = name or project.get("project", {}).get("name", "")
    plain = re.sub(r"[-_.]+", "_", name)
    for place in (f"src/{plain}", plain, f"src/{plain.lower()}", plain.lower()):
        if f"{place}/__init__.py" in files:
            return BY_NAME, _below([place])
        if f"{place}.py" in files:
            return BY_NAME, _below([f"{place}.py"])
    return None


# -- setuptools ----------------------------------------------------------------------------------


def _of_setuptools(
    tool: Mapping[str, Any], read: Callable[[str], bytes | None]
) -> BuildList | None:
    where = tool.get("package-dir", {})
    packages = tool.get("packages")
    if isinstance(packages, list):
        return BuildList("pyproject.toml", "packages", _listed(packages, where))
    if isinstance(packages, dict):
        find = packages.get("find", {})
        is_open = find.get("namespaces", True)
        return BuildList("pyproject.toml", "packages.find", _found(find), is_open)
    return _from_ini(read("setup.cfg")) or _from_script(read("setup.py"))


def _listed(packages: Iterable[str], where: Mapping[str, str]) -> Holds:
    folders = set()
    for package in packages:
        above = max((p for p in where if f"{package}.".startswith(f"{p}.") and p), default="")
        rest = package[len(above) :].strip(".").replace(".", "/")
        folders.add(f"{where.get(above, '')}/{rest}".strip("./"))
    return lambda path: path.rpartition("/")[0] in folders


def _found(find: Mapping[str, Any]) -> Holds:
    """Return what ``find_packages`` with these arguments finds: modules in no package are not."""
    where = [place.strip("./") for place in find.get("where", ["."])]
    include, exclude = find.get("include", ["*"]), find.get("exclude", [])

    def holds(path: str) -> bool:
        for place in where:
            if place and not path.startswith(f"{place}/"):
                continue
            package = path.removeprefix(f"{place}/").rpartition("/")[0].replace("/", ".")
            fits = any(fnmatchcase(package, pattern) for pattern in include)
            if package and fits and not any(fnmatchcase(package, p) for p in exclude):
                return True
        return False

    return holds


def _automatic(files: frozenset[str], read: Callable[[str], bytes | None]) -> BuildList | None:
    """Return what setuptools finds itself: all below `src`, else the only package there is.

    It does not search where modules or packages are said in any way, known here or not.
    """
    texts = (read("pyproject.toml"), read("setup.cfg"), read("setup.py"))
    if any(re.search(rb"^[^#\n]*\b(py[-_]modules|packages)\s*=", t or b"", re.M) for t in texts):
        return None
    if any(path.startswith("src/") for path in files):
        return BuildList("pyproject.toml", BY_SEARCH, _below(["src"]))
    tops = {path.partition("/")[0] for path in files if "/" in path}
    tops = {t for t in tops if t.isidentifier() and t not in NO_PACKAGES and t[0] != "_"}
    return BuildList("pyproject.toml", BY_SEARCH, _below(tops if len(tops) == 1 else ()))


def _from_ini(content: bytes | None) -> BuildList | None:
    ini = configparser.ConfigParser(interpolation=None)
    try:
        ini.read_string((content or b"").decode())
    except (configparser.Error, ValueError):
        return None
    said = ini.get("options", "packages", fallback="").strip()
    if not said:
        return None
    if said in ("find:", "find_namespace:"):
        section = ini["options.packages.find"] if ini.has_section("options.packages.find") else {}
        find = {key: _words(text) for key, text in section.items()}
        return BuildList("setup.cfg", "packages", _found(find), said == "find_namespace:")
    pairs = ini.get("options", "package_dir", fallback="").strip().splitlines()
    where = {k.strip(): v.strip() for k, _, v in (pair.partition("=") for pair in pairs)}
    return BuildList("setup.cfg", "packages", _listed(_words(said), where))


def _words(text: str) -> list[str]:
    return [word.strip() for word in re.split(r"[,\n]", text) if word.strip()]


def _from_script(content: bytes | None) -> BuildList | None:
    """Return what the call of ``setup`` says in literals."""
    try:
        tree = ast.parse(content or b"")
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        setup = next(c for c in calls if _name(c.func) == "setup" and _given(c, "packages"))
        packages = _given(setup, "packages")
        where = _given(setup, "package_dir")
        if isinstance(packages, ast.Call) and _name(packages.func).startswith("find_"):
            find = {str(k.arg): ast.literal_eval(k.value) for k in packages.keywords}
            if packages.args:
                find["where"] = ast.literal_eval(packages.args[0])
            find["where"] = [find.get("where", ".")]
            is_open = _name(packages.func) == "find_namespace_packages"
            return BuildList("setup.py", "packages", _found(find), is_open)
        names = ast.literal_eval(packages or ast.Constant(None))
        held = _listed(names, ast.literal_eval(where) if where else {})
    except (StopIteration, SyntaxError, ValueError, TypeError):
        return None
    return BuildList("setup.py", "packages", held)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _given(call: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in call.keywords if k.arg == name), None)
