from __future__ import annotations

from typing import Any

import pytest

from portal.applications import Source
from portal.exchange.contract import answer_fits, fits, requested_fields
from portal.exchange.simulator.cast import cast

ANSWER: dict[str, Any] = {
    "source": "income",
    "subject": "t",
    "result": "hit",
    "values": {"year": 2025, "annual_fen": 1, "assets_fen": 0},
    "as_of": "2026-03-02T00:00:00+08:00",
    "valid_until": None,
}
GOOD = [
    ANSWER,
    ANSWER | {"result": "conflict"},
    ANSWER | {"result": "conflict", "values": {}},
    ANSWER | {"result": "no_hit", "values": {}, "valid_until": "2026-04-01"},
    ANSWER | {"result": "unavailable", "values": {}},
    ANSWER | {"source": "phone", "values": {"matches": False}},
]
BAD: list[Any] = [
    None,
    [],
    {},
    ANSWER | {"extra": 1},
    ANSWER | {"source": "police"},
    ANSWER | {"source": "phone"},
    ANSWER | {"values": {}},
    ANSWER | {"values": []},
    ANSWER | {"values": {"year": 2025, "annual_fen": 1}},
    ANSWER | {"values": {"year": 2025, "annual_fen": True, "assets_fen": 0}},
    ANSWER | {"values": {"year": 2025, "annual_fen": 1.5, "assets_fen": 0}},
    ANSWER | {"values": {"year": 2025, "annual_fen": "1", "assets_fen": 0}},
    ANSWER | {"result": "conflict", "values": {"matches": True}},
    ANSWER | {"result": "no_hit"},
    ANSWER | {"result": "unavailable"},
    ANSWER | {"as_of": "2026-03-02"},
    ANSWER | {"as_of": "2026-03-02T00:00:00"},
    ANSWER | {"valid_until": "02.03.2026"},
    {k: v for k, v in ANSWER.items() if k != "valid_until"},
]


@pytest.mark.parametrize("body", GOOD)
def test_good_answers_fit_both_ways(body: Any) -> None:
    assert fits("Answer", body)
    assert answer_fits(body)


@pytest.mark.parametrize("body", BAD)
def test_bad_answers_fit_neither_way(body: Any) -> None:
    assert not fits("Answer", body)
    assert not answer_fits(body)


def test_every_kind_of_answer_in_the_cast_fits_both_ways() -> None:
    seen: set[Source] = set()
    for family in cast():
        for _, person in family.people:
            for source, values in person.facts.items():
                if source is Source.PROPERTY:
                    continue
                seen.add(source)
                body = ANSWER | {"source": source.value, "values": values}
                assert fits("Answer", body)
                assert answer_fits(body)
    assert len(seen) > 8


def test_we_ask_for_the_fields_of_the_document() -> None:
    assert requested_fields(Source.PHONE) == ("matches",)
    assert set(requested_fields(Source.INCOME)) == {"year", "annual_fen", "assets_fen"}
