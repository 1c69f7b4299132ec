"""Somebody without any phone: a clerk types, they sign on paper, get post, ask how it stands."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from portal import identity
from portal.applications.intake import people, saying
from portal.applications.models import Application, Signature
from portal.households import id_number_of
from portal.kernel.act import Role
from portal.kernel.database import db
from portal.kernel.journal import views_of
from portal.kernel.levels import Level
from portal.notifications.models import Message
from tests import casework
from tests.casework import browser
from tests.intake import WEI, City
from tests.pages import HouseClient, Page
from tests.papers import a_page
from tests.web.applications.test_papers import add

COUNTY = "450103"


def at_the_window(app: Flask, region: str = COUNTY) -> HouseClient:
    """A clerk with the next person in front of them."""
    desk = browser(app, casework.officer(Role.WINDOW_CLERK, region=region))
    desk.see("/desk/window").submit(action="/window/client")
    return desk


def handed_in(desk: HouseClient) -> Page:
    """Typed by the clerk, answered by the person, signed by hand; the receipt."""
    page = desk.see("/desk/window/new")
    entry = page.submit(
        id_number=WEI.id_number, name=WEI.name, agree="yes", sensitive="yes", seen="card"
    )
    sheet = entry.click("改为在纸上签")
    mark = sheet.click("要打印的纸").html.split('<b class="mono">')[1][:8]
    entry = add(sheet, a_page(1)).click("接着填")
    return entry.submit(
        {
            "wish": "unit", "district": COUNTY, "route": "commitment", "mark": mark,
            "signed_on-year": "2026", "signed_on-month": "3", "signed_on-day": "2",
        }
    )  # fmt: skip


def the_application() -> Application:
    db.session.rollback()
    return db.session.scalars(select(Application)).one()


def test_a_life_without_a_phone(app: Flask, city: City) -> None:
    desk = at_the_window(app)
    receipt = handed_in(desk)
    row = the_application()
    assert receipt.url.endswith("/receipt"), receipt.text[:300]
    assert row.number in receipt
    assert (row.state, row.channel, row.proof_level) == ("submitted", "window", Level.I2)
    signature = db.session.scalars(select(Signature)).one()
    assert (signature.how, signature.channel) == ("paper", "paper")
    assert identity.phone_of(row.applicant_uid) is None
    receipt.submit(action="/window/done")

    # The letter goes by post; no text was sent to anybody.
    city.drain()
    assert city.phones.sent == []
    ways = set(db.session.scalars(select(Message.channel)))
    assert "post" in ways
    tray = browser(app, casework.officer(Role.WINDOW_CLERK, region="450100"))
    page = tray.see("/desk/letters-to-post")
    assert WEI.name in page
    letter = db.session.scalars(select(Message).where(Message.channel == "letter")).one()
    assert "我们收到了您的申请" in page.click(letter.number or "")
    page = page.submit(action="/desk/letters-to-post/")
    assert "没有等着寄出的信" in page

    # Weeks later, at another window of the city: the card is enough to hear how it stands.
    later = at_the_window(app, "450105")
    page = later.see("/desk/window/sighting").submit(sought=WEI.id_number)
    assert "办到哪一步" in page
    assert str(saying.STATES["submitted"][1]) in page
    assert the_application().number in page
    assert WEI.id_number not in page.html
    db.session.rollback()
    assert "window" in {view.purpose for view in views_of(the_application().applicant_uid)}


def test_the_state_is_told_of_a_decision_too(app: Flask) -> None:
    case, _day = casework.approved()
    page = at_the_window(app).see("/desk/window/sighting").submit(sought=case.row.number)
    assert "符合条件" in page


def test_nobody_is_told_where_no_person_is(app: Flask) -> None:
    case = casework.submitted()
    desk = browser(app, case.clerk)
    page = desk.see("/desk/window/sighting").submit(sought=case.row.number)
    assert "办到哪一步" not in page


def test_another_citys_window_does_not_tell(app: Flask) -> None:
    case = casework.submitted()
    desk = at_the_window(app, "450203")
    page = desk.see("/desk/window/sighting").submit(sought=case.row.number)
    assert "办到哪一步" not in page


def test_a_named_adult_does_not_hear_of_the_applicants_file(app: Flask) -> None:
    case = casework.submitted()
    [other] = [m.person_uid for m in people.other_adults(case.uid)]
    page = at_the_window(app).see("/desk/window/sighting").submit(sought=id_number_of(other))
    assert "办到哪一步" not in page
