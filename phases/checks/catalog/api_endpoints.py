"""Every safe route of the web applications answers as before: the same status and shape of body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rezone.phases.checks.measure.api import ANSWERS, answers_to
from rezone.phases.checks.model import Check, Finding, Unrunnable, When, Worsened
from rezone.phases.checks.scene import Rename, Scene

MOST = 5
"""Places in a body that are told for one request."""


def _judge(scene: Scene) -> Finding:
    if scene.when is When.PRE:
        return _before(scene.take(ANSWERS))
    earlier = scene.earlier(ANSWERS)
    try:
        return _after(earlier.value, answers_to(scene.tree, earlier.value), earlier.rename)
    except Unrunnable as stopped:
        raise Worsened(f"before the phase it could be measured; now: {stopped}") from None


def _before(now: dict[str, Any]) -> Finding:
    broken = [
        f"{app} does not load: {said['error']}" for app, said in now.items() if "error" in said
    ]
    answers = [(app, url, a) for app, said in now.items() for url, a in _answers(said).items()]
    dead = [app for app, said in now.items() if "error" not in said and not _answers(said)]
    failing = [
        f"{url} of {app}: {a['status'] or a['shape']}"
        for app, url, a in answers
        if a["status"] >= 500 or not a["status"]
    ]
    left = [f"not called: {route} of {app}" for app, said in now.items() for route in _left(said)]
    return Finding(
        not broken and not dead,
        f"{len(now)} applications, {len(answers)} requests, {len(failing)} of them fail already"
        + (f", {len(left)} routes not called" if left else ""),
        "every application loads and has a safe route",
        {
            "applications": len(now),
            "requests": len(answers),
            "failing": len(failing),
            "not_called": len(left),
        },
        (*broken, *(f"{app} has no safe route" for app in dead), *failing, *left),
    )


def _after(before: dict[str, Any], now: dict[str, Any], rename: Rename) -> Finding:
    details: list[str] = []
    named: list[str] = []
    compared = unstable = 0
    for app, was in before.items():
        said = now.get(app, {"error": "it is not in the plan any more"})
        if "error" in said and "error" not in was:
            details.append(f"{app} does not load any more: {said['error']}")
        for url, answer in _answers(was).items() if "error" not in said else ():
            other = _answers(said)[url]
            if "unstable" in (answer["shape"], other["shape"]):
                unstable += 1
                answer, other = ({**a, "shape": ""} for a in (answer, other))
            compared += 1
            if other != answer and other == {**answer, "shape": _after_modules(answer, rename)}:
                named.append(f"{url} of {app}: keys that are made of module names follow them")
            elif other != answer:
                details.append(f"{url} of {app}: {_difference(answer, other)}")
    return Finding(
        not details,
        f"{compared} requests compared, {len(details)} answered otherwise, {unstable} unstable",
        "0 answered otherwise",
        {"compared": compared, "different": len(details), "unstable": unstable},
        (*details, *named),
    )


def _after_modules(answer: dict[str, Any], rename: Rename) -> Any:
    """Return the shape of *answer* with the new names of modules in its keys.

    FastAPI calls models ``module__Name``, dots written ``__``, where two have the same name.
    """

    def renamed(shape: Any) -> Any:
        if isinstance(shape, dict):
            return {_key(key): renamed(inner) for key, inner in shape.items()}
        return [renamed(inner) for inner in shape] if isinstance(shape, list) else shape

    def _key(key: str) -> str:
        return rename(key.replace("__", ".")).replace(".", "__") if "__" in key else key

    return renamed(answer["shape"])


def _left(said: dict[str, Any]) -> list[str]:
    found: list[str] = said.get("left", [])
    return found


def _answers(said: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = said.get("answers", {})
    return found


def _difference(was: dict[str, Any], now: dict[str, Any]) -> str:
    if was["status"] != now["status"]:
        return f"status {was['status']}, now {now['status']}"
    if was["type"] != now["type"]:
        return f"{was['type']}, now {now['type']}"
    if was.get("location") != now.get("location"):
        return f"it led to {was.get('location')}, now to {now.get('location')}"
    places = list(_otherwise(was["shape"], now["shape"], "the body"))
    return "; ".join(places[:MOST]) + (f"; {len(places) - MOST} more" if places[MOST:] else "")


def _otherwise(was: Any, now: Any, place: str) -> Iterator[str]:
    """Yield each place within two shapes in which they differ."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in sorted(was.keys() | now.keys()):
            inner = f"{place}.{key}"
            if key not in now:
                yield f"{inner} is gone"
            elif key not in was:
                yield f"{inner} is new"
            else:
                yield from _otherwise(was[key], now[key], inner)
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now) == 1:
        yield from _otherwise(was[0], now[0], f"{place}[]")
    elif was != now:
        yield f"{place} was {was}, now {now}"


CHECK = Check(
    "api-endpoints",
    "Web applications answer as before",
    frozenset({When.PRE, When.POST}),
    _judge,
)
