"""For what papers may be brought now: what is missing, disputed, asked for, or only papers show.

Nobody is asked for a paper about what could be looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.applications.codes import ObjectionState, Proves, Route, State
from portal.applications.intake import consents, facts, people, saying
from portal.applications.intake.disputes import open_disputes
from portal.applications.intake.values import FIELDS, PAPERS_ONLY
from portal.applications.models import Application, ApplicationMember, Objection, Supplement
from portal.applications.ports import Outcome
from portal.eligibility import sources_asked
from portal.households import person
from portal.kernel.database import db
from portal.kernel.payloads import read_payload
from portal.kernel.policy import rulebook

TAKING = (State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.SUPPLEMENT, State.ENTRUSTED)

WHYS = {
    "asked": _l("We asked you for it"),
    "disputed": _l("You said that this is wrong"),
    "conflict": _l("The records disagree"),
    "expired": _l("The department's answer is too old"),
    "silent": _l("The department has not answered"),
    "not_asked": _l("We did not ask the department"),
    "route": _l("You chose papers instead of the promise"),
    "reexamination": _l("You asked for a re-examination"),
    "only_papers": _l("Only a paper shows it. It may put you first in line."),
}


@dataclass(frozen=True)
class Subject:
    """What a paper is for: a fact of one person, a thing asked for, a promise."""

    proves: Proves
    what: str
    person_uid: str


@dataclass(frozen=True)
class Wanted:
    """A subject that papers may be brought for now; ``why`` is a key of ``WHYS``."""

    subject: Subject
    title: str
    why: str
    needed: bool = False


def own_members(application: Application, viewer: str, *, proven: bool) -> list[ApplicationMember]:
    """Whose papers this person may bring: their own, and for the applicant the minors'.

    Whoever is not ``proven`` must not learn who else there is.
    """
    minors = proven and viewer == application.applicant_uid
    return [
        row
        for row in people.members(application.uid)
        if row.person_uid == viewer or (minors and not row.adult)
    ]


def wanted(
    application: Application, whose: Sequence[ApplicationMember], *, proven: bool, on: date
) -> list[Wanted]:
    """For what these people may bring papers, what was asked for first.

    Not ``proven``: what registers hold shows in nothing, not even in what is missing.
    """
    if application.state not in TAKING and not _reexamined(application):
        return []
    rules = rulebook(application.place, on=application.submitted_on or on)
    known = _Known(
        sources_asked(rules), rules.value("intake.paper_wanted"),
        facts.standing(application.uid, application.city), open_disputes(application.uid),
        facts.doubted(application, on, rules), consents.agreements(application.uid), proven, on,
    )  # fmt: skip
    found: list[Wanted] = []
    for row in whose:
        found += _asked_for(application, row)
        found += _facts(application, row, known)
    return sorted(found, key=lambda one: (not one.needed, one.why == "only_papers"))


@dataclass(frozen=True)
class _Known:
    """All that says what is missing: read once for everybody."""

    sources: Sequence[dict[str, Any]]
    must: Sequence[str]
    standing: dict[tuple[str, str], facts.Standing]
    disputed: dict[tuple[str, str], Any]
    doubted: set[tuple[str, str]]
    heard: dict[str, consents.Agreement]
    proven: bool
    on: date


def _asked_for(application: Application, row: ApplicationMember) -> Iterator[Wanted]:
    if application.state != State.SUPPLEMENT or row.person_uid != application.applicant_uid:
        return
    for number, item in enumerate(items_of(application.uid)):
        if item.source:
            subject = Subject(Proves.FACT, item.source, item.person_uid)
        else:
            subject = Subject(Proves.ITEM, str(number), row.person_uid)
        yield Wanted(subject, item.text, "asked", needed=True)


def _facts(application: Application, row: ApplicationMember, known: _Known) -> Iterator[Wanted]:
    for source in known.sources:
        code = source["code"]
        if code not in FIELDS or not facts.concerns(source, row):
            continue
        why = _why(source, row, known) or _open_way(application)
        if why:
            needed = why == "disputed" and code in known.must
            yield _fact(code, row, why, needed=needed)
    for code in PAPERS_ONLY:
        if (code, row.person_uid) not in known.standing:
            yield _fact(code, row, "only_papers")


def _fact(code: str, row: ApplicationMember, why: str, *, needed: bool = False) -> Wanted:
    subject = Subject(Proves.FACT, code, row.person_uid)
    return Wanted(subject, str(saying.TITLES[code]), why, needed)


def _why(source: dict[str, Any], row: ApplicationMember, known: _Known) -> str:
    key = (source["code"], row.person_uid)
    if key in known.disputed:
        return "disputed"
    said = known.heard.get(row.person_uid, consents.Agreement())
    if source["consent"] and key not in known.standing and _not_agreed(said, source):
        return "not_asked"
    one = known.standing.get(key)
    return _gap(one, known) if one is not None else ""


def _not_agreed(said: consents.Agreement, source: dict[str, Any]) -> bool:
    return said.asked is False or bool(said.asked and source["sensitive"] and not said.sensitive)


def _gap(one: facts.Standing, known: _Known) -> str:
    answer = one.answer
    if answer.outcome == Outcome.UNAVAILABLE:
        return "silent"
    if not known.proven:
        return ""
    key = (answer.source, answer.person_uid)
    if one.split or answer.outcome == Outcome.CONFLICT or key in known.doubted:
        return "conflict"
    return "" if facts.usable(answer, known.on) else "expired"


def _open_way(application: Application) -> str:
    """Why papers are welcome for any fact, or nothing."""
    if application.state == State.REFUSED:
        return "reexamination"
    return "route" if application.route == Route.EVIDENCE else ""


def _reexamined(application: Application) -> bool:
    if application.state != State.REFUSED:
        return False
    asked = select(Objection.uid).where(
        Objection.application_uid == application.uid,
        Objection.notice_uid.is_(None),
        Objection.state == ObjectionState.OPEN,
    )
    return db.session.scalar(asked) is not None


@dataclass(frozen=True)
class Item:
    """One line of the list of what is missing; a fact of a person where staff picked one."""

    text: str
    source: str = ""
    person_uid: str = ""


def items_of(application_uid: str) -> list[Item]:
    """What was asked for, in the order of the list; nothing where nothing was asked."""
    uid = db.session.scalar(
        select(Supplement.items_uid).where(Supplement.application_uid == application_uid)
    )
    return items_in(read_payload(uid)) if uid else []


def items_in(body: dict[str, Any]) -> list[Item]:
    """The lines of a kept list, facts in the words of the page's language."""
    return [
        Item(item) if isinstance(item, str) else _fact_item(item["source"], item["person"])
        for item in body.get("items", ())
    ]


def _fact_item(source: str, person_uid: str) -> Item:
    words = _("%(who)s: %(what)s", who=person(person_uid).name, what=saying.TITLES[source])
    return Item(words, source, person_uid)
