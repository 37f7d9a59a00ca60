"""Reading overrides from an environment-like mapping."""

from collections.abc import Mapping


def read_overrides(environ: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return the entries that start with *prefix*, without it and in lower case.

    >>> read_overrides({"ANOMALY_WINDOW": "9", "HOME": "/"}, "ANOMALY_")
    {'window': '9'}
    """
    return {key.removeprefix(prefix).lower(): value for key, value in environ.items() if key.startswith(prefix)}
