"""Files made to hurt: no crash, no hang, bounded memory; a clear error or the right result."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner
from hostile_repository import Repository

from rezone.codemods.cli.main import main
from rezone.transforms.errors import Refused
from rezone.transforms.references.source import LARGEST, SourceText, Unreadable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits memory")

ENCODINGS = ["utf-16", "utf-32", "rot13", "zlib_codec", "hex", "punycode", "undefined", "mbcs"]
ENCODINGS += ["unicode_escape", "cp037", "x" * 1000, "__import__", "../../evil", "idna\0"]

DEEP = {
    "unary": b"-" * 20_000 + b"a.b.v",
    "parentheses": b"(" * 20_000 + b"a.b.v" + b")" * 20_000,
    "brackets": b"[" * 199 + b"a.b.v" + b"]" * 199,
    "sum": b"a.b.v + " * 20_000 + b"1",
    "power": b"a.b.v ** " * 20_000 + b"1",
    "attribute": b"a.b" + b".v" * 20_000,
    "call": b"a.b" + b"()" * 20_000,
    "not": b"not " * 20_000 + b"a.b.v",
    "lambda": b"lambda: " * 5_000 + b"a.b.v",
    "comparison": b"a.b.v < " * 2_000 + b"1",
    "subscript": b"a.b" + b"[0]" * 20_000,
    "conditional": b"1 if a.b.v else " * 10_000 + b"0",
    "format": b"f'{a.b.v:{a.b.v:{a.b.v}}}'",
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoding_that_lies(encoding: str, repository: Repository) -> None:
    repository.write({"use.py": f"# coding: {encoding}\nimport a.b\n".encode()})
    with pytest.raises(Refused, match=r"use\.py:\d+: .*it names what moves"):
        repository.migrate()
    assert (repository.root / "a/b.py").exists()


def test_expressions_too_deep_for_any_parser(repository: Repository) -> None:
    """Python's own parser gives up: each file is named, and the process lives."""
    files = {f"{name}.py": b"import a.b\nx = " + code + b"\n" for name, code in DEEP.items()}
    elif_ = b"if a.b.v: pass\n" + b"elif a.b.v: pass\n" * 10_000
    indented = b"".join(b" " * level + b"if 1:\n" for level in range(200)) + b" " * 200 + b"a.b.v\n"
    files |= {"elif_.py": b"import a.b\n" + elif_, "indented.py": b"import a.b\n" + indented}
    repository.write(files)
    ended = repository.command()
    assert ended.returncode in (0, 1), ended.stderr
    assert "Traceback" not in ended.stderr
    for name in ("unary", "parentheses", "power", "not", "elif_", "indented"):
        assert f"{name}.py:" in ended.stderr
        assert f"{name}.py:0" not in ended.stderr
    assert all((repository.root / path).read_bytes() == code for path, code in files.items())


def test_values_nested_without_end_in_documents(repository: Repository) -> None:
    deep = b"[" * 100_000 + b'"a.b"' + b"]" * 100_000
    repository.write({"d.json": deep, "n.ipynb": deep, "t.toml": b"k = " + deep})
    repository.migrate()
    assert (repository.root / "d.json").read_bytes() == deep.replace(b"a.b", b"x.b")
    repository.rollback()
    assert (repository.root / "d.json").read_bytes() == deep


@pytest.mark.parametrize(
    "settings",
    [
        b"x = " + b"[" * 9000 + b"]" * 9000,
        b"x = " + b"9" * 9000,
        b"x" + b".x" * 9000 + b" = 1",
        b"project = 1\ntool = 2",
        b"[project]\nentry-points = 1\n[tool]\npytest = 1\npoetry = 2",
        b"[tool.pytest.ini_options]\ntestpaths = 1",
        b"[tool.pytest]\nini_options = 1",
    ],
    ids=["nested", "number", "key", "values", "tables", "paths", "options"],
)
def test_settings_of_a_project_that_say_nothing(settings: bytes, repository: Repository) -> None:
    """Every command that reads them takes them for settings that are not there."""
    settings += b"\n# a.b: entry-points, plugins, pytest\n"
    repository.write({"pyproject.toml": settings, "tests/test_a.py": b"import a.b\n"})
    repository.migrate()
    moved = settings.replace(b"a.b", b"x.b")
    assert (repository.root / "pyproject.toml").read_bytes() == moved
    repository.rollback()
    done = CliRunner().invoke(main, ["init", "--root", str(repository.root)])
    assert isinstance(done.exception, SystemExit | None), done.exception
    assert (repository.root / "pyproject.toml").read_bytes() == settings


def test_a_billion_laughs(repository: Repository) -> None:
    """YAML is text here: no alias is ever expanded."""
    laughs = b'l0: &l0 ["a.b", "a.b"]\n'
    for level in range(1, 40):
        again = b", ".join([b"*l%d" % (level - 1)] * 9)
        laughs += b"l%d: &l%d [%s]\n" % (level, level, again)
    names = ["l.yaml", ".libcst.codemod.yaml", ".pre-commit-config.yaml", ".github/workflows/l.yml"]
    repository.write(dict.fromkeys(names, laughs))
    repository.migrate()
    for name in names:
        assert (repository.root / name).read_bytes() == laughs.replace(b"a.b", b"x.b")


def test_fifty_megabytes(repository: Repository) -> None:
    """What names nothing that moves is never parsed; what does is refused with its size."""
    size = 50 * 1024 * 1024
    repository.write(
        {"rows.py": b"x = 1\n" * (size // 6), "data.json": b"[1, 2, 3],\n" * 4_000_000}
    )
    ended = repository.command(megabytes=600)
    assert ended.returncode == 0, ended.stderr
    repository.rollback()
    repository.write({"rows.py": b"import a.b\n" + b"x = 1\n" * (size // 6)})
    ended = repository.command(megabytes=900)
    assert ended.returncode == 1, ended.stderr
    assert "rows.py:1: has 50 MB; up to 16 MB are parsed, and it names what moves" in ended.stderr


def test_the_largest_file_that_is_parsed() -> None:
    with pytest.raises(Unreadable, match="up to 16 MB are parsed"):
        SourceText(" " * (LARGEST + 1)).parse()


def test_many_lines_and_many_names(repository: Repository) -> None:
    count = 20_000
    lines = b"import a.b\n" + b"w = 1\n" * count + b"a.b.v\n" * 500
    repository.write({"lines.py": lines, "rows.json": b'{"k": "a.b"},\n' * 2_000})
    repository.migrate()
    assert (repository.root / "lines.py").read_bytes() == lines.replace(b"a.b", b"x.b")
    assert (repository.root / "rows.json").read_bytes() == b'{"k": "x.b"},\n' * 2_000


@pytest.mark.parametrize(
    "content",
    [b"", b"\0", b"import a.b\n\0", b"\xff\xfe", b"\r\r\n\n\x0c", b"print 'x'\n", b"\xef\xbb\xbf"],
)
def test_what_is_hardly_python(content: bytes, repository: Repository) -> None:
    names = ["u.py", "a/u.py", "u.pyi", "u.toml", "u.json", "u.ipynb", "u.cfg", "u.yaml", "u.md"]
    names += ["u.rst", "Dockerfile", "setup.cfg", "MANIFEST.in", ".gitignore", "u.txt"]
    repository.write(dict.fromkeys(names, content))
    if b"a.b" in content:
        with pytest.raises(Refused, match="does not parse"):
            repository.migrate()
    else:
        repository.migrate()
    assert {(repository.root / name).read_bytes() for name in names} == {content}


def test_line_ends_of_all_kinds_in_one_file(repository: Repository) -> None:
    """A form feed, a vertical tab and U+2028 end no line in Python."""
    code = b"import a.b\r\nw = 1\r'''\r\n\n\r\x0b\x1c\xe2\x80\xa8'''\n\x0cy = a.b.v\rz = a.b.v"
    repository.write({"use.py": code})
    repository.migrate()
    assert (repository.root / "use.py").read_bytes() == code.replace(b"a.b", b"x.b")
    repository.rollback()
    assert (repository.root / "use.py").read_bytes() == code


def test_a_million_lines(repository: Repository) -> None:
    """Rows that name nothing that moves are searched as bytes, and never parsed."""
    lines = b"f(1)\n" * 1_000_000
    repository.write({"rows.py": lines, "rows.csv": b"a.b\n" * 1_000, "use.py": b"import a.b\n"})
    ended = repository.command(megabytes=600)
    assert ended.returncode == 0, ended.stderr
    assert (repository.root / "rows.py").read_bytes() == lines
    assert (repository.root / "use.py").read_bytes() == b"import x.b\n"


def test_a_million_lines_that_name_what_moves_are_told_and_left(repository: Repository) -> None:
    """CPython's parser takes gigabytes for them, so that none of it is tried."""
    rows = b"from a.b import v\n" + b"f(1)\n" * 1_000_000
    repository.write({"rows.py": rows, "use.py": b"import a.b\n"})
    ended = repository.command(megabytes=600)
    assert ended.returncode == 1, ended.stderr
    assert "rows.py:1: has 2,000,005 words; up to 500,000 are parsed" in ended.stderr
    assert "and it names what moves: a.b" in ended.stderr
    assert (repository.root / "use.py").read_bytes() == b"import a.b\n"


def test_python_2(repository: Repository) -> None:
    """It is named where it names what moves, and left alone where it does not."""
    code = b"import %s\ntry:\n    print 'x', 0777, `1`\nexcept E, e:\n    raise E, 'a'\n"
    repository.write({"old.py": code % b"a.c", "use.py": code % b"a.b"})
    with pytest.raises(Refused, match=r"use\.py:3: does not parse.*it names what moves"):
        repository.migrate()
    (repository.root / "use.py").unlink()
    repository.migrate()
    assert (repository.root / "old.py").read_bytes() == code % b"a.c"
