"""Households on the waiting list for tests: persons, an approved application, an entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from portal import waitlist
from portal.applications.models import Application
from portal.households import NewMember, form_household, register_person
from portal.kernel.act import Act
from portal.kernel.database import db, new_uid
from portal.waitlist.models import Entry
from tests.people import an_id

SURNAMES = "韦黄农梁覃陆莫蒙罗潘"
_running = count(1)


def a_person(act: Act, *, birth: date = date(1980, 5, 17)) -> str:
    """A person with a number of their own (inside ``write()``)."""
    n = next(_running)
    days = date.fromordinal(birth.toordinal() + n // 900)
    name = SURNAMES[n % len(SURNAMES)] + "桂兰志强秀珍春燕"[n % 8] + "文明德海"[n % 4]
    return register_person(act, id_number=an_id(n % 900 + 1, birth=days), name=name).uid


def a_household(act: Act, size: int = 1) -> tuple[str, str]:
    """(household, applicant) of that many people (inside ``write()``)."""
    people = [a_person(act)]
    members = [NewMember(people[0], "applicant")]
    for n in range(1, size):
        born = date(1982, 3, 3) if n == 1 else date(2015, 6, 1)
        members.append(NewMember(a_person(act, birth=born), "spouse" if n == 1 else "child"))
    home = form_household(act, city="450100", members=members, place="450103")
    return home.uid, people[0]


def an_approval(
    act: Act, *, size: int = 1, groups: Sequence[str] = (), klass: str = "A", wish: str = "unit"
) -> Application:
    """An application the city approved on ``act.on`` (inside ``write()``)."""
    household_uid, person_uid = a_household(act, size)
    row = Application(
        uid=new_uid(), city="450100", place="450103", number=None, state="approved",
        applicant_uid=person_uid, household_uid=household_uid, wish=wish, klass=klass,
        groups=tuple(groups), channel="online", started_on=act.on, submitted_on=act.on,
        lapses_on=act.on,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def an_entry(act: Act, **more: Any) -> Entry:
    """A household that waits since ``act.on`` (inside ``write()``)."""
    approved = an_approval(act, **more)
    return waitlist.register(act, application_uid=approved.uid, klass=approved.klass or "A")
