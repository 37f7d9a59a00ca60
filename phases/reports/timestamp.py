"""A moment as reports and logs write it, and as people read it."""

from __future__ import annotations

from datetime import UTC, datetime


def timestamp(moment: datetime) -> str:
    """Return *moment* in UTC, to the millisecond: ``2031-05-06T07:08:09.123Z`` (RFC 3339)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def for_people(time: str) -> str:
    """Return an ISO 8601 *time* to the minute, in UTC; what is none stays as it is."""
    try:
        return datetime.fromisoformat(time).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return time
