"""A text that a regular expression matches, made from what the expression itself is made of."""

import re
from re import _constants, _parser  # type: ignore[attr-defined] # what `re` itself parses with
from typing import Any

sre: Any = _constants
parser: Any = _parser

_OF_CATEGORY = {"DIGIT": "1", "WORD": "a", "SPACE": " ", "NOT_DIGIT": "a", "NOT_WORD": "-"}
_TRIED = "a1A-_. /~\0é"


def fitting(pattern: str) -> "str | None":
    """Return a text in which *pattern* is found, None where none could be made."""
    try:
        text = _of(parser.parse(pattern))
        return text if re.search(pattern, text) else None
    except (re.error, ValueError, RecursionError, OverflowError):
        return None


def _of(parts: Any) -> str:
    return "".join(_one(operator, argument) for operator, argument in parts)


def _one(operator: Any, argument: Any) -> str:
    if operator is sre.LITERAL:
        return chr(argument)
    if operator in (sre.NOT_LITERAL, sre.ANY):
        return "a" if operator is sre.ANY or argument != ord("a") else "b"
    if operator is sre.IN:
        return _member(argument)
    if operator is sre.BRANCH:
        return _of(argument[1][0])
    if operator is sre.SUBPATTERN:
        return _of(argument[-1])
    if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        least, most, inner = argument
        return str(_of(inner) * (least or min(most, 1)))
    if operator in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return ""  # whether that holds is seen when the text is tried
    raise ValueError(f"{operator} is not known")


def _member(choices: "list[tuple[Any, Any]]") -> str:
    """Return a character of a set."""
    if choices[0][0] is sre.NEGATE:
        return next(c for c in _TRIED if not any(_holds(c, *choice) for choice in choices[1:]))
    operator, argument = choices[0]
    if operator is sre.LITERAL:
        return chr(argument)
    if operator is sre.RANGE:
        return chr(argument[0])
    return _OF_CATEGORY.get(str(argument).rpartition("CATEGORY_")[2], "-")


def _holds(character: str, operator: Any, argument: Any) -> bool:
    if operator is sre.LITERAL:
        return bool(ord(character) == argument)
    if operator is sre.RANGE:
        return bool(argument[0] <= ord(character) <= argument[1])
    kind = str(argument).rpartition("CATEGORY_")[2]
    found = {"DIGIT": character.isdigit(), "SPACE": character.isspace()}
    found["WORD"] = character.isalnum() or character == "_"
    return found.get(kind.removeprefix("NOT_"), False) != kind.startswith("NOT_")
