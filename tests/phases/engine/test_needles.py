"""Which bytes can name what moves: none that do are passed over, few others are parsed."""

from __future__ import annotations

import pytest

from rezone.phases.engine.needles import Needle

TEXT = Needle("text", "utils", ("app/utils/",))


@pytest.mark.parametrize(
    "source",
    [
        "from app.utils import text",
        "from app.utils import html, text as t",
        "from app.utils import *\ntext.f()",
        "from app.utils import (html, text)",
        "from app.utils import (  # the old ones :)\n    html,\n    text,\n)",
        "from app.utils import \\\n    html, \\\n    text",
        "from app.utils import html, \\\r\n    text",
        "from app.utils import \\\n(html,\n text)",
        "from app . utils import text",
        "import app.utils.text",
        "import app.utils as u; u.text",
        "from app import utils; utils.text",
        "patch('app.utils.text.f')",
        "import_module('app.utils' + '.text')",
        "PATH = 'app/utils/text.py'",
        'CODE = "from app.utils import html\\nfrom app.utils import text"',
    ],
)
def test_what_leads_to_the_module_is_found(source: str) -> None:
    assert TEXT.is_in("app/views.py", source.encode())


@pytest.mark.parametrize(
    "source",
    [
        "from app.utils import html\ntext = html",
        "from app.utils import (html)\ntext = html",
        "from app.utils import (\n    html,  # not text\n)\ntext = html",
        "from app.utils import html\nfrom lib import text",
        "from app.utils import text_v2, context",
        "from app.utilities import text",
    ],
)
def test_what_does_not_is_not_parsed(source: str) -> None:
    assert not TEXT.is_in("app/views.py", source.encode())


def test_inside_the_package_a_relative_import_need_not_say_it() -> None:
    assert TEXT.is_in("app/utils/html.py", b"from . import text")
    assert not TEXT.is_in("app/views.py", b"from . import text")
