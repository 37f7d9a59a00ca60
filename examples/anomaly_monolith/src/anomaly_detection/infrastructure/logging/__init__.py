"""Structured logging and what to do with errors."""

from .error_handler import ErrorReport, handled
from .log_decorator import logged
from .structured_logger import JsonFormatter, get_logger

__all__ = ["ErrorReport", "JsonFormatter", "get_logger", "handled", "logged"]
