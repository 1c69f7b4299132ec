"""Items that wait for a person, in a desk's words, and what somebody did about one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, tuple_

from portal.applications.codes import ManualKind, Permission
from portal.applications.intake import facts, guardians, manual, people, saying
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, ManualItem
from portal.applications.procedure import has_recused
from portal.applications.review.cards import office
from portal.applications.review.stages import taken
from portal.applications.review.texts import kept, said
from portal.households import people_names
from portal.kernel.access import require
from portal.kernel.act import Act, Duty
from portal.kernel.database import db, load, lock
from portal.kernel.errors import Conflict, Missing, Refused
from portal.kernel.journal import record_step
from portal.kernel.paging import place_after, read_place
from portal.kernel.policy import Rulebook, rulebook
from portal.kernel.regions import lies_in

PAGE = 50
CLAUSE = "《个人信息保护法》第二十四条"
"""Nothing is decided about a person by a machine alone."""


@dataclass(frozen=True)
class ItemRow:
    """One item: what is to be looked into, about whom, in which file, since when."""

    uid: str
    application_uid: str
    text: str
    about: str
    name: str
    number: str
    since: date
    days: int


@dataclass(frozen=True)
class ItemPage:
    """A page of items, oldest first; ``next`` continues after the last."""

    rows: tuple[ItemRow, ...]
    next: str


def item_words(item: ManualItem, rules: Rulebook) -> str:
    """What happened, in one sentence."""
    name = office(rules, item.source)
    if item.kind == ManualKind.LATE:
        answer = people.newest(item.application_uid).get((item.source, item.person_uid))
        told = saying.said(item.source, answer.outcome, people.told(answer)) if answer else ""
        return _("%(office)s answered after the decision: %(said)s.", office=name, said=told)
    return {
        ManualKind.SILENT.value: _("%(office)s has not answered.", office=name),
        ManualKind.CONFLICT.value: _("%(office)s says that its records disagree.", office=name),
        ManualKind.DIFFERS.value: _(
            "%(office)s answered after the papers, and differently.", office=name
        ),
        ManualKind.PROMISE.value: _(
            "Signed the promise, and a serious credit record stands: papers are needed."
        ),
        ManualKind.PEOPLE.value: _(
            "The registers name husband, wife or a child who is not in this file."
        ),
        ManualKind.GUARDIAN.value: _(
            "A minor for whom no parent or guardian has answered: who is the guardian?"
        ),
        "spouse": _("The registers disagree about husband or wife."),
        "tax_over_income": _("More income was declared for tax than the income check found."),
        "employment": _("Social and medical insurance disagree about the work."),
    }.get(item.kind, item.kind)


def _row(
    item: ManualItem, application: Application, names: dict[str, str], rules: Rulebook, on: date
) -> ItemRow:
    return ItemRow(
        item.uid, application.uid, item_words(item, rules), names.get(item.person_uid, ""),
        names.get(application.applicant_uid, ""), application.number or "", item.opened_on,
        (on - item.opened_on).days,
    )  # fmt: skip


def open_rows(application: Application, names: dict[str, str], on: date) -> tuple[ItemRow, ...]:
    """What waits in one file, oldest first."""
    rules = rulebook(application.place, on=on)
    return tuple(
        _row(item, application, names, rules, on) for item in manual.open_items(application.uid)
    )


def _waiting(duty: Duty) -> Any:
    return (
        select(ManualItem, Application)
        .join(Application, Application.uid == ManualItem.application_uid)
        .where(ManualItem.closed_on.is_(None), lies_in(Application, duty.region))
    )


def how_many(duty: Duty, most: int) -> int:
    """How many items wait in the region of a duty; counts no further than ``most``."""
    few = _waiting(duty).with_only_columns(ManualItem.uid).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(few)) or 0


def waiting(duty: Duty, on: date, after: str = "") -> ItemPage:
    """A page of what waits in the region of a duty; ``after`` is the page before's ``next``."""
    keys = (ManualItem.opened_on, ManualItem.uid)
    query = _waiting(duty).order_by(*keys).limit(PAGE + 1)
    start = read_place(after, date.fromisoformat)
    if start:
        query = query.where(tuple_(*keys) > start)
    found = db.session.execute(query).all()
    page = found[:PAGE]
    names = people_names(
        {uid for item, application in page for uid in (item.person_uid, application.applicant_uid)}
    )
    rows = tuple(
        _row(item, application, names, rulebook(application.place, on=on), on)
        for item, application in page
    )
    more = place_after(rows[-1].since, rows[-1].uid) if len(found) > PAGE else ""
    return ItemPage(rows, more)


@dataclass(frozen=True)
class OneItem:
    """An item on its own page; ``closed_on`` once somebody looked or the answers agreed.

    ``guardian``: what is to be found is who speaks for a minor.
    """

    row: ItemRow
    closed_on: date | None
    guardian: bool


def one_item(application: Application, item_uid: str, on: date) -> OneItem:
    """An item of that file, or ``Missing``."""
    item = load(ManualItem, item_uid)
    if item.application_uid != application.uid:
        raise Missing("manual item")
    names = people_names([item.person_uid, application.applicant_uid])
    rules = rulebook(application.place, on=on)
    guardian = item.kind == ManualKind.GUARDIAN
    return OneItem(_row(item, application, names, rules, on), item.closed_on, guardian)


def settle(
    act: Act, file: Application, *, item_uid: str, text: str, guardian: str = ""
) -> ManualItem:
    """Somebody looked: say what was found and done. It decides nothing about the household.

    ``guardian``: who speaks for the minor, where that was the question (``codes.Shown``);
    what this lets us ask is asked soon after. Raises ``NotYours``, ``Missing``,
    ``Refused('text_missing' | 'text_long' | 'self_review' | 'guardian_missing' |
    'guardian_not_heard')``, ``Conflict('settled_already')``.
    """
    application, item = taken(file.uid), lock(ManualItem, item_uid)
    require(act.by, Permission.SETTLE_ITEM, application)
    if item.application_uid != application.uid:
        raise Missing("manual item")
    if has_recused(application.uid, act.by.uid):
        raise Refused("self_review")
    if item.closed_on is not None:
        raise Conflict("settled_already")
    if item.kind == ManualKind.GUARDIAN:
        rules = rulebook(application.place, on=act.on)
        guardians.show(act, application, person_uid=item.person_uid, found=guardian, rules=rules)
        facts.ask_later(act, application, more=True)
    note = kept(act, "application.manual_item", {"text": said(text, "text")})
    item.closed_on, item.closed_by, item.payload_uid = act.on, act.by.uid, note
    record_step(
        act, machine=APPLICATION.name, thing=application, source=application.state,
        verb="look_into", target=application.state, reason=item.kind, payload=note, clause=CLAUSE,
    )  # fmt: skip
    db.session.flush()
    return item
