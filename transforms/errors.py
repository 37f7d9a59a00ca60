"""Errors a user can act on: each says what, where and the way out."""

from __future__ import annotations


class RezoneError(Exception):
    """A problem the user can fix.

    *path* is posix and relative to the repository (empty if there is none), *line* is 1-based
    (0 if unknown), *hint* says what to do.  All fields go to ``super().__init__`` so that the
    error survives pickling on its way out of a worker process.
    """

    code = "RZ000"
    exit_code = 1

    def __init__(self, problem: str, path: str = "", line: int = 0, hint: str = "") -> None:
        super().__init__(problem, path, line, hint)
        self.problem = problem
        self.path = path
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        """Return ``path:line: CODE problem (hint: …)``, without the parts that are empty."""
        place = f"{self.path}:{self.line}: " if self.line else f"{self.path}: " if self.path else ""
        hint = f" (hint: {self.hint})" if self.hint else ""
        return f"{place}{self.code} {self.problem}{hint}"

    def as_dicts(self) -> list[dict[str, object]]:
        """Return it as JSON values: one object for each problem, most often one."""
        return [
            {
                "code": self.code,
                "problem": self.problem,
                "file": self.path,
                "line": self.line,
                "hint": self.hint,
            }
        ]


class UsageError(RezoneError):
    """The command, the configuration or the plan is wrong: exit code 2."""

    code = "RZ100"
    exit_code = 2


class PlanError(UsageError):
    """One thing wrong in a plan; `PlanErrors` carries all of them."""

    code = "RZ101"


class PlanErrors(UsageError):
    """Everything that is wrong in a plan, at once.

    Args:
        problems: at least one error, in the order of the file.
    """

    code = "RZ102"

    def __init__(self, problems: tuple[PlanError, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.args = (problems,)
        self.problems = problems

    def __str__(self) -> str:
        """Return one line a problem."""
        return self.problem

    def as_dicts(self) -> list[dict[str, object]]:
        """Return each of the problems as JSON values."""
        return [told for problem in self.problems for told in problem.as_dicts()]


class Refused(RezoneError):
    """The run would lose or break something; the tree is as it was: exit code 1."""

    code = "RZ200"


class Unproven(Refused):
    """An edited file is not provably equal to its original; nothing was committed."""

    code = "RZ201"


class TreeChanged(Refused):
    """A file differs from what the run recorded of it; nothing was written."""

    code = "RZ202"
