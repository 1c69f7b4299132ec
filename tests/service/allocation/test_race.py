"""Fifty at once: exactly one wins, nobody sees a broken page, nothing is given twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from portal import allocation, housing
from portal.allocation.models import Offer
from portal.kernel.act import Act
from portal.kernel.claims import Claim
from portal.kernel.database import db, write
from portal.kernel.errors import Conflict
from tests.rounds import AFTER, a_round, same_home_for_all

MakeAct = Callable[..., Act]
MANY = 50


def at_once(app: Flask, deeds: list[Callable[[], Any]]) -> Counter[str]:
    """Run all deeds in threads of their own, started together; what came of them."""
    start, results = threading.Barrier(len(deeds)), Counter[str]()
    guard = threading.Lock()

    def run(deed: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait()
            try:
                with write():
                    deed()
                outcome = "won"
            except Conflict as conflict:
                outcome = conflict.code
            except Exception as error:
                outcome = f"{type(error).__name__}: {error}"
            finally:
                db.session.remove()
        with guard:
            results[outcome] += 1

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_fifty_households_and_one_home(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    made = a_round(make_act, homes=1, households=MANY, upto="checked")
    offers = same_home_for_all(made)
    deeds = [
        lambda uid=uid, person=person: allocation.accept(
            resident_act(person, on=AFTER), offer_uid=uid
        )
        for uid, person in offers
    ]
    results = at_once(app, deeds)
    assert results == {"won": 1, "already_claimed": MANY - 1}
    db.session.rollback()
    accepted = db.session.scalars(select(Offer).where(Offer.state == "accepted")).all()
    assert len(accepted) == 1
    unit = housing.unit(made.units[0])
    assert (unit.state, unit.holder) == ("reserved", accepted[0].uid)
    claims = select(func.count()).where(Claim.kind == allocation.UNIT_CLAIM, Claim.until.is_(None))
    assert db.session.scalar(claims) == 1


def test_one_offer_accepted_fifty_times(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    made = a_round(make_act, homes=1, households=1)
    offer = made.offer_of(0)
    act = resident_act(offer.person_uid, on=AFTER)
    deeds = [
        lambda: allocation.accept(act, offer_uid=offer.uid, version=offer.version)
        for _ in range(MANY)
    ]
    results = at_once(app, deeds)
    assert results["won"] == 1
    assert results["won"] + results["changed_meanwhile"] + results["not_from_here"] == MANY


def test_accepting_and_giving_up_at_once(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    made = a_round(make_act, homes=1, households=2)
    offer = made.offer_of(0)
    act = resident_act(offer.person_uid, on=AFTER)
    deeds: list[Callable[[], Any]] = []
    for _ in range(5):
        deeds.append(lambda: allocation.accept(act, offer_uid=offer.uid))
        deeds.append(lambda: allocation.waive(act, offer_uid=offer.uid, reason="too_far"))
    results = at_once(app, deeds)
    assert results == {"won": 1, "not_from_here": 9}


def test_ten_officers_offer_the_next(app: Flask, make_act: MakeAct) -> None:
    made = a_round(make_act, homes=3, households=5, upto="checked")
    act = make_act(on=AFTER)
    with write():
        allocation.open_offers(act, plan_uid=made.plan_uid)
    results = at_once(
        app, [lambda: allocation.offer_next(act, plan_uid=made.plan_uid) for _ in range(10)]
    )
    assert results == {"won": 10}
    db.session.rollback()
    assert len(allocation.offers_of(made.plan_uid)) == 3
