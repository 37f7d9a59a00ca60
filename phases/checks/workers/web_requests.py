"""Calls the safe routes of a web application in this process, and says how they answer.

Run as a program: standard input holds ``{"app": "module:attribute", "rounds": n}``; the argument
names the file that gets ``{"answers": {url: {"status", "type", "shape"}}, "times": [seconds]}``,
or ``{"error": why}`` where the application cannot be loaded, or ``{"missing": what}`` where its
framework's test client needs something.  Each route is called twice: one that answers differently
has the shape ``"unstable"``.
"""

import importlib
import json
import re
import sys
import time
from typing import Any

import openapi_inputs  # type: ignore[import-not-found] # beside this program


def load(spec: str) -> Any:
    """Return the application, made by calling what *spec* names if that makes one."""
    module, _, attribute = spec.partition(":")
    found: Any = importlib.import_module(module)
    for name in attribute.split("."):
        found = getattr(found, name)
    return found if kind_of(found) else found()


def kind_of(app: Any) -> str:
    """Return the framework of *app*: ``starlette`` (FastAPI too), ``flask`` or ``django``."""
    tops = [base.__module__.partition(".")[0] for base in type(app).__mro__]
    return next((kind for kind in ("starlette", "flask", "django") if kind in tops), "")


def urls_of(app: Any) -> "list[str]":
    """Return the requests to make: by the OpenAPI document if there is one, else by the routes."""
    if hasattr(app, "openapi"):
        return list(openapi_inputs.requests(app.openapi()))
    kind = kind_of(app)
    if kind == "starlette":
        paths = _starlette_paths(app.routes, "")
    elif kind == "flask":
        rules = (rule for rule in app.url_map.iter_rules() if "GET" in rule.methods)
        paths = [_flask_path(rule) for rule in rules]
    else:
        from django.urls import get_resolver  # type: ignore[import-untyped]

        paths = _django_paths(get_resolver().url_patterns, "/")
    return sorted(set(paths))


def _starlette_paths(routes: "list[Any]", prefix: str) -> "list[str]":
    found = []
    for route in routes:
        path = prefix + getattr(route, "path", "")
        if getattr(route, "routes", None):
            found += _starlette_paths(route.routes, path)
        elif "GET" in (getattr(route, "methods", None) or ()):
            for name, converter in route.param_convertors.items():
                kind = type(converter).__name__.removesuffix("Convertor").lower()
                path = re.sub(r"\{" + name + r"(:\w+)?\}", _value(kind), path)
            found.append(path)
    return found


def _flask_path(rule: Any) -> str:
    parts = (
        _value(type(rule._converters[text]).__name__.removesuffix("Converter").lower())
        if is_variable
        else text
        for is_variable, text in rule._trace
    )
    return "".join(parts).lstrip("|")


def _django_paths(patterns: "list[Any]", prefix: str) -> "list[str]":
    found = []
    for pattern in patterns:
        written = str(pattern.pattern)
        for name, converter in getattr(pattern.pattern, "converters", {}).items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            for spelled in (f"<{kind}:{name}>", f"<{name}>"):
                written = written.replace(spelled, _value(kind))
        written = written.removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if hasattr(pattern, "url_patterns"):
            found += _django_paths(pattern.url_patterns, prefix + written)
        elif not set("()[]?*+\\<") & set(written):  # a regular expression names no one path
            found.append(prefix + written)
    return found


def _value(kind: str) -> str:
    return {
        "int": "1",
        "integer": "1",
        "float": "1.0",
        "uuid": "00000000-0000-4000-8000-000000000000",
    }.get(kind, "a")


class Client:
    """The test client of whatever framework *app* is made with."""

    def __init__(self, app: Any) -> None:
        self.kind = kind_of(app)
        if self.kind == "starlette":
            from starlette.testclient import TestClient

            self.client = TestClient(app, raise_server_exceptions=False)
            self.client.__enter__()  # what the application does when it starts
        elif self.kind == "flask":
            app.testing = False
            self.client = app.test_client()
        else:
            from django.test import Client as DjangoClient  # type: ignore[import-untyped]
            from django.test.utils import (  # type: ignore[import-untyped]
                setup_test_environment,
            )

            setup_test_environment()
            self.client = DjangoClient(raise_request_exception=False)

    def get(self, url: str) -> "dict[str, Any]":
        """Return how GET of *url* is answered."""
        following = {"follow_redirects": False} if self.kind == "starlette" else {}
        response = self.client.get(url, **following)
        kind = response.headers.get("content-type", "").partition(";")[0]
        body = response.data if self.kind == "flask" else response.content
        shape = shape_of(json.loads(body)) if kind.endswith("json") and body else bool(body)
        return {"status": response.status_code, "type": kind, "shape": shape}


def shape_of(value: Any) -> Any:
    """Return *value* with the kinds of things in place of the things."""
    if isinstance(value, dict):
        return {key: shape_of(inner) for key, inner in sorted(value.items())}
    if isinstance(value, list):
        kinds = {json.dumps(shape_of(inner), sort_keys=True) for inner in value}
        return [json.loads(kind) for kind in sorted(kinds)]
    if value is None or isinstance(value, bool | str):
        return type(value).__name__
    return "number"


def answers(spec: str, rounds: int) -> "dict[str, Any]":
    """Return the answer to the question."""
    try:
        app = load(spec)
        urls = urls_of(app)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    try:
        client = Client(app)
    except (ImportError, RuntimeError) as error:
        return {"missing": str(error).splitlines()[0]}
    found = {}
    for url in urls:
        first, second = client.get(url), client.get(url)
        found[url] = first if first == second else {**first, "shape": "unstable"}
    times = []
    for _ in range(rounds):
        for url in urls:
            started = time.perf_counter()
            client.get(url)
            times.append(time.perf_counter() - started)
    return {"answers": found, "times": times}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    sys.path.pop(0)  # the folder of this program is none of the repository's
    result = answers(asked["app"], asked["rounds"])
    with open(sys.argv[1], "w", encoding="utf-8") as stream:
        json.dump(result, stream)
