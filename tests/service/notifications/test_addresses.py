"""Where a letter on paper goes: to the home we let, as long as the keys are not back."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.housing import estate, unit
from portal.kernel.database import db, new_uid, write
from portal.notifications.addresses import Known, addresses_of
from portal.tenancy.models import Lease
from tests.money import Acts, acts, lived_in, screened
from tests.web.notifications.test_tray import registered

__all__ = ["acts", "screened"]
pytestmark = pytest.mark.usefixtures("screened")


def test_a_tenant_gets_it_where_they_live_and_not_at_the_hukou(app: Flask, acts: Acts) -> None:
    _home, lease = lived_in(acts)
    stranger = new_uid()
    for person in lease.people:
        registered(person, "民族大道 3 号")
    found = addresses_of([*lease.people, stranger])
    let = unit(lease.unit_uid)
    assert set(found) == set(lease.people)
    for one in found.values():
        assert one.known is Known.HOME
        assert one.text == f"{estate(let.estate_uid).address} {let.label}"


def test_once_the_keys_are_back_the_register_counts_again(app: Flask, acts: Acts) -> None:
    _home, lease = lived_in(acts)
    person = lease.person_uid
    registered(person, "民族大道 3 号")
    with write():
        db.session.get_one(Lease, lease.uid).state = "ended"
    assert addresses_of([person])[person].text == "民族大道 3 号"


def test_the_newest_answer_of_the_register_counts(app: Flask, acts: Acts) -> None:
    _home, lease = lived_in(acts)
    person = lease.person_uid
    with write():
        db.session.get_one(Lease, lease.uid).state = "ended"
    registered(person, "旧址 1 号")
    registered(person, "新址 2 号")
    assert addresses_of([person])[person].text == "新址 2 号"
    registered(person, "")
    assert addresses_of([person]) == {}
