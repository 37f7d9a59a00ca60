"""Every operation on the file system, seen before it happens; what sees it may make it fail.

The calls of `os` are replaced, and files opened for writing write through a watched raw stream:
a write can fail half way, as it does on a full disk.  What a child process does is not seen.
"""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rezone.phases.transaction import renaming

READS = frozenset({"lstat", "stat", "readlink", "scandir", "listdir", "read"})
ONE_PATH = ("mkdir", "rmdir", "unlink", "chmod", "utime", "chown", *sorted(READS - {"read"}))
TWO_PATHS = ("replace", "rename", "link", "symlink")
DESCRIPTORS = ("fsync", "sendfile", "open")
NEEDS_SPACE = frozenset({"create", "write", "mkdir", "symlink", "link", "sendfile"})
"""What fails on a full disk; a rename and a removal go on."""


@dataclass(frozen=True)
class Operation:
    """One call: *name* as in `os` (``create`` and ``write`` for open files), and its paths.

    *data* is what is written, or the text of a link.
    """

    name: str
    paths: tuple[str, ...]
    data: bytes = b""

    @property
    def reads(self) -> bool:
        return self.name in READS


Watcher = Callable[[Operation], None]
"""Called before each operation below the folder; what it raises is what the caller gets."""


@contextmanager
def watched(folder: str, watcher: Watcher, after: Watcher | None = None) -> Iterator[None]:
    """Tell *watcher* of each operation below *folder* before, and *after* once it is done."""
    watch = _Watch(os.path.realpath(folder), watcher, after)
    real: dict[tuple[Any, str], Any] = {
        (os, name): getattr(os, name) for name in (*ONE_PATH, *TWO_PATHS, *DESCRIPTORS)
    }
    real[renaming, "rename_to_free"] = renaming.rename_to_free
    real[builtins, "open"] = real[io, "open"] = builtins.open
    follows = set(os.supports_follow_symlinks)
    in_fd = set(os.supports_fd)
    for (module, name), function in real.items():
        new = watch.replacement(name, function, module is os)
        setattr(module, name, new)
        for known in (os.supports_follow_symlinks, os.supports_fd):
            known |= {new} if function in known else set()  # `shutil` asks
    try:
        yield
    finally:
        for (module, name), function in real.items():
            setattr(module, name, function)
        for known, before in (
            (os.supports_follow_symlinks, follows),
            (os.supports_fd, in_fd),
        ):
            known.clear()
            known.update(before)


class _Watch:
    def __init__(self, folder: str, before: Watcher, after: Watcher | None) -> None:
        self.folder = folder
        self.before = before
        self.after = after
        self.is_telling = False
        self.descriptor_path = os.readlink

    def replacement(self, name: str, real: Any, is_os: bool) -> Any:
        if name == "symlink":
            return lambda text, p, **k: self.call(
                Operation(name, (self.place(p),), os.fsencode(text)), real, text, p, **k
            )
        if name == "rename_to_free":
            return lambda a, b: self.call(self.named("rename", a, b), real, a, b)
        if name in TWO_PATHS:
            return lambda a, b, **k: self.call(self.named(name, a, b), real, a, b, **k)
        if name in ONE_PATH:
            return lambda p=".", *r, **k: self.call(
                Operation(name, (self.place(p, k.get("dir_fd")),)), real, p, *r, **k
            )
        if name == "open" and is_os:
            return lambda p, flags, *r, **k: self.call(
                Operation(_opening(p, flags), (self.place(p, k.get("dir_fd")),)),
                *(real, p, flags, *r),
                **k,
            )
        if name == "open":
            return lambda file, mode="r", *r, **k: self.opened(real, file, mode, *r, **k)
        return lambda fd, *r, **k: self.call(self.named(name, fd), real, fd, *r, **k)

    def named(self, name: str, *paths: Any) -> Operation:
        return Operation(name, tuple(self.place(path) for path in paths))

    def place(self, path: Any, folder: int | None = None) -> str:
        """Return the absolute path of a path, below an open *folder* maybe, or of an open file."""
        if isinstance(path, int):
            path = self.descriptor_path(f"/proc/self/fd/{path}")
        elif folder is not None:
            path = os.path.join(self.place(folder), path)
        return os.path.abspath(os.fsdecode(path))

    def call(self, operation: Operation, real: Any, *args: Any, **kwargs: Any) -> Any:
        self.tell(self.before, operation)
        result = real(*args, **kwargs)
        self.tell(self.after, operation)
        return result

    def tell(self, watcher: Watcher | None, operation: Operation) -> None:
        """Tell *watcher*, whose own operations are not told."""
        is_ours = any(path.startswith(self.folder) for path in operation.paths)
        if watcher is not None and is_ours and not self.is_telling:
            self.is_telling = True
            try:
                watcher(operation)
            finally:
                self.is_telling = False

    def opened(self, real: Any, file: Any, mode: str, *args: Any, **kwargs: Any) -> Any:
        if not set(mode) & set("wax+") or not self.place(file).startswith(self.folder):
            if isinstance(file, int):
                return real(file, mode, *args, **kwargs)
            return self.call(self.named("read", file), real, file, mode, *args, **kwargs)
        if isinstance(file, int):
            raw = _Raw(self, file, mode)
        else:
            is_new = not os.path.lexists(file) or "w" in mode
            operation = self.named("create" if is_new else "append", file)
            raw = self.call(operation, lambda: _Raw(self, file, mode))
        if kwargs.get("buffering") == 0 or args[:1] == (0,):
            return raw
        binary = io.BufferedWriter(raw)
        return binary if "b" in mode else io.TextIOWrapper(binary, kwargs.get("encoding"))


class _Raw(io.FileIO):
    """A file whose writes are told; one that fails has written half of its data by then."""

    def __init__(self, watch: _Watch, file: Any, mode: str) -> None:
        super().__init__(file, mode.replace("b", "").replace("t", ""))
        self.watch = watch
        self.failure: OSError | None = None

    def write(self, data: Any, /) -> int:
        if self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure
        operation = Operation("write", (self.watch.place(self.fileno()),), bytes(data))
        try:
            self.watch.tell(self.watch.before, operation)
        except OSError as error:
            half = bytes(data)[: len(bytes(data)) // 2]
            if not half:
                raise
            self.failure = error
            return super().write(half)
        written = super().write(data)
        self.watch.tell(self.watch.after, operation)
        return written


def _opening(path: Any, flags: int) -> str:
    if flags & os.O_CREAT and not os.path.lexists(path):
        return "create"
    return "append" if flags & (os.O_WRONLY | os.O_RDWR) else "read"
