"""What is simulated is what comes: graph, cycles, violations, phase by phase, as grimp sees it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rezone.phases import api
from rezone.phases.checks.measure.graph import GRAPH, GRIMP, as_graph
from rezone.phases.checks.session import Session
from rezone.phases.plan.territory import Territory
from rezone.phases.simulation import components, violations

MONOLITH = Path(__file__).parents[2] / "examples/anomaly_monolith"


@pytest.fixture
def monolith(tmp_path: Path) -> Path:
    leave = shutil.ignore_patterns("__pycache__", "*.egg-info", ".pytest_cache")
    return Path(shutil.copytree(MONOLITH, tmp_path / "monolith", symlinks=True, ignore=leave))


def test_the_example_monolith_becomes_what_is_simulated(monolith: Path) -> None:
    plan = api.load(monolith)
    territory = Territory(plan.domains)
    numbers = [phase.number for phase in plan.in_dependency_order()]
    simulated = api.simulate(monolith, plan, numbers)
    assert len(simulated) == 7
    seen = 0
    for number, foreseen in zip(numbers, simulated, strict=True):
        api.migrate(monolith, plan, number)
        with Session(monolith, plan) as session:
            theirs = session.measured(GRIMP, session.now, number, frozenset())
            ours = as_graph(session.measured(GRAPH, session.now, number, frozenset()))
        assert foreseen.graph.modules == ours.modules
        assert foreseen.graph.edges == ours.edges
        assert components(foreseen.graph) == components(ours)
        assert foreseen.violations == violations(ours, territory)
        # grimp knows no modules in folders without an __init__; of all others it sees the same.
        visible = set(theirs["modules"])
        assert visible <= foreseen.graph.modules
        imports = {(importer, imported) for importer, imported in theirs["imports"]}
        assert imports == {e for e in foreseen.graph.edges if set(e) <= visible}
        seen = len(visible)
    assert seen > 180


def test_import_linter_finds_the_same_violations(monolith: Path) -> None:
    """Each pair of domains as a contract of import-linter's, over the graph that is simulated."""
    from grimp import ImportGraph
    from importlinter import configuration
    from importlinter.contracts.forbidden import ForbiddenContract

    configuration.configure()
    plan = api.load(monolith)
    territory = Territory(plan.domains)
    (*_, last) = api.simulate(monolith, plan, [phase.number for phase in plan.phases])
    graph = ImportGraph()
    for module in last.graph.modules:
        graph.add_module(module)
    for importer, imported in last.graph.edges:
        graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="-")
    found: set[tuple[str, str]] = set()
    members = {
        domain.name: sorted(m for m in last.graph.modules if territory.domain_of(m) == domain)
        for domain in plan.domains
    }
    tops = sorted({module.partition(".")[0] for module in last.graph.modules})
    for domain in plan.domains:
        others = [d for d in plan.domains if d.name not in (domain.name, *domain.may_import)]
        forbidden = sorted(name for other in others for name in members[other.name])
        options = {
            "source_modules": members[domain.name],
            "forbidden_modules": forbidden,
            "allow_indirect_imports": "True",
            "as_packages": "False",
        }
        contract = ForbiddenContract(domain.name, {"root_packages": tops}, options)
        check = contract.check(graph, verbose=False)
        for chains in check.metadata.get("invalid_chains", ()):
            for chain in chains["chains"]:
                (link,) = chain
                found.add((link["importer"], link["imported"]))
    assert found == last.violations.keys()
    assert len(found) > 30


def test_what_is_simulated_on_one_phase_tells_new_cycles(tmp_path: Path) -> None:
    files = {
        "rezone.toml": '[workspace]\nroots = ["src"]\n[[phases]]\nnumber = 1\n'
        'moves = [{ source = "a.x", target = "b.x" }]\n',
        "src/a/__init__.py": "",
        "src/a/x.py": "import a.y\n",
        "src/a/y.py": "def later():\n    import a.x\n",
        "src/b/__init__.py": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    plan = api.load(tmp_path)
    (simulated,) = api.simulate(tmp_path, plan, [1])
    assert components(simulated.graph) == [("a.y", "b.x")]
    assert simulated.new_cycles == ()  # it was one before, under other names
    coupling = {group.name: (group.incoming, group.outgoing) for group in simulated.coupling}
    assert coupling == {"a": (1, 1), "b": (1, 1)}
    assert not list(tmp_path.glob("migration_*"))
