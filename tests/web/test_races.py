"""Every form that matters, sent many times at once: one effect, and nobody sees a broken page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import allocation, housing, subsidy, tenancy
from portal.allocation.models import Offer
from portal.applications.models import Application, Signature
from portal.kernel.act import Act, Role
from portal.kernel.claims import Claim
from portal.kernel.database import db, load, write
from portal.kernel.journal import steps_of
from portal.kernel.outbox import EventRow
from portal.subsidy.models import Agreement, Run
from portal.tenancy.models import Lease
from tests import casework
from tests.intake import HUANG, City
from tests.money import (
    Acts,
    RememberingBank,
    a_home,
    a_lease,
    a_run,
    acts,
    an_agreement,
    an_application,
    approved,
    screened,
)
from tests.pages import HouseClient
from tests.rounds import AFTER, a_round, same_home_for_all
from tests.together import filled, press_together, same_browser, send_together
from tests.web.applications.conftest import city
from tests.web.entering import as_resident, as_staff, on_day

__all__ = ["acts", "city", "screened"]
MakeAct = Callable[..., Act]
MANY = 50


@pytest.fixture
def bank(app: Flask, monkeypatch: pytest.MonkeyPatch) -> RememberingBank:
    found = RememberingBank()
    monkeypatch.setitem(app.extensions, "anju.bank", found)
    return found


def calm(answers: Counter[int]) -> None:
    """Led on, told that it was done meanwhile, or told why not; never a broken page."""
    assert set(answers) <= {302, 409, 422}, answers
    assert answers[302] >= 1, answers


def published(name: str) -> int:
    db.session.rollback()
    return db.session.query(EventRow).filter(EventRow.type == name).count()


def fresh(app: Flask) -> HouseClient:
    """A browser that has seen nothing."""
    found = app.test_client()
    assert isinstance(found, HouseClient)
    return found


def browsers(app: Flask, people: list[str]) -> list[HouseClient]:
    found = []
    for person in people:
        client = fresh(app)
        as_resident(client, person)
        found.append(client)
    return found


def test_fifty_households_press_accept_for_one_home(
    app: Flask, client: HouseClient, make_act: MakeAct
) -> None:
    made = a_round(make_act, homes=1, households=MANY, upto="checked")
    offers = same_home_for_all(made)
    on_day(AFTER)
    clients = browsers(app, [person for _, person in offers])
    posts = []
    for one in clients:
        form = one.see("/my/offer").form("/accept")
        posts.append((one, form.action, filled(form)))
    answers = send_together(posts)
    assert answers == {302: 1, 409: MANY - 1}
    db.session.rollback()
    winner = db.session.scalars(select(Offer).where(Offer.state == "accepted")).one()
    unit = housing.unit(made.units[0])
    assert (unit.state, unit.holder) == ("reserved", winner.uid)
    claims = select(func.count()).where(Claim.kind == allocation.UNIT_CLAIM, Claim.until.is_(None))
    assert db.session.scalar(claims) == 1
    assert published("allocation.OfferAccepted") == 1


def test_an_application_handed_in_many_times(app: Flask, city: City) -> None:
    client = city.browser()
    page = city.to_sign(client, HUANG)
    given = {"route": "commitment", "signature": HUANG.name}
    calm(press_together(app, page, "/apply/sign", given))
    db.session.rollback()
    handed_in = db.session.query(Application).filter(Application.submitted_on.isnot(None)).one()
    assert handed_in.number
    assert db.session.query(Signature).count() == 1
    assert published("applications.ApplicationSubmitted") == 1
    assert client.see("/apply/done").status == 200


def test_an_application_handed_in_from_two_tabs(app: Flask, city: City) -> None:
    client = city.browser()
    city.to_sign(client, HUANG)
    posts = []
    for _ in range(6):
        tab = same_browser(app, client)
        form = next(f for f in tab.see("/apply/sign").read.forms if f.action == "/apply/sign")
        given = {"route": "commitment", "signature": HUANG.name}
        posts.append((tab, "/apply/sign", filled(form, given)))
    answers = send_together(posts)
    assert max(answers) < 500, answers
    db.session.rollback()
    assert db.session.query(Signature).count() == 1
    assert published("applications.ApplicationSubmitted") == 1


def test_a_decision_signed_many_times(app: Flask) -> None:
    case = casework.submitted()
    desk = casework.browser(app, case.clerk)
    preview = desk.see(f"/desk/case/{case.uid}/decide/accept").submit()
    form = preview.form()
    calm(press_together(app, preview, form.action or preview.url))
    assert case.row.stage == "street_check"
    accepts = [s for s in steps_of(case.uid) if s.verb == "accept"]
    assert len(accepts) == 1


def test_two_clerks_sign_the_same_case_at_once(app: Flask) -> None:
    case = casework.submitted()
    posts = []
    for who in (case.clerk, casework.officer(Role.WINDOW_CLERK)):
        desk = casework.browser(app, who)
        preview = desk.see(f"/desk/case/{case.uid}/decide/accept").submit()
        form = preview.form()
        posts.append((desk, form.action or preview.url, filled(form)))
    answers = send_together(posts)
    assert max(answers) < 500, answers
    assert answers[302] == 1
    assert case.row.stage == "street_check"
    assert len([s for s in steps_of(case.uid) if s.verb == "accept"]) == 1


def test_a_lease_signed_many_times_by_both_sides(app: Flask, acts: Acts) -> None:
    on_day(date(2026, 3, 2))
    home, lease = a_lease(acts)
    tenant, desk = fresh(app), fresh(app)
    as_resident(tenant, home.applicant)
    page = tenant.see("/my/home/lease")
    calm(press_together(app, page, "/my/home/lease", {"agree": "yes"}))
    as_staff(desk, Role.OPERATOR)
    page = desk.see(f"/desk/leases/{lease.uid}")
    calm(press_together(app, page, f"/desk/leases/{lease.uid}/countersign"))
    db.session.rollback()
    assert load(Lease, lease.uid).state == "signed"
    assert published("tenancy.LeaseSigned") == 1
    page = desk.see(f"/desk/leases/{lease.uid}")
    if any("/filing" in f.action for f in page.read.forms):
        page = page.submit({"filing_number": "NN-2026-1"}, action="/filing")
    calm(press_together(app, page, f"/desk/leases/{lease.uid}/keys", {"keys": "3"}))
    db.session.rollback()
    assert load(Lease, lease.uid).state == "occupied"
    tenancy.rents_due(acts.staff("operator", on=date(2026, 3, 2)))


@pytest.mark.usefixtures("screened")
def test_an_agreement_signed_many_times(app: Flask, acts: Acts) -> None:
    on_day(date(2026, 4, 2))
    officer = acts.staff("city_officer")
    with write():
        home = a_home(officer, 1)
        application = an_application(officer, home)
        subsidy.prepare_agreement(approved(home, application), officer)
    client = fresh(app)
    as_resident(client, home.applicant)
    page = client.see("/my/subsidy/agreement")
    given = {"rent_paid": "900", "bank": "中国银行", "account": "6217 0000 1000 1234 471",
             "holder": "覃美芳", "agree": "yes"}  # fmt: skip
    calm(press_together(app, page, "/my/subsidy/agreement", given))
    db.session.rollback()
    found = db.session.query(Agreement).one()
    assert found.state == "signed"
    assert published("subsidy.AgreementSigned") == 1
    desk = fresh(app)
    as_staff(desk)
    page = desk.see(f"/money/agreements/{found.uid}")
    calm(press_together(app, page, f"/money/agreements/{found.uid}/activate"))
    db.session.rollback()
    assert load(Agreement, found.uid).state == "active"


@pytest.mark.usefixtures("screened")
def test_a_month_listed_approved_and_sent_once(
    app: Flask, acts: Acts, bank: RememberingBank, drain: Callable[[], int]
) -> None:
    on_day(date(2026, 4, 2))
    an_agreement(acts)
    maker = fresh(app)
    as_staff(maker, Role.FINANCE_MAKER)
    page = maker.see("/money")
    form = page.form(index=0)
    calm(press_together(app, page, form.action))
    db.session.rollback()
    run = db.session.query(Run).one()
    posts: list[Any] = []
    for _ in range(4):
        approver = fresh(app)
        as_staff(approver, Role.FINANCE_APPROVER)
        form = approver.see("/money/runs/2026-04").form("/approve")
        data = filled(form, {"looked": ["holds", "lines"]})
        posts += [(same_browser(app, approver), form.action, data) for _ in range(2)]
    answers = send_together(posts)
    calm(answers)
    # One of four approved; at most that one's second click is led to the same page.
    assert answers[302] <= 2
    drain()
    db.session.rollback()
    assert load(Run, run.uid).state in ("approved", "sent")
    assert len(bank.files) == 1
    assert len(bank.calls) == 1


@pytest.mark.usefixtures("screened")
def test_who_made_the_list_cannot_slip_through_in_a_crowd(
    app: Flask, acts: Acts, bank: RememberingBank
) -> None:
    on_day(date(2026, 4, 2))
    an_agreement(acts)
    client = fresh(app)
    maker = as_staff(client, Role.FINANCE_APPROVER)
    run = a_run(acts, maker=maker)
    token = client.see("/money/runs/2026-04").read.forms[0].fields["csrf_token"][0]
    data = {
        "csrf_token": token, "version": str(run.version), "list_hash": run.list_hash,
        "looked": ["holds", "lines"],
    }  # fmt: skip
    url = "/money/runs/2026-04/approve"
    answers = send_together([(same_browser(app, client), url, data) for _ in range(6)])
    assert answers == {422: 6}
    db.session.rollback()
    assert load(Run, run.uid).state == "computed"
