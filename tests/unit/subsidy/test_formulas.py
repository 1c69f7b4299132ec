"""Subsidy by Nanning's numbers, to the fen, and what always holds of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.policy import NoRule, Rulebook
from portal.subsidy.formulas import Basis, amount_for

RULES = Rulebook.from_sources("450100", on=date(2026, 3, 1))

bases = st.builds(
    Basis,
    klass=st.sampled_from(["A", "B"]),
    persons=st.integers(1, 12),
    own_area=st.integers(0, 30000),
    category=st.sampled_from(["", "dibao", "tekun", "low_income"]),
    graduates=st.just(()),
    rent_paid=st.one_of(st.none(), st.integers(0, 200000)),
)


@pytest.mark.parametrize(
    ("basis", "fen"),
    [
        (Basis("A", 3), 27300),
        (Basis("A", 1, category="dibao"), 13000),
        (Basis("A", 3, own_area=1800), 14700),
        (Basis("B", 5), 42000),
        (Basis("B", 4), 36400),
        (Basis("B", 2, graduates=("master", "bachelor")), 45000),
        (Basis("B", 1, graduates=("doctor",)), 60000),
        (Basis("A", 6), 54600),  # the cap of 60 m² is quoted for B only
        (Basis("A", 3, own_area=3900), 0),
        (Basis("A", 3, own_area=3899), 7),
        (Basis("A", 3, own_area=1800, rent_paid=10000), 10000),
        (Basis("A", 3, own_area=1800, rent_paid=14700), 14700),
        (Basis("A", 3, own_area=1800, rent_paid=90000), 14700),
        (Basis("B", 2, graduates=("master", "bachelor"), rent_paid=40000), 40000),
    ],
)
def test_worked_examples(basis: Basis, fen: int) -> None:
    amount = amount_for(basis, RULES)
    assert amount.fen == fen
    assert amount.lines[-1].value == fen
    assert amount.policy == RULES.fingerprint


def test_statement_lines_of_the_picture() -> None:
    lines = {line.code: line.value for line in amount_for(Basis("A", 3, 1800), RULES).lines}
    assert lines["area_standard"] == 1300
    assert lines["area_own_per_head"] == 600
    assert lines["area_short_per_head"] == 700
    assert lines["persons"] == 3
    assert lines["subsidy_price"] == 700


@given(bases)
def test_never_negative_never_above_rent_or_cap(basis: Basis) -> None:
    fen = amount_for(basis, RULES).fen
    assert fen >= 0
    assert basis.rent_paid is None or fen <= basis.rent_paid
    if basis.klass == "B":
        assert fen <= 700 * 60


@given(bases)
def test_nothing_for_who_has_enough(basis: Basis) -> None:
    enough = replace(basis, own_area=1300 * basis.persons)
    assert amount_for(enough, RULES).fen == 0


@given(bases, st.integers(0, 5000))
def test_more_own_area_never_pays_more(basis: Basis, more: int) -> None:
    larger = replace(basis, own_area=basis.own_area + more)
    assert amount_for(larger, RULES).fen <= amount_for(basis, RULES).fen


@given(bases)
def test_one_person_more_never_pays_less(basis: Basis) -> None:
    grown = replace(basis, persons=basis.persons + 1)
    assert amount_for(grown, RULES).fen >= amount_for(basis, RULES).fen


@given(bases)
def test_the_poorer_class_is_never_paid_less(basis: Basis) -> None:
    poor, low = replace(basis, klass="A", category="dibao"), replace(basis, klass="A", category="")
    assert amount_for(poor, RULES).fen >= amount_for(low, RULES).fen


def test_nobody_is_no_household() -> None:
    with pytest.raises(ValueError, match="people"):
        amount_for(Basis("A", 0), RULES)


def test_an_unknown_education_has_no_rule() -> None:
    with pytest.raises(NoRule):
        amount_for(Basis("B", 1, graduates=("kindergarten",)), RULES)


def test_a_basis_reads_back_what_it_wrote() -> None:
    basis = Basis("B", 2, 100, "dibao", ("master",), 90000)
    assert Basis.from_dict(basis.as_dict()) == basis
