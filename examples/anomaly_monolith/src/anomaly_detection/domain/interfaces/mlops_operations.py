"""What the model life cycle needs from storage."""

from typing import TYPE_CHECKING, Any, Protocol

from anomaly_detection.domain.entities.model import Model

if TYPE_CHECKING:
    import anomaly_detection.domain.entities.model


class ModelStore(Protocol):
    """Keeps models by name and version."""

    def save(self, model: Model) -> str: ...

    def get(self, name: str, version: "int | None" = None) -> "Model": ...

    def versions(self, name: str) -> list[int]: ...


class ExperimentLog(Protocol):
    """Remembers what was tried.  Records belong to a :class:`~anomaly_detection.domain.entities.model.Model`."""

    def record(self, model: "anomaly_detection.domain.entities.model.Model", **metrics: Any) -> None: ...
