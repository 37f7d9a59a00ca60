"""What a command costs with all that it starts: seconds of CPU, and the peak memory of one.

Run as a program: standard input holds ``{"command": […], "env": {…}}``, which the same interpreter
runs with *env* on top of its own; the argument names the file that gets ``{"seconds": …, "memory":
bytes, "code": exit code}``.
"""

import json
import os
import subprocess
import sys

if __name__ == "__main__":
    asked = json.load(sys.stdin)
    command = [sys.executable, *asked["command"]]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, env=os.environ | asked["env"])
    times = os.times()
    try:
        import resource
    except ImportError:  # there is none on Windows
        memory = 0
    else:
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        memory = peak if sys.platform == "darwin" else peak * 1024
    seconds = times.children_user + times.children_system
    with open(sys.argv[1], "w", encoding="utf-8") as stream:
        json.dump({"seconds": seconds, "memory": memory, "code": done.returncode}, stream)
