"""Bring a model into production, step by step, and back if a step fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ...application.services import mlops
from ...domain.entities import Model, ModelStatus

Step = Callable[[Model], bool]


@dataclass
class DeploymentPipeline:
    """Gates are asked in order; the first that says no stops the deployment."""

    registry: mlops.UnifiedModelRegistry = field(default_factory=mlops.default_registry)
    gates: list[tuple[str, Step]] = field(default_factory=list)

    def deploy(self, name: str) -> str:
        """Return ``"production"``, or the name of the gate that refused."""
        model = self.registry.repository.get(name)
        for title, gate in self.gates:
            if not gate(model):
                return title
        while model.status is not ModelStatus.PRODUCTION:
            model = self.registry.service.promote(name, model.version)
        return model.status.value
