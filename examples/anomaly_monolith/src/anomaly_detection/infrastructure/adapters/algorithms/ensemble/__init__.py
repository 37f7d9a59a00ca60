"""Detectors made of detectors."""

from .automl_ensemble import AutoMLEnsemble as AutoMLEnsemble
