"""What the authority does on which day: rounds, runs, cases, lists, re-checks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from portal import allocation, housing, waitlist
from portal.demo_city.afterwards import decide_waivers, give_up, plan_recoveries
from portal.demo_city.cases import plan_cases, plan_looks
from portal.demo_city.plan import CITY
from portal.demo_city.plot import City
from portal.demo_city.rounds import Round
from portal.kernel.act import Role
from portal.kernel.database import db
from portal.kernel.levels import Level

LAYOUTS = ("single", "one_bed", "two_bed")
SHOWN = "NN-2016-011/2/704"
"""The home offered in the story of the open offer."""

MONTHS = (
    ("2025-10", date(2025, 10, 22)), ("2025-11", date(2025, 11, 20)),
    ("2025-12", date(2025, 12, 19)), ("2026-01", date(2026, 1, 21)),
)  # fmt: skip
"""Months paid and closed, with the day they are computed."""

MORE = 4
"""How many more households than homes look at a round."""

FIRSTS = [date(2025, m, 1) for m in range(5, 13)] + [date(2026, m, 1) for m in range(1, 4)]


def plan_everything(city: City) -> None:
    """Put the authority's year into the course of days."""
    course = city.course
    course.visit(FIRSTS)
    shown = city.stock.keep(SHOWN)
    _first_round(city, shown)
    _autumn_round(city, shown)
    _open_rounds(city, shown)
    _money(city)
    plan_recoveries(city)
    plan_cases(city)
    plan_looks(city)
    course.plan(date(2025, 12, 11), _moves, city)
    for day in (date(2025, 5, 12), date(2025, 10, 9), date(2026, 1, 5), date(2026, 2, 26)):
        course.plan(day, city.publish_lists)
    for month in FIRSTS[1:]:
        course.plan(month + timedelta(days=11), city.rounds.pay_rent)


def _homes(city: City, klass: str, **n: int) -> list[str]:
    return [unit for layout in LAYOUTS for unit in city.stock.take(layout, n.get(layout, 0))]


def _run_round(city: City, this: Round, *, offers_on: date, n: int, waive_every: int = 0) -> None:
    """A round from draft to offers and leases; ``opens`` is the first day of the window."""
    course, rounds = city.course, city.rounds
    course.plan(course.working_days(this.opens - timedelta(days=7), 1), rounds.draft, this)
    course.plan(this.opens, rounds.publish, this)
    course.plan(
        this.opens + timedelta(days=1),
        lambda: rounds.interest(this, city.waiting_entries(this.klass)[: len(this.units) + MORE]),
    )
    course.plan(this.opens + timedelta(days=8), rounds.check, this)
    course.plan(offers_on, rounds.offers, this)
    if n:
        answer = course.working_days(offers_on, 2)
        course.plan(answer, lambda: rounds.answer(this, n, waive_every=waive_every))
        course.plan(answer, lambda: rounds.settle(rounds.leases_of(this)))


def _first_round(city: City, shown: str) -> None:
    """Spring: the first homes, for those who came in February."""
    course, rounds = city.course, city.rounds
    for klass in ("A", "B"):
        this = Round(
            klass,
            "2025 年第一批配租",
            "First round of 2025",
            _homes(city, klass, single=8, one_bed=8, two_bed=4),
            date(2025, 4, 7),
        )
        if klass == "A":
            course.plan(date(2025, 4, 18), _give_up, city, this, shown)
        _run_round(city, this, offers_on=date(2025, 4, 17), n=20)
        course.plan(date(2025, 4, 28), rounds.close, this)


def _autumn_round(city: City, shown: str) -> None:
    """Autumn: the large rounds, closed, with leases and keys."""
    course = city.course
    for klass, n in (("A", 30), ("B", 26)):
        this = Round(
            klass,
            "2025 年第二批配租",
            "Second round of 2025",
            _homes(city, klass, single=10, one_bed=18, two_bed=10),
            date(2025, 10, 9),
        )
        if klass == "A":
            course.plan(date(2025, 10, 21), _give_up, city, this, shown)
        _run_round(city, this, offers_on=date(2025, 10, 20), n=n, waive_every=9)
        course.plan(date(2025, 10, 24), _second_turn, city, this)
        course.plan(date(2025, 11, 24), _close_if_answered, city, this)


def _give_up(city: City, this: Round, shown: str) -> None:
    give_up(city, this, housing.unit(shown).layout)


def _second_turn(city: City, this: Round) -> None:
    """Whoever came next because others gave up."""
    city.rounds.answer(this, 4, waive_every=3)
    city.rounds.settle(city.rounds.leases_of(this))


def _close_if_answered(city: City, this: Round) -> None:
    open_ones = [o for o in allocation.offers_of(this.uid) if o.state == "open"]
    for offer in open_ones:
        city.course.do(
            allocation.accept,
            city.course.resident(offer.person_uid, Level.I2),
            offer_uid=offer.uid,
        )
    city.rounds.settle(city.rounds.leases_of(this))
    city.rounds.close(this)


def _open_rounds(city: City, first: str) -> None:
    """Now: one round offering, others checked, published, drafted and void."""
    course, rounds = city.course, city.rounds
    offering = Round(
        "A",
        "2026 年第一批配租",
        "First round of 2026",
        [first, *_homes(city, "A", single=5, one_bed=7, two_bed=4)],
        date(2026, 2, 2),
    )
    city.offering = offering
    offers_on = course.so_that_due(date(2026, 3, 4), city.period("allocation.offer"))
    _run_round(city, offering, offers_on=offers_on, n=0)
    course.plan(course.working_days(offers_on, 1), _give_up, city, offering, first)
    course.plan(course.working_days(offers_on, 2), decide_waivers, city)
    course.plan(
        course.working_days(offers_on, 1),
        lambda: rounds.answer(offering, 5, waive_every=5, but=city.keeps_waiting()),
    )
    course.plan(course.working_days(offers_on, 2), _leases_now, city, offering)
    _other_rounds(city)


def _other_rounds(city: City) -> None:
    """One checked, one with its window open, one void, one drafted."""
    course, rounds = city.course, city.rounds
    checked = Round(
        "B",
        "2026 年第二批配租",
        "Second round of 2026",
        _homes(city, "B", single=4, one_bed=6),
        date(2026, 2, 2),
    )
    course.plan(date(2026, 1, 29), rounds.draft, checked)
    course.plan(date(2026, 2, 2), rounds.publish, checked)
    course.plan(
        date(2026, 2, 4),
        lambda: rounds.interest(checked, city.waiting_entries("B")[::3]),
    )
    course.plan(date(2026, 2, 11), lambda: rounds.check(checked, pauses=True))
    published = Round(
        "B",
        "2026 年第三批配租",
        "Third round of 2026",
        _homes(city, "B", one_bed=5, two_bed=3),
        date(2026, 2, 26),
    )
    course.plan(date(2026, 2, 24), rounds.draft, published)
    course.plan(date(2026, 2, 26), rounds.publish, published)
    course.plan(
        date(2026, 2, 27),
        lambda: rounds.interest(published, city.waiting_entries("B")[1::3]),
    )
    course.plan(date(2026, 3, 2), rounds.step_back, published)
    checking = Round("B", "2026 年第五批配租", "Fifth round of 2026",
                     _homes(city, "B", single=2, one_bed=2), date(2026, 2, 12))  # fmt: skip
    course.plan(date(2026, 2, 10), rounds.draft, checking)
    course.plan(date(2026, 2, 12), rounds.publish, checking)
    course.plan(
        date(2026, 2, 13),
        lambda: rounds.interest(checking, city.waiting_entries("B")[2::3]),
    )
    course.plan(date(2026, 2, 25), lambda: rounds.look(checking, pauses=True))
    void = Round("A", "2025 年补充配租", "Extra round of 2025",
                 _homes(city, "A", one_bed=2), date(2025, 12, 8))  # fmt: skip
    course.plan(date(2025, 12, 1), rounds.draft, void)
    course.plan(date(2025, 12, 3), rounds.void, void)
    drafted = Round("A", "2026 年第四批配租", "Fourth round of 2026",
                    _homes(city, "A", single=3, one_bed=3), date(2026, 3, 9))  # fmt: skip
    course.plan(date(2026, 2, 27), rounds.draft, drafted)


def _leases_now(city: City, this: Round) -> None:
    """Of the first who accepted: one signs, one signs with the centre, one does without."""
    leases = city.rounds.leases_of(this)
    for verb, lease in zip(
        (city.rounds.sign, _both(city), city.rounds.void_lease), leases, strict=False
    ):
        verb(lease)


def _both(city: City) -> Callable[[str], None]:
    def sign_both(lease_uid: str) -> None:
        city.rounds.sign(lease_uid)
        city.rounds.countersign(lease_uid)

    return sign_both


def _money(city: City) -> None:
    course, pay = city.course, city.payments
    for month, on in MONTHS:
        if month == "2026-01":
            course.plan(on - timedelta(days=2), lambda m=month: pay.send_back(pay.compute(m)))
        pay.pay_month(month, on)
    pay.pay_month("2026-02", date(2026, 2, 26), close=False)
    course.plan(date(2025, 12, 3), _pauses, city)
    course.plan(date(2026, 2, 9), _stops, city)


def _pauses(city: City) -> None:
    """Some subsidies pause; all but one go on later, with months to make up for."""
    active = _subsidised(city, "active")
    for home in active[2:5]:
        city.payments.suspend(home)
        city.paused.append(home)


def _stops(city: City) -> None:
    for home in _subsidised(city, "active")[-2:]:
        city.payments.stop(home)


def _subsidised(city: City, state: str) -> list[Any]:
    db.session.rollback()
    return [
        h
        for h in city.subsidised
        if h.person not in city.actors and city.payments.state(h) == state
    ]


def _moves(city: City) -> None:
    """Some stop waiting for a while, one moves away."""
    waiting = city.waiting_entries("B")[-4:]
    for n, uid in enumerate(waiting):
        db.session.rollback()
        entry = waitlist.entry(uid)
        if n == 0:
            officer = city.offices.one(Role.CITY_OFFICER, CITY)
            city.course.do(
                waitlist.remove, city.course.by(officer), entry_uid=uid, reason="moved_away"
            )
        elif n < 3:
            city.course.do(
                waitlist.suspend,
                city.course.resident(entry.person_uid),
                entry_uid=uid,
                reason="own_wish",
            )
