"""Agreements: drafted from an approval, signed with an account, revised, stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from portal import subsidy
from portal.kernel import claims
from portal.kernel.database import db, load, write
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.levels import Level
from portal.subsidy.codes import LIVE_ASSISTANCE
from portal.subsidy.models import Agreement, Payee
from portal.subsidy.queries import asked_payee, current_payee
from tests.money import (
    MARCH,
    Acts,
    Home,
    a_home,
    a_payee,
    acts,
    an_agreement,
    an_application,
    approved,
    screened,
)

__all__ = ["acts", "screened"]
pytestmark = pytest.mark.usefixtures("screened")


def _drafted(acts: Acts, n: int = 1, klass: str = "A", **more: int) -> tuple[Home, Agreement]:
    officer = acts.staff("city_officer")
    with write():
        home = a_home(officer, n, **more)
        application = an_application(officer, home, klass=klass)
        first = subsidy.prepare_agreement(approved(home, application, klass), officer)
        again = subsidy.prepare_agreement(approved(home, application, klass), officer)
        assert first is not None
        assert again is first
        other = subsidy.prepare_agreement(
            {**approved(home, application), "uid": "x", "wish": "unit"}, officer
        )
        assert other is None
    return home, load(Agreement, first.uid)


def test_the_draft_states_the_amount_of_the_formula(app: Flask, acts: Acts) -> None:
    home, _agreement = _drafted(acts)
    found = subsidy.agreement_of_household(home.household)
    assert found is not None
    assert (found.state, found.fen) == ("drafted", 14700)


IN, OUT = date(2021, 3, 1), date(2021, 2, 28)
MASTER = {"graduate": True, "education": "master", "graduated_on": IN}


@pytest.mark.parametrize(
    ("facts", "klass", "size", "fen"),
    [
        ({"area_total": 0, "category": "dibao"}, "A", 1, 13000),
        ({"area_total": 0}, "A", 3, 27300),
        ({"area_total": 0}, "B", 2, 18200),
        (
            {"graduate": True, "education": "master", "graduated_on": date(2023, 6, 30)},
            "B", 1, 30000,
        ),
        (
            {"graduate": True, "education": "master", "graduated_on": date(2021, 2, 28)},
            "B", 1, 9100,
        ),
        (
            {"graduate": True, "education": "master", "graduated_on": date(2021, 3, 1)},
            "B", 1, 30000,
        ),
        ({**MASTER, "graduates": [["master", IN], ["bachelor", IN]]}, "B", 2, 45000),
        ({**MASTER, "graduates": [["master", IN], ["bachelor", OUT]]}, "B", 2, 30000),
        ({**MASTER, "graduates": [["master", IN], ["primary", IN]]}, "B", 2, 30000),
        ({**MASTER, "graduates": None}, "B", 2, 30000),  # the partner has not answered
        # Who is no new graduate does not become one by marrying one.
        ({"graduate": False, "education": "none", "graduates": [["master", IN]]}, "B", 2, 18200),
    ],
)  # fmt: skip
def test_what_was_found_decides_the_formula(
    app: Flask, acts: Acts, screened: Callable[..., None],
    facts: dict[str, object], klass: str, size: int, fen: int,
) -> None:  # fmt: skip
    screened(**facts)
    home, _agreement = _drafted(acts, klass=klass, size=size)
    found = subsidy.agreement_of_household(home.household)
    assert found is not None
    assert found.fen == fen


def _sign(acts: Acts, agreement: Agreement, person: str, **more: object) -> None:
    given = {
        "version": agreement.version, "agreed_hash": agreement.text_hash, "rent_paid": 90000,
        "payee": a_payee(), **{k: v for k, v in more.items() if k != "level"},
    }  # fmt: skip
    level = more.get("level", Level.I2)
    with write():
        subsidy.sign_agreement(
            acts.tenant(person, level=level),
            agreement_uid=agreement.uid,
            **given,  # type: ignore[arg-type]
        )


def test_signing_takes_the_claim_and_begins_next_month(app: Flask, acts: Acts) -> None:
    home, agreement = _drafted(acts)
    for wrong in ({"person": home.people[1]}, {"person": home.applicant, "level": Level.I1R}):
        with pytest.raises(NotYours):
            _sign(acts, agreement, **wrong)  # type: ignore[arg-type]
    _sign(acts, agreement, home.applicant)
    agreement = load(Agreement, agreement.uid)
    assert (agreement.state, agreement.first_month) == ("signed", "2026-04")
    assert agreement.ends_on == date(2027, 3, 1)
    held = [claims.holder_of(LIVE_ASSISTANCE, uid) for uid in home.people]
    assert held == [agreement.uid, agreement.uid, None]
    payee = current_payee(agreement.uid)
    assert payee is not None
    assert payee.tail == (payee.account or "")[-4:]
    assert (payee.account or "") not in payee.account_sealed


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"rent_paid": 0}, "rent_paid_missing"),
        ({"agreed_hash": "x"}, "agreement_text_changed"),
        ({"payee": a_payee(holder="别人")}, "holder_differs"),
        ({"payee": a_payee(account="1234567")}, "account_malformed"),
        ({"payee": a_payee(account="=1234567890")}, "account_malformed"),
        ({"payee": subsidy.NewPayee(" ", "62170000100012", "覃美芳")}, "bank_missing"),
    ],
)
def test_what_a_signature_needs(
    app: Flask, acts: Acts, given: dict[str, object], code: str
) -> None:
    home, agreement = _drafted(acts)
    with pytest.raises(Refused) as refused:
        _sign(acts, agreement, home.applicant, **given)
    assert refused.value.code == code
    assert load(Agreement, agreement.uid).state == "drafted"
    assert db.session.query(Payee).count() == 0


def test_the_amount_is_never_above_the_rent_told(app: Flask, acts: Acts) -> None:
    home, _agreement = an_agreement(acts, rent=10000)
    found = subsidy.agreement_of_household(home.household)
    assert found is not None
    assert found.fen == 10000


def test_one_help_per_adult(app: Flask, acts: Acts) -> None:
    home, agreement = _drafted(acts)
    with write():
        claims.take(LIVE_ASSISTANCE, home.people[1], holder="a-lease", on=MARCH)
    with pytest.raises(Refused) as refused:
        _sign(acts, agreement, home.applicant)
    assert refused.value.code == "assisted_already"


def test_another_account_needs_a_second_person(app: Flask, acts: Acts) -> None:
    home, agreement = an_agreement(acts)
    me = acts.tenant(home.applicant)
    with write():
        asked = subsidy.name_payee(
            me, agreement_uid=agreement.uid, version=agreement.version, payee=a_payee(50)
        )
    with pytest.raises(Conflict), write():
        subsidy.name_payee(
            me, agreement_uid=agreement.uid, version=agreement.version, payee=a_payee(60)
        )
    before = current_payee(agreement.uid)
    with pytest.raises(NotYours), write():
        subsidy.confirm_payee(me, payee_uid=asked.uid, accept=True)
    with write():
        subsidy.confirm_payee(acts.staff("finance_maker"), payee_uid=asked.uid, accept=True)
    now = current_payee(agreement.uid)
    assert now is not None
    assert before is not None
    assert now.uid == asked.uid != before.uid
    assert asked_payee(agreement.uid) is None
    with pytest.raises(Conflict), write():
        subsidy.confirm_payee(acts.staff("finance_maker"), payee_uid=asked.uid, accept=False)


def test_a_stop_counts_from_the_month_after(app: Flask, acts: Acts) -> None:
    home, agreement = an_agreement(acts)
    may = date(2026, 5, 12)
    with write():
        subsidy.stop(
            acts.tenant(home.applicant, on=may), household_uid=home.household, reason="own_wish"
        )
    agreement = load(Agreement, agreement.uid)
    assert (agreement.state, agreement.last_month) == ("stopped", "2026-05")
    assert claims.holder_of(LIVE_ASSISTANCE, home.applicant) is None
    with write():
        again = subsidy.stop(
            acts.staff("city_officer", on=may), household_uid=home.household, reason="housed"
        )
    assert again is None


def test_the_term_ends_it_by_itself(app: Flask, acts: Acts) -> None:
    _home, agreement = an_agreement(acts)
    for day, state in ((date(2027, 3, 1), "active"), (date(2027, 3, 2), "stopped")):
        subsidy.agreements_due(acts.staff("city_officer", on=day))
        assert load(Agreement, agreement.uid).state == state
    assert load(Agreement, agreement.uid).last_month == "2027-03"


def test_a_revision_counts_from_the_month_after(app: Flask, acts: Acts) -> None:
    home, _agreement = an_agreement(acts)
    found = subsidy.agreement_of_household(home.household)
    assert found is not None
    basis = subsidy.Basis(**{**found.basis.__dict__, "own_area": 3900})
    with pytest.raises(NotYours), write():
        subsidy.revise(
            acts.staff("finance_maker"), household_uid=home.household, basis=basis, reason="r"
        )
    with write():
        terms = subsidy.revise(
            acts.staff("city_officer"), household_uid=home.household, basis=basis, reason="recheck"
        )
    assert terms is not None
    assert (terms.fen, terms.from_month) == (0, "2026-04")
