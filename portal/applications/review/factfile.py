"""One fact of one person on a page: what the department said, what papers show, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from portal.applications.codes import Origin, PaperState, Proves
from portal.applications.intake import consents, facts, people, saying
from portal.applications.intake.disputes import open_disputes
from portal.applications.intake.paperlist import PageCard, card, title_of
from portal.applications.intake.papers import papers_of, servable, subject_of
from portal.applications.intake.said import value_labels, words
from portal.applications.intake.values import FIELDS
from portal.applications.models import Answer, Application, ApplicationMember
from portal.applications.ports import Outcome
from portal.applications.review.looking import has_looked
from portal.applications.review.settling import SETTLING
from portal.eligibility import sources_asked
from portal.households import person
from portal.kernel import directory
from portal.kernel.act import Act
from portal.kernel.errors import Missing
from portal.kernel.policy import rulebook


@dataclass(frozen=True)
class FactCase:
    """A file and one fact of one of its people, for an address."""

    application: Application
    member: ApplicationMember
    source: str

    @property
    def uid(self) -> str:
        """The application's uid: looking at a fact is looking at the file."""
        return self.application.uid

    @property
    def city(self) -> str:
        """For duties."""
        return self.application.city

    @property
    def place(self) -> str:
        """For duties: who handles it."""
        return self.application.place


@dataclass(frozen=True)
class Word:
    """What one side said: text, day it was true, when it came; by whom it was let stand."""

    text: str
    as_of: datetime
    came: datetime
    by: str
    clause: str
    reason: str
    silent: bool


@dataclass(frozen=True)
class Claim:
    """What the household says is wrong."""

    values: tuple[str, ...]
    text: str
    on: date


@dataclass(frozen=True)
class PageChoice:
    """A page that may show the value; ``seen``: opened by who reads this."""

    card: PageCard
    title: str
    seen: bool


@dataclass(frozen=True)
class FactFile:
    """Everything the page shows."""

    title: str
    who: str
    department: Word | None
    papers: Word | None
    split: bool
    claim: Claim | None
    pages: tuple[PageChoice, ...]
    may_settle: bool
    may_ask: bool


def fact_case(application: Application, source: str, person_uid: str) -> FactCase:
    """The fact of that address. ``Missing`` when there is no such fact or person."""
    member = people.member(application.uid, person_uid)
    if member is None or source not in FIELDS:
        raise Missing("fact")
    return FactCase(application, member, source)


def fact_file(case: FactCase, act: Act) -> FactFile:
    """One fact as this duty may see it."""
    application, key = case.application, (case.source, case.member.person_uid)
    known = facts.standing(application.uid, application.city).get(key)
    claim = open_disputes(application.uid).get(key)
    told = words(claim.payload_uid) if claim is not None else {}
    told_by = people.newest(application.uid, Origin.PAPERS).get(key)
    return FactFile(
        title=str(saying.TITLES[case.source]),
        who=person(case.member.person_uid).name,
        department=_word(people.newest(application.uid).get(key)),
        papers=_word(told_by),
        split=known is not None and known.split,
        claim=Claim(
            value_labels(case.source, told.get("values", ())), str(told.get("text", "")),
            claim.raised_on,
        ) if claim is not None else None,
        pages=tuple(_pages(case, act)),
        may_settle=application.state in SETTLING,
        may_ask=_may_ask(case),
    )  # fmt: skip


def _may_ask(case: FactCase) -> bool:
    """Does any ground allow to ask the department about this person again?"""
    application, heard = case.application, consents.agreements(case.application.uid)
    on = application.submitted_on or application.started_on
    return any(
        row["code"] == case.source
        and facts.concerns(row, case.member)
        and facts.permitted(row, case.member, heard)
        for row in sources_asked(rulebook(application.place, on=on))
    )


def _word(answer: Answer | None) -> Word | None:
    if answer is None:
        return None
    silent = answer.outcome == Outcome.UNAVAILABLE
    text = _("No answer yet")
    if not silent:
        text = saying.said(answer.source, answer.outcome, people.told(answer))
    names = directory.staff_names([answer.by_uid]) if answer.by_uid else {}
    return Word(
        text, answer.as_of, answer.asked_at, names.get(answer.by_uid or "", ""), answer.clause,
        str(words(answer.payload_uid).get("text", "")), silent,
    )  # fmt: skip


def _pages(case: FactCase, act: Act) -> list[PageChoice]:
    """Pages brought for this fact, or for a thing asked for."""
    found = []
    for paper in papers_of(case.application.uid):
        about = (paper.what, paper.person_uid) == (case.source, case.member.person_uid)
        fits = paper.proves == Proves.ITEM or (paper.proves == Proves.FACT and about)
        if fits and paper.state in (PaperState.RECEIVED, PaperState.CHECKED):
            title = title_of(case.application, subject_of(paper))
            found.append(
                PageChoice(
                    card(paper, shown=servable(paper), number=paper.position), title,
                    has_looked(act, paper),
                )
            )  # fmt: skip
    return found
