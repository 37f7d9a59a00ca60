"""The import graph as grimp builds it: top-level packages in, modules and imports out.

Run as a program: standard input holds the packages as a JSON list, the argument names the file
that gets the answer.  It imports grimp, which asks the import system where packages are.
"""

import json
import sys

import grimp

if __name__ == "__main__":
    sys.path.pop(0)  # the folder of this program is none of the repository's
    packages = json.load(sys.stdin)
    graph = grimp.build_graph(*packages, cache_dir=None)
    imports = sorted(
        [module, imported]
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
    )
    with open(sys.argv[1], "w", encoding="utf-8") as stream:
        json.dump({"modules": sorted(graph.modules), "imports": imports}, stream)
