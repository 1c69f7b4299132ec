"""A lease from offer to end, and everybody who may not."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from portal import households, housing, tenancy
from portal.kernel import claims, deadlines, ledger
from portal.kernel.act import system_act
from portal.kernel.database import load, write
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.levels import Level
from portal.tenancy.codes import Clock
from portal.tenancy.models import Lease
from tests.money import NANNING, Acts, a_lease, acts, an_agreement, lived_in, screened

__all__ = ["acts", "screened"]


@pytest.mark.parametrize(
    ("floor", "fen", "deposit"), [("middle", 36900, 73800), ("top", 33300, 66600)]
)
def test_an_accepted_offer_becomes_a_draft(
    app: Flask, acts: Acts, floor: str, fen: int, deposit: int
) -> None:
    home, lease = a_lease(acts, floor_position=floor)
    assert (lease.state, lease.rent_fen, lease.deposit_fen) == ("drafted", fen, deposit)
    assert lease.number.startswith("NN2026-L-")
    assert set(lease.people) == set(home.people)
    signing = deadlines.running(Clock.SIGN, lease.uid)
    assert signing is not None
    assert signing.due == date(2026, 3, 17)


def test_the_same_offer_twice_is_one_lease(app: Flask, acts: Acts) -> None:
    home, lease = a_lease(acts)
    payload = {
        "uid": lease.offer_uid, "city": NANNING, "unit_uid": lease.unit_uid,
        "household_uid": home.household, "person_uid": home.applicant,
    }  # fmt: skip
    with write():
        again = tenancy.prepare_lease(payload, acts.staff("city_officer"))
    assert again.uid == lease.uid


def _sign(acts: Acts, lease: Lease, person: str, **more: object) -> None:
    with write():
        tenancy.sign_lease(
            acts.tenant(person, **more), lease_uid=lease.uid, version=lease.version,
            agreed_hash=lease.text_hash,
        )  # fmt: skip


def test_only_the_tenant_signs_and_only_when_proven(app: Flask, acts: Acts) -> None:
    home, lease = a_lease(acts)
    with pytest.raises(NotYours):
        _sign(acts, lease, home.people[1])
    with pytest.raises(NotYours):
        _sign(acts, lease, home.applicant, level=Level.I1R)
    _sign(acts, lease, home.applicant)
    assert load(Lease, lease.uid).state == "signed"
    with pytest.raises(Conflict):
        _sign(acts, load(Lease, lease.uid), home.applicant)


def test_an_old_page_and_another_text_do_not_sign(app: Flask, acts: Acts) -> None:
    home, lease = a_lease(acts)
    act = acts.tenant(home.applicant)
    with pytest.raises(Conflict), write():
        tenancy.sign_lease(
            act, lease_uid=lease.uid, version=lease.version - 1, agreed_hash=lease.text_hash
        )
    with pytest.raises(Refused) as refused, write():
        tenancy.sign_lease(
            act, lease_uid=lease.uid, version=lease.version, agreed_hash="something else"
        )
    assert refused.value.code == "lease_text_changed"


def test_signed_by_both_then_keys_then_the_unit_is_let(app: Flask, acts: Acts) -> None:
    home, lease = a_lease(acts)
    _sign(acts, lease, home.applicant)
    lease = load(Lease, lease.uid)
    operator = acts.staff("operator")
    with pytest.raises(Refused) as refused, write():
        tenancy.hand_over(operator, lease_uid=lease.uid, version=lease.version, keys_handed=2)
    assert refused.value.code == "not_countersigned"
    with pytest.raises(NotYours), write():
        tenancy.countersign(acts.staff("window_clerk"), lease_uid=lease.uid, version=lease.version)
    with write():
        tenancy.countersign(operator, lease_uid=lease.uid, version=lease.version)
    lease = load(Lease, lease.uid)
    assert lease.ends_on == date(2029, 3, 1)
    assert housing.unit(lease.unit_uid).state == "leased"
    filing = deadlines.running(Clock.FILE, lease.uid)
    assert filing is not None
    assert filing.due == date(2026, 4, 1)
    with pytest.raises(Refused), write():
        tenancy.countersign(operator, lease_uid=lease.uid, version=lease.version)
    with write():
        tenancy.file_lease(
            operator, lease_uid=lease.uid, version=lease.version, filing_number="NN-1"
        )
        tenancy.hand_over(operator, lease_uid=lease.uid, version=lease.version, keys_handed=2)
    assert load(Lease, lease.uid).state == "occupied"
    assert deadlines.running(Clock.FILE, lease.uid) is None
    assert tenancy.leases_signed(NANNING, date(2026, 3, 1), date(2026, 3, 31)) == 1
    assert tenancy.leases_signed("450000", date(2026, 3, 3), date(2026, 3, 31)) == 0


def test_every_adult_holds_the_claim_and_children_none(app: Flask, acts: Acts) -> None:
    home, lease = lived_in(acts)
    held = [claims.holder_of(tenancy.LIVE_ASSISTANCE, uid) for uid in home.people]
    assert held == [lease.uid, lease.uid, None]


def test_who_gets_a_subsidy_signs_no_lease(app: Flask, acts: Acts, screened: object) -> None:
    _home, _agreement = an_agreement(acts, 1)
    other, lease = a_lease(acts, 2)
    with write():
        claims.take(
            tenancy.LIVE_ASSISTANCE, other.people[1], holder="someone-elses-help", on=acts.on
        )
    with pytest.raises(Refused) as refused:
        _sign(acts, lease, other.applicant)
    assert refused.value.code == "assisted_already"
    assert load(Lease, lease.uid).state == "drafted"


def test_unsigned_in_time_falls_away_and_frees_the_home(app: Flask, acts: Acts) -> None:
    _home, lease = a_lease(acts)
    on_time, late = acts.staff("x", on=date(2026, 3, 17)), acts.staff("x", on=date(2026, 3, 18))

    for act, state in ((on_time, "drafted"), (late, "void"), (late, "void")):
        tenancy.lapse_unsigned(system_act(act.on, act.at))
        assert load(Lease, lease.uid).state == state
    assert housing.unit(lease.unit_uid).state == "available"


def test_the_end_frees_people_and_home(app: Flask, acts: Acts) -> None:
    home, lease = lived_in(acts)
    with pytest.raises(NotYours), write():
        tenancy.end_lease(acts.tenant(home.applicant), lease_uid=lease.uid, reason="tenant_leaves")
    with write():
        tenancy.end_lease(acts.staff("operator"), lease_uid=lease.uid, reason="tenant_leaves")
    assert housing.unit(lease.unit_uid).state == "vacated"
    assert claims.holder_of(tenancy.LIVE_ASSISTANCE, home.applicant) is None
    with pytest.raises(Conflict), write():
        tenancy.end_lease(acts.staff("operator"), lease_uid=lease.uid, reason="tenant_leaves")


def test_another_citys_operator_sees_nothing(app: Flask, acts: Acts) -> None:
    home, lease = a_lease(acts)
    _sign(acts, lease, home.applicant)
    stranger = acts.make_act(role="operator", region="450200")
    with pytest.raises(NotYours), write():
        tenancy.countersign(stranger, lease_uid=lease.uid, version=load(Lease, lease.uid).version)


# --- rent -----------------------------------------------------------------------


def _bill(acts: Acts, on: date) -> None:
    tenancy.rents_due(acts.staff("operator", on=on))


def test_rent_is_billed_once_a_month_the_first_by_days(app: Flask, acts: Acts) -> None:
    _home, lease = lived_in(acts, on=date(2026, 3, 12))
    for day in (date(2026, 3, 12), date(2026, 3, 12), date(2026, 4, 1), date(2026, 4, 1)):
        _bill(acts, day)
    bills = tenancy.bills_of(lease.uid)
    assert [(b.month, b.fen, b.days) for b in bills] == [
        ("2026-04", 36900, 30),
        ("2026-03", 23806, 20),
    ]
    assert bills[0].due_on == date(2026, 4, 20)
    assert sum(row.fen for row in ledger.trial_balance()) == 0


def test_paying_in_parts_never_too_much(app: Flask, acts: Acts) -> None:
    _home, lease = lived_in(acts)
    _bill(acts, date(2026, 4, 1))
    bill = tenancy.bills_of(lease.uid)[0]
    clerk = acts.staff("window_clerk", on=date(2026, 4, 3))
    for fen, code in ((0, "rent_amount_missing"), (36901, "rent_too_much")):
        with pytest.raises(Refused) as refused, write():
            tenancy.take_rent(clerk, bill_uid=bill.uid, fen=fen, method="cash")
        assert refused.value.code == code
    with pytest.raises(NotYours), write():
        tenancy.take_rent(acts.staff("auditor"), bill_uid=bill.uid, fen=100, method="cash")
    with write():
        first = tenancy.take_rent(clerk, bill_uid=bill.uid, fen=30000, method="cash")
        second = tenancy.take_rent(clerk, bill_uid=bill.uid, fen=6900, method="card")
    assert first.receipt != second.receipt
    assert tenancy.bills_of(lease.uid)[0].open == 0
    assert deadlines.running(Clock.RENT, bill.uid) is None
    account = ledger.find_account("rent_receivable", owner=lease.uid, city=NANNING)
    assert account is not None
    assert ledger.balance(account) == 0


def test_arrears_begin_the_day_after_the_due_day(app: Flask, acts: Acts) -> None:
    _home, lease = lived_in(acts)
    _bill(acts, date(2026, 4, 1))
    assert tenancy.arrears(lease.uid, date(2026, 4, 20)).months == 0
    late = tenancy.arrears(lease.uid, date(2026, 4, 21))
    assert (late.fen, late.months, late.since) == (36900, 1, date(2026, 4, 20))


def test_the_dead_are_not_named(app: Flask, acts: Acts) -> None:
    home, lease = a_lease(acts)
    assert len(lease.members) == len(
        [uid for uid in home.people if households.person(uid).dead_on is None]
    )
