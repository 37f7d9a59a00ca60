"""The domains that the shipped phases lead to, and which of them each may import."""

from rezone.phases.plan.model import Domain

_SHARED = ("shared.infrastructure", "shared.observability")
_CORE = (*_SHARED, "core")
_QUALITY = (*_CORE, "data.data_quality")
_ENGINEERING = (*_QUALITY, "data.data_engineering")
_LEARNING = (*_ENGINEERING, "ai.machine_learning")
_OPERATIONS = (*_LEARNING, "data.observability", "ai.mlops")


def _domain(name: str, may_import: tuple[str, ...] = ()) -> Domain:
    return Domain(name, (name,), may_import)


# Each line may import what stands in lines above it, so that no two domains need each other.
DOMAINS = (
    _domain("shared.infrastructure"),
    _domain("shared.observability", ("shared.infrastructure",)),
    _domain("core", _SHARED),
    _domain("data.data_quality", _CORE),
    _domain("data.data_engineering", _QUALITY),
    _domain("data.observability", _QUALITY),
    _domain("ai.machine_learning", _ENGINEERING),
    _domain("ai.mlops", (*_LEARNING, "data.observability")),
    _domain("configurations", _OPERATIONS),
)
