"""The region tree, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.errors import Missing
from portal.kernel.regions import (
    NATION,
    Level,
    Region,
    ancestors,
    children,
    city_of,
    covers,
    level,
    lineage,
    region,
    tree,
)

STREET = "450103001000"


def test_every_parent_stands_before_its_children_and_higher() -> None:
    order = list(Level)
    seen: set[str] = set()
    for each in tree().values():
        if each.parent is None:
            assert each.code == NATION
        else:
            assert each.parent in seen
            assert order.index(region(each.parent).level) < order.index(each.level)
        assert each.name
        assert each.name_en
        seen.add(each.code)
    assert len(seen) == 141


def test_the_fourteen_cities_of_guangxi() -> None:
    assert len(children("450000")) == 14
    assert {each.level for each in children("450000")} == {Level.CITY}
    assert children(STREET) == ()


def test_ancestors_nearest_first() -> None:
    assert [each.code for each in ancestors(STREET)] == ["450103", "450100", "450000", NATION]
    assert lineage("440310") == ("440310", "440300", "440000", NATION)
    assert ancestors(NATION) == ()


@pytest.mark.parametrize(
    ("outer", "inner", "yes"),
    [
        (NATION, STREET, True),
        ("450000", "450103", True),
        ("450100", STREET, True),
        ("450103", "450103", True),
        ("450103", "450100", False),
        ("450100", "450202", False),
        ("440300", "440310", True),
        ("450000", "440310", False),
        ("450100", "459999", False),
        ("459999", "450100", False),
        ("459999", "459999", False),
        ("", "", False),
    ],
)
def test_covers(outer: str, inner: str, yes: bool) -> None:
    assert covers(outer, inner) is yes


def test_city_of() -> None:
    assert city_of(STREET) == city_of("450103") == city_of("450100") == "450100"
    assert city_of("440310") == "440300"
    for above in ("450000", NATION, "999999"):
        with pytest.raises(Missing):
            city_of(above)


def test_unknown() -> None:
    for question in (region, level, ancestors, children):
        with pytest.raises(Missing):
            question("999999")


def test_labels_and_validity() -> None:
    assert region("450100").label("zh_Hans_CN") == region("450100").label() == "南宁市"
    assert region("450100").label("en") == "Nanning City"
    dated = Region("1", Level.COUNTY, None, "x", "x", date(2021, 2, 3), date(2025, 12, 31))
    assert [dated.exists(date(*d)) for d in ((2021, 2, 2), (2021, 2, 3))] == [False, True]
    assert [dated.exists(date(*d)) for d in ((2025, 12, 31), (2026, 1, 1))] == [True, False]
