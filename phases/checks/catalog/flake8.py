"""flake8 finds nothing new in the files of the phase.

Names of another length make lines longer and sort otherwise; that is a formatter's business, so
it is counted and not judged.
"""

from __future__ import annotations

from rezone.phases.checks.measure.lint import FLAKE8, compared
from rezone.phases.checks.model import Check, Finding, When
from rezone.phases.checks.scene import Scene

_LAYOUT = ("E501", "W505", "I")
"""Length of lines, and order of imports (flake8-isort, flake8-import-order)."""


def _judge(scene: Scene) -> Finding:
    return compared(scene, FLAKE8, _LAYOUT)


CHECK = Check("flake8", "No new finding of flake8", frozenset({When.PRE, When.POST}), _judge)
