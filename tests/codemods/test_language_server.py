"""`fixit lsp` as an editor drives it, over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from rezone.phases import api

types = pytest.importorskip("lsprotocol.types", reason="needs fixit[lsp]")
from pygls.lsp.client import LanguageClient  # noqa: E402 - after the check above

PLAN = """\
[workspace]
roots = ["src"]
[[phases]]
number = 1
[[phases.moves]]
source = "app.db"
target = "data.db"
"""
OLD = "import app.db\n\n\ndef name() -> str:\n    return app.db.NAME\n"


class Editor(LanguageClient):
    """A client that keeps what the server publishes."""

    def __init__(self) -> None:
        super().__init__("editor", "1")
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        keep = partial(self.published.put_nowait)  # pygls marks what it is given
        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(keep)

    async def diagnostics(self, version: int) -> list[types.Diagnostic]:
        """Wait for what the server says of *version* of the document."""
        while True:
            found = await asyncio.wait_for(self.published.get(), 60)
            if found.version == version:
                return list(found.diagnostics)


@asynccontextmanager
async def opened(root: Path) -> AsyncIterator[Editor]:
    """Yield an editor with the folder *root* open, as VS Code and Neovim start the server."""
    editor = Editor()
    await editor.start_io(
        sys.executable, "-m", "fixit", "lsp", "--debounce-interval", "0", cwd=root, env=os.environ
    )
    await editor.initialize_async(
        types.InitializeParams(types.ClientCapabilities(), root_uri=root.as_uri())
    )
    editor.initialized(types.InitializedParams())
    yield editor
    await editor.shutdown_async(None)
    editor.exit(None)
    await editor.stop()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a repository as `rezone init` sets it up, in which phase 1 is done."""
    for name, text in {"src/app/__init__.py": "", "src/app/db.py": "NAME = 'db'\n"}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "rezone.toml").write_text(PLAN)
    api.init(tmp_path)
    api.migrate(tmp_path, api.load(tmp_path), 1)
    return tmp_path.resolve()


async def session(root: Path) -> None:
    uri = (root / "src/tool.py").as_uri()
    async with opened(root) as editor:
        editor.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "python", 1, OLD))
        )
        found = await editor.diagnostics(1)
        assert [(d.code, d.range.start.line, d.message) for d in found] == [
            ("StaleImport", 0, "app.db is now data.db"),
            ("StaleImport", 4, "app.db is now data.db"),
        ]
        text = OLD.replace("NAME", "NAME.upper()")
        document = types.VersionedTextDocumentIdentifier(uri=uri, version=2)
        change = types.TextDocumentContentChangeWholeDocument(text)
        editor.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        assert len(await editor.diagnostics(2)) == 2
        edits = await editor.text_document_formatting_async(
            types.DocumentFormattingParams(
                types.TextDocumentIdentifier(uri), types.FormattingOptions(4, True)
            )
        )
        assert edits is not None
        (edit,) = edits
        assert edit.new_text == text.replace("app.db", "data.db")
        document = types.VersionedTextDocumentIdentifier(uri=uri, version=3)
        change = types.TextDocumentContentChangeWholeDocument(edit.new_text)
        editor.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        assert await editor.diagnostics(3) == []
        # the tree goes on while the server runs
        api.rollback(root, api.load(root), 1)
        document = types.VersionedTextDocumentIdentifier(uri=uri, version=4)
        change = types.TextDocumentContentChangeWholeDocument(OLD)
        editor.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        assert await editor.diagnostics(4) == []


def test_open_change_diagnostics_format(shop: Path) -> None:
    asyncio.run(session(shop))
    assert not (shop / "src/tool.py").exists()
