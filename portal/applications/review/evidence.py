"""What a file rests on, in a desk's words: findings, facts, papers, and what to look at first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.applications.codes import UNDECIDED_STATES
from portal.applications.intake import facts as intake_facts
from portal.applications.intake import people as intake_people
from portal.applications.intake import saying, screening, signing
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
)
from portal.kernel.database import db
from portal.kernel.web.figures import day, moment

NEAR = Fraction(9, 10)
"""From this part of a limit on, a value that is met is worth a second look."""


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
    """What one department said about one person."""

    who: str
    title: str
    text: str
    source: str
    at: datetime | None
    family: str
    tag: str
    dispute: str = ""


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
    for (source, uid), _row in intake_facts.open_disputes(application.uid).items():
        title = str(saying.TITLES.get(source, source))
        items.append((title, _("%(name)s says this is wrong.", name=names.get(uid, ""))))
    return items[:4]


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


def stale(application: Application) -> bool:
    """Did a department answer after the newest comparison?"""
    row = screening.latest(application.uid)
    asked = [a.asked_at for a in intake_people.newest(application.uid).values()]
    return row is not None and any(at > row.at for at in asked)


def facts(
    application: Application, members: list[ApplicationMember], names: dict[str, str]
) -> tuple[FactRow, ...]:
    """What each department said about each person, disputed or not."""
    disputed = intake_facts.open_disputes(application.uid)
    rows = []
    for (source, uid), answer in sorted(intake_people.newest(application.uid).items()):
        if uid not in names:
            continue
        said: Dispute | None = disputed.get((source, uid))
        silent = answer.outcome == Outcome.UNAVAILABLE
        family, tag = ("open", _("No answer yet")) if silent else ("good", _("Answered"))
        if answer.outcome == Outcome.CONFLICT:
            family, tag = "need", _("Records disagree")
        if said is not None:
            family, tag = "paused", _("Disputed")
        text = "—" if silent else saying.said(source, answer.outcome, intake_people.told(answer))
        rows.append(
            FactRow(
                names[uid],
                str(saying.TITLES.get(source, source)),
                text,
                source,
                answer.as_of,
                family,
                tag,
                str(read(said.payload_uid).get("text", "")) if said else "",
            )
        )
    order = {m.person_uid: place for place, m in enumerate(members)}
    places = {name: order[uid] for uid, name in names.items()}
    return tuple(sorted(rows, key=lambda row: (row.title, places.get(row.who, 9))))


def papers(application: Application, names: dict[str, str]) -> list[dict[str, Any]]:
    """Signed texts, and what people wrote about facts they say are wrong."""
    found = []
    for uid, signed in signing.signed_by(application.uid).items():
        promise = signed.route == "commitment"
        title = _("Signed promise") if promise else _("Signed application with papers")
        text = _("version %(version)s", version=signed.text_version)
        note = f"{moment(signed.at)} · {text} · {signed.text_hash[:8]}"
        found.append({"name": f"{title}: {names.get(uid, '')}", "note": note, "url": None})
    rows = db.session.scalars(
        select(Dispute)
        .where(Dispute.application_uid == application.uid)
        .order_by(Dispute.raised_at, Dispute.uid)
    )
    for row in rows:
        title = str(saying.TITLES.get(row.source, row.source))
        who = names.get(row.person_uid, "")
        found.append({"name": _("%(who)s on “%(what)s”", who=who, what=title),
                      "note": f"{moment(row.raised_at)} · {read(row.payload_uid).get('text', '')}",
                      "url": None})  # fmt: skip
    return found
