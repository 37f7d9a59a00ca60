"""Which processes run, and since when: ids are used again, ids with a start are not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def is_running(pid: int) -> bool:
    """Say whether a process *pid* runs on this host, whoever it is."""
    if sys.platform == "win32":
        import ctypes

        # Signal 0 would be Ctrl-C there.  0x1000: PROCESS_QUERY_LIMITED_INFORMATION; 259: alive.
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x1000, False, pid)
        code = ctypes.c_ulong()
        alive = bool(handle) and bool(kernel.GetExitCodeProcess(handle, ctypes.byref(code)))
        kernel.CloseHandle(handle)
        return alive and code.value == 259
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # it runs, as somebody else
    return True


def start_of(pid: int) -> str:
    """Return a text that no other process with this id ever has; ``""`` where none can be had.

    On Linux the boot and the clock ticks since then (proc(5)), elsewhere what POSIX ``ps`` tells.
    """
    try:
        if sys.platform == "linux":
            boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
            # The name of the program stands in parentheses and may hold anything.
            fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
            return f"{boot} {int(fields[19])}"
        command = ["ps", "-o", "lstart=", "-p", str(pid)]
        done = subprocess.run(command, capture_output=True, check=False)
        return done.stdout.decode(errors="replace").strip()
    except (OSError, ValueError, IndexError):
        return ""
