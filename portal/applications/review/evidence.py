"""What a file rests on, in a desk's words: findings, facts, papers, and what to look at first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.applications.codes import UNDECIDED_STATES, Origin, PaperState, Proves
from portal.applications.intake import facts as intake_facts
from portal.applications.intake import people as intake_people
from portal.applications.intake import saying, screening, signing
from portal.applications.intake.disputes import disputes_of, open_disputes
from portal.applications.intake.paperlist import groups
from portal.applications.intake.papers import papers_of
from portal.applications.intake.subjects import wanted
from portal.applications.intake.values import FIELDS
from portal.applications.models import Application, ApplicationMember, Dispute
from portal.applications.ports import Outcome
from portal.applications.review.texts import read
from portal.credit import bar_running
from portal.eligibility import (
    WHYS,
    Condition,
    Finding,
    condition_label,
    rule_words,
    seen_words,
    shown,
    sources_asked,
)
from portal.households import people_names
from portal.kernel.policy import rulebook
from portal.kernel.web.figures import day, moment

NEAR = Fraction(9, 10)
"""From this part of a limit on, a value that is met is worth a second look."""
MOST = 6


ORIGINS = saying.TITLES | {
    "household": _l("The household as declared"),
    "credit": _l("Our register of conduct"),
    "papers": _l("Papers handed in"),
}
"""Where a value came from: a department's section or our own registers."""


@dataclass(frozen=True)
class FindingCard:
    """One condition in one line, with values, as ``findings_list`` shows it to staff."""

    outcome: str
    name: str
    yours: str
    rule: str
    change: str
    source: str
    hidden: str


@dataclass(frozen=True)
class FactRow:
    """What counts for one fact of one person: the department's word or what papers showed."""

    who: str
    person_uid: str
    title: str
    text: str
    source: str
    at: datetime | None
    family: str
    tag: str
    dispute: str = ""
    settles: bool = True


def near(found: Finding) -> bool:
    """Met, but within a tenth of the limit."""
    if found.outcome.value != "met":
        return False
    if any(isinstance(v, bool) or not isinstance(v, (int, Fraction)) for v in
           (found.seen, found.limit)):  # fmt: skip
        return False
    return bool(found.limit) and NEAR <= Fraction(found.seen) / Fraction(found.limit) <= 1


def heed(
    application: Application, ruled: tuple[Finding, ...], names: dict[str, str], on: date
) -> list[tuple[str, str]]:
    """What a desk should look at first: bars, failures, unknowns, disputes, values near a line."""
    items = _barred(ruled, names, on) if application.state in UNDECIDED_STATES else []
    for found in ruled:
        label = str(condition_label(found.code).plain)
        values = {"seen": seen_words(found), "limit": rule_words(found)}
        if found.outcome.value == "not_met":
            items.append((label, _("Not met: %(seen)s, the rule says %(limit)s.", **values)))
        elif found.outcome.value == "unknown":
            why = str(WHYS[found.why]) if found.why else ""
            items.append((label, _("Not known. %(why)s.", why=why)))
        elif near(found):
            line = values | {"limit": shown(found.limit, found.unit)}
            items.append((label, _("Close to the line: %(seen)s of %(limit)s.", **line)))
    for (source, uid), _row in open_disputes(application.uid).items():
        title = str(saying.TITLES.get(source, source))
        items.append((title, _("%(name)s says this is wrong.", name=names.get(uid, ""))))
    for (source, uid), known in intake_facts.standing(application.uid, application.city).items():
        if known.split:
            words = _("The department answered after the papers, and differently: %(name)s.",
                      name=names.get(uid, ""))  # fmt: skip
            items.append((str(saying.TITLES[source]), words))
    waiting = sum(p.state == PaperState.RECEIVED for p in papers_of(application.uid))
    if waiting:
        words = ngettext("%(num)s page waits to be looked at.",
                         "%(num)s pages wait to be looked at.", waiting)  # fmt: skip
        items.append((_("Papers"), words))
    return items[:MOST]


def _barred(ruled: tuple[Finding, ...], names: dict[str, str], on: date) -> list[tuple[str, str]]:
    # Only what the comparison does not know yet: a bar imposed after it.
    if any(f.code == Condition.DEBARRED and f.outcome.value == "not_met" for f in ruled):
        return []
    label = str(condition_label(Condition.DEBARRED).formal)
    bars = {uid: bar_running(uid, on) for uid in names}
    return [
        (label, _("%(name)s may not apply until %(day)s; compare again.", name=names[uid],
                  day=day(bar.until)) if bar.until else
         _("%(name)s may not apply, without an end date; compare again.", name=names[uid]))
        for uid, bar in bars.items()
        if bar is not None
    ]  # fmt: skip


def finding(found: Finding, names: dict[str, str], applicant: str) -> FindingCard:
    """One condition in one line; whose values it rests on besides the applicant's is said."""
    others = [names[uid] for uid in sorted(found.rests_on - {applicant}) if uid in names]
    unknown = found.outcome.value == "unknown"
    why = str(WHYS[found.why]) if unknown and found.why else ""
    origin = str(ORIGINS.get(found.source, found.source))
    parts = [origin, day(found.as_of) if found.as_of else "", found.number, found.clause]
    return FindingCard(
        outcome=found.outcome.value,
        name=str(condition_label(found.code).plain),
        yours=why or seen_words(found),
        rule=rule_words(found),
        change="",
        source=" · ".join(part for part in parts if part),
        hidden="" if unknown else _(", ").join(others),
    )


def helped_elsewhere() -> FindingCard:
    """Somebody of the file is helped in another city: unknown until a person has looked."""
    return FindingCard(
        outcome="unknown",
        name=_("No home or subsidy in another city"),
        yours=_("The same person is helped in another city; nobody has compared the files."),
        rule=_("A household is helped once"),
        change="",
        source=_("Comparison of all files"),
        hidden="",
    )


def stale(application: Application) -> bool:
    """Did a department answer after the newest comparison?"""
    row = screening.latest(application.uid)
    asked = [a.asked_at for a in intake_people.newest(application.uid).values()]
    return row is not None and any(at > row.at for at in asked)


def facts(
    application: Application, members: list[ApplicationMember], names: dict[str, str], on: date
) -> tuple[FactRow, ...]:
    """What counts for each person, where it comes from, and what is missing or disputed."""
    disputed = open_disputes(application.uid)
    known = intake_facts.standing(application.uid, application.city)
    rules = rulebook(application.place, on=application.submitted_on or on)
    wanted = {
        (row["code"], member.person_uid)
        for row in sources_asked(rules)
        for member in members
        if intake_facts.concerns(row, member)
    }
    rows = [
        _fact(key, known.get(key), disputed.get(key), names)
        for key in wanted | known.keys() | disputed.keys()
        if key[1] in names
    ]
    order = {m.person_uid: place for place, m in enumerate(members)}
    return tuple(sorted(rows, key=lambda row: (row.title, order.get(row.person_uid, 9))))


def missing_facts(application: Application, on: date) -> list[tuple[str, str]]:
    """Facts that papers could bring now, as ``source:person`` with words."""
    found = wanted(application, intake_people.members(application.uid), proven=True, on=on)
    names = people_names([one.subject.person_uid for one in found])
    return [
        (
            f"{one.subject.what}:{one.subject.person_uid}",
            _("%(who)s: %(what)s", who=names[one.subject.person_uid], what=one.title),
        )
        for one in found
        if one.subject.proves is Proves.FACT and one.why != "only_papers"
    ]


def _fact(
    key: tuple[str, str], known: intake_facts.Standing | None, said: Dispute | None,
    names: dict[str, str],
) -> FactRow:  # fmt: skip
    answer = known.answer if known is not None else None
    text, at = "—", answer.as_of if answer is not None else None
    family, tag = "draft", _("Not asked")
    if answer is not None and answer.outcome == Outcome.UNAVAILABLE:
        family, tag = "open", _("No answer yet")
    elif answer is not None:
        text = saying.said(answer.source, answer.outcome, intake_people.told(answer))
        papers = answer.origin == Origin.PAPERS
        family, tag = "good", _("From papers") if papers else _("Answered")
    if known is not None and (known.split or known.answer.outcome == Outcome.CONFLICT):
        family, tag = "need", _("Records disagree")
    if said is not None:
        family, tag = "paused", _("Disputed")
    return FactRow(
        names[key[1]], key[1], str(saying.TITLES.get(key[0], key[0])), text, key[0], at,
        family, tag, str(read(said.payload_uid).get("text", "")) if said else "",
        key[0] in FIELDS,
    )  # fmt: skip


def papers(application: Application, names: dict[str, str]) -> list[dict[str, Any]]:
    """Signed texts, and what people wrote about facts they say are wrong."""
    found = []
    for uid, signed in signing.signed_by(application.uid).items():
        promise = signed.route == "commitment"
        title = _("Signed promise") if promise else _("Signed application with papers")
        text = _("version %(version)s", version=signed.text_version)
        note = f"{moment(signed.at)} · {text} · {signed.text_hash[:8]}"
        found.append({"name": f"{title}: {names.get(uid, '')}", "note": note, "url": None})
    handed_in = [p for p in papers_of(application.uid) if p.state != PaperState.ADDED]
    for group in groups(application, (), handed_in):
        tag = group.tag
        count = ngettext("%(num)s page", "%(num)s pages", len(group.pages))
        worst = next((c.scan[1] for c in group.pages if c.scan[0] != "good"), "")
        parts = [count, tag[1] if tag else "", worst]
        found.append({"name": f"{group.title}: {group.who}", "uid": group.pages[0].uid,
                      "note": " · ".join(part for part in parts if part), "url": None})  # fmt: skip
    for row in disputes_of(application.uid):
        title = str(saying.TITLES.get(row.source, row.source))
        who = names.get(row.person_uid, "")
        found.append({"name": _("%(who)s on “%(what)s”", who=who, what=title),
                      "note": f"{moment(row.raised_at)} · {read(row.payload_uid).get('text', '')}",
                      "url": None})  # fmt: skip
    return found
