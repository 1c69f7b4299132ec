"""Duties of a county or street reach what lies there, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from portal import subsidy, tenancy
from portal.kernel.act import Act, system_act
from portal.kernel.database import utcnow, write
from portal.kernel.errors import NotYours
from portal.subsidy.queries import agreements_in
from portal.tenancy.models import Lease
from portal.tenancy.queries import lease_counts, leases_page
from tests.homes import a_free_unit, an_estate
from tests.money import Acts, acts, an_agreement, lived_in, screened

__all__ = ["acts", "screened"]
pytestmark = pytest.mark.usefixtures("screened")
COUNTY, STREET, OTHER_STREET, OTHER = "450103", "450103001000", "450103002000", "450102"


def clerk(acts: Acts, region: str) -> Act:
    return acts.make_act(role="window_clerk", region=region, on=date(2026, 4, 3))


def billed(acts: Acts) -> tuple[Lease, str]:
    _home, lease = lived_in(acts)
    tenancy.rents_due(system_act(date(2026, 4, 1), utcnow()))
    return lease, tenancy.bills_of(lease.uid)[0].uid


def at_street(acts: Acts, monkeypatch: pytest.MonkeyPatch) -> tuple[Lease, str]:
    """An estate registered with its street."""
    monkeypatch.setattr("tests.money.an_estate", lambda act, n: an_estate(act, n, county=STREET))
    monkeypatch.setattr("tests.money.a_free_unit", a_free_unit)
    return billed(acts)


@pytest.mark.parametrize(
    ("region", "may"), [("450100", True), (COUNTY, True), (STREET, False), (OTHER, False)]
)
def test_a_clerk_takes_rent_of_a_home_in_the_county(
    app: Flask, acts: Acts, region: str, may: bool
) -> None:
    lease, bill = billed(acts)
    assert lease.place == COUNTY
    if may:
        with write():
            tenancy.take_rent(clerk(acts, region), bill_uid=bill, fen=100, method="cash")
        assert tenancy.bills_of(lease.uid)[0].paid == 100
    else:
        with pytest.raises(NotYours), write():
            tenancy.take_rent(clerk(acts, region), bill_uid=bill, fen=100, method="cash")


@pytest.mark.parametrize(("region", "may"), [(COUNTY, True), (STREET, True), (OTHER_STREET, False)])
def test_a_street_reaches_homes_whose_street_is_known(
    app: Flask, acts: Acts, monkeypatch: pytest.MonkeyPatch, region: str, may: bool
) -> None:
    lease, bill = at_street(acts, monkeypatch)
    assert lease.place == STREET
    assert bool(leases_page(region)[0]) is may
    if may:
        with write():
            tenancy.take_rent(clerk(acts, region), bill_uid=bill, fen=100, method="cash")
    else:
        with pytest.raises(NotYours), write():
            tenancy.take_rent(clerk(acts, region), bill_uid=bill, fen=100, method="cash")


def test_an_operator_of_the_county_hands_over_keys(app: Flask, acts: Acts) -> None:
    _home, lease = lived_in(acts)
    operator = acts.make_act(role="operator", region=OTHER)
    with pytest.raises(NotYours), write():
        tenancy.end_lease(operator, lease_uid=lease.uid, reason="tenant_leaves")
    with write():
        tenancy.end_lease(
            acts.make_act(role="operator", region=COUNTY), lease_uid=lease.uid,
            reason="tenant_leaves",
        )  # fmt: skip


def test_lists_hold_what_lies_in_the_region(app: Flask, acts: Acts) -> None:
    lease, _bill = billed(acts)
    _home, agreement = an_agreement(acts, 5)
    assert agreement.place == "450103"
    for region, seen in (("450000", 1), ("450100", 1), (COUNTY, 1), (OTHER, 0), ("450200", 0)):
        assert len(leases_page(region)[0]) == seen, region
        assert lease_counts(region)["occupied"] == seen, region
        assert len(agreements_in(region)) == seen, region
        signed = tenancy.leases_signed(region, date(2026, 3, 1), date(2026, 3, 31))
        assert signed == seen, region
    assert tenancy.lease(lease.uid).place == COUNTY
    card = subsidy.agreement_of_household(agreement.household_uid)
    assert card is not None
    assert card.place == COUNTY
