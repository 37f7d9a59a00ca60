"""Configuration: defaults from the package, overrides from the environment."""

from .settings import Settings, get_settings, logging_config

__all__ = ["Settings", "get_settings", "logging_config"]
