"""Explanations for people: analyzers find the facts, engines put them into words."""

from .analyzers import ExplanationAnalyzer
from .engines import SentenceEngine

__all__ = ["ExplanationAnalyzer", "SentenceEngine"]
