"""Web applications of four frameworks: how each is loaded, what routes it has, who calls it."""

import importlib
import re
from typing import Any

import pattern_text  # type: ignore[import-not-found] # beside this program

Found = tuple[list[str], list[str]]
"""Paths to call, and routes that no path can be made for."""

_VALUES = {
    "int": "1",
    "integer": "1",
    "float": "1.0",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


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


def routes_of(app: Any) -> Found:
    """Return the paths of all routes that answer GET, whatever a schema says of them."""
    kind = kind_of(app)
    if kind == "starlette":
        return _starlette(app.routes, "")
    if kind == "flask":
        rules = (rule for rule in app.url_map.iter_rules() if "GET" in rule.methods)
        return [_flask_path(rule) for rule in rules], []
    from django.urls import get_resolver  # type: ignore[import-untyped]

    return _django(get_resolver().url_patterns, "/")


def _starlette(routes: "list[Any]", prefix: str) -> Found:
    found: list[str] = []
    left: list[str] = []
    for route in routes:
        path = prefix + getattr(route, "path", "")
        if getattr(route, "routes", None):
            inner, rest = _starlette(route.routes, path)
            found += inner
            left += rest
        elif "GET" in (getattr(route, "methods", None) or ()):
            for name, converter in route.param_convertors.items():
                kind = type(converter).__name__.removesuffix("Convertor").lower()
                path = re.sub(r"\{" + name + r"(:\w+)?\}", _value(kind), path)
            found.append(path)
        elif hasattr(route, "app") and not hasattr(route, "endpoint"):
            left.append(f"{path}: an application of its own is mounted there")
    return found, left


def _flask_path(rule: Any) -> str:
    parts = (
        _value(type(rule._converters[text]).__name__.removesuffix("Converter").lower())
        if is_variable
        else text
        for is_variable, text in rule._trace
    )
    return "".join(parts).lstrip("|")


def _django(patterns: "list[Any]", prefix: str) -> Found:
    found: list[str] = []
    left: list[str] = []
    for each in patterns:
        written = _django_path(each.pattern)
        if written is None:
            left.append(f"{prefix}{each.pattern}: no path is known that it matches")
        elif hasattr(each, "url_patterns"):
            inner, rest = _django(each.url_patterns, prefix + written)
            found += inner
            left += rest
        else:
            found.append(prefix + written)
    return found, left


def _django_path(pattern: Any) -> "str | None":
    """Return a path that *pattern* matches: a route with converters, or a regular expression."""
    written = str(pattern)
    if type(pattern).__name__ == "RegexPattern":
        return pattern_text.fitting(written)  # type: ignore[no-any-return]
    for name, converter in getattr(pattern, "converters", {}).items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        for spelled in (f"<{kind}:{name}>", f"<{name}>"):
            written = written.replace(spelled, _value(kind))
    return re.sub(r"<(?:\w+:)?\w+>", "a", written)  # converters of the application's own


def _value(kind: str) -> str:
    return _VALUES.get(kind, "a")


class Client:
    """The test client of whatever framework *app* is made with.

    Raises:
        ImportError: the test client is not installed, or needs what is not.
        RuntimeError: the same, of Starlette's.
    """

    def __init__(self, app: Any) -> None:
        self.kind = kind_of(app)
        if self.kind == "starlette":
            from starlette.testclient import TestClient

            self.client = TestClient(app, raise_server_exceptions=False)
        elif self.kind == "flask":
            app.testing = False
            self.client = app.test_client(use_cookies=False)
        else:
            from django.test import Client as DjangoClient  # type: ignore[import-untyped]
            from django.test.utils import (  # type: ignore[import-untyped]
                setup_test_environment,
            )

            setup_test_environment()
            self.client = DjangoClient(raise_request_exception=False)

    def start(self) -> None:
        """Let the application do what it does when it starts."""
        if self.kind == "starlette":
            self.client.__enter__()

    def get(self, url: str, headers: "dict[str, str]") -> "tuple[int, Any, bytes]":
        """Return status, headers and body of the answer to GET of *url*.

        Nobody remembers an earlier answer: no cookie goes from one request to the next.
        """
        if self.kind != "flask":
            self.client.cookies.clear()
        if self.kind == "starlette":
            found = self.client.get(url, headers=headers, follow_redirects=False)
        elif self.kind == "flask":
            found = self.client.get(url, headers=headers)
        else:
            extra = {f"HTTP_{name.upper().replace('-', '_')}": v for name, v in headers.items()}
            found = self.client.get(url, **extra)
        if self.kind == "flask":
            return found.status_code, found.headers, found.data
        body = (
            b"".join(found.streaming_content)
            if getattr(found, "streaming", False)
            else found.content
        )
        return found.status_code, found.headers, body
