"""Analyzers turn a result into facts."""

from .explanation_analyzers import ExplanationAnalyzer, Fact

__all__ = ["ExplanationAnalyzer", "Fact"]
