from __future__ import annotations

import pytest

from portal.open_data.cells import small


@pytest.mark.parametrize(
    ("count", "told"), [(0, 0), (1, "少于 5"), (4, "少于 5"), (5, 5), (6, 6), (-1, -1)]
)
def test_small_numbers(count: int, told: int | str) -> None:
    assert small(count) == told
