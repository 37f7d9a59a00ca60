"""Every error of the program; each carries a code for machines and a hint for people."""

__all__ = [
    "AnomalyDetectionError",
    "EmptyDatasetError",
    "ModelNotFoundError",
    "ShapeError",
    "UnknownAlgorithmError",
    "ValidationFailure",
]


class AnomalyDetectionError(Exception):
    """A problem the caller can fix.  All arguments reach ``Exception``, which makes it pickle."""

    code = "AD000"
    hint = ""


class EmptyDatasetError(AnomalyDetectionError):
    code = "AD101"
    hint = "give at least one row"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"data set {self.name!r} has no rows"


class ShapeError(AnomalyDetectionError):
    code = "AD102"
    hint = "every row needs one value per column"


class UnknownAlgorithmError(AnomalyDetectionError, LookupError):
    code = "AD201"
    hint = "`anomaly-detection detect --list` names them"


class ModelNotFoundError(AnomalyDetectionError, LookupError):
    code = "AD301"
    hint = "train or import the model first"


class ValidationFailure(AnomalyDetectionError, ValueError):
    code = "AD401"
    hint = "see the findings of `anomaly-detection data validate`"
