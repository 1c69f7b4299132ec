"""Notices in the desk's words: masked names, differences, where the file is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal import applications, exit_review, households, subsidy, tenancy, waitlist
from portal.eligibility import WHYS, Finding, condition_label, differences, seen_words
from portal.exchange.codes import State, Subject
from portal.exchange.notices import reading
from portal.exchange.notices.finding import Found
from portal.exchange.notices.reading import DepartmentNotice, Line, NoticeMatter
from portal.exchange.words import KINDS, LED_TO, PEOPLE, SOURCES, STATES, STEPS, SUBJECTS, WAYS
from portal.kernel import directory
from portal.kernel.access import allowed
from portal.kernel.act import Who
from portal.kernel.journal import steps_of
from portal.kernel.names import masked_name
from portal.kernel.regions import region
from portal.kernel.web.figures import day


@dataclass(frozen=True)
class Row:
    """One line of the list; the name is masked, the file behind it shows more to whom it may."""

    uid: str
    name: str
    kind: str
    came: str
    subject: str
    place: str
    on: date
    family: str
    label: str
    led: str


def rows(lines: Sequence[Line]) -> list[Row]:
    """The list with words."""
    names = directory.people(notice.person_uid for _m, notice in lines)
    return [
        Row(
            matter.uid, masked_name(names.get(notice.person_uid, "")), str(KINDS[notice.kind]),
            came(notice), str(SUBJECTS[matter.subject]), region(matter.place).label(),
            notice.happened_on, STATES[matter.state][0], str(STATES[matter.state][1]),
            led_to(matter),
        )
        for matter, notice in lines
    ]  # fmt: skip


def came(notice: DepartmentNotice) -> str:
    """Who gave notice, and how it reached us."""
    source = SOURCES.get(notice.source, notice.source)
    return _("%(source)s, %(way)s", source=source, way=WAYS[notice.way])


def led_to(matter: NoticeMatter) -> str:
    """What came of it, in a sentence."""
    if matter.state != State.HANDED_ON:
        return str(LED_TO[matter.state])
    if matter.subject in (Subject.LEASE, Subject.AGREEMENT):
        return _("A re-check looks at the household. Nothing is decided by the notice.")
    return _("An earlier notice has brought the file to the desk already.")


def changes(found: Found) -> list[tuple[str, str, str]]:
    """(what, as judged, as the registers say now), where they differ."""
    if found.after is None or found.before is None:
        return []
    classes = (found.before.klass.value, found.after.klass.value)
    first = [(_("Class"), *classes)] if classes[0] != classes[1] else []
    return [
        *first,
        *(
            (str(condition_label(d.code).plain), _seen(d.before), _seen(d.after))
            for d in differences(found.before, found.after)
        ),
    ]


def _seen(finding: Finding | None) -> str:
    if finding is None:
        return "—"
    return str(WHYS[finding.why]) if finding.why else seen_words(finding)


def people(found: Found) -> list[str]:
    """What the registers say of who belongs together; names masked."""
    names = directory.people(change.person_uid for change in found.people)
    return [
        str(PEOPLE[change.code]) % {
            "name": masked_name(names.get(change.person_uid, "")),
            "day": day(change.on) if change.on else "",
        }
        for change in found.people
    ]  # fmt: skip


def silent(found: Found) -> list[str]:
    """Registers that have not answered yet."""
    return [str(SOURCES.get(code, code)) for code in found.silent]


def proposal(matter: NoticeMatter, on: date) -> str:
    """What the house proposes where one thing plainly follows; a person does it, or not."""
    if matter.subject != Subject.ENTRY:
        return ""
    left = households.composition(matter.household_uid, on)
    if any(households.person(m.person_uid).dead_on is None for m in left):
        return ""
    return _("Nobody of this household is alive. Take its place off the waiting list.")


FILES: dict[str, tuple[Callable[[str], Any], StrEnum, str]] = {
    Subject.APPLICATION: (
        applications.application, applications.Permission.SEE_CASE, "applications.case",
    ),
    Subject.ENTRY: (waitlist.entry, waitlist.Permission.SEE_ENTRY, "waitlist.desk_entry"),
    Subject.LEASE: (tenancy.lease_row, tenancy.Permission.SEE_LEASE, "tenancy.lease_file"),
    Subject.AGREEMENT: (
        subsidy.agreement_row, subsidy.Permission.SEE_AGREEMENT, "subsidy.agreement_file",
    ),
}  # fmt: skip
"""Where each kind of file is opened, and who may."""


def file_url(matter: NoticeMatter, who: Who) -> str:
    """Where the file is, for whoever may open it; else nothing."""
    load, permission, endpoint = FILES[matter.subject]
    may = allowed(who, permission, load(matter.subject_uid))
    return url_for(endpoint, uid=matter.subject_uid) if may else ""


def led_url(matter: NoticeMatter, who: Who) -> str:
    """The re-check or the earlier matter that goes on with it, for whoever may open it."""
    if matter.led_to is None:
        return ""
    if matter.subject not in (Subject.LEASE, Subject.AGREEMENT):
        return url_for("exchange.notice", uid=matter.led_to)
    review = exit_review.review_row(matter.led_to)
    may = allowed(who, exit_review.Permission.SEE_REVIEW, review)
    return url_for("exit_review.review", uid=review.uid) if may else ""


def timeline(matter: NoticeMatter) -> list[dict[str, str]]:
    """Every step, newest first."""
    steps = list(steps_of(matter.uid))
    staff = directory.staff_names(s.actor for s in steps if s.actor_kind == "staff")
    return [
        {
            "kind": "system" if step.actor_kind == "system" else "person",
            "title": str(STEPS[step.verb]),
            "note": " · ".join(p for p in (day(step.on), staff.get(step.actor)) if p),
        }
        for step in reversed(steps)
    ]


def later(matter: NoticeMatter) -> list[str]:
    """Notices that came after and go on with this matter."""
    return [
        _("%(kind)s on %(day)s", kind=KINDS[notice.kind], day=day(notice.happened_on))
        for notice in reading.joined_to(matter.uid)
    ]
