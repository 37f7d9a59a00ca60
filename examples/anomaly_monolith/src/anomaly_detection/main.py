"""Run the server: ``python -m anomaly_detection.main``."""

from __future__ import annotations

import logging.config
import sys

from anomaly_detection.infrastructure.config import logging_config

TARGET = "anomaly_detection.server:app"


def serve(host: str = "127.0.0.1", port: int = 8000, reload: bool = False) -> None:
    """Start uvicorn.  It gets a name, not an object: with *reload* it has to import the application again."""
    try:
        import uvicorn  # optional, and slow to load
    except ImportError:
        sys.exit("pip install uvicorn")
    logging.config.dictConfig(logging_config())
    if reload:
        uvicorn.run("anomaly_detection.server:app", host=host, port=port, reload=True)
    else:
        uvicorn.run(TARGET, host=host, port=port)


if __name__ == "__main__":
    serve()
