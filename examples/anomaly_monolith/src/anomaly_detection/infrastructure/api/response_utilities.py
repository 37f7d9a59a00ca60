"""One envelope for every answer of the API."""

from __future__ import annotations

from typing import Any


def success(data: Any, **meta: Any) -> dict[str, Any]:
    """Wrap *data*.

    >>> success([1, 2], total=2)
    {'ok': True, 'data': [1, 2], 'meta': {'total': 2}}
    """
    return {"ok": True, "data": data, "meta": meta}


def failure(code: str, message: str, hint: str = "") -> dict[str, Any]:
    return {"ok": False, "error": {"code": code, "message": message, "hint": hint}}


def page(items: list[Any], offset: int, limit: int) -> dict[str, Any]:
    """Wrap one page of *items*; ``meta.next`` is None on the last one."""
    after = offset + limit
    return success(items[offset:after], total=len(items), next=after if after < len(items) else None)
