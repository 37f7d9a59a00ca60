"""The shipped plans: the seven phases that lead a monolith to domain packages, one a file."""

from __future__ import annotations

from rezone.phases.plan.catalog.domains import DOMAINS
from rezone.phases.plan.catalog.phase1 import PHASE as PHASE1
from rezone.phases.plan.catalog.phase2 import PHASE as PHASE2
from rezone.phases.plan.catalog.phase3 import PHASE as PHASE3
from rezone.phases.plan.catalog.phase4 import PHASE as PHASE4
from rezone.phases.plan.catalog.phase5 import PHASE as PHASE5
from rezone.phases.plan.catalog.phase6 import PHASE as PHASE6
from rezone.phases.plan.catalog.phase7 import PHASE as PHASE7
from rezone.phases.plan.model import Plan, WorkspaceConfig

ANOMALY_DETECTION = Plan(
    phases=(PHASE1, PHASE2, PHASE3, PHASE4, PHASE5, PHASE6, PHASE7),
    domains=DOMAINS,
    workspace=WorkspaceConfig(target_root="src/packages"),
    source="<anomaly_detection>",
)

SHIPPED = {"anomaly_detection": ANOMALY_DETECTION}
"""Each shipped plan by the name that ``extends`` takes; roots are left to be guessed."""
