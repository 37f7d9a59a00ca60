"""Web applications are called before and after, whatever framework they are made with."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from rezone.phases.checks import workers
from rezone.phases.checks.model import CheckResult, Status

sys.path.append(next(iter(workers.__path__)))  # they find each other beside themselves
from openapi_inputs import requests
from schema_values import values

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
    word = f"{url} of {app}: the body.said"
    shape = "[] was str, now number" if "times" in url else " was str, now number"
    assert f"{word}{shape}" in told(result)


@pytest.mark.breaks("api-endpoints")
def test_a_route_that_fails_or_is_gone_is_told(shop) -> None:
    serve(shop, FASTAPI)
    shop.check("api-endpoints")
    shop.migrate()
    web = (shop.root / "src/shared/web.py").read_text()
    shop.write("src/shared/web.py", web.replace("shout(word)", "missing(word)"))
    result = shop.after("api-endpoints")
    assert "/shout/a?times=1 of shop.web:app: status 200, now 500" in told(result)
    shop.write("src/shared/web.py", web.replace("/shout/", "/say/"))
    gone = told(shop.after("api-endpoints"))
    assert "/shout/a?times=1 of shop.web:app: status 200, now 404" in gone
    assert gone[-1].endswith(
        "the body.paths./say/{word} is new; the body.paths./shout/{word} is gone"
    )


FASTAPI_COOKIES = """\
from fastapi import FastAPI, Request, Response

app = FastAPI(openapi_url=None)


@app.get("/set")
def set_it(response: Response):
    response.set_cookie("seen", "1")


@app.get("/so")
def so(request: Request):
    return list(request.cookies)
"""
FLASK_COOKIES = """\
from flask import Flask, jsonify, request

app = Flask("shop")


@app.get("/set")
def set_it():
    response = jsonify(1)
    response.set_cookie("seen", "1")
    return response


@app.get("/so")
def so():
    return jsonify(list(request.cookies))
"""
DJANGO_COOKIES = """\
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path


def set_it(request):
    response = JsonResponse({})
    response.set_cookie("seen", "1")
    return response


def so(request):
    return JsonResponse(list(request.COOKIES), safe=False)


urlpatterns = [path("set", set_it), path("so", so)]
settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="k", ALLOWED_HOSTS=["testserver"])
app = get_wsgi_application()
"""


@pytest.mark.parametrize(
    "source", [FASTAPI_COOKIES, FLASK_COOKIES, DJANGO_COOKIES], ids=["fastapi", "flask", "django"]
)
def test_an_answer_does_not_depend_on_those_before_it(shop, source: str) -> None:
    serve(shop, source)
    shop.check("api-endpoints")
    shop.migrate()
    web = (shop.root / "src/shared/web.py").read_text()
    shop.write("src/shared/web.py", web.replace('set_cookie("seen", "1")', "headers.get('x')"))
    assert told(shop.after("api-endpoints")) == []


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


def test_what_no_schema_names_is_called_too(shop) -> None:
    hidden = (
        '@app.get("/hidden/{word}", include_in_schema=False)\ndef hide(word: str):\n    return 1\n'
    )
    mounted = "from starlette.staticfiles import StaticFiles\n"
    mount = 'app.mount("/files", StaticFiles(directory="."))\n'
    serve(shop, mounted + FASTAPI + hidden + mount)
    before = shop.check("api-endpoints")
    assert told(before) == [
        "not called: /files: an application of its own is mounted there of shop.web:app"
    ]
    shop.migrate()
    web = (shop.root / "src/shared/web.py").read_text()
    shop.write("src/shared/web.py", web.replace("    return 1", "    return 'one'"))
    assert told(shop.after("api-endpoints")) == [
        "/hidden/a of shop.web:app: the body was number, now str"
    ]


def test_a_document_that_is_served_tells_what_to_ask(shop) -> None:
    """Flask and Django have no schema of their own; packages for them serve one."""
    document = {
        "openapi": "3.1.0",
        "servers": [{"url": "/v1"}],
        "paths": {"/pick": {"get": {"parameters": [{"name": "kind", "in": "query",
                  "required": True, "schema": {"enum": ["small", "large"]}}]}}},
    }  # fmt: skip
    route = (
        "    @app.get('/v1/pick')\n    def pick():\n        from flask import request\n"
        "        kind = request.args['kind']\n"
        "        return jsonify(1 if shout(kind) == 'LARGE' else 'one')\n"
        f"    @app.get('/schema')\n    def schema():\n        return jsonify({document!r})\n"
    )
    serve(shop, FLASK.replace("    return app", route + "    return app"), "shop.web:create")
    shop.check("api-endpoints")
    shop.migrate()
    tools = (shop.root / "src/shared/tools.py").read_text()
    shop.write("src/shared/tools.py", tools.replace("text.upper()", "text.title()"))
    assert told(shop.after("api-endpoints")) == [
        "/v1/pick?kind=large of shop.web:create: the body was number, now str"
    ]


def test_headers_and_cookies_that_are_wanted_are_sent(shop) -> None:
    source = FASTAPI.replace("import FastAPI", "import Cookie, FastAPI, Header").replace(
        "times: int = 1", "times: int = 1, x_key: int = Header(), seat: str = Cookie()"
    )
    serve(shop, source)
    shop.check("api-endpoints")
    path = shop.root / "migration_reports/baselines/phase1/api.json"
    answers = json.loads(path.read_text())["value"]["shop.web:app"]["answers"]
    found = {request: answer["status"] for request, answer in answers.items()}
    assert found["/shout/a?times=1 [cookie: seat=a, x-key: 1]"] == 200
    assert found["/shout/a?times=1 [cookie: seat=a]"] == 422
    assert found["/shout/a?times=1 [x-key: 1]"] == 422


def test_a_schema_whose_keys_follow_their_modules_is_told_and_no_failure(shop) -> None:
    """FastAPI names two models of one name after their modules."""
    body = "class Body(BaseModel):\n    word: str = ''\n\n"
    shop.write(
        "src/shop/other.py", f"from pydantic import BaseModel\n\n\n{body}    more: int = 0\n"
    )
    source = FASTAPI.replace(
        "app = FastAPI()",
        f"from pydantic import BaseModel\nimport shop.other\n\n{body}app = FastAPI()",
    )
    routes = "".join(
        f"@app.post('/{n}')\ndef take{n}(body: {name}):\n    return 1\n\n"
        for n, name in enumerate(("Body", "shop.other.Body"))
    )
    hidden = (
        "@app.get('/schema', include_in_schema=False)\ndef schema():\n    return app.openapi()\n"
    )
    serve(shop, source + routes + hidden)
    shop.check("api-endpoints")
    shop.migrate()
    result = shop.after("api-endpoints")
    follow = "of shop.web:app: keys that are made of module names follow them"
    assert (result.status, told(result)) == (
        Status.PASSED,
        [f"/openapi.json {follow}", f"/schema {follow}"],
    )


def test_the_same_requests_are_made_after_the_phase_whatever_the_schema_says_then(shop) -> None:
    """A default may name what moved: another value, and no other route."""
    source = FASTAPI.replace("times: int = 1", "times: int = 1, kind: str = shout.__module__")
    serve(shop, source)
    shop.check("api-endpoints")
    shop.migrate()
    result = shop.after("api-endpoints")
    assert (result.status, told(result)) == (Status.PASSED, [])


def test_an_application_that_no_longer_starts_or_answers_in_time_is_told(
    shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(shop, FASTAPI)
    shop.check("api-endpoints")
    shop.migrate()
    web = (shop.root / "src/shared/web.py").read_text()
    late = "@app.on_event('startup')\ndef begin():\n    raise RuntimeError('no till')\n"
    shop.write("src/shared/web.py", web + late)
    assert told(shop.after("api-endpoints")) == [
        "shop.web:app does not load any more: RuntimeError: no till"
    ]


def test_an_answer_without_end_is_an_answer_of_its_own(tmp_path: Path) -> None:
    app = (
        "import time\nfrom flask import Flask, redirect\napp = Flask('x')\n"
        "@app.get('/never')\ndef never():\n    time.sleep(60)\n    return ''\n"
        "@app.get('/away')\ndef away():\n    return redirect('/there')\n"
        "@app.get('/bad')\ndef bad():\n"
        "    return '{', 200, {'content-type': 'application/json'}\n"
    )
    (tmp_path / "x.py").write_text(app)
    folder = Path(next(iter(workers.__path__)))
    program = (
        f"import sys; sys.path[:0] = [{str(folder)!r}, {str(tmp_path)!r}]\n"
        "import json, web_requests\nweb_requests.LIMIT = 0.5\n"
        "print(json.dumps(web_requests.answers('x:app', 0, None)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    answers = json.loads(done.stdout.splitlines()[-1])["answers"]
    assert answers["/never"]["shape"] == "no end within 0.5 s"
    assert answers["/away"]["location"] == "/there"
    assert answers["/bad"]["shape"] == "no JSON"


def test_a_route_of_django_that_is_a_regular_expression_is_called(shop) -> None:
    old = r"re_path(r'^old/(?P<number>\d{2})/$', say), re_path(r'^(?=x)(?!x)never', say)"
    source = DJANGO.replace("import path", "import path, re_path")
    serve(shop, source.replace("urlpatterns = [", f"urlpatterns = [{old}, "))
    result = shop.check("api-endpoints")
    assert result.finding.numbers["requests"] == 2
    path = shop.root / "migration_reports/baselines/phase1/api.json"
    answers = json.loads(path.read_text())["value"]["shop.web:app"]["answers"]
    assert answers["/old/11/"]["status"] == 200
    assert told(result) == [
        "not called: /^(?=x)(?!x)never: no path is known that it matches of shop.web:app"
    ]


DOCUMENT = {
    "paths": {
        "/items/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "get": {
                "parameters": [
                    {"name": "kind", "in": "query",
                     "schema": {"$ref": "#/components/schemas/Kind"}},
                    {"name": "tags", "in": "query", "required": True, "explode": False,
                     "schema": {"type": "array", "items": {"type": "string"}, "minItems": 2}},
                ]
            },
            "delete": {},
        }
    },
    "components": {
        "parameters": {"Id": {"name": "id", "in": "path", "required": True,
                              "schema": {"type": "integer", "minimum": 3, "maximum": 9}}},
        "schemas": {
            "Kind": {"allOf": [{"$ref": "#/components/schemas/Word"}, {"enum": ["x", "y"]}]},
            "Word": {"type": "string"},
        },
    },
}  # fmt: skip


def test_requests_fit_the_schemas_and_one_does_not() -> None:
    assert [url for url, _ in requests(DOCUMENT, "/v1")] == [
        "/v1/items/3?tags=a%2Ca",
        "/v1/items/3?kind=x&tags=a%2Ca",
        "/v1/items/9?kind=x&tags=a%2Ca",
        "/v1/items/3?kind=y&tags=a%2Ca",
        "/v1/items/not-a-value?kind=x&tags=a%2Ca",
        "/v1/items/3?kind=not-a-value&tags=a%2Ca",
        "/v1/items/3?kind=x&tags=not-a-value",
        "/v1/items/3?kind=x",
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "exclusiveMinimum": 4, "maximum": 6},
        {"type": "integer", "minimum": 5, "multipleOf": 7},
        {"type": "integer", "maximum": -3},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        {"type": ["string", "null"], "minLength": 3, "maxLength": 5},
        {"type": "string", "pattern": r"^[A-Z]{2}-\d+(x|y)?$"},
        {"type": "string", "pattern": r"^[^a-z]+\.(csv|json)$"},
        {"type": "string", "format": "date"},
        {"type": "string", "format": "ipv4"},
        {"anyOf": [{"type": "null"}, {"type": "boolean"}]},
        {"oneOf": [{"type": "integer", "minimum": 10}, {"enum": ["none"]}]},
        {"allOf": [{"type": "integer", "minimum": 2}, {"maximum": 3}]},
        {"type": "array", "items": {"enum": [1, 2, 3]}, "minItems": 2, "uniqueItems": True},
        {"type": "array", "items": {"$ref": "#/$defs/leaf"}},
        {"$ref": "#/$defs/tree"},
        {"const": 4},
        {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}},
    ],
    ids=str,
)
def test_values_fit_their_schemas(schema: dict) -> None:
    definitions = {
        "leaf": {"type": "string", "maxLength": 2},
        "tree": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"$ref": "#/$defs/leaf"}, "next": {"$ref": "#/$defs/tree"}},
        },
    }
    document = {**schema, "$defs": definitions}
    found = values({"$defs": definitions}, schema)
    assert found
    checker = jsonschema.Draft202012Validator(document, format_checker=jsonschema.FormatChecker())
    for value in found:
        checker.validate(value)


def test_a_schema_within_itself_has_an_end() -> None:
    loop = {"$ref": "#/loop"}
    assert values({"loop": loop}, loop)
    endless = {"type": "array", "minItems": 1, "items": {"$ref": "#/endless"}}
    assert values({"endless": endless}, endless)


def test_the_programs_run_without_rezone(tmp_path: Path) -> None:
    """They run in the interpreter of the repository, where rezone need not be."""
    for program in sorted(Path(next(iter(workers.__path__))).glob("*.py")):
        if program.stem not in ("__init__", "grimp_graph"):
            assert "import rezone" not in program.read_text()
            assert "from rezone" not in program.read_text()
    program = Path(next(iter(workers.__path__))) / "module_imports.py"
    modules = {"json": json.__file__}
    question = {"modules": modules, "libraries": [], "limit": 9, "jobs": 1, "within": 60}
    answer = tmp_path / "answer.json"
    command = [sys.executable, "-I", "-S", program, answer]
    subprocess.run(command, input=json.dumps(question), text=True, check=True)
    assert json.loads(answer.read_text()) == {"json": ""}
