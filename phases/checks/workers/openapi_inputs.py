"""Requests for the safe routes of an OpenAPI document: what fits its schemas, and what does not.

A request is ``[url, {header: value}]``.  Values come from what the schema says, in a fixed order,
so that two runs make the same requests.
"""

import json
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import schema_values  # type: ignore[import-not-found] # beside this program

MOST = 16
"""Requests for one route."""

WRONG = "not-a-value"

Parameter = dict[str, Any]
Case = dict[tuple[str, str], Any]
Request = list[Any]


def is_document(value: Any) -> bool:
    """Say whether *value* is an OpenAPI document."""
    return (
        isinstance(value, dict)
        and ("openapi" in value or "swagger" in value)
        and isinstance(value.get("paths"), dict)
    )


def base_of(document: "dict[str, Any]") -> str:
    """Return the path below which the document says that its own paths are."""
    servers = document.get("servers") or [{"url": document.get("basePath", "")}]
    return str(urlsplit(str(servers[0].get("url", ""))).path).rstrip("/")


def requests(document: "dict[str, Any]", base: str = "") -> "list[Request]":
    """Return the requests worth making: GET, with what is required, more, less, and wrong."""
    found = []
    for path, operations in sorted(document.get("paths", {}).items()):
        operations = schema_values.resolved(document, operations)
        operation = operations.get("get")
        if operation is None:
            continue
        known: dict[tuple[str, str], Parameter] = {}
        for written in (*operations.get("parameters", ()), *operation.get("parameters", ())):
            parameter = schema_values.resolved(document, written)
            if parameter.get("in") in ("path", "query", "header", "cookie"):
                known[parameter["in"], parameter["name"]] = parameter
        found += _of_route(document, base + path, known)[:MOST]
    return found


def _of_route(
    document: "dict[str, Any]", path: str, known: "dict[tuple[str, str], Parameter]"
) -> "list[Request]":
    choices = {key: _values(document, parameter) for key, parameter in known.items()}
    must = {key for key, p in known.items() if p.get("required") or key[0] == "path"}
    first = {key: found[0] for key, found in choices.items()}
    cases: list[Case] = [{key: first[key] for key in known if key in must}, first]
    for key, found in choices.items():
        cases += [{**first, key: value} for value in found[1:]]
    cases += [{**first, key: WRONG} for key in choices]
    cases += [{k: first[k] for k in first if k != key} for key in must if key[0] != "path"]
    made = {json.dumps(request): request for case in cases if (request := _made(path, case, known))}
    return list(made.values())


def _values(document: "dict[str, Any]", parameter: Parameter) -> "list[Any]":
    if parameter.get("example") is not None:
        return [parameter["example"]]
    examples = parameter.get("examples") or {}
    given = [schema_values.resolved(document, each).get("value") for each in examples.values()]
    if any(value is not None for value in given):
        return [value for value in given if value is not None][:3]
    for kind, content in (parameter.get("content") or {}).items():
        found = schema_values.values(document, content.get("schema", {}))
        return [json.dumps(value) for value in found] if "json" in kind else list(found)
    schema = parameter.get("schema") or {k: v for k, v in parameter.items() if k != "required"}
    return list(schema_values.values(document, schema))


def _made(path: str, case: Case, known: "dict[tuple[str, str], Parameter]") -> Request:
    query: list[tuple[str, str]] = []
    headers: dict[str, str] = {}
    cookies: list[str] = []
    for (place, name), value in case.items():
        if place == "path":
            path = path.replace("{" + name + "}", quote(_joined(value), safe=""))
        elif place == "query":
            query += _pairs(name, value, known[place, name])
        elif place == "header":
            headers[name.lower()] = _joined(value)
        else:
            cookies.append(f"{name}={quote(_joined(value))}")
    if cookies:
        headers["cookie"] = "; ".join(cookies)
    return [f"{path}?{urlencode(query)}" if query else path, headers]


def _pairs(name: str, value: Any, parameter: Parameter) -> "list[tuple[str, str]]":
    """Return a value as its style says (https://swagger.io/specification/#style-values)."""
    explode = parameter.get("explode", parameter.get("style", "form") == "form")
    if "schema" not in parameter and "type" in parameter:  # OpenAPI 2
        explode = parameter.get("collectionFormat") == "multi"
    if isinstance(value, dict):
        if parameter.get("style") == "deepObject":
            return [(f"{name}[{key}]", _text(each)) for key, each in value.items()]
        if explode:
            return [(key, _text(each)) for key, each in value.items()]
    if isinstance(value, list) and explode:
        return [(name, _text(each)) for each in value]
    return [(name, _joined(value))]


def _joined(value: Any) -> str:
    if isinstance(value, dict):
        return ",".join(f"{key},{_text(each)}" for key, each in value.items())
    return ",".join(map(_text, value)) if isinstance(value, list) else _text(value)


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool | dict | list):
        return json.dumps(value)
    return str(value)
