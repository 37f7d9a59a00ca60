"""Paths of one segment: ``bear.py`` and ``pack`` where they lie in the root of the repository.

A file's name says by its suffix that it is one.  The name of a folder is a word like any other: it
counts where a command takes paths, or where its document says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from posixpath import dirname

from rezone.transforms.references.folders import several_places
from rezone.transforms.references.mention import Mention
from rezone.transforms.references.path_bases import Setting
from rezone.transforms.references.text_map import TextMap

# Programs that take files and folders, with the words that belong to them.
_PROGRAM = (
    r"(?:ruff(?:[ \t\"',]+(?:check|format))?|flake8|black|isort|mypy|stubtest|pyright|basedpyright"
    r"|pylint|bandit|vulture|pydocstyle|pycodestyle|pyflakes|pyupgrade|autoflake|autopep8|yapf"
    r"|codespell|interrogate|radon|xenon|pytest|py\.test|coverage[ \t\"',]+run|sphinx-apidoc"
    r"|cd|cp|mv|rsync|pushd)"
)
# What follows a program on its line, up to where another command begins.
_COMMAND = re.compile(rf"(?<![\w./-]){_PROGRAM}(?=[ \t\"',])(?P<rest>[^\n#;|&`]*)")
_WHOLE = re.compile(rf"[ \t]*(?:\$ )?(?:python3? -m )?{_PROGRAM}(?:[ \t]+[\w./=*-]+)*[ \t]*")
_MODULE = re.compile(r"(?:^|[\s\"'])(?:-p|--package|--module)[\s\"',=]+$")
_NO_PATH = re.compile(
    r"(?:^|[\s\"'])(?:-[kmnoW]|--cov|--select|--ignore|--markers?|--profile)[\s\"',=]+$"
)
# `SOURCES = pack tests` of a Makefile or a shell script.
_VARIABLE = re.compile(
    r"^[ \t]*(?:export[ \t]+)?[A-Z_]*(?:SRC|SOURCE|DIR|FOLDER|PATH|FILE)[A-Z_]*"
    r"[ \t]*[:?]?=[ \t]*\"?(?P<rest>[\w./* \t-]+)\"?[ \t]*$",
    re.MULTILINE,
)
# `paths:` of a workflow with its list, `working-directory: pack`.
_YAML = re.compile(
    r"^[ \t-]*(?:paths|paths-ignore|working-directory|director(?:y|ies)|files|include|exclude)"
    r"[ \t]*:(?P<rest>[^\n#]*(?:\n[ \t]*-[ \t][^\n]*)*)",
    re.MULTILINE,
)
_CHOICE = re.compile(r"(?<=[\^\"'/])\((?:\?:)?(?P<names>[\w\\.|-]+\|[\w\\.|-]+)\)")
_LISTED = re.compile(r"[^\s,;\"'\[\]]+")
_BEFORE, _AFTER = r"(?<![\w./\\@:~*$%-])", r"(?![\w/\\@(*-]|\.\w|::?[^\W\d])"


@lru_cache(maxsize=8)
def lone_paths(text_map: TextMap) -> tuple[str, ...]:
    """Return what moves and lies in the root of the repository, longest first."""
    found = {path for path in (*text_map.paths, *text_map.folders) if "/" not in path}
    return tuple(sorted(found, key=lambda path: (-len(path), path)))


def lone_paths_in(text: str, text_map: TextMap, setting: Setting) -> Iterator[Mention]:
    """Yield the files and folders of the root that move and are named without a folder.

    Only documents that speak of the root are looked at: those in it, and in a folder whose name
    begins with a dot.
    """
    lone = lone_paths(text_map)
    if not any(path.partition(".")[0] in text for path in lone):
        return
    folder = dirname(setting.path)
    if not setting.path or setting.rooted or (folder and not folder.startswith(".")):
        return
    files, folders = _patterns(lone)
    for match in files.finditer(text):
        if not setting.prose or _in_code(text, match.start()):
            yield from lone_path(match[0], match.start(), text_map)
    for command in _COMMAND.finditer(text):
        if setting.prose and not _stands_alone(text, command):
            continue
        start, end = command.span("rest")
        for match in folders.finditer(text, start, end):
            if _MODULE.search(text, start, match.start()):
                yield from lone_module(match, text_map)
            elif not _NO_PATH.search(text, start, match.start()):
                yield from lone_path(match[0], match.start(), text_map)
    if setting.prose:
        return
    for variable in _VARIABLE.finditer(text):
        for match in folders.finditer(text, *variable.span("rest")):
            yield from lone_path(match[0], match.start(), text_map)
    for keyed in _YAML.finditer(text) if setting.path.endswith((".yml", ".yaml")) else ():
        yield from lone_paths_listed(text, *keyed.span("rest"), text_map)
    for choice in _CHOICE.finditer(text):
        yield from _chosen(choice, text_map)


def lone_module(match: re.Match[str], text_map: TextMap) -> Iterator[Mention]:
    """Yield the module that *match* names, if it moves."""
    found = text_map.resolve(match[0])
    if found is not None and isinstance(found[1], str):
        yield Mention(*match.span(), match[0], found[1], "dotted")
    elif found is not None and not isinstance(found[1], str):
        yield Mention(*match.span(), match[0], None, "dotted", several_places(found[1]))


def lone_path(written: str, start: int, text_map: TextMap) -> Iterator[Mention]:
    """Yield the file or folder of the root that *written* at *start* is, if it moves."""
    plain = written.replace("\\.", ".")
    goes = text_map.locate(plain) if plain in lone_paths(text_map) else None
    end = start + len(written)
    if isinstance(goes, str):
        new = goes if plain == written else goes.replace(".", "\\.")
        yield Mention(start, end, written, new, "path")
    elif goes is not None:
        yield Mention(start, end, written, None, "path", several_places(goes))


def lone_paths_listed(text: str, start: int, end: int, text_map: TextMap) -> Iterator[Mention]:
    """Yield the files and folders of the root in a list that commas or white space part."""
    if lone_paths(text_map):
        for match in _LISTED.finditer(text, start, end):
            yield from lone_path(match[0], match.start(), text_map)


@lru_cache(maxsize=8)
def _patterns(lone: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds the files, dots escaped or not, and what finds the folders."""
    files = [re.escape(path).replace(r"\.", r"\\?\.") for path in lone if "." in path]
    folders = [re.escape(path) for path in lone if "." not in path]
    return _any_of(files), _any_of(folders)


def _any_of(choices: list[str]) -> re.Pattern[str]:
    return re.compile(f"{_BEFORE}(?:{'|'.join(choices) or '(?!)'}){_AFTER}")


def _in_code(text: str, at: int) -> bool:
    """Say whether *at* is inside backticks, or in a line that is a command to be typed."""
    begin = text.rfind("\n", 0, at) + 1
    line = text[begin:at]
    return line.count("`") % 2 == 1 or re.match(r"[ \t]*(?:\$ |python3? )", line) is not None


def _stands_alone(text: str, command: re.Match[str]) -> bool:
    """Say whether *command* is all that its line, or its backticks, hold."""
    if text[command.start() - 1 : command.start()] == "`":
        return text[command.end() : command.end() + 1] == "`"
    begin = text.rfind("\n", 0, command.start()) + 1
    end = text.find("\n", begin)
    return _WHOLE.fullmatch(text, begin, len(text) if end < 0 else end) is not None


def _chosen(choice: re.Match[str], text_map: TextMap) -> Iterator[Mention]:
    """Yield the names that move in ``^(pack|tests)/``."""
    at = choice.start("names")
    for name in choice["names"].split("|"):
        yield from lone_path(name, at, text_map)
        at += len(name) + 1
