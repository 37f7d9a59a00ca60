"""Edits of one Python file, before they are bytes: spans are character offsets of its text."""

from __future__ import annotations

from msgspec import Struct


class Clause(Struct, frozen=True):
    """One imported thing: ``from module import name as alias``; *module* ``""``: ``import name``.

    *module* is written as in the source, with its leading dots.
    """

    module: str
    name: str
    alias: str | None = None


class ImportEdit(Struct, frozen=True):
    """An import statement, with one clause for each of its names; *before* and *after* are new.

    A clause that is ``None`` stays as it is written.
    """

    start: int
    end: int
    clauses: tuple[Clause | None, ...]
    before: tuple[Clause, ...] = ()
    after: tuple[Clause, ...] = ()


class NameEdit(Struct, frozen=True):
    """An expression ``a.b.c`` that becomes the dotted name *new*."""

    start: int
    end: int
    new: str


class StringEdit(Struct, frozen=True):
    """A string literal in which names follow: f-string expressions and string annotations.

    *names* are (old, new) dotted names as they begin expressions in the literal.
    """

    start: int
    end: int
    names: tuple[tuple[str, str], ...]


class TextEdit(Struct, frozen=True):
    """Characters of a string literal or comment that become *new*."""

    start: int
    end: int
    new: str


class PlaceEdit(Struct, frozen=True):
    """An expression that finds a file from ``__file__`` and becomes the expression *new*."""

    start: int
    end: int
    new: str


class JoinEdit(Struct, frozen=True):
    """Literals that make the path or name *old* together, and *goes* when they are *new*."""

    start: int
    end: int
    new: str
    old: str
    goes: str


class KeywordEdit(Struct, frozen=True):
    """A decorator that is called with one more argument, ``keyword="value"``.

    *start* and *end* are those of the expression after ``@``; *text* is put in at *at*.
    """

    start: int
    end: int
    at: int
    text: str
    keyword: str
    value: str


class LabelEdit(Struct, frozen=True):
    """A Django app below whose ``name = ...`` its *label* is written out.

    *start* and *end* are those of that statement; *text* is put in at *at*, the end of its line.
    """

    start: int
    end: int
    at: int
    text: str
    label: str


class TableEdit(Struct, frozen=True):
    """A dict of a lazy loader, module → names, that becomes the dict *new*.

    Its keys start from *package* before and from *package_after* afterwards.
    """

    start: int
    end: int
    new: str
    package: str
    package_after: str


Pin = KeywordEdit | LabelEdit
"""What is written out because it would be another name otherwise: it takes no other's place."""

Edit = ImportEdit | NameEdit | StringEdit | TextEdit | PlaceEdit | JoinEdit | Pin | TableEdit
