"""The shipped plan is the requirement's: seven phases, 69 moves, nine domains."""

from __future__ import annotations

from rezone.phases.plan.catalog import ANOMALY_DETECTION, SHIPPED
from rezone.phases.plan.check import check
from rezone.phases.plan.model import Level
from rezone.phases.plan.move_names import name_problem
from rezone.phases.plan.view import NameView
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import ancestors, is_within

PHASES = ANOMALY_DETECTION.phases
MOVES = [planned.move for phase in PHASES for planned in phase.moves]


def test_the_phases_are_those_of_the_requirement() -> None:
    low, medium, high = Level.LOW, Level.MEDIUM, Level.HIGH
    assert [(p.title, p.complexity, p.risk, p.weeks, len(p.moves)) for p in PHASES] == [
        ("Foundation Infrastructure", low, low, "1", 8),
        ("Machine Learning Components", medium, medium, "2-3", 10),
        ("Data Engineering Components", medium, medium, "3-4", 12),
        ("Observability & Monitoring", high, high, "4-5", 5),
        ("MLOps & Advanced Services", high, high, "5-6", 7),
        ("API & Presentation Layer", high, high, "6-7", 21),
        ("Application Layer & Use Cases", medium, medium, "7-8", 6),
    ]
    assert [phase.number for phase in PHASES] == [1, 2, 3, 4, 5, 6, 7]
    assert ANOMALY_DETECTION.in_dependency_order() == PHASES
    assert SHIPPED == {"anomaly_detection": ANOMALY_DETECTION}


def test_every_move_leaves_the_monolith_for_a_domain() -> None:
    assert not any(name_problem(name) for move in MOVES for name in (move.source, move.target))
    assert len({move.source for move in MOVES}) == len(MOVES) == 69
    packages = [domain.packages[0] for domain in ANOMALY_DETECTION.domains]
    for move in MOVES:
        assert is_within(move.source, "anomaly_detection")
        assert [p for p in packages if is_within(move.target, p)], move


def test_moves_that_rename_on_their_way() -> None:
    whole = NameMap(MOVES)
    below = "anomaly_detection"
    assert whole(f"{below}.streaming.x") == "data.data_engineering.infrastructure.streaming.x"
    assert whole(f"{below}.infrastructure.observability") == "shared.observability.infrastructure"
    assert whole(f"{below}.application.services.mlops.m") == "ai.mlops.application.services.m"
    commands = f"{below}.cli.commands"
    assert whole(f"{commands}.health") == "shared.observability.presentation.cli.commands.health"
    assert whole(commands) == "configurations.anomaly_detection_config.cli.commands"
    assert whole(f"{below}.domain.services") == f"{below}.domain.services"


def test_it_holds_where_all_it_moves_exists() -> None:
    # Every source as a package: some have targets that other moves go below.
    names = frozenset(name for move in MOVES for name in (move.source, *ancestors(move.source)))
    assert check(ANOMALY_DETECTION, NameView(names, names)) == ()
    gone = names - {"anomaly_detection.server"}
    (error,) = check(ANOMALY_DETECTION, NameView(gone, gone))
    assert str(error).startswith(
        "<anomaly_detection>: RZ101 phases[5].moves[1]: there is no module"
    )


def test_domains_import_only_what_comes_before_them() -> None:
    seen: set[str] = set()
    for domain in ANOMALY_DETECTION.domains:
        assert seen.issuperset(domain.may_import)
        seen.add(domain.name)
    assert seen == {
        "shared.infrastructure",
        "shared.observability",
        "core",
        "data.data_quality",
        "data.data_engineering",
        "data.observability",
        "ai.machine_learning",
        "ai.mlops",
        "configurations",
    }
