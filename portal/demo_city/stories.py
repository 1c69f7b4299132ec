"""The ten people of the demo door, each stopped at the step the door names."""

from __future__ import annotations

from datetime import date

from portal import allocation, households, tenancy, waitlist
from portal.credit import Result
from portal.demo_city.intake import Home
from portal.demo_city.misconduct import Suspect
from portal.demo_city.papers import begin_answer
from portal.demo_city.plan import COUNTY
from portal.demo_city.plot import TODAY, City
from portal.exchange import cast_cards
from portal.kernel.act import Role
from portal.kernel.database import db, write
from portal.kernel.demo import add_demo_role

RESIDENT = "resident"
ORDER = (
    "huang-liping", "huang-zhiqiang", "huang-yuzhen", "lu-wenbin", "wei-guilan", "mo-jianjun",
    "qin-meifang", "liang-siyuan", "luo-zhenhua", "li-xiuying",
)  # fmt: skip


class Stories:
    """Plans what the ten do, and remembers who they are."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.course = city.course
        self.cards = cast_cards()
        self.homes: dict[str, Home] = {}
        self.found: dict[str, str] = {}

    def plan(self) -> None:
        """Put every story into the course of days."""
        plan = self.course.plan
        plan(date(2025, 8, 12), self._comes, "qin-meifang", "subsidy")
        plan(date(2025, 2, 10), self._comes, "liang-siyuan", "unit")
        plan(date(2025, 9, 9), self._comes, "wei-guilan", "unit")
        plan(date(2025, 10, 14), self._comes, "mo-jianjun", "unit")
        plan(date(2025, 11, 11), self._comes, "luo-zhenhua", "unit")
        plan(date(2026, 1, 13), self._comes, "lu-wenbin", "unit")
        self._huang_yuzhen()
        self._liang_siyuan()
        self._luo_zhenhua()
        plan(TODAY, self._nong_xiuzhen)
        plan(TODAY, self._li_xiuying)
        plan(TODAY, self._huang_liping)

    def _comes(self, code: str, wish: str) -> Home:
        home = self.city.counter.apply(Home(self.cards[code], wish=wish))
        self.city.homes.append(home)
        self.city.actors.add(home.person)
        self.homes[code] = home
        self.found[code] = home.person
        self.city.office.take_in(home)
        if code in ("wei-guilan", "luo-zhenhua"):
            self.city.only_wait.add(home.person)
        if code == "mo-jianjun":
            self.city.waits_for_answer = home.person
        return home

    def _huang_yuzhen(self) -> None:
        """Asked on the day from which her answer is due on 10 March; accepted before."""
        asked = self.course.so_that_due(date(2026, 3, 10), self.city.period("procedure.supplement"))
        came = asked.replace(day=max(asked.day - 6, 1))

        def comes() -> None:
            home = self.city.counter.apply(Home(self.cards["huang-yuzhen"], wish="unit"))
            self.city.actors.add(home.person)
            self.homes["huang-yuzhen"], self.found["huang-yuzhen"] = home, home.person
            self.city.office.take_in(home, then=lambda home: None)

        self.course.plan(came, comes)

        def is_asked() -> None:
            home = self.homes["huang-yuzhen"]
            self.city.office.ask(home, "请补充行驶证，或者写明家里没有车")
            begin_answer(self.city, home)

        self.course.plan(asked, is_asked)

    def _liang_siyuan(self) -> None:
        """Tenant since spring; bought a home in December; must move by 1 September."""

        def found() -> None:
            home = self.homes["liang-siyuan"]
            uid = self.city.exits.look(home.household, confirm=False)
            self.city.exits.notice_on(uid, date(2026, 2, 27), date(2026, 3, 1))

        self.course.plan(date(2026, 2, 10), found)

    def _luo_zhenhua(self) -> None:
        """His shop shows up on 10 February; the notice leaves him until 9 March."""
        notice = self.course.so_that_due(date(2026, 3, 9), self.city.period("credit.defence"))

        def found() -> None:
            home = self.homes["luo-zhenhua"]
            self.city.misconduct.straight_to_notice(
                Suspect(
                    home.person,
                    home.household,
                    "AP2",
                    "承诺家里没有商铺，不动产登记显示 2022 年起有一间 24 平方米的铺面。",
                    result=Result.NO_COMMITMENT,
                ),
                notice,
            )

        self.course.plan(date(2026, 2, 11), found)

    def _nong_xiuzhen(self) -> None:
        """Signed today; her husband has the message and has not answered."""
        home = Home(self.cards["nong-xiuzhen"], wish="unit")
        counter = self.city.counter
        counter.begin(home)
        counter.ask_family(home)
        counter.wishes(home)
        counter.hand_in(home)
        self.homes["nong-xiuzhen"] = home
        number = home.card.members[1].id_number
        husband = households.find_person(number)
        assert husband is not None
        self.found["huang-zhiqiang"] = husband.uid

    def _li_xiuying(self) -> None:
        """She stands at the window; the clerk has begun."""
        clerk = self.city.offices.one(Role.WINDOW_CLERK, COUNTY)
        home = self.city.counter.begin(Home(self.cards["li-xiuying"]), clerk=clerk)
        self.homes["li-xiuying"], self.found["li-xiuying"] = home, home.person

    def _huang_liping(self) -> None:
        """Not here yet: the demo door hands her the papers."""
        self.found["huang-liping"] = ""

    def open_the_door(self) -> None:
        """Name the ten behind the demo door."""
        with write():
            for code in ORDER:
                add_demo_role(code, kind=RESIDENT, uid=self.found.get(code, ""))

    # --- what must be so --------------------------------------------------------

    def troubles(self) -> list[str]:
        """Where a story is not at its step (empty when all is well)."""
        db.session.rollback()
        found = []
        entry = waitlist.entry_of_application(self.homes["wei-guilan"].uid)
        if entry is None or entry.state != "waiting":
            found.append("wei-guilan")
        offer = allocation.open_offer_of(self.homes["mo-jianjun"].household)
        if offer is None:
            found.append("mo-jianjun")
        lease = tenancy.lease_of_household(self.homes["liang-siyuan"].household)
        if lease is None or lease.state != "occupied":
            found.append("liang-siyuan")
        wanted = {"lu-wenbin": "refused", "huang-yuzhen": "supplement", "qin-meifang": "agreement",
                  "nong-xiuzhen": "submitted", "li-xiuying": "draft"}  # fmt: skip
        found += [code for code, state in wanted.items() if self.homes[code].now.state != state]
        return found
