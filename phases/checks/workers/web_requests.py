"""Calls the safe routes of a web application in this process, and says how they answer.

Run as a program: standard input holds ``{"app": "module:attribute", "rounds": n, "requests": [[url,
{header: value}], …] or null}``; with *requests* those are made, else those that fit its OpenAPI
document and its routes.  The argument names the file that gets ``{"requests": […], "answers":
{request: {"status", "type", "shape", "location"}}, "times": {request: [seconds]}, "left": [routes
that nobody calls]}``, or ``{"error": why}`` where the application does not load or start, or
``{"missing": what}`` where its framework's test client needs something.  Each request is made
twice: an answer that differs has the shape ``"unstable"``.
"""

import json
import os
import re
import signal
import sys
import time
from typing import Any

import openapi_inputs  # type: ignore[import-not-found] # beside this program
import web_apps  # type: ignore[import-not-found] # beside this program

LIMIT = 10.0
"""Seconds that one answer may take: a stream has no end."""

Request = list[Any]


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


def named(request: Request) -> str:
    """Return a request as a line."""
    url, headers = request
    shown = ", ".join(f"{name}: {value}" for name, value in sorted(headers.items()))
    return f"{url} [{shown}]" if shown else str(url)


class TooLate(BaseException):
    """An answer takes too long; no exception that an application would take for its own."""


def _too_late(_number: int, _frame: Any) -> None:
    raise TooLate


class Caller:
    """Makes requests, and keeps the OpenAPI documents that come as answers."""

    def __init__(self, app: Any) -> None:
        self.client = web_apps.Client(app)
        self.documents: list[tuple[dict[str, Any], str]] = []
        if hasattr(signal, "SIGALRM"):
            signal.signal(signal.SIGALRM, _too_late)

    def answer(self, request: Request) -> "dict[str, Any]":
        """Return how *request* is answered."""
        try:
            if hasattr(signal, "setitimer"):
                signal.setitimer(signal.ITIMER_REAL, LIMIT)
            status, headers, body = self.client.get(*request)
        except TooLate:
            return {"status": 0, "type": "", "shape": f"no end within {LIMIT:g} s"}
        finally:
            if hasattr(signal, "setitimer"):
                signal.setitimer(signal.ITIMER_REAL, 0)
        kind = headers.get("content-type", "").partition(";")[0]
        found = {"status": status, "type": kind, "shape": self._shape(kind, body)}
        if 300 <= status < 400:
            found["location"] = headers.get("location", "")
        return found

    def _shape(self, kind: str, body: bytes) -> Any:
        if not kind.endswith("json") or not body:
            return bool(body)
        try:
            value = json.loads(body)
        except ValueError:
            return "no JSON"
        if openapi_inputs.is_document(value):
            self.documents.append((value, openapi_inputs.base_of(value)))
        return shape_of(value)


def requests_of(app: Any, caller: Caller) -> "tuple[list[Request], list[str]]":
    """Return the requests to make: by OpenAPI documents, and one for each route in none of them."""
    paths, left = web_apps.routes_of(app)
    plain = [[path, {}] for path in sorted(set(paths))]
    own = [(app.openapi(), "")] if hasattr(app, "openapi") else []
    if not own:
        for request in plain:  # a document is served like anything else
            caller.answer(request)
    found = [r for document, base in [*own, *caller.documents]
             for r in openapi_inputs.requests(document, base)]  # fmt: skip
    templates = [
        re.escape(base + path).replace(r"\{", "{").replace(r"\}", "}")
        for document, base in [*own, *caller.documents]
        for path in document["paths"]
    ]
    known = [re.compile(re.sub(r"\{[^}]*\}", ".+", template) + "$") for template in templates]
    found += [request for request in plain if not any(each.match(request[0]) for each in known)]
    return list({named(request): request for request in found}.values()), left


def answers(spec: str, rounds: int, requests: "list[Request] | None") -> "dict[str, Any]":
    """Return the answer to the question."""
    try:
        app = web_apps.load(spec)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    try:
        caller = Caller(app)
    except (ImportError, RuntimeError) as error:
        return {"missing": str(error).splitlines()[0]}
    left: list[str] = []
    try:
        caller.client.start()
        if requests is None:
            requests, left = requests_of(app, caller)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    found = {}
    for request in requests:
        first, second = caller.answer(request), caller.answer(request)
        found[named(request)] = first if first == second else {**first, "shape": "unstable"}
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        for request in requests:
            started = time.perf_counter()
            caller.answer(request)
            times.setdefault(named(request), []).append(time.perf_counter() - started)
    return {"requests": requests, "answers": found, "times": times, "left": left}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    sys.path.pop(0)  # the folder of this program is none of the repository's
    result = answers(asked["app"], asked["rounds"], asked["requests"])
    with open(sys.argv[1], "w", encoding="utf-8") as stream:
        json.dump(result, stream)
    os._exit(0)  # threads of the application may never end
