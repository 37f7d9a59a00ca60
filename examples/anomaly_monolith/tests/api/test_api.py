"""The HTTP API, through FastAPI's test client."""

import pytest
from fastapi.testclient import TestClient

import anomaly_detection.server
from anomaly_detection.application.services.mlops import UnifiedModelRegistry
from anomaly_detection.infrastructure.middleware import RateLimiter
from anomaly_detection.infrastructure.security.oauth2_security import issue

ROWS = [[1.0, 2.0]] * 19 + [[50.0, 2.0]]


@pytest.fixture
def client():
    return TestClient(anomaly_detection.server.create_app())


@pytest.fixture
def registry(monkeypatch):
    fresh = UnifiedModelRegistry()
    monkeypatch.setattr("anomaly_detection.api.v1.models.default_registry", lambda: fresh)
    return fresh


@pytest.fixture
def headers():
    return {"authorization": f"Bearer {issue('ann')}"}


def test_the_module_has_an_application():
    assert anomaly_detection.server.app.title == "Anomaly detection"
    assert anomaly_detection.server.app.version == anomaly_detection.__version__


def test_detection(client):
    answer = client.post("/api/v1/detection", json={"rows": ROWS, "contamination": 0.06})
    assert answer.status_code == 200
    assert [a["index"] for a in answer.json()["data"]["anomalies"]] == [19]
    assert answer.json()["meta"] == {"rows": 20}


@pytest.mark.parametrize("algorithm", ["mad", "neighbours", "autoencoder"])
def test_detection_with(client, algorithm):
    answer = client.post("/api/v1/detection", json={"rows": ROWS, "algorithm": algorithm})
    assert answer.json()["data"]["algorithm"] == algorithm


@pytest.mark.parametrize(
    ("body", "code"),
    [({"rows": []}, "AD101"), ({"rows": [[1], [1, 2]]}, "AD102"), ({"rows": [[1]], "algorithm": "zzz"}, "AD201")],
)
def test_our_errors_have_codes(client, body, code):
    answer = client.post("/api/v1/detection", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == code
    assert answer.json()["error"]["hint"]
    assert answer.json()["trace"] == "-"


@pytest.mark.parametrize("contamination", [0, 0.5, -1, "x"])
def test_bad_contamination(client, contamination):
    assert client.post("/api/v1/detection", json={"rows": ROWS, "contamination": contamination}).status_code == 422


def test_algorithms_come_in_pages(client):
    answer = client.get("/api/v1/detection/algorithms", params={"offset": 4, "limit": 2}).json()
    assert answer["data"] == ["seasonal", "z_score"]
    assert answer["meta"] == {"total": 6, "next": None}


def test_explainability(client):
    answer = client.post("/api/v1/explainability", json={"rows": ROWS})
    assert answer.json()["data"] == ["Row 19 stands out by c0 (100%)."]


def test_models(client, registry, headers):
    created = client.post("/api/v1/models", json={"name": "m"}, headers=headers)
    assert created.status_code == 201
    assert created.json()["meta"] == {"by": "ann"}
    assert client.post("/api/v1/models/m/promote", headers=headers).json()["data"]["status"] == "staging"
    assert client.get("/api/v1/models").json()["data"] == [{"key": "m@1", "algorithm": "z_score", "status": "staging"}]


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer x.y"}, {"authorization": "x"}])
def test_writing_needs_a_token(client, registry, header):
    assert client.post("/api/v1/models", json={"name": "m"}, headers=header).status_code == 401
    assert registry.list() == []


def test_a_missing_model_is_404(client, registry, headers):
    assert client.post("/api/v1/models/none/promote", headers=headers).status_code == 404


def test_streaming(client):
    answer = client.post("/api/v1/streaming", json={"values": [1.0, 1.1] * 10 + [30.0]})
    assert answer.json()["data"] == [20]


def test_streaming_info_is_another_end_point(client):
    assert client.get("/api/v1/streaming-info").json()["topic"] == "anomaly_detection.scores.v1"


def test_profile(client):
    answer = client.post("/api/v1/data-management/profile", json={"records": [{"a": 1}, {"a": 1}]}).json()
    assert answer["data"]["a"]["mean"] == 1.0
    assert answer["meta"]["findings"] == ["a: one value only"]


def test_metrics_report(client):
    assert "reports: " in client.get("/api/v1/reports/metrics").text


def test_health(client):
    answer = client.get("/api/v1/health").json()
    assert [check["name"] for check in answer["data"]] == ["disk", "detectors"]
    assert answer["meta"]["trace"].startswith("api.health-")


def test_healthz(client):
    assert client.get("/healthz").json() == {"status": "healthy"}


def test_index_page(client):
    text = client.get("/").text
    assert "<li>z_score</li>" in text
    assert "<footer>anomaly detection, example</footer>" in text


def test_fragment(client):
    assert "<td>critical</td><td>0</td>" in client.get("/fragments/severity").text


def test_rate_limit(monkeypatch):
    monkeypatch.setattr(anomaly_detection.server, "RateLimiter", lambda per_minute: RateLimiter(2))
    client = TestClient(anomaly_detection.server.create_app())
    assert [client.get("/healthz").status_code for _ in range(3)] == [200, 200, 429]


def test_openapi_names_every_router(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert len(paths) == 13
