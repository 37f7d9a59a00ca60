"""What importing one module costs in a fresh interpreter: seconds of CPU, and peak memory.

Run as a program: standard input holds ``{"module": name}``; the argument names the file that gets
``{"seconds": …, "memory": bytes}``.
"""

import importlib
import json
import sys
import time


def peak_memory() -> int:
    """Return the peak of this process in bytes, 0 where the system does not tell."""
    try:  # what getrusage says on Linux begins with the memory of whoever started the process
        with open("/proc/self/status", encoding="ascii") as stream:
            lines = [line.split() for line in stream if line.startswith("VmHWM:")]
        return int(lines[0][1]) * 1024
    except OSError:
        pass
    try:
        import resource
    except ImportError:  # there is none on Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    sys.path.pop(0)  # the folder of this program is none of the repository's
    started = time.process_time()
    importlib.import_module(asked["module"])
    seconds = time.process_time() - started
    with open(sys.argv[1], "w", encoding="utf-8") as stream:
        json.dump({"seconds": seconds, "memory": peak_memory()}, stream)
