"""Every safe route of the web applications answers as before: the same status and shape of body."""

from __future__ import annotations

from typing import Any

from rezone.phases.checks.measure.api import ANSWERS
from rezone.phases.checks.model import Check, Finding, When
from rezone.phases.checks.scene import Scene


def _judge(scene: Scene) -> Finding:
    now = scene.take(ANSWERS)
    return _before(now) if scene.when is When.PRE else _after(scene.earlier(ANSWERS).value, now)


def _before(now: dict[str, Any]) -> Finding:
    broken = [
        f"{app} does not load: {said['error']}" for app, said in now.items() if "error" in said
    ]
    answers = [(app, url, a) for app, said in now.items() for url, a in _answers(said).items()]
    dead = [app for app, said in now.items() if "error" not in said and not _answers(said)]
    failing = [f"{url} of {app}: {a['status']}" for app, url, a in answers if a["status"] >= 500]
    return Finding(
        not broken and not dead,
        f"{len(now)} applications, {len(answers)} requests, {len(failing)} of them fail already",
        "every application loads and has a safe route",
        {"applications": len(now), "requests": len(answers), "failing": len(failing)},
        (*broken, *(f"{app} has no safe route" for app in dead), *failing),
    )


def _after(before: dict[str, Any], now: dict[str, Any]) -> Finding:
    details = []
    compared = unstable = 0
    for app, was in before.items():
        said = now.get(app, {"error": "it is not in the plan any more"})
        if "error" in said and "error" not in was:
            details.append(f"{app} does not load any more: {said['error']}")
        for url, answer in _answers(was).items() if "error" not in said else ():
            other = _answers(said).get(url)
            if "unstable" in (answer["shape"], (other or answer)["shape"]):
                unstable += 1
                answer, other = ({**a, "shape": ""} if a else a for a in (answer, other))
            compared += 1
            if other != answer:
                details.append(f"{url} of {app}: {_difference(answer, other)}")
    return Finding(
        not details,
        f"{compared} requests compared, {len(details)} answered otherwise, {unstable} unstable",
        "0 answered otherwise",
        {"compared": compared, "different": len(details), "unstable": unstable},
        tuple(details),
    )


def _answers(said: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = said.get("answers", {})
    return found


def _difference(was: Any, now: Any) -> str:
    if now is None:
        return "the route is gone"
    if was["status"] != now["status"]:
        return f"status {was['status']}, now {now['status']}"
    if was["type"] != now["type"]:
        return f"{was['type']}, now {now['type']}"
    return f"the body was {was['shape']}, now {now['shape']}"


CHECK = Check(
    "api-endpoints",
    "Web applications answer as before",
    frozenset({When.PRE, When.POST}),
    _judge,
)
