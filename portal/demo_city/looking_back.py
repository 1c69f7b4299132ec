"""What comes afterwards: promises looked at again, and what departments tell unasked."""

from __future__ import annotations

from typing import Any

from flask import current_app

from portal import applications, exchange, households, identity, tenancy
from portal.demo_city.intake import Home
from portal.demo_city.plan import CITY
from portal.demo_city.plot import City
from portal.kernel.act import Role
from portal.kernel.database import db, write

VERDICTS = (
    ("hold", ""),
    ("break", "登记的房产与申请时说的不一样。"),
    ("leave", "档案调走了，暂时查不到。"),
)


def promises_checked(city: City) -> None:
    """Of the promises drawn some held, one did not, one cannot be told, and the rest wait."""
    course = city.course
    for uid, (verb, text) in zip(applications.open_checks(CITY), VERDICTS, strict=False):
        place = applications.after_check(uid).place
        officer = city.offices.one(Role.DISTRICT_REVIEWER, place)
        now = applications.compare_again(applications.after_check(uid), course.day)
        db.session.rollback()
        course.do(applications.keep_comparison, course.by(officer), check_uid=uid, now=now)
        code = applications.acts_known(CITY, course.system())[0]["code"] if text else ""
        with write():
            applications.settle_check(
                course.by(officer), check_uid=uid, verb=verb, text=text,
                code=code if verb == "break" else "",
            )  # fmt: skip


FINDINGS = (
    ("find_same", "同一人，两处都留了这个电话；较晚的一份按撤回办理。"),
    ("find_different", "邻居合用一部电话，不是同一人。"),
    ("find_helper", "社区网格员代办，留的是网格员的电话。"),
)


def files_compared(city: City) -> None:
    """Neighbours left one phone: three pairs were looked at, the fourth waits."""
    course, homes = city.course, _spare(city, applications.State.WAITLISTED)[4:40]
    homes += _spare(city, applications.State.AGREEMENT)[:20]
    homes.sort(key=lambda home: home.now.place)
    pairs = list(zip(homes[::2], homes[1::2], strict=False))[: len(FINDINGS) + 1]
    for n, pair in enumerate(pairs):
        _one_phone(city, f"1380771000{n}", *pair)
    officer = city.offices.one(Role.CITY_OFFICER, CITY)
    for uid, (verb, text) in zip(applications.open_duplicates(CITY), FINDINGS, strict=False):
        with write():
            applications.settle_duplicate(course.by(officer), set_uid=uid, verb=verb, text=text)
    _one_withdraws(city, homes[2 * len(pairs) :])


def _one_withdraws(city: City, homes: list[Home]) -> None:
    """Of two files with one phone the later is taken back: nothing is left to compare."""
    leaves = _spare(city, applications.State.IN_REVIEW)[-1:]
    for home, stays in zip(leaves, homes, strict=False):
        _one_phone(city, "13807710009", home, stays)
        city.office.withdraws(home)
    db.session.rollback()
    applications.duplicates_over(city.course.system())


def _one_phone(city: City, phone: str, *homes: Home) -> None:
    for home in homes:
        clerk = city.course.by(city.offices.one(Role.WINDOW_CLERK, home.now.place))
        city.course.do(
            identity.bind_phone, clerk, person_uid=home.person, phone=phone, proven=True
        )  # fmt: skip
    db.session.rollback()
    applications.duplicates_due(city.course.system())


def departments_tell(city: City) -> None:
    """A car and a home were bought, one notice is wrong, one register does not answer."""
    waiting = _spare(city, applications.State.WAITLISTED)
    housed = [home for home in _spare(city, applications.State.ENDED) if _rents(home)]
    _told(city, waiting[0], "home_bought", "property")
    _told(city, waiting[1], "vehicle_bought", "vehicle", change="buy_car")
    _told(city, waiting[2], "vehicle_bought", "vehicle", change="buy_car")
    for home in housed[-4:]:
        _told(city, home, "home_bought", "property", change="buy_home", area=9000)
    city.course.follow()
    officer = city.offices.one(Role.CITY_OFFICER, CITY)
    first = next(iter(exchange.open_matters(CITY)), None)
    if first is not None:
        city.course.do(
            exchange.settle, city.course.by(officer), matter_uid=first, outcome="acted",
            text="已请家庭说明，按档案办理。",
        )  # fmt: skip
    for home in waiting[3:4]:
        _admin().change(_token(home), "silence", on=city.course.day, source="property")
        _told(city, home, "home_bought", "property")
    city.course.follow()


def _spare(city: City, state: applications.State) -> list[Home]:
    return [home for home in city.standing(state) if home.person not in city.actors]


def _rents(home: Home) -> bool:
    lease = tenancy.lease_of_household(home.household)
    return lease is not None and lease.state == tenancy.State.OCCUPIED


def _admin() -> Any:
    return current_app.extensions["anju.simulator"]


def _token(home: Home) -> str:
    return home.card.members[0].token


def _told(city: City, home: Home, kind: str, source: str, change: str = "", **what: Any) -> None:
    course = city.course
    if change:
        _admin().change(_token(home), change, on=course.day, **what)
    told = {
        "id": f"demo-{kind}-{home.uid}".replace("_", "-"), "source": source, "kind": kind,
        "happened_on": course.day.isoformat(),
        "subject": {"id_number": households.id_number_of(home.person),
                    "name": households.person(home.person).name},
    }  # fmt: skip
    db.session.rollback()
    course.do(exchange.receive, course.system(), told=told, way=exchange.Way.PUSH)
