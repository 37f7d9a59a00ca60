"""A language server is asked what a rename of files changes; that is applied, and the file moved.

`python lsp_move.py SERVER READY TREE OLD=NEW...`: the server's command line is one argument, and
READY is what it says in its log when it has found its files ("": it answers when it has).  Language
Server Protocol 3.17, `workspace/willRenameFiles`.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

CAPABILITIES = {
    "workspace": {
        "configuration": True,
        "workspaceFolders": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename"]},
        "fileOperations": {"willRename": True, "didRename": True, "dynamicRegistration": True},
    },
    "general": {"positionEncodings": ["utf-16"]},
}


class Server:
    """A running language server, spoken to one request at a time."""

    def __init__(self, command: str, tree: Path) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(shlex.split(command), cwd=tree, stdin=pipe, stdout=pipe)
        self.number = 0
        self.log = ""

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if not length:
            raise SystemExit("the language server has ended")
        found: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if found.get("method") == "window/logMessage":
            self.log += found["params"]["message"] + "\n"
        return found

    def ask(self, method: str, parameters: Any) -> Any:
        """Return the answer; what the server asks meanwhile is answered with nothing."""
        self.number += 1
        self.send({"id": self.number, "method": method, "params": parameters})
        while True:
            message = self.receive()
            if "method" in message and "id" in message:
                items = (message.get("params") or {}).get("items")
                result = None if items is None else [None] * len(items)
                self.send({"id": message["id"], "result": result})
            elif message.get("id") == self.number:
                if "error" in message:
                    raise SystemExit(f"{method}: {message['error']}")
                return message.get("result")

    def wait_for(self, text: str) -> None:
        """Read on until the server's log holds *text*."""
        while text and text not in self.log:
            self.receive()


def edits_of(answer: dict[str, Any] | None) -> Iterable[tuple[Path, list[dict[str, Any]]]]:
    """Yield each file that changes, and its edits."""
    answer = answer or {}
    for uri, edits in (answer.get("changes") or {}).items():
        yield Path(unquote(urlparse(uri).path)), edits
    for change in answer.get("documentChanges") or []:
        if "textDocument" in change:
            yield Path(unquote(urlparse(change["textDocument"]["uri"]).path)), change["edits"]


def apply(path: Path, edits: list[dict[str, Any]]) -> None:
    """Apply *edits*, whose columns count UTF-16 code units, to the file."""
    lines = path.read_bytes().decode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def offset(place: dict[str, int]) -> int:
        if place["line"] >= len(lines):
            return starts[-1]
        units = lines[place["line"]].encode("utf-16-le")[: 2 * place["character"]]
        return starts[place["line"]] + len(units.decode("utf-16-le"))

    text = "".join(lines)
    spans = [(offset(e["range"]["start"]), offset(e["range"]["end"]), e["newText"]) for e in edits]
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    path.write_bytes(text.encode())


def move(command: str, ready: str, tree: Path, old: Path, new: Path) -> None:
    server = Server(command, tree)
    folder = {"uri": tree.as_uri(), "name": tree.name}
    opening = {"processId": None, "rootUri": tree.as_uri(), "workspaceFolders": [folder]}
    server.ask("initialize", {**opening, "capabilities": CAPABILITIES})
    server.send({"method": "initialized", "params": {}})
    asked = next(tree.glob("django/__init__.py"), None) or next(tree.rglob("__init__.py"))
    document = {"uri": asked.as_uri(), "languageId": "python", "version": 1}
    document["text"] = asked.read_text()
    server.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
    where = {"textDocument": {"uri": asked.as_uri()}, "position": {"line": 0, "character": 0}}
    server.ask("textDocument/hover", where)
    server.wait_for(ready)
    files = [{"oldUri": old.as_uri(), "newUri": new.as_uri()}]
    answer = server.ask("workspace/willRenameFiles", {"files": files})
    for path, edits in edits_of(answer):
        apply(path, edits)
    old.rename(new)
    server.ask("shutdown", None)
    server.send({"method": "exit"})
    server.process.wait(60)


def main() -> None:
    command, ready, root, *moves = sys.argv[1:]
    tree = Path(root).resolve()
    for one in moves:
        old, new = (tree / name.replace(".", "/") for name in one.split("="))
        if not old.is_dir():
            old, new = old.with_suffix(".py"), new.with_suffix(".py")
        move(command, ready, tree, old, new)


if __name__ == "__main__":
    main()
