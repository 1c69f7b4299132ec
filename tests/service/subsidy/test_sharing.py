"""One account of several running agreements; an ended one, an asked one and none share nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal.applications.models import DuplicateSet
from portal.kernel.database import db, load, write
from portal.subsidy.models import Agreement, Payee
from portal.subsidy.services.sharing import shared_accounts_due
from tests.casework import house_act
from tests.money import Acts, acts, an_agreement, screened

__all__ = ["acts", "screened"]

ACCOUNT = "6217000010001234"


def found() -> list[set[str]]:
    db.session.rollback()
    return [{f.application_uid for f in s.files} for s in db.session.scalars(select(DuplicateSet))]


def test_one_account_for_two_households_is_found_once(
    app: Flask, acts: Acts, screened: object
) -> None:
    files = {
        an_agreement(acts, n, account=ACCOUNT)[1].application_uid for n in (1, 2)
    }  # fmt: skip
    an_agreement(acts, 3)
    assert shared_accounts_due(house_act()) == 1
    assert shared_accounts_due(house_act()) == 0
    assert found() == [files]
    assert [s.ground for s in db.session.scalars(select(DuplicateSet))] == ["account"]


@pytest.mark.parametrize("why", ["stopped", "missing", "former"])
def test_what_is_over_or_missing_equals_nothing(
    app: Flask, acts: Acts, screened: object, why: str
) -> None:
    pair = [an_agreement(acts, n, account=ACCOUNT)[1] for n in (1, 2)]
    with write():
        payees = db.session.scalars(select(Payee)).all()
        if why == "stopped":
            # A test may put a thing where it wants it; the house never does.
            load(Agreement, pair[0].uid).state = "stopped"
        elif why == "missing":
            for payee in payees:
                payee.account_blind = ""
        else:
            payees[0].standing = "former"
    assert shared_accounts_due(house_act()) == 0
    assert found() == []
