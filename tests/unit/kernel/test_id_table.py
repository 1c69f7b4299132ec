"""Every line of the table is read as it is labelled, and none of them breaks the reader."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from portal.kernel.errors import Refused
from portal.kernel.identifiers import IdNumber
from tests.id_table import Written, id_table

ON = date(2026, 3, 2)
ROWS = id_table()


def verdict_on(text: str) -> tuple[str, int]:
    try:
        IdNumber.parse(text, on=ON)
    except Refused as refused:
        return refused.code, refused.facts.get("position", 0)
    return "valid", 0


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_it_is_read_as_labelled(row: Written) -> None:
    code, position = verdict_on(row.text)
    assert code == row.verdict
    if row.verdict == "id_characters":
        assert position == row.position


def test_the_table_is_what_it_says() -> None:
    assert len(ROWS) == len({row.text for row in ROWS}) == 500
    verdicts = Counter(row.verdict for row in ROWS)
    assert verdicts["valid"] > 200
    assert min(verdicts.values()) >= 15
    assert set(verdicts) == {
        "valid", "id_length", "id_fifteen", "id_characters", "id_birth_impossible",
        "id_birth_future", "id_check_digit",
    }  # fmt: skip


def test_however_it_is_written_it_is_one_number() -> None:
    plain = {row.text for row in ROWS if row.text.isascii() and row.text.isalnum()}
    for row in ROWS:
        if row.verdict == "valid":
            value = IdNumber.parse(row.text, on=ON).value
            assert value.isascii()
            assert len(value) == 18
            assert IdNumber.parse(value, on=ON).value == value
    assert plain
