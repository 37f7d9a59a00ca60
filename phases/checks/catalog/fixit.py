"""Fixit finds nothing new in the files of the phase, by the rules the repository has chosen."""

from __future__ import annotations

from rezone.phases.checks.measure.lint import FIXIT, compared
from rezone.phases.checks.model import Check, Finding, When
from rezone.phases.checks.scene import Scene


def _judge(scene: Scene) -> Finding:
    return compared(scene, FIXIT)


CHECK = Check("fixit", "No new finding of Fixit", frozenset({When.PRE, When.POST}), _judge)
