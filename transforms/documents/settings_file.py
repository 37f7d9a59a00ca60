"""What tools' settings say about modules, whatever the format they are written in.

Some keys hold modules and nothing else: there a name of one segment counts.  Others hold names of
distributions, which look alike and do not move with the module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rezone.transforms.names import top
from rezone.transforms.records import replace
from rezone.transforms.references.folders import several_places
from rezone.transforms.references.mention import GROUP, OTHER_NAME, apart_from
from rezone.transforms.references.mentions import Mention, TextMap

MODULE_KEYS = frozenset(
    {
        *("packages", "py_modules", "modules", "module", "plugins", "attr"),
        *("known_first_party", "known_local_folder", "application_import_names"),
        *("source", "source_pkgs", "source_modules", "forbidden_modules", "ignored_modules"),
        *("root_package", "root_packages", "containers", "namespace_packages", "script_location"),
        *("module_name", "python_packages"),
    }
)
MODULE_TABLES = re.compile(
    r"(?:.*\.)?(?:scripts|gui-scripts|entry-points(?:\..*)?|entry_points|package-data|package_data"
    r"|exclude-package-data|exclude_package_data|package-dir|package_dir|plugins(?:\..*)?)"
)
# Where each value is a path, whatever the key is called elsewhere.
_PATH_TABLES = re.compile(
    r"tool\.(?:hatch|scikit-build)\..*|(?:tool\.coverage\.|coverage:)?paths|(?:.*\.)?package[-_]dir"
)
PATH_KEYS = frozenset(
    {
        *("testpaths", "files", "paths", "src", "include", "includes", "exclude", "omit", "where"),
        *("extend_include", "extend_exclude", "only_include", "targets", "source_roots", "skip"),
        *("pythonpath", "mypy_path", "norecursedirs", "directory", "directories"),
        *("source_includes", "source_excludes", "excludes"),
    }
)
DISTRIBUTION_KEYS = frozenset(
    {
        *("dependencies", "requires", "dev_dependencies"),
        *("install_requires", "tests_require", "setup_requires"),
    }
)
NAMED_TABLES = frozenset({"project", "metadata", "package", "tool.poetry"})
DISTRIBUTION_TABLES = re.compile(
    r"(?:.*\.)?(?:dependencies|dev-dependencies|optional-dependencies|dependency-groups"
    r"|extras_require|options\.extras_require)"
)
_ATTRIBUTE = re.compile(r"(?<![\w.])(?P<package>[^\W\d][\w.]*):(?P<module>[^\W\d]\w*)(?![\w.:])")
ENTRY_TABLES = re.compile(r"(?:.*\.)?entry[-_]points(?:\..*)?|tool\.poetry\.plugins\..*")
_MODULE = re.compile(r"(?P<name>[^\W\d]\w*)(?P<tail>\.?\*|[:.][\w.]+|)")


def holds_modules(table: str, key: str) -> bool:
    """Say whether the values of *key* in *table* are names of modules."""
    if _PATH_TABLES.fullmatch(table):
        return False
    if table == "tool.flit.module":
        return key == "name"
    table, key = _unfolded(table, key)
    if key in ("include", "exclude"):  # elsewhere they hold paths
        return table.endswith("packages.find")
    return key.replace("-", "_").lower() in MODULE_KEYS or bool(MODULE_TABLES.fullmatch(table))


def holds_paths(table: str, key: str) -> bool:
    """Say whether the values of *key* in *table* are files and folders: one segment counts."""
    table, key = _unfolded(table, key)
    if table.endswith("packages.find") and key != "where":
        return False
    return key.replace("-", "_").lower() in PATH_KEYS or bool(_PATH_TABLES.fullmatch(table))


def _unfolded(table: str, key: str) -> tuple[str, str]:
    """Return table and key of ``packages.find.where`` as if the table had a header of its own."""
    above, _, last = key.rpartition(".")
    return (f"{table}.{above}", last) if above == "packages.find" else (table, key)


def only_roots(key: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Yield *mentions*, in keys that hold top-level packages as the tops of what they become."""
    is_root = key.replace("-", "_") in ("root_package", "root_packages")
    for mention in mentions:
        yield replace(mention, new=top(mention.new)) if is_root and mention.new else mention


def holds_distributions(table: str, key: str) -> bool:
    """Say whether the values of *key* in *table* name distributions, not modules."""
    if key == "name" and table in NAMED_TABLES:
        return True
    known = key.replace("-", "_").lower() in DISTRIBUTION_KEYS
    return known or bool(DISTRIBUTION_TABLES.fullmatch(table))


def without_names(
    mentions: Iterable[Mention],
    spans: Iterable[tuple[int, int]],
    keys: Iterable[tuple[int, int]] = (),
) -> Iterator[Mention]:
    """Yield *mentions*, the names in *spans* left, as they name no modules; paths follow.

    Those in *keys* are words of the format: they are left out.
    """
    everywhere = tuple(mentions)
    outside = {id(mention) for mention in apart_from(everywhere, spans)}
    said = {id(mention) for mention in apart_from(everywhere, keys)}
    for mention in everywhere:
        if mention.kind == "path" or id(mention) in outside & said:
            yield mention
        elif id(mention) in said:
            yield mention.left(OTHER_NAME)


def with_groups(
    mentions: Iterable[Mention], groups: Iterable[tuple[int, int]]
) -> Iterator[Mention]:
    """Yield *mentions*, those in the spans of *groups* left: they name groups of entry points."""
    everywhere = tuple(mentions)
    outside = {id(mention) for mention in apart_from(everywhere, groups)}
    for mention in everywhere:
        yield mention if id(mention) in outside else mention.left(GROUP)


def module_mention(text: str, start: int, end: int, text_map: TextMap) -> Iterator[Mention]:
    """Yield the module that ``text[start:end]`` is as a whole, even if it has one segment.

    It may end like ``a.*``, ``a*``, ``a:main`` or ``a.version``; modules of several segments are
    left to `find`.
    """
    match = _MODULE.fullmatch(text, start, end)
    found = text_map.resolve(match["name"]) if match else None
    if match is None or found is None or found[0] != match["name"]:
        return
    stop, target = match.end("name"), found[1]
    if match["tail"] in ("*", ".*"):
        below = text_map.below(f"{match['name']}.")
        goes = {text_map.names(name) == f"{target}{name[len(match['name']) :]}" for name in below}
        if not isinstance(target, str) or False in goes:
            places = tuple(sorted({text_map.names(name) for name in below}))
            yield Mention(start, end, text[start:end], None, "glob", several_places(places))
            return
    old = match["name"]
    if isinstance(target, str):
        yield Mention(start, stop, old, target, "dotted")
    else:
        yield Mention(start, stop, old, None, "dotted", several_places(target))


def entry_mention(text: str, start: int, end: int, text_map: TextMap) -> Iterator[Mention]:
    """Yield the module that an entry point names as an attribute of its package: ``app:web``."""
    for match in _ATTRIBUTE.finditer(text, start, end):
        name = f"{match['package']}.{match['module']}"
        found = text_map.resolve(name)
        if found is None or found[0] != name or name in text_map.values:
            continue
        old, target = match[0], found[1]
        if not isinstance(target, str):
            yield Mention(*match.span(), old, None, "dotted", several_places(target))
        elif ":" not in target:
            above, _, last = target.rpartition(".")
            new = f"{above}:{last}" if above == match["package"] else target
            yield Mention(*match.span(), old, new, "dotted")


def whole_names(text: str, start: int, end: int, text_map: TextMap) -> Iterator[Mention]:
    """Yield `module_mention` of each name in a list that commas or white space part."""
    for match in re.compile(r"[^\s,;=]+").finditer(text, start, end):
        yield from module_mention(text, *match.span(), text_map)
