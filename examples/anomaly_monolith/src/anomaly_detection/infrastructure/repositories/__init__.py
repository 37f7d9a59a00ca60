"""Where models are kept."""

from .model_repository import FileModelRepository, ModelRepository

__all__ = ["FileModelRepository", "ModelRepository"]
