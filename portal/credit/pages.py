"""What the pages of cases show; texts come out of payloads here, never in a template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from portal.credit import queries
from portal.credit.codes import TOLD, Clock
from portal.credit.machine import CASE
from portal.credit.models import Case
from portal.credit.words import (
    CLOCKS,
    EVIDENCE,
    REMEDIES,
    RESULTS,
    SOURCES,
    STATES,
    STEPS,
    VERBS,
)
from portal.kernel import directory
from portal.kernel.act import Act, Who
from portal.kernel.deadlines import Deadline
from portal.kernel.journal import steps_of
from portal.kernel.policy import rulebook
from portal.kernel.regions import region
from portal.kernel.web.errorpages import explain
from portal.kernel.web.figures import day

QUEUES: dict[str, tuple[str, ...]] = {
    "clues": ("clue",),
    "investigating": ("accepted", "filed", "investigated"),
    "answering": ("noticed", "hearing", "heard"),
    "review": ("review",),
    "decide": ("reviewed",),
    "after": ("decided", "served", "performed"),
}
"""Kinds of work of the queue → states."""


def box(deadline: Deadline | None, on: date) -> dict[str, Any] | None:
    """A deadline as the component draws it."""
    if deadline is None:
        return None
    left = deadline.left(on)
    total = deadline.n + deadline.paused_days
    if deadline.unit == "month":
        total = (deadline.due - deadline.since).days
    state = "done" if not deadline.open else "paused" if deadline.paused else "running"
    return {
        "due": deadline.due, "used": total - left, "total": total, "left": left,
        "unit": "working_day" if deadline.unit == "working_day" else "day", "state": state,
        "provisional": deadline.provisional,
    }  # fmt: skip


def act_name(case: Case) -> str:
    """The act in the page's language."""
    row = queries.act_row(case.city, case.code, case.reported_on)
    return str(row["name_en"] if str(get_locale()) == "en" else row["name"])


def subject_name(case: Case) -> str:
    """Whom the case is about."""
    return case.organisation or directory.person_name(case.person_uid or "") or _("Unknown person")


@dataclass(frozen=True)
class Line:
    """One row of the queue."""

    uid: str
    name: str
    number: str
    act: str
    place: str
    due: dict[str, Any] | None
    due_label: str
    family: str
    label: str
    late: bool


def lines(found: list[queries.QueueRow], on: date) -> list[Line]:
    """The queue with names, in few questions."""
    names = directory.people(r.case.person_uid for r in found if r.case.person_uid)
    rows = []
    for each in found:
        case, family = each.case, STATES[each.case.state]
        rows.append(
            Line(
                case.uid, case.organisation or names.get(case.person_uid or "", ""), case.number,
                act_name(case), region(case.place).label(), box(each.due, on),
                str(CLOCKS[Clock(each.due.kind)]) if each.due else "", family[0], str(family[1]),
                bool(each.due and each.due.is_overdue(on)),
            )
        )  # fmt: skip
    return rows


def timeline(case: Case) -> list[dict[str, str]]:
    """Every step, newest first: what, who, when, on which clause."""
    steps = list(steps_of(case.uid))
    staff = directory.staff_names(s.actor for s in steps if s.actor_kind == "staff")
    people = directory.people(s.actor for s in steps if s.actor_kind == "resident")
    shown = []
    for step in reversed(steps):
        by = staff.get(step.actor) or people.get(step.actor) or ""
        kind = {"resident": "you", "system": "system"}.get(step.actor_kind, "person")
        note = " · ".join(part for part in (day(step.on), by, step.clause) if part)
        shown.append({"kind": kind, "title": str(STEPS[step.verb]), "note": note})
    return shown


@dataclass(frozen=True)
class Option:
    """A verb on the case page: possible, or with the reason why not."""

    verb: str
    label: str
    then: str
    blocked: str


def options(case: Case, who: Who, act: Act) -> list[Option]:
    """What this person may do from here."""
    found = []
    for choice in CASE.choices(case, who, act):
        words = VERBS.get(choice.move.verb)
        if words is None or choice.move.verb == "expire":
            continue
        found.append(
            Option(
                choice.move.verb, str(words[0]), str(words[1]),
                explain(choice.refusal) if choice.refusal else "",
            )
        )  # fmt: skip
    return found


def next_step(case: Case) -> str:
    """The next lawful step in one sentence, whoever does it."""
    return {
        "clue": _("An officer decides whether to follow the clue."),
        "accepted": _("Two officers without interest take part, then the case is filed."),
        "filed": _("Evidence is gathered, then the investigation is reported."),
        "investigated": _("The person is told what is intended, before anything is decided."),
        "noticed": _("The person may answer. When the time is over the case goes to legal review."),
        "hearing": _("The day of the hearing is announced, seven working days ahead."),
        "heard": _("The case goes to legal review."),
        "review": _("Someone who did not investigate reviews it."),
        "reviewed": _("The decision-maker decides, never above the notice."),
        "decided": _("The decision is served within seven working days."),
        "served": _("What was ordered is done; the person may object."),
        "performed": _("It is put on record."),
    }.get(str(case.state), _("Nothing more is to be done."))


def evidence(case: Case) -> list[dict[str, Any]]:
    """What was found, with its words."""
    rows = queries.evidence_of(case.uid)
    names = directory.staff_names(row.by_uid for row in rows)
    return [
        {
            "kind": EVIDENCE.get(row.kind, row.kind), "text": queries.text_of(row.text_uid),
            "on": row.on, "by": names.get(row.by_uid, ""), "reviewed": row.device_reviewed,
        }
        for row in rows
    ]  # fmt: skip


def defences(case: Case) -> list[dict[str, Any]]:
    """What was said in defence, and what was answered."""
    rows = queries.defences_of(case.uid)
    names = directory.people(row.person_uid for row in rows)
    return [
        {
            "name": names.get(row.person_uid, ""), "text": queries.text_of(row.text_uid),
            "on": row.on, "late": row.late, "considered_on": row.considered_on,
            "accepted": row.accepted, "answer": queries.text_of(row.answer_uid),
        }
        for row in rows
    ]  # fmt: skip


def facts(case: Case) -> dict[str, Any]:
    """The strip of the case page."""
    officers = [row.staff_uid for row in queries.officers(case.uid)]
    names = directory.staff_names(officers)
    return {
        "act": act_name(case),
        "clause": queries.act_row(case.city, case.code, case.reported_on)["basis"],
        "source": str(SOURCES[case.source]),
        "place": region(case.place).label(),
        "officers": ", ".join(names.get(uid) or _("An officer") for uid in officers) or "—",
        "clue": queries.text_of(case.facts_uid),
    }


def current_due(case: Case) -> Deadline | None:
    """The first period that runs now, the record's own time left out."""
    running = [d for d in queries.deadlines_of(case.uid) if d.open and d.kind != Clock.RECORD]
    return min(running, key=lambda d: d.due, default=None)


def due_rows(case: Case, on: date) -> list[tuple[str, dict[str, Any]]]:
    """All periods of a case with their names."""
    return [(str(CLOCKS[Clock(d.kind)]), box(d, on) or {}) for d in queries.deadlines_of(case.uid)]


@dataclass(frozen=True)
class Told:
    """A case on the person's own page."""

    case: Case
    act: str
    clause: str
    family: str
    label: str
    meant: str
    answer_by: dict[str, Any] | None
    may_answer: bool
    result: str


def told(case: Case, on: date) -> Told:
    """A case as its person may see it, from the notice on."""
    family, label = STATES[case.state]
    windows = [d for d in queries.deadlines_of(case.uid) if d.kind == Clock.DEFENCE and d.open]
    return Told(
        case, act_name(case),
        queries.act_row(case.city, case.code, case.reported_on)["basis"], family, str(label),
        str(RESULTS[case.meant]) if case.meant else "", box(windows[0], on) if windows else None,
        CASE.find(case, "defend") is not None,
        str(RESULTS[case.result]) if case.result else "",
    )  # fmt: skip


def told_of(person_uid: str, on: date) -> list[Told]:
    """A person's cases from the notice on; clues and open investigations are not shown."""
    return [told(case, on) for case in queries.cases_of([person_uid]) if case.state in TOLD]


def remedies(case: Case) -> list[dict[str, Any]]:
    """Ways to object to a served decision, easiest first, with their last days."""
    if case.served_on is None or case.state not in ("served", "performed", "closed"):
        return []
    return remedy_rows(case.city, case.served_on)


def remedy_rows(city: str, served_on: date) -> list[dict[str, Any]]:
    """Ways to object to what was served on that day, easiest first, as the component draws them."""
    return [
        {"title": REMEDIES[r.kind][0], "text": REMEDIES[r.kind][1], "last_day": r.last.date}
        for r in queries.remedies_of(city, served_on)
    ]


def bar_note(case: Case, on: date) -> str:
    """The rule of the bar in the page's language."""
    return rulebook(case.city, on=on).texts("credit.bar_basis").in_language(str(get_locale()))
