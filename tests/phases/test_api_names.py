"""Every public name is where the table of the surface says."""

from __future__ import annotations

import pytest

from rezone.phases import api


@pytest.mark.parametrize("name", api.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(api, name) is not None


def test_the_table_holds_public_names_only_and_others_are_missed() -> None:
    assert set(api._HOMES) <= set(api.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        api.no_such_name  # noqa: B018 - the look is the test
