"""What each key of a plan says; the defaults that the parser does not spell out stand here too."""

from __future__ import annotations

_RENAMES = "names that no file of this repository explains, old to new: only references change"

DESCRIPTIONS = {
    "extends": "a shipped plan whose phases and domains this one takes over; there is one, "
    "`anomaly_detection`. A phase with the same number, or a domain with the same name, replaces "
    "the shipped one as a whole",
    "workspace": "where modules live",
    "workspace.roots": "import roots, in the order of `sys.path`, as paths from the repository; "
    '`"."` is the repository itself. Without it they are [guessed](plan-file.md#roots)',
    "workspace.target_root": "the root in which a target is created that no root holds yet; "
    "without it the root of its source",
    "workspace.exclude": "patterns as in `.gitignore`, on top of it: these files are neither "
    "modules nor searched",
    "workspace.keep": "patterns of Python files that do not parse and may keep old names",
    "workspace.read_as": "files with names of their own, by pattern, and the name of a file that "
    'they are like: `{ "*.conf.tpl" = "setup.cfg", "deploy/*.run" = "Dockerfile" }`',
    "thresholds": "what the [checks](checks.md) want",
    "thresholds.files_migrated": "share of the files of a phase that must have arrived",
    "thresholds.tests_passing": "share of the tests that passed before and must pass still",
    "thresholds.slowdown": "how much slower or larger the program may be; 0.1 is 10 %",
    "thresholds.imports_resolving": "share of the imports that resolved before and must resolve "
    "still",
    "thresholds.coverage_drop": "what a moved module may lose of its coverage; 0.01 is one percent "
    "of its lines",
    "checks": "how the checks run the code of the repository",
    "checks.python": "the interpreter that has the repository's dependencies: a command, or a "
    "path from the root; without it the one rezone runs in",
    "checks.runner": "arguments for that interpreter, where unittest runs the suite and not "
    'pytest: `["manage.py", "test"]` for Django, `["-m", "unittest"]`',
    "checks.tests": "arguments for pytest or the runner: which tests are the repository's own "
    "suite; for the runner, modules by the names before all phases; without them its own "
    "configuration decides",
    "checks.apps": "web applications as `module:attribute`, by the names before all phases",
    "checks.contracts": 'which imports across domains fail a phase: `"new"` ones, or `"all"`, '
    "those too that a move carries across a border",
    "checks.timeout": "seconds that one run of the repository's code may take; without it 900",
    "domains": "named sets of packages: the check [`domain-contracts`](checks.md#domain-contracts)",
    "domains.name": "what others call it in `may_import`",
    "domains.packages": "qualified names; `shared` and `shared.*` both stand for `shared` and all "
    "below it",
    "domains.may_import": "the other domains that it may import",
    "phases": "the phases",
    "phases.number": "from 1; each once",
    "phases.title": "for people",
    "phases.complexity": "`low`, `medium` or `high`; for people",
    "phases.risk": "`low`, `medium` or `high`; for people",
    "phases.weeks": "when it is due; for people",
    "phases.depends_on": "numbers of phases that must be applied before",
    "phases.moves": "what [moves](plan-file.md#moves)",
    "phases.moves.source": "the qualified name before the phase; `pkg.mod:Symbol` for a symbol",
    "phases.moves.target": "the qualified name after the phase",
    "phases.moves.alone": "move only the `__init__` of the package; what lies below stays",
    "phases.moves.shim": "a bridge for this move, whatever its phase says",
    "phases.moves.shim_until": "the day or version for this move",
    "phases.skip": "paths of files that stay although their package moves",
    "phases.renames": _RENAMES,
    "phases.lazy": "packages, by their names before the phase, whose re-exports become "
    "[lazy](plan-file.md#lazy) (PEP 562)",
    "phases.shims": "a [bridge](../how-to/bridges.md) stays at every old name",
    "phases.shim_until": 'the day (`"2027-06-30"`) or version (`"3.0"`) in which the bridges are '
    "to go",
    "moves": "one phase, number 1: old names to new ones",
    "phase": "the phase of the repository's own plan, or of the shipped one, that this extends",
    "custom_mappings": "paths that move: a file, or a folder; a target that is a folder ends with "
    "`/`",
    "skip_files": "paths of files that stay although their package moves",
    "additional_import_mappings": _RENAMES,
}
