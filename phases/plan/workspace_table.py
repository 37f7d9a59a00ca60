"""The tables that say where modules live, what success means and which domains there are."""

from __future__ import annotations

from pathlib import Path

from rezone.phases.plan.model import ChecksConfig, Domain, Thresholds, WorkspaceConfig
from rezone.phases.plan.paths import leaves, normalized, path_problem
from rezone.phases.plan.table import Table
from rezone.transforms.names import is_dotted_name


def read_workspace(table: Table, root: Path) -> WorkspaceConfig:
    """Read the keys of ``[workspace]``; folders must lie below *root*, symbolic links followed.

    The caller closes *table*: the short form holds these keys beside others.
    """
    roots = [
        _folder(table, "roots", text, root, at) for at, text in enumerate(table.texts("roots"))
    ]
    target_root = table.text("target_root")
    return WorkspaceConfig(
        roots=tuple(folder for folder in roots if folder),
        target_root=_folder(table, "target_root", target_root, root) if target_root else "",
        exclude=table.texts("exclude"),
        keep=table.texts("keep"),
        read_as=tuple(table.table("read_as").strings()),
    )


def read_thresholds(table: Table) -> Thresholds:
    """Read ``[thresholds]``: fractions from 0 to 1."""
    default = Thresholds()
    thresholds = Thresholds(
        files_migrated=table.fraction("files_migrated", default.files_migrated),
        tests_passing=table.fraction("tests_passing", default.tests_passing),
        slowdown=table.fraction("slowdown", default.slowdown),
        imports_resolving=table.fraction("imports_resolving", default.imports_resolving),
        coverage_drop=table.fraction("coverage_drop", default.coverage_drop),
    )
    table.close()
    return thresholds


def read_checks(table: Table) -> ChecksConfig:
    """Read ``[checks]``: how the repository's own code is run."""
    default = ChecksConfig()
    timeout = table.number("timeout")
    if timeout is not None and timeout < 1:
        table.wrong("timeout", "expected a number of seconds, 1 or more")
    apps = table.texts("apps")
    for at, app in enumerate(apps):
        module, _, attribute = app.partition(":")
        if not (is_dotted_name(module) and is_dotted_name(attribute)):
            table.wrong("apps", f"{app!r} names no object", "as in 'shop.server:app'", at)
    contracts = table.text("contracts", default.contracts)
    if contracts not in ("new", "all"):
        table.wrong("contracts", f"expected 'new' or 'all', found {contracts!r}")
    found = ChecksConfig(
        python=table.text("python"),
        runner=table.texts("runner"),
        tests=table.texts("tests"),
        apps=apps,
        timeout=default.timeout if timeout is None else timeout,
        contracts=contracts,
    )
    table.close()
    return found


def read_domains(tables: list[Table], shipped: tuple[Domain, ...] = ()) -> tuple[Domain, ...]:
    """Read ``[[domains]]``; one with the name of a *shipped* domain takes its place."""
    own: dict[str, tuple[Domain, Table]] = {}
    for table in tables:
        domain = _domain(table)
        if domain is None:
            continue
        if domain.name in own:
            line = own[domain.name][0].origin.line
            table.wrong("name", f"there are two domains {domain.name!r}", f"see line {line}")
        own.setdefault(domain.name, (domain, table))
    every = {domain.name: domain for domain in shipped}
    every |= {name: domain for name, (domain, _) in own.items()}
    for domain, table in own.values():
        for name in domain.may_import:
            if name not in every:
                from difflib import get_close_matches

                near = get_close_matches(name, every, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(every)}"
                table.wrong("may_import", f"there is no domain {name!r}", hint)
    return tuple(every.values())


def _domain(table: Table) -> Domain | None:
    complete = table.require("name", "packages")
    name = table.text("name")
    packages = table.texts("packages")
    may_import = table.texts("may_import")
    table.close()
    for at, package in enumerate(packages):
        if package != "*" and not is_dotted_name(package.removesuffix(".*")):
            table.wrong("packages", f"{package!r} is no dotted name, nor one with '.*'", at=at)
    if not complete or not name:
        return None
    return Domain(name, packages, may_import, table.origin())


def _folder(table: Table, key: str, text: str, root: Path, at: int | None = None) -> str:
    """Return the folder *text*, normalized, or ``""`` after noting why it can be none."""
    problem = path_problem(text)
    if not problem and leaves(root, normalized(text)):
        problem = f"{text!r} leads out of the repository"
    if problem:
        table.wrong(key, problem, "name a folder below the root, as in 'src'", at)
        return ""
    return normalized(text)
