"""Public notice: one list per place, stage and day; masked, taken down by date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from portal.applications.codes import NoticeState, State
from portal.applications.events import PublicityOpened
from portal.applications.models import Application, ApplicationMember, Notice, NoticeEntry
from portal.applications.procedure import klass_of, rules_of
from portal.applications.review import clocks
from portal.applications.review.machines import NOTICE
from portal.households import person
from portal.kernel.act import Act
from portal.kernel.database import db, load, new_uid
from portal.kernel.deadlines import Deadline, close, open_deadline
from portal.kernel.errors import Missing
from portal.kernel.names import masked_name
from portal.kernel.numbers import next_number
from portal.kernel.outbox import publish
from portal.kernel.policy import Stage
from portal.kernel.references import city_letters
from portal.kernel.regions import covers

LISTED = (State.IN_REVIEW, State.SUPPLEMENT, State.ENTRUSTED)


@dataclass(frozen=True)
class NoticeCard:
    """A list as the public may know it while it hangs."""

    uid: str
    number: str
    place: str
    stage: str
    opened_on: date
    closes_on: date
    households: int


@dataclass(frozen=True)
class NoticeLine:
    """A household on a list: nothing but this is shown."""

    uid: str
    masked_name: str
    size: int
    klass: str


def post(act: Act, application: Application, stage: Stage) -> Notice:
    """Put the household on today's list of its place; the list is made if there is none."""
    notice = db.session.scalar(
        select(Notice).where(
            Notice.place == application.place,
            Notice.stage == stage.code,
            Notice.opened_on == act.on,
            Notice.state == NoticeState.OPEN,
        )
    ) or _open(act, application, stage)
    listed = select(NoticeEntry.uid).where(
        NoticeEntry.notice_uid == notice.uid, NoticeEntry.application_uid == application.uid
    )
    if db.session.scalar(listed) is None:
        db.session.add(_entry(application, notice))
        db.session.flush()
    clocks.hold(application.uid, clocks.TOTAL, on=act.on)
    return notice


def _open(act: Act, application: Application, stage: Stage) -> Notice:
    rules = rules_of(application)
    uid = new_uid()
    deadline = open_deadline(
        kind=clocks.NOTICE,
        subject_kind="notice",
        subject_uid=uid,
        city=application.city,
        since=act.on,
        period=stage.clock,
        clause=clocks.ground(rules.get(f"procedure.class_{klass_of(application)}")),
    )
    count = next_number(f"notice-{application.city}", act.on.year)
    notice = Notice(
        uid=uid,
        city=application.city,
        place=application.place,
        number=f"{city_letters(application.city)}{act.on.year}-G-{count:05d}",
        stage=stage.code,
        opened_on=act.on,
        closes_on=deadline.due,
        deadline_uid=deadline.uid,
    )
    NOTICE.begin(notice, act)
    publish(PublicityOpened(uid=notice.uid, city=notice.city), act)
    return notice


def notices_of(application_uid: str) -> list[str]:
    """The lists on which this household stood, hanging or not."""
    return list(
        db.session.scalars(
            select(NoticeEntry.notice_uid).where(NoticeEntry.application_uid == application_uid)
        )
    )


def _entry(application: Application, notice: Notice) -> NoticeEntry:
    size = db.session.scalar(
        select(func.count()).where(ApplicationMember.application_uid == application.uid)
    )
    return NoticeEntry(
        city=notice.city,
        notice_uid=notice.uid,
        application_uid=application.uid,
        masked_name=masked_name(person(application.applicant_uid).name),
        size=size or 1,
        klass=klass_of(application).upper(),
    )


def over(on: date) -> Sequence[Notice]:
    """Lists whose last day has passed by ``on`` and that still count as open."""
    return db.session.scalars(
        select(Notice)
        .where(Notice.state == NoticeState.OPEN, Notice.closes_on < on)
        .order_by(Notice.closes_on, Notice.uid)
    ).all()


def _days() -> Select[str, date]:
    """Application → last day of its newest list, for files that are on public notice."""
    return (
        select(NoticeEntry.application_uid, func.max(Notice.closes_on))
        .join(Notice, Notice.uid == NoticeEntry.notice_uid)
        .join(Application, Application.uid == NoticeEntry.application_uid)
        .where(Application.state == State.IN_REVIEW, Application.stage == Notice.stage)
        .group_by(NoticeEntry.application_uid)
    )


def ended_for(on: date) -> list[str]:
    """The files still on public notice whose last day has passed by ``on``."""
    past = _days().having(func.max(Notice.closes_on) < on)
    return list(db.session.scalars(past.order_by(NoticeEntry.application_uid)))


def last_day_of(application_uid: str) -> date | None:
    """The last day of the public notice a file is on, if it is on one."""
    found = db.session.execute(_days().where(NoticeEntry.application_uid == application_uid))
    return {uid: last for uid, last in found}.get(application_uid)


def take_down(act: Act, notice: Notice) -> None:
    """Close a list."""
    NOTICE.advance(notice, "take_down", act)
    clock = db.session.get(Deadline, notice.deadline_uid)
    if clock is not None and clock.open:
        close(clock, on=act.on, why="over")


def _public(on: date) -> tuple[object, ...]:
    return (Notice.opened_on <= on, Notice.closes_on >= on, Notice.state == NoticeState.OPEN)


def hanging(on: date, city: str | None = None) -> list[NoticeCard]:
    """The lists that hang on that day, the newest first."""
    query = (
        select(Notice, func.count(NoticeEntry.uid))
        .join(NoticeEntry, NoticeEntry.notice_uid == Notice.uid)
        .join(Application, Application.uid == NoticeEntry.application_uid)
        .where(*_public(on), Application.state.in_(LISTED), Application.stage == Notice.stage)  # type: ignore[arg-type]
        .group_by(Notice.uid)
        .order_by(Notice.opened_on.desc(), Notice.number.desc())
    )
    if city is not None:
        query = query.where(Notice.city == city)
    return [_card(notice, count) for notice, count in db.session.execute(query.limit(200))]


def _card(notice: Notice, count: int) -> NoticeCard:
    return NoticeCard(
        notice.uid, notice.number, notice.place, notice.stage, notice.opened_on,
        notice.closes_on, count,
    )  # fmt: skip


def notice_on(uid: str, on: date) -> tuple[NoticeCard, list[NoticeLine]]:
    """A list and its lines while it hangs; ``Missing`` from the day after its last."""
    notice = load(Notice, uid)
    if notice.state != NoticeState.OPEN or not notice.opened_on <= on <= notice.closes_on:
        raise Missing("notice")
    rows = db.session.scalars(
        select(NoticeEntry)
        .join(Application, Application.uid == NoticeEntry.application_uid)
        .where(
            NoticeEntry.notice_uid == uid,
            Application.state.in_(LISTED),
            Application.stage == notice.stage,
        )
        .order_by(NoticeEntry.masked_name, NoticeEntry.uid)
    ).all()
    lines = [NoticeLine(row.uid, row.masked_name, row.size, row.klass) for row in rows]
    return _card(notice, len(lines)), lines


def lines_in(region: str, on: date) -> list[tuple[NoticeCard, NoticeLine]]:
    """Every line that hangs on that day in a region, with its list."""
    return [
        (card, line)
        for card in hanging(on)
        if covers(region, card.place)
        for line in notice_on(card.uid, on)[1]
    ]


def people_on_notice(uid: str) -> list[str]:
    """The applicants of a list's households: whom to tell that they are on notice."""
    return list(
        db.session.scalars(
            select(Application.applicant_uid)
            .join(NoticeEntry, NoticeEntry.application_uid == Application.uid)
            .where(NoticeEntry.notice_uid == uid)
        )
    )
