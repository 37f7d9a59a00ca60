"""Web applications are called before and after, whatever framework they are made with."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rezone.phases.checks import workers
from rezone.phases.checks.model import CheckResult, Status
from rezone.phases.checks.workers.openapi_inputs import requests

FASTAPI = """\
from fastapi import FastAPI
from shop.tools import shout

app = FastAPI()


@app.get("/shout/{word}")
def say(word: str, times: int = 1):
    return {"said": [shout(word)] * times}


@app.post("/never")
def never():
    raise SystemExit
"""
FLASK = """\
from flask import Flask, jsonify
from shop.tools import shout


def create():
    app = Flask("shop")

    @app.get("/shout/<int:number>")
    def say(number):
        return jsonify(said=shout(str(number)))

    return app
"""
DJANGO = """\
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path
from shop.tools import shout


def say(request, number):
    return JsonResponse({"said": shout(str(number))})


urlpatterns = [path("shout/<int:number>/", say)]
settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="k", ALLOWED_HOSTS=["testserver"])
app = get_wsgi_application()
"""
STARLETTE = """\
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from shop.tools import shout


async def say(request):
    return JSONResponse({"said": shout(str(request.path_params["number"]))})


app = Starlette(routes=[Mount("/v1", routes=[Route("/shout/{number:int}", say)])])
"""


def serve(shop, source: str, app: str = "shop.web:app") -> None:
    shop.write("src/shop/web.py", source)
    plan = (shop.root / "rezone.toml").read_text()
    move = '[[phases.moves]]\nsource = "shop.web"\ntarget = "shared.web"\n'
    shop.write("rezone.toml", plan.replace("[checks]", f'[checks]\napps = ["{app}"]') + move)


def told(result: CheckResult) -> list[str]:
    return list(result.finding.details) if result.finding else [result.reason]


@pytest.mark.parametrize(
    ("source", "app", "url"),
    [
        (FASTAPI, "shop.web:app", "/shout/a?times=1"),
        (FLASK, "shop.web:create", "/shout/1"),
        (DJANGO, "shop.web:app", "/shout/1/"),
        (STARLETTE, "shop.web:app", "/v1/shout/1"),
    ],
    ids=["fastapi", "flask", "django", "starlette"],
)
def test_an_answer_of_another_shape_is_told(shop, source: str, app: str, url: str) -> None:
    serve(shop, source, app)
    before = shop.check("api-endpoints")
    assert (before.status, told(before)) == (Status.PASSED, [])
    shop.migrate()
    after = shop.after("api-endpoints")
    assert (after.status, told(after)) == (Status.PASSED, [])
    tools = (shop.root / "src/shared/tools.py").read_text()
    shop.write("src/shared/tools.py", tools.replace("text.upper()", "len(text)"))
    result = shop.after("api-endpoints")
    assert result.status is Status.FAILED
    assert any(line.startswith(f"{url} of {app}: the body was") for line in told(result))


def test_a_route_that_fails_or_is_gone_is_told(shop) -> None:
    serve(shop, FASTAPI)
    shop.check("api-endpoints")
    shop.migrate()
    web = (shop.root / "src/shared/web.py").read_text()
    shop.write("src/shared/web.py", web.replace("shout(word)", "missing(word)"))
    result = shop.after("api-endpoints")
    assert "/shout/a?times=1 of shop.web:app: status 200, now 500" in told(result)
    shop.write("src/shared/web.py", web.replace("/shout/", "/say/"))
    assert "/shout/a?times=1 of shop.web:app: the route is gone" in told(
        shop.after("api-endpoints")
    )


def test_an_application_that_does_not_load_fails_and_none_is_skipped(shop) -> None:
    assert shop.check("api-endpoints").status is Status.SKIPPED
    serve(shop, "import nowhere_at_all\n")
    result = shop.check("api-endpoints")
    assert result.status is Status.FAILED
    assert "No module named 'nowhere_at_all'" in told(result)[0]


def test_an_answer_that_is_never_the_same_is_not_compared(shop) -> None:
    source = FASTAPI.replace('{"said": [shout(word)] * times}', "{str(id(object())): next(N)}")
    source = source.replace("app = FastAPI()", "app = FastAPI()\nN = iter(range(999))")
    serve(shop, source.replace("str(id(object()))", "str(next(N))"))
    shop.check("api-endpoints")
    shop.migrate()
    result = shop.after("api-endpoints")
    assert (result.status, result.finding.numbers["unstable"] > 0) == (Status.PASSED, True)


def test_requests_fit_the_schemas_and_one_does_not() -> None:
    document = {
        "paths": {
            "/items/{id}": {
                "get": {
                    "parameters": [
                        {"name": "id", "in": "path", "schema": {"$ref": "#/defs/Id"}},
                        {"name": "kind", "in": "query", "schema": {"enum": ["x", "y"]}},
                        {"name": "h", "in": "header", "schema": {"type": "string"}},
                    ]
                },
                "delete": {},
            }
        },
        "defs": {"Id": {"type": "integer", "minimum": 3, "maximum": 9}},
    }
    assert requests(document) == [
        "/items/3",
        "/items/3?kind=x",
        "/items/9?kind=x",
        "/items/3?kind=y",
        "/items/not-a-value?kind=x",
        "/items/3?kind=not-a-value",
    ]


def test_the_programs_run_without_rezone(tmp_path: Path) -> None:
    """They run in the interpreter of the repository, where rezone need not be."""
    for program in sorted(Path(next(iter(workers.__path__))).glob("*.py")):
        if program.stem not in ("__init__", "grimp_graph"):
            assert "import rezone" not in program.read_text()
            assert "from rezone" not in program.read_text()
    program = Path(next(iter(workers.__path__))) / "module_imports.py"
    question = {"modules": ["json"], "libraries": [], "limit": 9, "jobs": 1}
    answer = tmp_path / "answer.json"
    command = [sys.executable, "-I", "-S", program, answer]
    subprocess.run(command, input=json.dumps(question), text=True, check=True)
    assert json.loads(answer.read_text()) == {"json": ""}
