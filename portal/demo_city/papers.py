"""Papers that households bring, and facts they say are wrong: some of each way they may stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

from PIL import Image, ImageDraw

from portal import applications
from portal.applications import Proves, State, Subject
from portal.demo_city.intake import Home
from portal.demo_city.plot import City
from portal.kernel.act import Act, Role
from portal.kernel.database import db, write

PAPER, INK, PALE = (250, 249, 244), (60, 66, 64), (196, 200, 196)
DOUBTED = "vehicle"
"""The fact that households say is wrong here: a car that was sold."""


def a_page(number: int) -> bytes:
    """A drawn page: a heading, lines of writing, a box. No real paper looks like it."""
    image = Image.new("RGB", (840, 1188), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((180, 110, 660, 150), fill=INK)
    for line in range(14):
        width = 560 - (line * 37 + number * 53) % 190
        draw.rectangle((120, 230 + line * 46, 120 + width, 244 + line * 46), fill=PALE)
    draw.rectangle((470, 920, 720, 1070), outline=INK, width=4)
    draw.text((490, 985), f"DEMO {number:04d}", fill=INK)
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


class Papers:
    """Brings papers and doubts into the city's files."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.course = city.course
        self._pages = 0

    # --- what the household does -----------------------------------------------------

    def put_in(self, home: Home, subject: Subject) -> str:
        """One page, not sent yet; its uid."""
        self._pages += 1
        db.session.rollback()
        row = db.session.get_one(applications.Application, home.uid)
        incoming = applications.receive_paper(a_page(self._pages), applications.paper_limits(row))
        db.session.rollback()
        return self.course.do(
            applications.add_paper, self.course.resident(home.person),
            application_uid=home.uid, subject=subject, incoming=incoming,
        ).uid  # fmt: skip

    def bring(self, home: Home, subject: Subject, pages: int = 1) -> list[str]:
        """Some pages, handed in; their uids."""
        uids = [self.put_in(home, subject) for _ in range(pages)]
        self.course.do(
            applications.hand_in_papers,
            self.course.resident(home.person),
            application_uid=home.uid,
            subject=subject,
        )
        return uids

    def says_wrong(self, home: Home) -> str:
        """“The car was sold”; the dispute's uid."""
        return self.course.do(
            applications.say_wrong, self.course.resident(home.person), application_uid=home.uid,
            person_uid=home.person, source=DOUBTED, values=["cars"],
            text="这辆车去年已经卖了，还没来得及过户。",
        ).uid  # fmt: skip

    # --- what the desk does ------------------------------------------------------------

    def _desk(self, home: Home) -> Act:
        who = self.city.offices.one(Role.DISTRICT_REVIEWER, home.place)
        return self.course.by(who)

    def looks(self, home: Home, uids: list[str], fault: str = "") -> None:
        """Opened with a purpose; in order, or not accepted."""
        act = self._desk(home)
        for uid in uids:
            applications.look_at_paper(act, uid, purpose="review")
        self.course.do(
            applications.check_papers, act, application_uid=home.uid, evidence=uids, fault=fault
        )

    def shown(self, home: Home) -> None:
        """The papers show that there is no car."""
        act, fact = self._desk(home), Subject(Proves.FACT, DOUBTED, home.person)
        uids = self.bring(home, fact, pages=2)
        for uid in uids:
            applications.look_at_paper(act, uid, purpose="review")
        self.course.do(
            applications.accept_papers, act, application_uid=home.uid, source=DOUBTED,
            person_uid=home.person, typed={"cars": 0}, dated=date(2025, 11, 20), evidence=uids,
            text="二手车销售发票和过户受理单，车已卖出。",
        )  # fmt: skip

    def stands(self, home: Home, *, corrected: bool) -> None:
        """The department is asked again, and its answer counts."""
        if corrected:
            db.session.rollback()
            applications.ask_department(
                self._desk(home), application_uid=home.uid, source=DOUBTED, person_uid=home.person
            )
        self.course.do(
            applications.let_department_stand, self._desk(home), application_uid=home.uid,
            source=DOUBTED, person_uid=home.person, corrected=corrected,
            text="车管部门已更正登记。" if corrected else "登记显示车辆仍在名下，没有过户记录。",
        )  # fmt: skip


def bring_papers(city: City) -> None:
    """The last hour at the desks: each way a doubt and a paper may stand."""
    papers = Papers(city)
    free = [
        home
        for home in city.standing(State.IN_REVIEW, State.SUBMITTED)
        if home.person not in city.actors and home.now.stage != "community_publicity"
    ]
    said: dict[str, str] = {}
    ways: tuple[Callable[[Home], object], ...] = (
        lambda home: papers.bring(home, Subject(Proves.FACT, DOUBTED, home.person), pages=2),
        papers.shown,
        lambda home: papers.stands(home, corrected=True),
        lambda home: papers.stands(home, corrected=False),
        lambda home: _takes_back(city, said[home.uid]),
    )
    for home, way in zip(free, ways, strict=False):
        said[home.uid] = papers.says_wrong(home)
        way(home)
    _not_accepted(papers, free[:1])


def _takes_back(city: City, dispute_uid: str) -> None:
    db.session.rollback()
    person = db.session.get_one(applications.Dispute, dispute_uid).person_uid
    city.course.do(applications.take_back_wrong, city.course.resident(person),
                   dispute_uid=dispute_uid)  # fmt: skip


def _not_accepted(papers: Papers, homes: list[Home]) -> None:
    """A certificate that cannot be read, then a better one, then one that is incomplete."""
    for home in homes:
        honour = Subject(Proves.FACT, "honour", home.person)
        papers.looks(home, papers.bring(home, honour), fault="unreadable")
        papers.bring(home, honour)
        work = Subject(Proves.FACT, "occupation", home.person)
        papers.looks(home, papers.bring(home, work), fault="incomplete")
        gone = papers.put_in(home, work)
        with write():
            applications.remove_paper(papers.course.resident(home.person), evidence_uid=gone)


def begin_answer(city: City, home: Home) -> None:
    """One page of what was asked for is put in and not sent yet."""
    Papers(city).put_in(home, Subject(Proves.ITEM, "0", home.person))
