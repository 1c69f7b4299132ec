"""A notice is a hint, the register's answer is the fact: ask, compare, put before a person.

Nothing is decided here. A file goes on as it stood unless what the registers say now differs
from what it was judged on; then somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal import applications, exit_review, households, subsidy, tenancy, waitlist
from portal.applications import FactAnswer, Outcome, PeopleChange
from portal.eligibility import HouseholdFacts, Ruling, heard_again, screen
from portal.exchange.codes import ASKED_AGAIN, NoticeKind, State, Subject
from portal.exchange.machine import MATTER
from portal.exchange.models import DepartmentNotice, NoticeMatter
from portal.exchange.notices.finding import Found
from portal.exchange.notices.matters import HEAR, LIVING, ask_registers
from portal.kernel.act import Act
from portal.kernel.database import db, load
from portal.kernel.errors import Conflict, Refused
from portal.kernel.policy import rulebook
from portal.kernel.worker import Handler

PURPOSE = "waiting"
HELD = {Subject.LEASE: exit_review.Kind.LEASE, Subject.AGREEMENT: exit_review.Kind.SUBSIDY}
"""What a household holds from us: there a change opens a re-check."""

GONE = (applications.State.WITHDRAWN, applications.State.ENDED)


@dataclass(frozen=True)
class Heard:
    """What the registers answered; ``facts`` only where the file is decided already."""

    answers: tuple[FactAnswer, ...]
    facts: HouseholdFacts | None


def ask(payload: dict[str, Any], key: str) -> Heard | None:
    """The outside half: ask the registers concerned, in no transaction."""
    matter = db.session.get(NoticeMatter, payload["matter"])
    if matter is None or matter.state != State.ASKING or is_over(matter):
        db.session.rollback()
        return None
    on, sources = date.fromisoformat(payload["on"]), _sources(matter)
    if _being_decided(matter):
        return Heard(tuple(applications.ask_about(matter.subject_uid, sources, on)), None)
    kind = HELD.get(Subject(matter.subject))
    if kind is not None:
        found = exit_review.hear_again(matter.household_uid, on, kind, sources)
    else:
        basis = rulebook(matter.place, on=on).get("intake.sources").clause
        found = applications.re_examine_household(
            matter.household_uid, on, PURPOSE, basis[:200], sources
        )
    return Heard(found.answers, found.facts)


def _being_decided(matter: NoticeMatter) -> bool:
    if matter.subject != Subject.APPLICATION:
        return False
    return applications.application(matter.subject_uid).state in applications.BEING_DECIDED


def _sources(matter: NoticeMatter) -> frozenset[str]:
    notice = load(DepartmentNotice, matter.notice_uid)
    return frozenset(str(source) for source in ASKED_AGAIN[NoticeKind(notice.kind)])


def keep(payload: dict[str, Any], act: Act, heard: Heard | None) -> None:
    """The inside half: hold it against what the file was judged on; nobody's home is decided."""
    matter = db.session.get(NoticeMatter, payload["matter"])
    if matter is None:
        return
    together = _locked(matter.subject_uid)
    if matter.state != State.ASKING:
        return
    if is_over(matter):
        MATTER.advance(matter, "same", act, reason="file_over")
        return
    if heard is None:
        return
    found = _compared(act, matter, heard)
    if found is None:
        # Somebody decided between question and answer: ask once more, for a decided file.
        ask_registers(act, matter, ":decided")
        return
    matter.asked_on, matter.found = act.on, found.to_text()
    _note_deaths(act, found.people)
    if not found.silent:
        _conclude(act, matter, found, [m for m in together if m.state == State.OPEN])


def is_over(matter: NoticeMatter) -> bool:
    """Has the file come to its end meanwhile, so that nothing is left to look at?"""
    if matter.subject == Subject.LEASE:
        return tenancy.lease(matter.subject_uid).state not in LIVING
    if matter.subject == Subject.AGREEMENT:
        return subsidy.agreement_row(matter.subject_uid).state == subsidy.State.STOPPED
    if matter.subject == Subject.ENTRY:
        return not waitlist.entry(matter.subject_uid).alive
    return applications.application(matter.subject_uid).state in GONE


def _locked(subject_uid: str) -> list[NoticeMatter]:
    """All matters of one file, so that two notices about it follow each other."""
    return list(
        db.session.scalars(
            select(NoticeMatter)
            .where(NoticeMatter.subject_uid == subject_uid)
            .order_by(NoticeMatter.uid)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def _compared(act: Act, matter: NoticeMatter, heard: Heard) -> Found | None:
    """What was judged and what would be now; ``None`` if it was decided in between."""
    first, sources = Found.from_text(matter.found), _sources(matter)
    asked = [answer for answer in heard.answers if answer.source.value in sources]
    people = applications.people_changes(
        matter.application_uid, matter.household_uid, asked, act.on
    )
    looks = _looks(act, matter, heard, sources)
    if looks is None:
        return None
    return Found(
        before=first.before or looks[0],
        after=looks[1],
        people=tuple(dict.fromkeys((*first.people, *people))),
        silent=tuple(sorted({a.source.value for a in asked if a.outcome is Outcome.UNAVAILABLE})),
        unasked=not asked,
    )


def _looks(
    act: Act, matter: NoticeMatter, heard: Heard, sources: frozenset[str]
) -> tuple[Ruling | None, Ruling] | None:
    if heard.facts is not None:
        return _judged(act, matter, heard.facts, sources)
    seen = applications.reconsider(act, application_uid=matter.subject_uid, answers=heard.answers)
    if seen is None:
        return None
    return (seen.before.ruling if seen.before is not None else None), seen.after.ruling


def _judged(
    act: Act, matter: NoticeMatter, heard: HouseholdFacts, sources: frozenset[str]
) -> tuple[Ruling | None, Ruling]:
    """Both looks by the same rules, so that they differ by what the registers say and no more."""
    rules = rulebook(matter.place, on=act.on)
    known = _known(matter)
    if known is None:
        return None, screen(heard, rules)
    return screen(known, rules), screen(heard_again(known, heard, sources), rules)


def _known(matter: NoticeMatter) -> HouseholdFacts | None:
    if Subject(matter.subject) in HELD or matter.application_uid is None:
        return exit_review.known_of(matter.household_uid)
    stood = applications.latest_screening(matter.application_uid)
    return stood.facts if stood is not None else None


def _note_deaths(act: Act, people: Iterable[PeopleChange]) -> None:
    """The register of residents says so; another day on record is for a person to sort out."""
    for change in people:
        if change.code == "died" and change.on is not None:
            with suppress(Conflict, Refused):
                households.record_death(
                    act, person_uid=change.person_uid, died_on=change.on, source="hukou"
                )


def _conclude(act: Act, matter: NoticeMatter, found: Found, standing: list[NoticeMatter]) -> None:
    for earlier in standing:
        # Whoever has it on the desk reads the newest, also when all is as before again.
        earlier.found = Found.from_text(earlier.found).renewed(found).to_text()
    if not found.differs:
        MATTER.advance(matter, "same", act, reason="as_judged")
        return
    if Subject(matter.subject) in HELD:
        with suppress(Refused):
            review = exit_review.open_on_notice(
                act, household_uid=matter.household_uid, notice_uid=matter.notice_uid
            )
            matter.led_to = review.uid
    elif standing:
        matter.led_to = standing[0].uid
    verb = "hand_on" if matter.led_to else "open"
    MATTER.advance(matter, verb, act, reason="differs")


listen = Handler(HEAR, keep, outside=ask)
"""The job that asks the registers; ``subscriptions`` lists it."""
