"""Log lines as JSON objects, one a line."""

from __future__ import annotations

import json
import logging
from typing import Any

PACKAGE = __name__.rpartition(".")[0]  # follows the module wherever it lives


class JsonFormatter(logging.Formatter):
    """Render a record as JSON; what ``extra={"fields": {...}}`` holds is added to the object."""

    def format(self, record: logging.LogRecord) -> str:
        body: dict[str, Any] = {"level": record.levelname, "logger": record.name, "message": record.getMessage()}
        body.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0]:
            body["error"] = record.exc_info[0].__name__
        return json.dumps(body, sort_keys=True)


def get_logger(name: str, **fields: Any) -> logging.LoggerAdapter[logging.Logger]:
    """Return a logger whose records carry *fields*."""
    return logging.LoggerAdapter(logging.getLogger(name), {"fields": fields})
