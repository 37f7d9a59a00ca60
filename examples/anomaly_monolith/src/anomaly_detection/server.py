"""The application object: ``uvicorn anomaly_detection.server:app``."""

from __future__ import annotations

from fastapi import FastAPI

import anomaly_detection.infrastructure.config.settings
from anomaly_detection import api, web
from anomaly_detection.infrastructure.middleware import RateLimiter, RateLimitMiddleware, install_error_handlers


def create_app() -> FastAPI:
    """Return a new application; ``import a.b.c`` above binds the top package, whose version is shown too."""
    settings = anomaly_detection.infrastructure.config.settings.get_settings()
    application = FastAPI(title="Anomaly detection", version=anomaly_detection.__version__)
    application.add_middleware(RateLimitMiddleware, limiter=RateLimiter(settings.requests_per_minute))
    install_error_handlers(application)
    application.include_router(api.build_router())
    application.include_router(web.build_router())
    return application


app = create_app()
