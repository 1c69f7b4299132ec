"""The people of one life at their browsers: residents with phones, staff with duties."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask

from portal.exchange import InProcess
from portal.kernel.act import Role, Who
from tests.casework import browser, officer
from tests.intake import Cast, City, Phones, press
from tests.journeys import time
from tests.pages import HouseClient, Page

UID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass
class Town:
    """The house with its partners, and every browser that was opened in it."""

    app: Flask
    partners: InProcess
    phones: Phones
    staff: dict[str, Who] = field(default_factory=dict)
    browsers: dict[str, HouseClient] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return time.today(self.app)

    @property
    def city(self) -> City:
        return City(self.app, self.partners, self.phones, lambda: time.work(self.app))

    def work(self) -> None:
        time.work(self.app)

    def walk_to(self, day: date) -> None:
        time.walk_to(self.app, day)

    def next_day(self) -> date:
        return time.next_day(self.app)

    def at(self, role: Role, which: str = "", region: str | None = None) -> HouseClient:
        """The browser of a member of staff; another ``which`` is another person."""
        key = f"{role.value}{which}"
        if key not in self.browsers:
            self.staff[key] = officer(role, region=region)
            self.browsers[key] = browser(self.app, self.staff[key], time.today(self.app))
        return self.browsers[key]

    def visitor(self) -> HouseClient:
        return self.city.browser()

    def apply(self, who: Cast, *, wish: str = "either", ask: Cast | None = None) -> Resident:
        """From the first page to the receipt; ``ask`` is the other adult, asked on the way."""
        client = self.visitor()
        page = self.city.to_facts(client, who)
        assert page.url == "/apply/facts", page.text[:400]
        link = ""
        if ask is not None:
            page = press(page, "/apply/facts/co", {"phone": ask.phone})
            self.work()
            link = next(t for p, t in reversed(self.phones.sent) if p == ask.phone)
        page = press(page, "/apply/facts")
        given = {"wish": wish, "district": "450103", "lives_in": "450103"}
        page = press(page, "/apply/wish", given)
        assert page.url == "/apply/check", (page.status, page.text[:500])
        page = client.see("/apply/sign")
        page = press(page, "/apply/sign", {"route": "commitment", "signature": who.name})
        assert page.url == "/apply/done", (page.status, page.text[:500])
        self.work()
        return Resident(self, who, client, page, link)

    def agree(self, asked: Cast, link: str, **more: Any) -> Page:
        """The other adult follows the link, types the code and answers."""
        client = self.visitor()
        path = "/sign/co/" + next(u for u in UID.findall(link.split("/sign/co/")[1]))
        page = press(client.see(path), path, {"last_four": asked.id_number[-4:]})
        assert page.url == "/sign/co/code", page.text[:400]
        page = press(page, "/sign/co/code", {"code": self.city.code(asked.phone)})
        assert page.url == "/sign/co", (page.url, page.text[:400])
        given = {"agree": "yes", "sensitive": "yes", "family": "yes", "signature": asked.name}
        page = press(page, "/sign/co", {**given, **more})
        self.work()
        return page

    def sighted(self, who: Cast, clerk: HouseClient) -> Page:
        """The person comes to the window with the card."""
        clerk.see("/desk/window").submit(action="/window/client")
        page = clerk.see("/desk/window/sighting").submit(sought=who.id_number)
        assert who.name in page, page.text[:400]
        page = page.submit(action="/sight", seen="card", phone=who.phone)
        assert page.status == 200, page.text[:400]
        clerk.see("/desk/window").submit(action="/window/done")
        return page

    def guardian_seen(self, clerk: HouseClient, case: str) -> None:
        """The paper that shows that the applicant is the minor's guardian was looked at."""
        page = clerk.see(f"/desk/case/{case}").click(
            "有未成年人还没有父母或监护人表态：谁是监护人？"
        )
        done = page.submit(guardian="applicant", text="看过居委会指定监护人的证明")
        assert done.status == 200, done.text[:400]
        self.work()

    def case_of(self, client: HouseClient, who: Cast) -> str:
        """The file of that household, opened from the worklist."""
        return client.see("/desk").click(who.name).url.rsplit("/", 1)[1]

    def approved(self, resident: Resident, county: str) -> str:
        """Through every stage and the days on public notice to the city's decision."""
        clerk = self.at(Role.WINDOW_CLERK, county, county)
        self.sighted(resident.who, clerk)
        case = self.case_of(clerk, resident.who)
        self.decide(clerk, case, "accept")
        self.decide(clerk, case, "pass_stage")
        self.walk_to(self.today + timedelta(days=6))
        for role in (Role.CIVIL_AFFAIRS, Role.DISTRICT_REVIEWER):
            self.decide(self.at(role, county, county), case, "pass_stage")
        self.decide(self.at(Role.CITY_OFFICER), case, "approve")
        return case

    def decide(self, client: HouseClient, case: str, verb: str, **values: Any) -> Page:
        """Choose, read the letter and the effect, sign."""
        chosen = client.see(f"/desk/case/{case}/decide?verb={verb}")
        preview = chosen.submit(values, action=f"/decide/{verb}")
        assert preview.status == 200, (verb, preview.text[:900])
        done = preview.submit(action=f"/decide/{verb}")
        assert done.status == 200, (verb, done.status, done.text[:900])
        self.work()
        return done


@dataclass
class Resident:
    """Somebody who applied: browser, receipt, the link the other adult got."""

    town: Town
    who: Cast
    client: HouseClient
    receipt: Page
    link: str

    @property
    def code(self) -> str:
        found = re.search(r"\b[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4,5}-[0-9A-Z]\b", self.receipt.text)
        assert found, self.receipt.text
        return found.group()

    def sign_in(self) -> HouseClient:
        """Come back another day, with the receipt and the phone."""
        client = self.town.visitor()
        page = client.see("/sign-in").submit(receipt_code=self.code)
        page = page.submit(code=self.town.city.code(self.who.phone))
        assert page.status == 200, page.text[:400]
        self.client = client
        return client


def typed_day(name: str, day: date) -> dict[str, str]:
    """A date as three fields."""
    return {f"{name}-year": str(day.year), f"{name}-month": str(day.month),
            f"{name}-day": str(day.day)}  # fmt: skip
