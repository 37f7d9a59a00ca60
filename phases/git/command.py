"""One call of git, and what becomes of its failure."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct, field

from rezone.transforms.errors import Refused
from rezone.transforms.records import replace

# A repository may name a program in core.fsmonitor, which git would run.
_GIT = ("git", "-c", "core.fsmonitor=false")


class Git(Struct, frozen=True):
    """git as run in *folder*, with *environment* on top of the process's own.

    Attributes:
        folder: where git runs; any folder of a repository.
        environment: variables to set, as ``GIT_INDEX_FILE``.
    """

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def having(self, **variables: str) -> Git:
        """Return the same git with more *variables*."""
        return replace(self, environment={**self.environment, **variables})

    def ask(self, *arguments: str, stdin: bytes = b"") -> bytes | None:
        """Return what git prints, ``None`` if it fails or is not installed."""
        try:
            done = self._run(arguments, stdin)
        except OSError:
            return None
        return done.stdout if done.returncode == 0 else None

    def output(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Return what git prints.

        Raises:
            Refused: git failed; the problem is what it said.
        """
        return self.code(*arguments, stdin=stdin, fine=(0,))[1]

    def text(self, *arguments: str, stdin: bytes = b"") -> str:
        """Return what git prints as text, without the last line end.

        Raises:
            Refused: git failed.
        """
        return os.fsdecode(self.output(*arguments, stdin=stdin)).removesuffix("\n")

    def code(
        self, *arguments: str, stdin: bytes = b"", fine: Iterable[int] = (0,)
    ) -> tuple[int, bytes]:
        """Return the exit code, one of *fine*, and what git prints.

        Raises:
            Refused: another exit code, or there is no git.
        """
        try:
            done = self._run(arguments, stdin)
        except OSError as error:
            raise _missing(error) from None
        if done.returncode not in fine:
            said = os.fsdecode(done.stderr).strip() or f"exit code {done.returncode}"
            raise Refused(f"git {arguments[0]}: {said}")
        return done.returncode, done.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start git with pipes to its standard input and from its standard output.

        Raises:
            Refused: there is no git.
        """
        command = [*_GIT, "-C", os.fspath(self.folder), *arguments]
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **self.environment},
            )
        except OSError as error:
            raise _missing(error) from None

    def _run(self, arguments: tuple[str, ...], stdin: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*_GIT, "-C", os.fspath(self.folder), *arguments],
            input=stdin,
            capture_output=True,
            check=False,
            env={**os.environ, **self.environment},
        )


def _missing(error: OSError) -> Refused:
    return Refused(f"git cannot be run: {error.strerror}", hint="install git 2.38 or newer")
