"""Requests for the safe routes of an OpenAPI document: paths and queries that fit its schemas.

Values come from what the schema says, in a fixed order, so that two runs make the same requests.
"""

from typing import Any
from urllib.parse import quote, urlencode

MOST = 12
"""Requests for one route."""

_BY_FORMAT = {
    "date": ["2024-02-29"],
    "date-time": ["2024-02-29T12:00:00Z"],
    "uuid": ["00000000-0000-4000-8000-000000000000"],
    "email": ["someone@example.org"],
    "uri": ["https://example.org/"],
}


def requests(document: "dict[str, Any]") -> "list[str]":
    """Return a URL for each request worth making: GET, with what is required, more, and wrong."""
    found = []
    for path, operations in sorted(document.get("paths", {}).items()):
        operation = operations.get("get")
        if operation is None:
            continue
        parameters = [*operations.get("parameters", ()), *operation.get("parameters", ())]
        known = [_resolved(document, parameter) for parameter in parameters]
        found += _of_route(document, path, known)[:MOST]
    return found


def _of_route(
    document: "dict[str, Any]", path: str, parameters: "list[dict[str, Any]]"
) -> "list[str]":
    choices = {
        (parameter["in"], parameter["name"]): values(document, parameter.get("schema", {}))
        for parameter in parameters
        if parameter["in"] in ("path", "query")
    }
    must = {
        (p["in"], p["name"]) for p in parameters if p.get("required") or p["in"] == "path"
    } & choices.keys()
    first = {key: found[0] for key, found in choices.items()}
    cases = [{key: first[key] for key in must}, first]
    for key, found in choices.items():
        cases += [{**first, key: value} for value in found[1:]]
    cases += [{**first, key: "not-a-value"} for key in choices]
    return list(dict.fromkeys(_url(path, case) for case in cases))


def _url(path: str, case: "dict[tuple[str, str], object]") -> str:
    query = []
    for (place, name), value in sorted(case.items()):
        if place == "path":
            path = path.replace("{" + name + "}", quote(_text(value), safe=""))
        else:
            query += [(name, _text(v)) for v in (value if isinstance(value, list) else [value])]
    return f"{path}?{urlencode(query)}" if query else path


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def values(document: "dict[str, Any]", schema: "dict[str, Any]") -> "list[Any]":
    """Return values that fit *schema*, the most ordinary first."""
    schema = _resolved(document, schema)
    for key in ("const", "example", "default"):
        if schema.get(key) is not None:
            return [schema[key]]
    if schema.get("enum"):
        return list(schema["enum"])[:3]
    if schema.get("examples"):
        return list(schema["examples"])[:3]
    for key in ("anyOf", "oneOf", "allOf"):
        for part in schema.get(key, ()):
            if _resolved(document, part).get("type") != "null":
                return values(document, part)
    return _of_type(document, schema)


def _of_type(document: "dict[str, Any]", schema: "dict[str, Any]") -> "list[Any]":
    kind = schema.get("type")
    if kind in ("integer", "number"):
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        high = schema.get("maximum", low + 1)
        return list(dict.fromkeys([low, high]))
    if kind == "boolean":
        return [True, False]
    if kind == "array":
        inner = values(document, schema.get("items", {}))
        return [inner[:1] * max(schema.get("minItems", 1), 1)]
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    return ["a" * max(schema.get("minLength", 1), 1)]


def _resolved(document: "dict[str, Any]", part: "dict[str, Any]") -> "dict[str, Any]":
    """Follow a reference inside *document*."""
    while "$ref" in part:
        found = document
        for step in part["$ref"].lstrip("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        part = found
    return part
