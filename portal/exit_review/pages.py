"""What the pages of re-checks show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from portal import credit, households, housing, tenancy
from portal.eligibility import (
    Finding,
    Ruling,
    condition_label,
    differences,
    rule_words,
    seen_words,
)
from portal.exit_review import queries
from portal.exit_review.codes import LEAVING, Kind
from portal.exit_review.examining import before, ruling_of
from portal.exit_review.guards import newest
from portal.exit_review.machine import REVIEW
from portal.exit_review.models import Review
from portal.exit_review.words import (
    GROUND_LABELS,
    KINDS,
    STATES,
    STEPS,
    TRIGGERS,
    VERBS,
)
from portal.kernel import directory
from portal.kernel.act import Act, Who
from portal.kernel.deadlines import Deadline
from portal.kernel.journal import steps_of
from portal.kernel.money import yuan_text
from portal.kernel.payloads import text_of as text_of
from portal.kernel.regions import region
from portal.kernel.web.errorpages import explain
from portal.kernel.web.figures import day

QUEUES: dict[str, tuple[str, ...]] = {
    "checking": ("opened",),
    "changed": ("changed",),
    "sign": ("exit_notice",),
    "leaving": ("moving", "hold_over"),
    "back": ("handed_back",),
}


def box(deadline: Deadline | None, on: date) -> dict[str, Any] | None:
    """A deadline as the component draws it."""
    if deadline is None:
        return None
    left = deadline.left(on)
    total = deadline.n + deadline.paused_days
    if deadline.unit == "month":
        total = (deadline.due - deadline.since).days
    return {
        "due": deadline.due, "used": total - left, "total": total, "left": left,
        "unit": "working_day" if deadline.unit == "working_day" else "day", "state": "running",
        "provisional": deadline.provisional,
    }  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row of the queue."""

    uid: str
    name: str
    kind: str
    trigger: str
    place: str
    due: dict[str, Any] | None
    family: str
    label: str
    late: bool


def lines(found: list[queries.QueueRow], on: date) -> list[Line]:
    """The queue with names."""
    names = directory.people(row.review.person_uid for row in found)
    return [
        Line(
            r.review.uid, names.get(r.review.person_uid, ""), str(KINDS[Kind(r.review.kind)]),
            str(TRIGGERS[r.review.trigger]), region(r.review.place).label(), box(r.due, on),
            STATES[r.review.state][0], str(STATES[r.review.state][1]),
            bool(r.due and r.due.is_overdue(on)),
        )
        for r in found
    ]  # fmt: skip


def _line(finding: Finding, names: dict[str, str], viewer: str | None) -> dict[str, Any]:
    others = [names[uid] for uid in sorted(finding.rests_on) if uid != viewer and uid in names]
    hide = viewer is not None and bool(others) and finding.unit not in ("years", "flag")
    return {
        "outcome": finding.outcome.value,
        "name": str(condition_label(finding.code).plain),
        "yours": _("Worked out for the whole household") if hide
        else seen_words(finding),
        "rule": rule_words(finding),
        "source": " · ".join(part for part in (finding.number, finding.clause) if part),
        "hidden": _(", ").join(others) if hide else "",
    }  # fmt: skip


def findings(review: Review, viewer: str | None = None) -> list[dict[str, Any]]:
    """The newest findings; to a resident without what rests on another adult."""
    found = newest(review.uid)
    if found is None:
        return []
    adults = directory.people(review.named)
    return [_line(f, adults, viewer) for f in ruling_of(found).ordered]


def changes(review: Review) -> list[tuple[str, str, str]]:
    """(condition, what the look before saw, what this one saw), where they differ."""
    found, past = newest(review.uid), before(review)
    if found is None or past is None:
        return []
    now = ruling_of(found)
    rows = [
        (str(condition_label(d.code).plain), seen_words(d.before), seen_words(d.after))
        for d in differences(past, now)
        if d.before is not None and seen_words(d.before) != seen_words(d.after)
    ]
    return [*_klass(past, now), *rows]


def _klass(past: Ruling, now: Ruling) -> list[tuple[str, str, str]]:
    if past.klass == now.klass:
        return []
    return [(_("Class"), past.klass.value, now.klass.value)]


def ground_labels(review: Review) -> list[str]:
    """The grounds of the notice in words."""
    return [str(GROUND_LABELS[c]) for c in review.grounds]


def timeline(review: Review) -> list[dict[str, str]]:
    """Every step, newest first."""
    steps = list(steps_of(review.uid))
    staff = directory.staff_names(s.actor for s in steps if s.actor_kind == "staff")
    return [
        {
            "kind": "system" if step.actor_kind == "system" else "person",
            "title": str(STEPS[step.verb]),
            "note": " · ".join(p for p in (day(step.on), staff.get(step.actor), step.clause) if p),
        }
        for step in reversed(steps)
    ]  # fmt: skip


def options(review: Review, who: Who, act: Act) -> list[dict[str, str]]:
    """What this person may do from here, or why not."""
    found = []
    for choice in REVIEW.choices(review, who, act):
        words = VERBS.get(choice.move.verb)
        other_kind = choice.refusal in ("review_not_a_lease", "review_not_a_subsidy")
        if words is None or other_kind:
            continue
        found.append(
            {
                "verb": choice.move.verb, "label": str(words[0]), "then": str(words[1]),
                "blocked": explain(choice.refusal) if choice.refusal else "",
            }
        )  # fmt: skip
    return found


def two_people(review: Review) -> tuple[dict[str, str], dict[str, str]] | None:
    """Who wrote the notice and who signs it, as two boxes."""
    if review.drafted_by is None:
        return None
    names = directory.staff_names(u for u in (review.drafted_by, review.served_by) if u)
    first = {
        "what": _("Wrote the notice"), "who": names.get(review.drafted_by, _("A colleague")),
        "when": day(review.drafted_on) if review.drafted_on else "", "family": "good",
        "label": _("Signed"),
    }  # fmt: skip
    done = review.served_by is not None
    second = {
        "what": _("Signs it"),
        "who": names.get(review.served_by or "", _("Someone else of the city centre")),
        "when": day(review.served_on) if review.served_on else "",
        "family": "good" if done else "need", "label": _("Signed") if done else _("Asked now"),
    }  # fmt: skip
    return first, second


def unit_state(review: Review) -> str:
    """Where the empty home stands."""
    return str(housing.unit(review.unit_uid).state) if review.unit_uid else ""


def rent_words(review: Review) -> str:
    """What is paid until the move, and after the moving period."""
    if review.lease_uid is None:
        return ""
    rent = tenancy.lease(review.lease_uid).rent_fen
    return _("CNY %(rent)s a month, as agreed", rent=yuan_text(rent))


def hold_over_words(review: Review, on: date) -> str:
    """What a month costs after the moving period."""
    if review.lease_uid is None:
        return ""
    fen = tenancy.hold_over_month(review.lease_uid, review.hold_over_on or review.move_by or on)
    if fen is None:
        return _("The market rent")
    return _("The market rent: CNY %(rent)s a month, by the day", rent=yuan_text(fen))


def remedies(review: Review) -> list[dict[str, Any]]:
    """Ways to object to a served notice, easiest first, with their last days."""
    return credit.remedy_rows(review.city, review.served_on) if review.served_on else []


def leaving(review: Review) -> bool:
    """Is the household on its way out?"""
    return review.state in LEAVING


def name_of(review: Review) -> str:
    """The household's applicant."""
    return households.people_names([review.person_uid]).get(review.person_uid, "")
