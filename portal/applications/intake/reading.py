"""Read models of the resident's pages: the facts page, the check page, what comes next.

The one place that decides who sees whose values: a person sees their own from I1R on, those of
minors they answer for, and another adult's only where that adult agreed to show them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _

from portal.applications.intake import consents, drafts, facts, guardians, people, saying, signing
from portal.applications.intake.disputes import open_disputes
from portal.applications.models import Answer, Application, ApplicationMember
from portal.applications.ports import Outcome
from portal.eligibility import sources_asked
from portal.households import person
from portal.identity import phone_of
from portal.kernel import levels
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add
from portal.kernel.identifiers import mask_mobile
from portal.kernel.levels import Field, Level
from portal.kernel.policy import Rulebook, rulebook


@dataclass(frozen=True)
class Line:
    """One person's part of a fact: words, or a tag (family, label) where there are none."""

    who: str
    text: str = ""
    tag: tuple[str, str] | None = None


@dataclass(frozen=True)
class FactSection:
    """One source on the facts page."""

    source: str
    title: str
    lines: tuple[Line, ...]
    origin: str
    at: Any = None
    silent: bool = False
    disputed: bool = False
    mine: bool = True


@dataclass(frozen=True)
class CoAdult:
    """Another adult and where their answer stands: waiting, agreed, declined."""

    uid: str
    person_uid: str
    name: str
    relation: str
    state: str
    phone: str
    compulsory: bool
    signed: bool = False


@dataclass(frozen=True)
class FactsView:
    """Everything the facts page says."""

    sections: tuple[FactSection, ...]
    adults: tuple[CoAdult, ...]
    others: tuple[tuple[str, str, str], ...]
    answered: int
    silent: int
    proven: bool
    people: tuple[Line, ...]
    by_when: date
    nothing: tuple[str, ...] = field(default=())
    unspoken: tuple[str, ...] = field(default=())


FOLDED = (
    "education", "residence_permit", "disability", "veteran", "health", "marriage", "tax",
    "medical", "business", "fund", "court",
)  # fmt: skip
"""Sources worth a section of their own only when they have something to say."""


def may_see(
    member: ApplicationMember,
    viewer: str,
    level: Level,
    told: dict[str, consents.Agreement],
    applicant: str,
) -> bool:
    """May this person see that member's values?"""
    if member.person_uid == viewer:
        return levels.may_see(level, Field.OWN_FACTS)
    if not levels.may_see(level, Field.FAMILY_VALUES):
        return False
    shown = bool(told.get(member.person_uid, consents.Agreement()).family)
    # A minor's go to the applicant, and only to one who speaks for the minor.
    return shown and (member.adult or viewer == applicant)


def facts_view(application: Application, viewer: str, level: Level, on: date) -> FactsView:
    """The facts page as this person may see it."""
    rules = rulebook(application.place, on=on)
    told, known = consents.agreements(application.uid), people.newest(application.uid)
    disputed = open_disputes(application.uid)
    proven = levels.may_see(level, Field.OWN_FACTS)
    # Whoever is not proven must not learn who else there is, nor from what is missing.
    rows = [m for m in people.members(application.uid) if proven or m.person_uid == viewer]
    sections = [
        _section(row, rows, known, told, disputed, viewer, level, application.applicant_uid)
        for row in _in_order(rules)
    ]
    shown = [s for s in sections if s is not None and (not proven or _worth(s, known))]
    folded = [s.title for s in sections if s is not None and s not in shown]
    silent = sum(s.silent for s in shown)
    others = people.candidates(application) if proven else ()
    return FactsView(
        sections=tuple(shown),
        adults=tuple(co_adults(application, level)),
        others=tuple((uid, f.name, f.relation) for uid, f in others),
        answered=sum(not s.silent for s in sections if s is not None),
        silent=silent,
        proven=proven,
        people=tuple(_who(row, application, viewer, level) for row in rows),
        by_when=add(on, rules.period("procedure.acceptance"), load_calendar()).date,
        nothing=tuple(folded),
        unspoken=tuple(unspoken(application, level)),
    )


def _in_order(rules: Rulebook) -> list[dict[str, Any]]:
    rows = {row["code"]: row for row in sources_asked(rules)}
    return [rows[code] for code in saying.TITLES if code in rows]


def _who(row: ApplicationMember, application: Application, viewer: str, level: Level) -> Line:
    if row.person_uid == viewer == application.applicant_uid:
        return Line(_("You"), drafts.applicant_name(application, level))
    who = _("You") if row.person_uid == viewer else str(saying.RELATIONS[row.relation])
    if row.person_uid == application.applicant_uid:
        who = _("Applicant")
    return Line(who, person(row.person_uid).name)


def _section(
    source: dict[str, Any],
    rows: Sequence[ApplicationMember],
    known: dict[tuple[str, str], Answer],
    told: dict[str, consents.Agreement],
    disputed: dict[tuple[str, str], Any],
    viewer: str,
    level: Level,
    applicant: str,
) -> FactSection | None:
    code, lines, at = source["code"], [], None
    silent = False
    concerned = [row for row in rows if facts.concerns(source, row)]
    for row in concerned:
        answer = known.get((code, row.person_uid))
        seen = may_see(row, viewer, level, told, applicant)
        disputed_here = (code, row.person_uid) in disputed
        line = _line(row, answer, seen, told, viewer, disputed_here)
        if line is not None:
            lines.append(line)
        if answer is not None and (row.person_uid == viewer or not row.adult or seen):
            at = answer.as_of
            silent = silent or answer.outcome == Outcome.UNAVAILABLE
    if not lines:
        return None
    name = source["name"]
    return FactSection(
        code, str(saying.TITLES[code]), tuple(lines), str(_name(source, name)), at, silent,
        any((code, row.person_uid) in disputed for row in concerned),
        any(row.person_uid == viewer for row in concerned),
    )  # fmt: skip


def _name(source: dict[str, Any], name: str) -> str:
    return str(source["name_en"]) if saying.english() else name


def _line(
    row: ApplicationMember,
    answer: Answer | None,
    seen: bool,
    told: dict[str, consents.Agreement],
    viewer: str,
    disputed: bool,
) -> Line | None:
    who = _("You") if row.person_uid == viewer else person(row.person_uid).name
    said = told.get(row.person_uid, consents.Agreement())
    if disputed and (seen or row.person_uid == viewer):
        return Line(who, tag=("paused", _("Disputed, being checked")))
    if row.person_uid != viewer and not said.heard:
        if row.adult:
            return Line(who, tag=("open", _("Waiting for this person's answer")))
        return Line(who, tag=("open", _("Waiting for a parent or guardian")))
    if answer is None:
        if said.asked is False or (said.asked and not said.sensitive):
            return Line(who, _("Not asked; papers are brought"))
        return None
    if answer.outcome == Outcome.UNAVAILABLE:
        return Line(who, tag=("need", _("No answer yet")))
    if not seen:
        own = row.person_uid == viewer or not row.adult
        return Line(who, _("An answer came") if own else _("Shown to this person only"))
    return Line(who, saying.said(answer.source, answer.outcome, people.told(answer)))


def _worth(section: FactSection, known: dict[tuple[str, str], Answer]) -> bool:
    if section.source not in FOLDED or section.silent or section.disputed:
        return True
    return any(
        answer.outcome in (Outcome.HIT, Outcome.CONFLICT)
        for (source, _person), answer in known.items()
        if source == section.source
    )


def unspoken(application: Application, level: Level) -> list[str]:
    """Names of minors for whom no parent or guardian answered; nobody is named below I1R."""
    if not levels.may_see(level, Field.FAMILY_VALUES):
        return []
    return [person(row.person_uid).name for row in guardians.waiting(application.uid)]


def co_adults(application: Application, level: Level) -> list[CoAdult]:
    """The other adults and whether they answered and signed; none are named below I1R."""
    if not levels.may_see(level, Field.FAMILY_VALUES):
        return []
    told, signed = consents.agreements(application.uid), signing.signed_by(application.uid)
    found = []
    for row in people.other_adults(application.uid):
        said = told.get(row.person_uid, consents.Agreement())
        state = "waiting" if not said.heard else "agreed" if said.asked else "declined"
        phone = phone_of(row.person_uid)
        found.append(
            CoAdult(
                row.uid, row.person_uid, person(row.person_uid).name,
                str(saying.RELATIONS[row.relation]), state,
                mask_mobile(phone) if phone else "", row.compulsory, row.person_uid in signed,
            )
        )  # fmt: skip
    return found
