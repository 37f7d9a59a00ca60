"""Settings, lists and other formats, each before and after."""

import pytest

from rezone.transforms.documents import rewrite


def after(path, text, text_map):
    content = rewrite(path, text.encode(), text_map).content
    return text if content is None else content.decode()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (
            'packages = ["tool", "app", "app.db"]',
            'packages = ["kit.tool", "app", "shared.storage"]',
        ),
        ('[project.scripts]\nx = "tool:main"', '[project.scripts]\nx = "kit.tool:main"'),
        ('[project.scripts]\nx = "app.db:main"', '[project.scripts]\nx = "shared.storage:main"'),
        (
            '[tool.setuptools.package-data]\ntool = ["*.json"]\n"app.db" = ["*.sql"]',
            '[tool.setuptools.package-data]\n"kit.tool" = ["*.json"]\n"shared.storage" = ["*.sql"]',
        ),
        (
            "[tool.isort]\nknown_first_party = ['tool']",
            "[tool.isort]\nknown_first_party = ['kit.tool']",
        ),
        (
            '[[tool.mypy.overrides]]\nmodule = ["app.db.*", "tool.*"]',
            '[[tool.mypy.overrides]]\nmodule = ["shared.storage.*", "kit.tool.*"]',
        ),
        (
            '[tool.ruff.lint.per-file-ignores]\n"src/app/db/*.py" = ["E501"]',
            '[tool.ruff.lint.per-file-ignores]\n"src/shared/storage/*.py" = ["E501"]',
        ),
        (
            '[tool.coverage.run]\nsource = ["tool"]\nomit = ["src/app/mail.py"]',
            '[tool.coverage.run]\nsource = ["kit.tool"]\nomit = ["libs/notify/post.py"]',
        ),
        (
            '[tool.pytest.ini_options]\naddopts = "--cov=tool -p app.db"',
            '[tool.pytest.ini_options]\naddopts = "--cov=kit.tool -p shared.storage"',
        ),
        ('[project]\nname = "app.db"\ndependencies = ["app.mail"]', None),
        (
            '[tool.setuptools.dynamic]\nversion = {attr = "tool.__version__"}',
            '[tool.setuptools.dynamic]\nversion = {attr = "kit.tool.__version__"}',
        ),
        (
            '[tool.setuptools.packages.find]\ninclude = ["tool*"]\n[y]\ninclude = ["tool"]',
            '[tool.setuptools.packages.find]\ninclude = ["kit.tool*"]\n[y]\ninclude = ["tool"]',
        ),
        ("[app.db]\napp.mail = 1", None),
        ('[x]\ntitle = "tool"  # app', None),
    ],
)
def test_pyproject(before, expected, text_map):
    assert after("pyproject.toml", before, text_map) == (before if expected is None else expected)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("[mypy-app.db.*,tool,tool.*]\n", "[mypy-shared.storage.*,kit.tool,kit.tool.*]\n"),
        (
            "[options]\npackages =\n    tool\n    app.db\n",
            "[options]\npackages =\n    kit.tool\n    shared.storage\n",
        ),
        (
            "[options.entry_points]\nconsole_scripts =\n    run = tool:main\n",
            "[options.entry_points]\nconsole_scripts =\n    run = kit.tool:main\n",
        ),
        ("[options.package_data]\ntool = *.json\n", "[options.package_data]\nkit.tool = *.json\n"),
        ("[isort]\nknown_first_party = tool,x\n", "[isort]\nknown_first_party = kit.tool,x\n"),
        (
            "[pytest]\nfilterwarnings =\n    ignore::UserWarning:app\\.db\\.orm\n",
            "[pytest]\nfilterwarnings =\n    ignore::UserWarning:shared\\.storage\\.orm\n",
        ),
        (
            "[flake8]\nper-file-ignores = src/app/mail.py:E501\n",
            "[flake8]\nper-file-ignores = libs/notify/post.py:E501\n",
        ),
        ("[metadata]\nname = app.db\n[options]\ninstall_requires =\n    app.mail\n", None),
        (
            "[options]\ninstall_requires =\n    # for app.mail\n    app.mail\n",
            "[options]\ninstall_requires =\n    # for notify.post\n    app.mail\n",
        ),
    ],
)
def test_setup_cfg(before, expected, text_map):
    assert after("setup.cfg", before, text_map) == (before if expected is None else expected)


@pytest.mark.parametrize(
    ("path", "before", "expected"),
    [
        ("CODEOWNERS", "/src/app/db/ @a\n*.py @b\n", "/src/shared/storage/ @a\n*.py @b\n"),
        (".github/CODEOWNERS", "/src/app/mail.py @a", "/libs/notify/post.py @a"),
        (".gitignore", "!/src/app/db/cache/\n", "!/src/shared/storage/cache/\n"),
        ("MANIFEST.in", "include src/app/mail.py", "include libs/notify/post.py"),
        (
            "Dockerfile",
            'COPY src/app/db /srv/src/app/db\nCMD ["python", "-m", "tool"]\n',
            'COPY src/shared/storage /srv/src/shared/storage\nCMD ["python", "-m", "kit.tool"]\n',
        ),
        (
            "docker-compose.yml",
            "volumes: ['./src/app/db:/srv/app/db']",
            "volumes: ['./src/shared/storage:/srv/shared/storage']",
        ),
        (
            ".github/workflows/ci.yml",
            "paths: ['src/app/db/**']\nrun: uvicorn app.mail:app\n",
            "paths: ['src/shared/storage/**']\nrun: uvicorn notify.post:app\n",
        ),
        (
            "fixture.json",
            '{"a": "app.db.orm", "b": "x\\napp.db"}',
            '{"a": "shared.storage.orm", "b": "x\\nshared.storage"}',
        ),
        ("win.json", r'"src\\app\\mail.py"', r'"libs\\notify\\post.py"'),
        ("launch.json", '{"module": "tool"}', '{"module": "kit.tool"}'),
        (
            "requirements.txt",
            "app.db>=1\n-e ./src/app/db\n",
            "app.db>=1\n-e ./src/shared/storage\n",
        ),
        (
            ".tx/config",
            "[app.db]\nsource_file = src/app/db/en.po\n",
            "[app.db]\nsource_file = src/shared/storage/en.po\n",
        ),
        ("index.html", "<code>src/app/mail.py</code>", "<code>libs/notify/post.py</code>"),
    ],
)
def test_other_formats(path, before, expected, text_map):
    assert after(path, before, text_map) == expected


def test_an_ignore_file_cannot_name_what_leaves_its_folder(text_map):
    outcome = rewrite("src/app/.gitignore", b"db/\n/mail.py\n", text_map)
    assert outcome.content is None
    assert [m.old for m in outcome.left] == ["db/", "mail.py"]


def test_another_language_has_attributes_of_its_own(text_map):
    before = b'app.db.open("app.db", "src/app/mail.py")\n'
    outcome = rewrite("a.js", before, text_map)
    assert outcome.content == b'app.db.open("shared.storage", "libs/notify/post.py")\n'
    assert [m.old for m in outcome.left] == ["app.db.open"]


def test_a_bundle_is_generated(text_map):
    bundle = "x".ljust(3_000) + "\nfetch('src/app/db/orm.py')\n"
    outcome = rewrite("static/entry.js", bundle.encode(), text_map)
    assert outcome.content is None
    assert [m.status.value for m in outcome.left] == ["kept"]


def test_a_rewriter_registers_itself_with_one_line():
    from rezone.transforms.documents.registry import rewriter_for

    names = {
        path: rewriter_for(path).__name__ for path in ("X.MD", "a/b.ipynb", "Makefile", "b.cfg")
    }
    assert names == {
        "X.MD": "markdown",
        "a/b.ipynb": "notebook",
        "Makefile": "generic",
        "b.cfg": "ini_file",
    }
