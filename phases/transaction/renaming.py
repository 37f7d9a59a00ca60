"""A rename that takes nobody's place: what appeared at the target a moment ago stays."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from functools import cache

from rezone.phases.transaction.presence import StrPath, is_there

_Call = Callable[[bytes, bytes], int]

_HERE = -100  # AT_FDCWD of <fcntl.h>
_NO_REPLACE = 1  # RENAME_NOREPLACE of <linux/fs.h>
_EXCLUSIVE = 4  # RENAME_EXCL of <sys/stdio.h> on macOS
_UNKNOWN = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)  # to this kernel or file system


def rename_to_free(source: StrPath, target: StrPath) -> None:
    """Rename *source* to *target* unless something stands there, all in one step.

    Where the system has no such call, look first and then rename: a moment lies in between.

    Raises:
        FileExistsError: something stands at *target*.
        OSError: the system refused.
    """
    if sys.platform == "win32":
        os.rename(source, target)  # refuses there by itself
        return
    call = _system_call()
    if call is not None:
        ctypes.set_errno(0)
        if call(os.fsencode(source), os.fsencode(target)) == 0:
            return
        number = ctypes.get_errno()
        if number not in _UNKNOWN:
            raise OSError(number, os.strerror(number), str(source), None, str(target))
    if is_there(target):
        number = errno.EEXIST
        raise OSError(number, os.strerror(number), str(source), None, str(target))
    os.replace(source, target)


@cache
def _system_call() -> _Call | None:
    """Return the call of the C library that renames to a free name, None where it has none."""
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        exclusive = getattr(library, "renamex_np", None)
        return exclusive and (lambda a, b: exclusive(a, b, ctypes.c_uint(_EXCLUSIVE)))
    at = getattr(library, "renameat2", None)
    return at and (lambda a, b: at(_HERE, a, _HERE, b, ctypes.c_uint(_NO_REPLACE)))
