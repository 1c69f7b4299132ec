"""The plot: which households come on which day, and where each of them ends up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from portal import applications, waitlist
from portal.demo_city.course import Course
from portal.demo_city.estates import Stock
from portal.demo_city.exits import Exits
from portal.demo_city.intake import PAPERS, PROMISE, Counter, Home
from portal.demo_city.misconduct import Misconduct
from portal.demo_city.office import Office
from portal.demo_city.payments import Payments
from portal.demo_city.plan import CITY, COUNTY
from portal.demo_city.rounds import Round, Rounds
from portal.demo_city.staffing import Offices, second_clerk
from portal.exchange import HouseholdCard
from portal.kernel.act import Role
from portal.kernel.clock import SHANGHAI, Period
from portal.kernel.database import db
from portal.kernel.errors import Refused
from portal.kernel.policy import rulebook

BEGINNING = date(2025, 2, 6)
DAWN = datetime(BEGINNING.year, BEGINNING.month, BEGINNING.day, tzinfo=SHANGHAI)
"""When the city's rules are published: before anybody acts."""

TODAY = date(2026, 3, 2)
DAYS = (
    (date(2025, 2, 10), 11), (date(2025, 6, 10), 10), (date(2025, 7, 8), 9),
    (date(2025, 8, 12), 9), (date(2025, 9, 9), 8), (date(2025, 10, 14), 8),
    (date(2025, 11, 11), 7), (date(2025, 12, 9), 6), (date(2026, 1, 13), 5),
    (date(2026, 1, 27), 5), (date(2026, 2, 3), 4), (date(2026, 2, 10), 4),
    (date(2026, 2, 25), 9), (TODAY, 5),
)  # fmt: skip
"""Days on which households apply, each with its share in a hundred."""

RECENT = date(2026, 1, 20)
"""Who came since then is still being looked at: those of the shown district first."""

HELPER, HELPED = "13977100015", 2
"""A community worker leaves her own number for some who come to the window; it looks odd."""

POOR = ("low_income", "dibao", "tekun")


@dataclass
class City:
    """Everything the plot is told with."""

    course: Course
    offices: Offices
    stock: Stock
    counter: Counter = field(init=False)
    office: Office = field(init=False)
    payments: Payments = field(init=False)
    misconduct: Misconduct = field(init=False)
    rounds: Rounds = field(init=False)
    exits: Exits = field(init=False)
    homes: list[Home] = field(default_factory=list)
    drafts: list[Home] = field(default_factory=list)
    subsidised: list[Home] = field(default_factory=list)
    paused: list[Home] = field(default_factory=list)
    suspects: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    looked_at: set[str] = field(default_factory=set)
    reluctant: list[str] = field(default_factory=list)
    offering: Round | None = None
    waits_for_answer: str = ""
    only_wait: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.counter = Counter(self.course)
        self.office = Office(self.course, self.offices)
        self.payments = Payments(self.course, self.offices)
        self.misconduct = Misconduct(self.course, self.offices)
        self.exits = Exits(self.course, self.offices)
        self.rounds = Rounds(self.course, self.offices, self.office)
        self.rounds.actors = self.actors
        self.office.on_approved = self.approved
        self.office.on_refused = self.refused
        self._signed = 0
        self._asked = 0
        self._helped = 0

    # --- households come ----------------------------------------------------------

    def invite(self, cards: list[HouseholdCard]) -> None:
        """Give every family its day, in the order of the population."""
        turn = [day for day, share in DAYS for _ in range(share)]
        days = [turn[(n * 37) % len(turn)] for n in range(len(cards))]
        for n, (day, card) in enumerate(zip(days, _near_first(days, cards), strict=True)):
            self.course.plan(day, self._comes, Home(card, wish=_wish(n, card)), n)

    def _comes(self, home: Home, n: int) -> None:
        course = self.course
        if n % 29 == 7:
            # Begun and left lying: only drafts of the last weeks are still there.
            self.drafts.append(self.counter.begin(home, proven=n % 2 == 0))
            return
        clerk = second_clerk(self.offices, COUNTY) if self._at_window(home, n) else None
        if clerk is not None and self._helped < HELPED:
            home.phone = HELPER
            self._helped += 1
        self.counter.apply(home, clerk=clerk, route=PAPERS if n % 31 == 3 else PROMISE)
        self.homes.append(home)
        if n % 37 == 11:
            course.plan(course.working_days(course.day, 1), self.office.withdraws, home)
        elif course.day < TODAY:
            self.office.take_in(home, then=self._after_acceptance(n))

    @staticmethod
    def _at_window(home: Home, n: int) -> bool:
        return home.card.region == COUNTY and n % 6 == 1

    def _after_acceptance(self, n: int) -> Callable[[Home], None]:
        """What comes after acceptance: straight on, or papers, or a doubt on notice."""
        if n % 17 == 9:
            return lambda home: self._asks(home, n)
        if n % 23 == 6:
            return lambda home: self._objected(home, n)
        if n % 19 == 4:
            return self._entrusts
        return self.office.go_on

    def _asks(self, home: Home, n: int) -> None:
        self.office.ask(home, "请补充租房合同复印件", "请补充行驶证或车辆已出售的证明")
        if n % 3:
            day = self.course.working_days(self.course.day, 6)
            self.course.plan(day, self.office.answers, home, "已上传合同，家里没有车。")
        else:
            over = self.course.working_days(self.course.day, 17)
            self.course.plan(over, self.office.go_on, home)

    def _entrusts(self, home: Home) -> None:
        self.office.go_on(home)
        day = self.course.working_days(self.course.day, 14)
        self.course.plan(day, self._entrusts_now, home)

    def _entrusts_now(self, home: Home) -> None:
        now = home.now
        if now.state == applications.State.IN_REVIEW and now.stage == "district_review":
            self.office.entrust(home)
            day = self.course.working_days(self.course.day, 4)
            self.course.plan(day, self.office.report_back, home)

    def _objected(self, home: Home, n: int) -> None:
        self.office.go_on(home)
        self.course.plan(self.course.working_days(self.course.day, 6), self._objects, home, n)

    def _objects(self, home: Home, n: int) -> None:
        others = [h for h in self.homes if h.person != home.person]
        if home.now.stage != "community_publicity" or not others:
            return
        objection = self.office.objects(home, others[n % len(others)])
        answer = self.office.upholds if n % 3 == 0 else self.office.dismisses
        self.course.plan(self.course.working_days(self.course.day, 4), answer, home, objection)

    # --- decisions and what follows -----------------------------------------------

    def approved(self, home: Home) -> None:
        """An agreement is signed soon by most who wished for money."""
        if home.wish != "subsidy":
            return
        self._signed += 1
        story = home.person in self.actors
        if self._signed % 9 == 5 and not story:
            return
        self.subsidised.append(home)
        day = self.course.working_days(self.course.day, 2 + self._signed % 3)
        self.course.plan(day, self._sign, home, 0 if story else self._signed)

    def _sign(self, home: Home, n: int) -> None:
        self.office.seen_in_person(home.person, COUNTY)
        self.payments.sign(home, closed=n % 14 == 6)
        if n % 11 != 8:
            day = self.course.working_days(self.course.day, 1)
            self.course.plan(day, self.payments.activate, home)

    def refused(self, home: Home) -> None:
        """Some ask to look at it again; one of three is opened anew. Stories stop here."""
        if home.person in self.actors:
            return
        self._asked += 1
        if self._asked % 4 == 2:
            day = self.course.working_days(self.course.day, 5)
            self.course.plan(day, self._asks_again, home, self._asked)

    def _asks_again(self, home: Home, n: int) -> None:
        request = self.office.asks_again(home)
        if n % 12 == 10:
            day = self.course.working_days(self.course.day, 2)
            self.course.plan(day, self.office.takes_back, home, request)
            return
        day = self.course.working_days(self.course.day, 6)
        self.course.plan(day, self.office.looks_again, home, request, stands=n % 12 != 6)

    def publish_lists(self) -> None:
        """The waiting lists as they stand, for everybody to read."""
        officer = self.offices.one(Role.CITY_OFFICER, CITY)
        for queue in waitlist.queues(CITY):
            # A list that has not changed since is not published again.
            with suppress(Refused):
                self.course.do(waitlist.publish_list, self.course.by(officer), queue_uid=queue.uid)

    def period(self, key: str) -> Period:
        """A period of the city's rules as they are on the demo's last day."""
        return rulebook(CITY, on=TODAY).period(key)

    def keeps_waiting(self) -> str:
        """Whoever must not answer the offer: the story of the open offer."""
        return self.waits_for_answer

    # --- finding households ---------------------------------------------------------

    def standing(self, *states: str, wish: str = "") -> list[Home]:
        """Households whose application stands so, oldest first."""
        db.session.rollback()
        row = applications.Application
        found = set(db.session.scalars(select(row.uid).where(row.state.in_(states))))
        return [
            home for home in self.homes if home.uid in found and (not wish or home.wish == wish)
        ]

    def waiting_entries(self, klass: str) -> list[str]:
        """Entries that wait in that class and look for a home: stories, then as they came."""
        db.session.rollback()
        found = []
        for home in sorted(self.homes, key=lambda home: home.person not in self.actors):
            if home.person in self.only_wait:
                continue
            entry = waitlist.entry_of_application(home.uid)
            if entry is not None and entry.klass == klass and entry.state == "waiting":
                found.append(entry.uid)
        return found


def _wish(n: int, card: HouseholdCard) -> str:
    if card.profile in POOR and n % 10 in (1, 4, 8):
        return "subsidy"
    if card.profile == "graduate" and n % 5 in (1, 3):
        return "subsidy"
    return "either" if n % 13 == 5 else "unit"


def _near_first(days: list[date], cards: list[HouseholdCard]) -> list[HouseholdCard]:
    """The same families, those of the shown district moved to the recent days."""
    near = [card for card in cards if card.region == COUNTY]
    far = [card for card in cards if card.region != COUNTY]
    return [(near or far).pop() if day >= RECENT else (far or near).pop() for day in days]
