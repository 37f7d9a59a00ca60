"""Values that fit a JSON schema as OpenAPI 3.0 and 3.1 write it, in a fixed order.

Two runs get the same values, so that what they are answered can be compared.
"""

from typing import Any

import pattern_text  # type: ignore[import-not-found] # beside this program

_BY_FORMAT = {
    "date": "2024-02-29",
    "date-time": "2024-02-29T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "P1D",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "email": "someone@example.org",
    "uri": "https://example.org/",
    "url": "https://example.org/",
    "uri-reference": "/",
    "hostname": "example.org",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "YQ==",
}

_DEEP = 6
"""Schemas within schemas that are followed: some refer to themselves."""


def values(document: "dict[str, Any]", schema: Any, depth: int = 0) -> "list[Any]":
    """Return values that fit *schema*, the most ordinary first; *document* holds what it names."""
    schema = resolved(document, schema)
    if not isinstance(schema, dict) or depth > _DEEP:
        return ["a"]
    if "allOf" in schema:
        schema = _merged(document, schema)
    for key in ("const", "example", "default"):
        if schema.get(key) is not None:
            return [schema[key]]
    for key in ("enum", "examples"):
        listed = [value for value in schema.get(key) or () if value is not None]
        if listed:
            return listed[:3]
    choices = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    if choices:
        found = [values(document, part, depth + 1) for part in choices if not _is_null(part)]
        return [each for some in found for each in some[:2]] or [None]
    return _of_type(document, schema, depth)


def _is_null(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "null"


def _merged(document: "dict[str, Any]", schema: "dict[str, Any]") -> "dict[str, Any]":
    """Return a schema with all of its parts: what has to fit each of them."""
    found: dict[str, Any] = {}
    for part in (*schema["allOf"], {key: schema[key] for key in schema if key != "allOf"}):
        whole = resolved(document, part)
        if "allOf" in whole:
            whole = _merged(document, whole)
        for key, value in whole.items():
            old = found.get(key)
            if isinstance(old, dict) and isinstance(value, dict):
                found[key] = {**old, **value}
            elif isinstance(old, list) and isinstance(value, list):
                found[key] = [*old, *(each for each in value if each not in old)]
            else:
                found[key] = value
    return found


def _of_type(document: "dict[str, Any]", schema: "dict[str, Any]", depth: int) -> "list[Any]":
    kind = schema.get("type")
    if isinstance(kind, list):  # OpenAPI 3.1
        kind = next((each for each in kind if each != "null"), "null")
    if kind == "null":
        return [None]
    if kind in ("integer", "number"):
        return _numbers(schema, kind == "integer")
    if kind == "boolean":
        return [True, False]
    if kind == "array":
        return _arrays(document, schema, depth)
    if kind == "object" or "properties" in schema:
        return [_object(document, schema, depth)]
    return [_text(schema)]


def _numbers(schema: "dict[str, Any]", is_whole: bool) -> "list[Any]":
    step = schema.get("multipleOf") or (1 if is_whole else 0.5)
    low = _border(schema, "minimum", "exclusiveMinimum", step)
    high = _border(schema, "maximum", "exclusiveMaximum", -step)
    if low is None:
        low = step if high is None or high >= step else high
    if schema.get("multipleOf"):
        low = -(-low // step) * step
    last = low + step if high is None else (high // step) * step if is_whole else high
    found = dict.fromkeys([low, max(low, last)])
    return [int(value) if is_whole else value for value in found]


def _border(schema: "dict[str, Any]", name: str, exclusive: str, inwards: float) -> Any:
    """Return the last number that is allowed: *exclusive* is a yes or no in OpenAPI 3.0."""
    border, other = schema.get(name), schema.get(exclusive)
    if other is None or other is False:
        return border
    limit: Any = border if other is True else other
    return None if limit is None else limit + inwards


def _arrays(document: "dict[str, Any]", schema: "dict[str, Any]", depth: int) -> "list[Any]":
    inner = values(document, schema.get("items", {}), depth + 1)
    least = schema.get("minItems", 0)
    count = max(least, 1)
    if schema.get("uniqueItems"):
        found = [*inner, *(f"{inner[0]}{n}" for n in range(count))][:count]
    else:
        found = [inner[0]] * count
    return [found] if least else [found, []]


def _object(document: "dict[str, Any]", schema: "dict[str, Any]", depth: int) -> "dict[str, Any]":
    properties = schema.get("properties", {})
    wanted = [name for name in properties if name in schema.get("required", ())] or list(properties)
    return {name: values(document, properties[name], depth + 1)[0] for name in wanted}


def _text(schema: "dict[str, Any]") -> str:
    if schema.get("format") in _BY_FORMAT:
        return str(_BY_FORMAT[schema["format"]])
    least, most = schema.get("minLength", 1), schema.get("maxLength")
    pattern = schema.get("pattern")
    found: str | None = pattern_text.fitting(pattern) if pattern else None
    if found is not None and len(found) >= least and (most is None or len(found) <= most):
        return found
    count: int = max(least, 1) if most is None else min(max(least, 1), most)
    return "a" * count


def resolved(document: "dict[str, Any]", part: Any) -> Any:
    """Follow references inside *document*; one that leads nowhere is anything."""
    for _ in range(20):
        if not isinstance(part, dict) or "$ref" not in part:
            return part
        found: Any = document
        for step in str(part["$ref"]).partition("#")[2].strip("/").split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            found = found.get(key, {}) if isinstance(found, dict) else {}
        part = found
    return {}
