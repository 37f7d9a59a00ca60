"""Whether a decorator that was given one more argument is otherwise the one it was."""

from __future__ import annotations

import ast

from rezone.transforms.edits.actions import KeywordEdit


def without_keyword(old: ast.expr, new: ast.AST, edit: KeywordEdit) -> ast.AST:
    """Return *new*, which became of *old*, as it is without the argument that *edit* gave it.

    Where the argument is not there, *new* is returned as it is, and will not compare equal.
    """
    if not isinstance(new, ast.Call) or not new.keywords:
        return new
    last = new.keywords[-1]
    value = last.value.value if isinstance(last.value, ast.Constant) else None
    if (last.arg, value) != (edit.keyword, edit.value):
        return new
    if isinstance(old, ast.Call):
        return ast.Call(new.func, new.args, new.keywords[:-1])
    return new if new.args or new.keywords[:-1] else new.func
