"""Walk through an application as people of the simulated city do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from portal.applications.intake import arrival, drafts, people, signing
from portal.applications.models import Application
from portal.exchange import InProcess
from portal.households import person
from portal.kernel.act import Channel, Kind, Who
from portal.kernel.database import db, new_uid, write
from portal.kernel.levels import Level
from portal.kernel.web.sessions import VISIT_COOKIE
from tests.conftest import an_act
from tests.pages import HouseClient, Page


class Phones:
    """A gateway that remembers what it sent, by number."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, phone: str, text: str, key: str) -> None:
        self.sent.append((phone, text))

    def code(self, phone: str) -> str:
        """The newest code; other messages may have come after it."""
        texts = [text for number, text in reversed(self.sent) if number == phone]
        found = [part for text in texts for part in re.findall(r"(?<!\d)\d{6}(?!\d)", text)]
        return found[0]


def press(page: Page, action: str, values: dict[str, Any] | None = None) -> Page:
    """Send the form that posts to exactly this address."""
    form = next(f for f in page.read.forms if f.method == "post" and f.action == action)
    data: dict[str, Any] = {k: v if len(v) > 1 else v[0] for k, v in form.fields.items()}
    return page.client.send(action, {**data, **(values or {})})


@dataclass(frozen=True)
class Cast:
    """Somebody of the simulated city who applies."""

    name: str
    id_number: str
    phone: str


NONG = Cast("农秀珍", "450103198409170027", "13878110026")
NONG_HUSBAND = Cast("黄志强", "450103198206065518", "13977122208")
HUANG = Cast("黄丽萍", "450103198909142241", "13807713641")
HUANG_HUSBAND = Cast("韦国强", "450103198607213112", "13977113112")
WEI = Cast("韦桂兰", "450102195804090465", "13087710465")
LUO = Cast("罗振华", "451321198603272718", "18777112718")
LU = Cast("陆文斌", "450107199206172356", "13737712356")


@dataclass
class City:
    """The house with its partners: the departments answer, phones receive."""

    app: Flask
    partners: InProcess
    phones: Phones
    drain: Any
    people: dict[str, str] = field(default_factory=dict)

    def browser(self) -> HouseClient:
        found = self.app.test_client()
        assert isinstance(found, HouseClient)
        return found

    def code(self, phone: str) -> str:
        self.drain()
        return self.phones.code(phone)

    def who(self, client: HouseClient, who: Cast, **more: Any) -> Page:
        """Fill in the first page."""
        given = {
            "id_number": who.id_number, "name": who.name, "phone": who.phone,
            "agree": "yes", "sensitive": "yes", **more,
        }  # fmt: skip
        # A browser does not send a question nobody answered.
        given = {k: v for k, v in given.items() if v or k not in ("agree", "sensitive")}
        return client.see("/apply/who").submit(given, action="/apply/who")

    def to_facts(self, client: HouseClient, who: Cast, **more: Any) -> Page:
        page = self.who(client, who, **more)
        assert page.url == "/apply/code", page.text[:300]
        return press(page, "/apply/code", {"code": self.code(more.get("phone", who.phone))})

    def to_check(self, client: HouseClient, who: Cast, **more: Any) -> Page:
        page = self.to_facts(client, who, **more)
        assert page.url == "/apply/facts", page.text[:300]
        wish = press(page, "/apply/facts")
        return press(
            wish,
            "/apply/wish",
            {"wish": "either", "district": "450103", "lives_in": "450103"},
        )

    def to_sign(self, client: HouseClient, who: Cast, **more: Any) -> Page:
        page = self.to_check(client, who, **more)
        assert page.url == "/apply/check", (page.status, page.text[:700])
        return client.see("/apply/sign")

    def apply(self, client: HouseClient, who: Cast, route: str = "commitment", **more: Any) -> Page:
        page = self.to_sign(client, who, **more)
        return press(page, "/apply/sign", {"route": route, "signature": who.name})


def submitted(who: Cast, level: Level = Level.I1R) -> Application:
    """The one application that person handed in."""
    return db.session.query(Application).filter(Application.submitted_on.isnot(None)).one()


def a_resident(person_uid: str, level: Level, about: str = "") -> Who:
    return Who(Kind.RESIDENT, person_uid, level=level, about=about)


def applied(
    city: City, who: Cast, *, wish: str = "either", route: str = "commitment"
) -> Application:
    """Apply without pages: draft, code, wish, signature."""
    visitor = an_act(Who(Kind.VISITOR))
    with write():
        uid = drafts.start(
            visitor, city="450100", id_number=who.id_number, name=who.name, phone=who.phone,
            agreed=True, sensitive=True,
        ).uid  # fmt: skip
    application = db.session.get_one(Application, uid)
    person = application.applicant_uid
    code = city.code(who.phone)
    typed = an_act(a_resident(person, Level.I0, uid))
    come = arrival.arrive(typed, application_uid=uid, name=who.name, phone=who.phone, typed=code)
    me = an_act(a_resident(person, come.level, uid))
    with write():
        away = application.place == application.city
        drafts.save_wish(
            me, application_uid=uid, wish=wish, district="450103",
            lives_in="450103" if away else None,
        )  # fmt: skip
    with write():
        signing.submit(me, application_uid=uid, route=route, name=who.name)
    return db.session.get_one(Application, uid)


def agrees(city: City, application: Application, who: Cast) -> None:
    """The other adult answers on a phone of their own: yes to everything."""
    member = next(
        m for m in people.other_adults(application.uid) if person(m.person_uid).name == who.name
    )
    me = an_act(a_resident(member.person_uid, Level.I1R))
    with write():
        signing.sign_as_co(
            me, member=member, name=who.name, agreed=True, sensitive=True, family=True
        )
    signing.after_co(me, application.uid, member.person_uid)
    db.session.rollback()


__all__ = ["VISIT_COOKIE", "Channel", "City", "Phones", "new_uid"]
