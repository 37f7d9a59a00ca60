"""reStructuredText before and after."""

import pytest

from rezone.transforms.documents import rewrite


def after(text, text_map, python=None):
    content = rewrite("docs/api.rst", text.encode(), text_map, python).content
    return text if content is None else content.decode()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (
            ".. automodule:: app.db\n   :members:\n",
            ".. automodule:: shared.storage\n   :members:\n",
        ),
        (".. autoclass:: app.db.orm.Model\n", ".. autoclass:: shared.storage.orm.Model\n"),
        (".. automodule:: tool\n", ".. automodule:: kit.tool\n"),
        (":py:mod:`tool` :func:`!app.mail.send`", ":py:mod:`kit.tool` :func:`!notify.post.send`"),
        (
            ".. literalinclude:: ../src/app/mail.py\n   :lines: 1-3\n",
            ".. literalinclude:: ../libs/notify/post.py\n   :lines: 1-3\n",
        ),
        (
            ".. literalinclude:: /../src/app/mail.py\n.. include:: /src/tool.py\n",
            ".. literalinclude:: /../libs/notify/post.py\n.. include:: /src/kit/tool.py\n",
        ),
        ("`source <../src/app/db/orm.py>`_", "`source <../src/shared/storage/orm.py>`_"),
    ],
)
def test_directives_and_roles_follow(before, expected, text_map):
    assert after(before, text_map) == expected


def test_python_directives_go_through_the_python_rewriter(text_map):
    def python(source):
        return source.replace(
            "from app import db, web", "from app import web\nimport shared.storage"
        )

    before = (
        "Title\n\n.. code-block:: python\n   :linenos:\n\n   if x:\n"
        "       from app import db, web\n\nAfter app.db.\n"
    )
    rewritten = []
    after(before, text_map, lambda source: rewritten.append(source))
    assert rewritten == ["if x:\n    from app import db, web"]
    flat = "Run::\n\n    from app import db, web\n    web()\n\nEnd app.db.\n"
    assert after(flat, text_map, python) == (
        "Run::\n\n    from app import web\n    import shared.storage\n    web()\n\n"
        "End shared.storage.\n"
    )


def test_doctests_in_paragraphs_are_python(text_map, python):
    before = "Like so:\n\n>>> from app import mail\n>>> for m in [1]:\n...     mail.send(m)\nsent\n"
    assert after(before, text_map, python) == before.replace(
        "from app import mail", "from notify import post as mail"
    )
