"""Households at the door: three fields, proof, the family found, the promise signed."""

from __future__ import annotations

from dataclasses import dataclass

from portal import applications, households, identity
from portal.demo_city.course import Course
from portal.demo_city.plan import CITY
from portal.exchange import HouseholdCard, MemberCard
from portal.kernel.act import Act, Channel, Who
from portal.kernel.database import db, write
from portal.kernel.levels import Level

REAL_NAME = "real_name"
PROMISE, PAPERS = "commitment", "evidence"


@dataclass
class Home:
    """A household on its way: what the simulator knows and what we know of it."""

    card: HouseholdCard
    wish: str = "unit"
    uid: str = ""
    person: str = ""
    place: str = ""
    clerk: Who | None = None
    phone: str = ""
    """The number left at the window, where it is not the applicant's own."""

    @property
    def now(self) -> applications.ApplicationCard:
        """The application as it stands."""
        db.session.rollback()
        return applications.application(self.uid)

    @property
    def household(self) -> str:
        """The household, once handed in."""
        return self.now.household_uid or ""


class Counter:
    """Takes applications, online and at windows."""

    def __init__(self, course: Course) -> None:
        self.course = course

    def begin(self, home: Home, *, clerk: Who | None = None, proven: bool = True) -> Home:
        """Three fields, the phone proven, the departments asked about whom may be asked about."""
        course, who = self.course, home.card.applicant
        phone = home.phone or who.phone or ""
        home.clerk = clerk
        act = course.by(clerk, Channel.WINDOW) if clerk else course.visitor()
        typed = {"city": CITY, "id_number": who.id_number, "name": who.name, "phone": phone}
        with write():
            draft = (
                applications.begin_at_window(
                    act, **typed, agreed=True, sensitive=True, document=identity.Document.CARD
                )
                if clerk
                else applications.start(act, **typed, agreed=True, sensitive=True)
            )
            home.uid, home.person = draft.uid, draft.applicant_uid
            if proven and clerk is None:
                self._prove(home.person, phone)
        if proven or clerk is not None:
            applications.fetch(self._hand(home), home.uid)
        return home

    def _hand(self, home: Home) -> Act:
        """An act of whoever fills it in: the clerk at a window, else the applicant."""
        if home.clerk is not None:
            return self.course.by(home.clerk, Channel.WINDOW)
        return self.course.resident(home.person)

    def _prove(self, person: str, phone: str) -> None:
        me = self.course.resident(person)
        identity.bind_phone(me, person_uid=person, phone=phone, proven=True)
        identity.assure(me, person_uid=person, level=Level.I1R, how=REAL_NAME, phone=phone)

    def wishes(self, home: Home, wish: str = "") -> Home:
        """What the household asks for, and where it lives."""
        home.wish = wish or home.wish
        place = home.card.region
        with write():
            row = applications.save_wish(
                self._hand(home),
                application_uid=home.uid,
                wish=home.wish,
                district=place,
                lives_in=place,
            )
            home.place = row.place
        return home

    def ask_family(self, home: Home) -> None:
        """Every other adult gets a message to agree on a phone of their own."""
        for member in self._others(home):
            phone = self._card(home, member.person_uid).phone
            if phone is not None:
                with write():
                    applications.ask_co_applicant(
                        self._hand(home),
                        db.session.get_one(applications.Application, home.uid),
                        person_uid=member.person_uid,
                        phone=phone,
                    )

    def family_agrees(self, home: Home) -> None:
        """They answer; the departments are asked about them too."""
        for member in self._others(home):
            card = self._card(home, member.person_uid)
            at_window = home.clerk is not None
            if at_window:
                act = self._hand(home)
            else:
                with write():
                    self._prove(member.person_uid, card.phone or "")
                act = self.course.resident(member.person_uid)
            with write():
                applications.sign_as_co(
                    act,
                    member=applications.co_member(member.uid),
                    name=card.name,
                    agreed=True,
                    sensitive=True,
                    family=True,
                )
            applications.after_co(act, home.uid, member.person_uid)

    def hand_in(self, home: Home, route: str = PROMISE) -> Home:
        """Sign and submit."""
        act = self._hand(home)
        with write():
            applications.submit(
                act, application_uid=home.uid, route=route, name=home.card.applicant.name
            )
        return home

    def apply(
        self, home: Home, *, clerk: Who | None = None, route: str = PROMISE, family: bool = True
    ) -> Home:
        """All of it in one go."""
        self.begin(home, clerk=clerk)
        self.ask_family(home)
        if family:
            self.family_agrees(home)
        self.wishes(home)
        return self.hand_in(home, route)

    def _others(self, home: Home) -> list[applications.ApplicationMember]:
        db.session.rollback()
        return applications.other_adults(home.uid)

    def _card(self, home: Home, person_uid: str) -> MemberCard:
        number = households.id_number_of(person_uid)
        return next(m for m in home.card.members if m.id_number == number)
