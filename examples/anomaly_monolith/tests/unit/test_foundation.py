"""Configuration, logging, middleware, security, helpers."""

import json
import logging
import logging.config
import math

import pytest
from pydantic import ValidationError

import anomaly_detection.infrastructure.config.settings as settings_module
from anomaly_detection.domain.entities.exceptions import ModelNotFoundError, ShapeError
from anomaly_detection.infrastructure import config
from anomaly_detection.infrastructure.api import response_utilities
from anomaly_detection.infrastructure.logging import JsonFormatter, get_logger, handled, logged
from anomaly_detection.infrastructure.middleware.comprehensive_error_middleware import status_of
from anomaly_detection.infrastructure.middleware.rate_limiting import RateLimiter
from anomaly_detection.infrastructure.security import oauth2_security as security
from anomaly_detection.infrastructure.utils import helpers
from anomaly_detection.infrastructure.utils.helpers import maths


def test_defaults_come_from_the_package():
    assert settings_module.load({}).algorithm == "z_score"


@pytest.mark.parametrize(
    ("key", "text", "name", "value"),
    [
        ("ANOMALY_WINDOW", "9", "window", 9),
        ("ANOMALY_CONTAMINATION", "0.2", "contamination", 0.2),
        ("ANOMALY_ALGORITHM", "mad", "algorithm", "mad"),
    ],
)
def test_the_environment_wins(key, text, name, value):
    assert getattr(settings_module.load({key: text, "PATH": "/"}), name) == value


@pytest.mark.parametrize("environ", [{"ANOMALY_WINDOWS": "1"}, {"ANOMALY_WINDOW": "1"}, {"ANOMALY_CONTAMINATION": "0.9"}])
def test_bad_settings_are_refused(environ):
    with pytest.raises(ValidationError):
        settings_module.load(environ)


def test_settings_are_read_once():
    assert config.get_settings() is settings_module.get_settings()


@pytest.fixture
def configured():
    names = list(config.logging_config()["loggers"])
    before = {name: (logging.getLogger(name).level, list(logging.getLogger(name).handlers)) for name in names}
    logging.config.dictConfig(config.logging_config())
    yield names
    for name, (level, handlers) in before.items():
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).handlers[:] = handlers


def test_logging_config_names_the_formatter(configured):
    handler = logging.getLogger("anomaly_detection.infrastructure.monitoring").handlers[0]
    assert type(handler.formatter) is JsonFormatter


def test_logging_config_reaches_the_modules_own_logger(configured):
    from anomaly_detection.domain.services import streaming_service

    assert streaming_service.log.level == logging.DEBUG
    assert streaming_service.log.name in configured


def test_json_formatter():
    record = logging.LogRecord("n", logging.INFO, "f", 1, "hello %s", ("you",), None)
    record.fields = {"a": 1}
    assert json.loads(JsonFormatter().format(record)) == {"a": 1, "level": "INFO", "logger": "n", "message": "hello you"}


def test_json_formatter_names_the_error():
    record = logging.LogRecord("n", logging.INFO, "f", 1, "m", (), (KeyError, KeyError("x"), None))
    assert json.loads(JsonFormatter().format(record))["error"] == "KeyError"


def test_get_logger_adds_fields(caplog):
    with caplog.at_level(logging.INFO, logger="example"):
        get_logger("example", job=7).info("x")
    assert caplog.records[0].fields == {"job": 7}


def test_handled_keeps_our_errors(caplog):
    with handled("op") as report:
        raise ShapeError("bad")
    assert not report.ok
    assert report.errors[0].code == "AD102"
    assert caplog.records[0].name == "anomaly_detection.infrastructure.logging.error_handler"


def test_handled_lets_other_errors_pass():
    with pytest.raises(ZeroDivisionError), handled("op"):
        raise ZeroDivisionError


def test_handled_without_error():
    with handled("op") as report:
        pass
    assert report.ok


def test_logged_uses_the_functions_module(caplog):
    ticks = iter([1.0, 3.5])

    @logged(logging.INFO, clock=lambda: next(ticks))
    def add(a, b):
        return a + b

    with caplog.at_level(logging.INFO, logger=__name__):
        assert add(1, 2) == 3
    assert caplog.records[0].getMessage().endswith("took 2.500 s")


@pytest.mark.parametrize(("error", "status"), [(ModelNotFoundError("m"), 404), (ShapeError("s"), 422)])
def test_status_of_errors(error, status):
    assert status_of(error) == status


def test_rate_limiter_refills():
    now = 0.0
    limiter = RateLimiter(60, clock=lambda: now)
    assert sum(limiter.allow("a") for _ in range(70)) == 60
    now = 2.0
    assert [limiter.allow("a") for _ in range(3)] == [True, True, False]


def test_page_ends():
    assert response_utilities.page([1, 2, 3], 0, 2)["meta"] == {"total": 3, "next": 2}
    assert response_utilities.page([1, 2, 3], 2, 2)["meta"]["next"] is None


def test_failure_has_a_hint():
    assert response_utilities.failure("c", "m", "h")["error"]["hint"] == "h"


def test_token_round_trip():
    assert security.verify(security.issue("ann")) == "ann"


def test_expired_token():
    with pytest.raises(PermissionError, match="expired"):
        security.verify(security.issue("ann", lifetime=1, now=0), now=2)


@pytest.mark.parametrize("change", [lambda t: "x" + t, lambda t: t + "x", lambda t: t.replace(".", ".0"), lambda t: ""])
def test_forged_token(change):
    with pytest.raises(PermissionError, match="forged"):
        security.verify(change(security.issue("ann")))


@pytest.mark.parametrize(
    ("function", "expected"),
    [("mean", 4.0), ("median", 3.0), ("mad", 2.0), ("stdev", math.sqrt(11.2))],
)
def test_statistics(function, expected):
    assert getattr(maths, function)([1, 1, 3, 5, 10]) == pytest.approx(expected)


@pytest.mark.parametrize(("share", "value"), [(0, 1), (1, 5), (0.5, 3), (0.25, 2), (-1, 1), (2, 5), (0.1, 1.4)])
def test_quantile(share, value):
    assert helpers.quantile([5, 4, 3, 2, 1], share) == pytest.approx(value)


def test_normalise_equal_values():
    assert helpers.normalise([3, 3]) == [0.0, 0.0]


def test_z_scores_add_up_to_zero():
    assert sum(helpers.z_scores([1, 2, 9])) == pytest.approx(0)


@pytest.mark.parametrize(("size", "lengths"), [(1, [1, 1, 1]), (2, [2, 1]), (5, [3])])
def test_chunked(size, lengths):
    assert [len(part) for part in helpers.chunked([1, 2, 3], size)] == lengths


def test_star_import_brings_what_all_names():
    names: dict = {}
    exec("from anomaly_detection.infrastructure.utils.helpers import *", names)
    assert {"chunked", "mean", "mad"} <= set(names)
    assert "average" not in names
