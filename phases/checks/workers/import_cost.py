"""What importing one module costs in a fresh interpreter: seconds of CPU, and peak memory.

Run as a program: standard input holds ``{"module": name}``; the argument names the file that gets
``{"seconds": …, "memory": bytes}``.
"""

import importlib
import json
import sys
import time

if __name__ == "__main__":
    asked = json.load(sys.stdin)
    sys.path.pop(0)  # the folder of this program is none of the repository's
    started = time.process_time()
    importlib.import_module(asked["module"])
    seconds = time.process_time() - started
    try:
        import resource
    except ImportError:  # there is none on Windows
        memory = 0
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        memory = peak if sys.platform == "darwin" else peak * 1024
    with open(sys.argv[1], "w", encoding="utf-8") as stream:
        json.dump({"seconds": seconds, "memory": memory}, stream)
