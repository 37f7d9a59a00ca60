"""The text of the first plan: what was guessed as keys, what is left to say as comments."""

from __future__ import annotations

import json
from collections.abc import Iterable

from rezone.phases.beginning.guesses import Guesses
from rezone.phases.plan.model import Domain

_WORKSPACE = """\
# The migration plan: which modules move where, in phases.
# `rezone plan check` says what is wrong with it, `rezone migrate --phase 1 --dry-run` what it does.
# What stands here without a `#` is guessed from the files of the repository: correct it.

[workspace]
roots = {roots}  # import roots, in sys.path order
# target_root = "src"  # where a target without a root of its own is created
# exclude = ["vendor/**"]  # on top of .gitignore
# keep = ["templates/*.py"]  # files that do not parse and may keep old names
"""
_DOMAINS = """\

# The borders that `rezone validate` and the lint rules watch, as the imports run today.  Write
# the domains that you want to have, and who may import whom.
"""
_NO_DOMAINS = """\

# [[domains]]
# name = "shared"
# packages = ["shared.*"]
# may_import = []
"""
_PHASE = """\

# [[phases]]
# number = 1
# title = "Foundation"
# complexity = "low"
# risk = "low"
# depends_on = []
# [[phases.moves]]
# source = {source}
# target = {target}
"""


def plan_text(guesses: Guesses) -> str:
    """Return the text of ``rezone.toml``."""
    source, target = guesses.move or ("app.infrastructure.config", "shared.config")
    return "".join(
        (
            _WORKSPACE.format(roots=_texts(guesses.roots)),
            *_checks(guesses),
            _DOMAINS if guesses.domains else _NO_DOMAINS,
            "\n".join(map(_domain, guesses.domains)),
            _PHASE.format(source=json.dumps(source), target=json.dumps(target)),
        )
    )


def _checks(guesses: Guesses) -> Iterable[str]:
    suite = guesses.suite
    yield "\n# How the checks run the code of the repository.\n[checks]\n"
    if guesses.python:
        yield f"# python = {json.dumps(guesses.python)}  # is here, if not wherever checks run\n"
    else:
        yield '# python = ".venv/bin/python"  # that of your dependencies, if not rezone\'s own\n'
    if suite is None:
        yield '# tests = ["tests"]  # none were found\n'
    elif suite.runner:
        yield f"runner = {_texts(suite.runner)}  # instead of pytest\n"
        if suite.tests:
            yield f"tests = {_texts(suite.tests)}\n"
    elif suite.tests:
        yield f"tests = {_texts(suite.tests)}  # arguments for pytest\n"
    else:
        yield '# tests = ["tests"]  # arguments for pytest; its own settings decide\n'
    if guesses.apps:
        yield f"apps = {_texts(guesses.apps)}  # their answers are compared\n"
    else:
        yield '# apps = ["app.main:app"]  # FastAPI, Flask, Django; their answers are compared\n'


def _domain(domain: Domain) -> str:
    return (
        f"[[domains]]\nname = {json.dumps(domain.name)}\n"
        f"packages = {_texts(domain.packages)}\nmay_import = {_texts(domain.may_import)}\n"
    )


def _texts(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
