"""What happened to an application and who looked, in a desk's words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from heapq import merge
from itertools import groupby
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.intake import saying
from portal.applications.intake.disputes import disputes_of
from portal.applications.intake.papers import papers_of
from portal.applications.intake.people import members
from portal.applications.intake.subjects import items_in
from portal.applications.models import Application
from portal.applications.ports import LetterEntry, LetterLog
from portal.applications.review.cards import stage_names
from portal.applications.review.objections import objections_of
from portal.applications.review.publicity import notices_of
from portal.applications.review.texts import read
from portal.eligibility import Condition, condition_label
from portal.households import PURPOSE_LABELS
from portal.kernel import directory
from portal.kernel.act import Kind
from portal.kernel.journal import Step, steps_of, views_of_any
from portal.kernel.regions import region
from portal.kernel.web.figures import day, moment
from portal.kernel.web.navigation import ROLE_LABELS

SHOWN = 14

VERBS: dict[str, Any] = {
    "begin": _l("Begun"),
    "submit": _l("Handed in and signed"),
    "accept": _l("Accepted"),
    "ask": _l("Asked, once, for what is missing"),
    "answer": _l("What was missing came in"),
    "entrust": _l("Another office was asked to verify"),
    "report_back": _l("The other office reported back"),
    "pass_stage": _l("Stage passed"),
    "close_publicity": _l("Public notice over"),
    "send_back": _l("Sent back"),
    "recheck": _l("Looked at again from the first stage"),
    "approve": _l("Approved"),
    "refuse": _l("Refused"),
    "reopen": _l("Reopened on re-examination"),
    "withdraw": _l("Withdrawn by the household"),
    "list": _l("Registered on the waiting list"),
    "agree": _l("Subsidy agreement signed"),
    "end": _l("Over"),
    "lapse": _l("The draft lapsed"),
    "assign": _l("Assigned"),
    "recuse": _l("Declared a tie to the household"),
    "note": _l("Note"),
    "look_into": _l("Looked into"),
    "uphold": _l("Objection found right"),
    "dismiss": _l("Objection does not hold"),
    "report_clue": _l("Reported to enforcement as a clue"),
    "take_value": _l("A value was taken from papers"),
    "let_stand": _l("The department's answer stands"),
}
DISPUTES: dict[str, Any] = {
    "begin": _l("The household says that this is wrong"),
    "correct": _l("Checked: the department corrected it"),
    "accept": _l("Checked: the papers show it"),
    "dismiss": _l("Checked: not accepted"),
    "withdraw": _l("The household took it back"),
}
"""The same for a fact that was said to be wrong."""
BAD = {"refuse", "send_back", "uphold", "recheck"}


def timeline(application: Application) -> list[dict[str, str]]:
    """What happened and which letters went out, newest first: kind, title, note."""
    disputed = {row.uid: row.source for row in disputes_of(application.uid)}
    steps, letters = _steps(application, disputed), _letters(application, disputed)
    # Steps stay in the order they were made, whatever day they carry.
    both = merge(steps, letters, key=lambda one: one[0], reverse=True)
    return [line for _at, line in both]


def _letters(
    application: Application, disputed: Collection[str]
) -> list[tuple[datetime, dict[str, str]]]:
    rows = members(application.uid)
    subjects = {
        application.uid,
        *(row.uid for row in rows),
        *disputed,
        *(paper.uid for paper in papers_of(application.uid)),
        *notices_of(application.uid),
    }
    log: LetterLog = current_app.extensions["anju.letters"]
    found = log(subjects, {row.person_uid for row in rows})
    names = directory.people({letter.person for letter in found})
    return [(letter.at, _letter(letter, names)) for letter in found]


def _letter(letter: LetterEntry, names: dict[str, str]) -> dict[str, str]:
    ways = _("; ").join(letter.ways)
    parts = [_when(letter.on, letter.at), names.get(letter.person, ""), ways]
    return {
        "kind": "bad" if letter.failed else "system",
        "title": _("Letter: %(title)s", title=letter.title),
        "note": " · ".join(part for part in parts if part),
    }


def _when(on: date, at: datetime) -> str:
    """The moment, where it lies on the legal day (a demo's day may not be today)."""
    return moment(at) if on == at.date() else day(on)


def _steps(
    application: Application, disputed: Mapping[str, str]
) -> list[tuple[datetime, dict[str, str]]]:
    subjects = [application.uid, *(o.uid for o in objections_of(application.uid)), *disputed]
    found = steps_of(*subjects)
    people = directory.people({s.actor for s in found if s.actor_kind == Kind.RESIDENT})
    staff = directory.staff_names({s.actor for s in found if s.actor_kind == Kind.STAFF})
    names, stages = people | staff, stage_names(application)
    return [
        (step.at, _line(step, names, stages, staff, disputed.get(step.subject, "")))
        for step in reversed(found)
        if step.verb in VERBS or step.subject in disputed
    ]


def _line(
    step: Step,
    names: dict[str, str],
    stages: dict[str, str],
    staff: dict[str, str],
    disputed: str,
) -> dict[str, str]:
    title = str(DISPUTES[step.verb] if disputed else VERBS[step.verb])
    if disputed:
        title = f"{saying.TITLES[disputed]}: {title}"
    if step.machine == "objection" and step.verb == "begin":
        title = _("Objection raised")
    if step.verb == "assign":
        name = directory.staff_names([step.reason]).get(step.reason) if step.reason else None
        title = _("Assigned to %(name)s", name=name) if name else _("Given back to the team")
    elif step.reason in stages:
        title = f"{stages[step.reason]}: {title}"
    elif step.reason in saying.TITLES and step.verb in ("take_value", "let_stand"):
        title = f"{title}: {saying.TITLES[step.reason]}"
    elif step.reason in set(Condition):
        title = f"{title}: {condition_label(step.reason).plain}"
    text = read(step.payload)
    said = "; ".join(item.text for item in items_in(text)) or str(text.get("text", ""))
    who = names.get(step.actor, _("the system") if step.actor_kind == Kind.SYSTEM else "")
    where = region(step.region).label() if step.region else ""
    parts = [_when(step.on, step.at), who, where, said]
    kind = {Kind.RESIDENT: "you", Kind.SYSTEM: "system"}.get(Kind(step.actor_kind), "person")
    return {
        "kind": "bad" if step.verb in BAD else kind,
        "title": title,
        "note": " · ".join(part for part in parts if part),
    }


def notes(application: Application) -> list[dict[str, str]]:
    """The notes in the file, newest first."""
    found = [step for step in steps_of(application.uid) if step.verb == "note"]
    names = directory.staff_names({step.actor for step in found})
    return [
        {
            "text": str(read(step.payload).get("text", "")),
            "who": names.get(step.actor, ""),
            "at": moment(step.at),
        }
        for step in reversed(found)
    ]


PURPOSES = {"window": _l("at the window"), "review": _l("review")}
LOOKS = {
    "file": _l("whole file"),
    "paper": _l("a paper"),
    "id_number": _l("full ID number"),
    "phone": _l("full phone"),
}


def looked(application: Application, limit: int = 6, within: int = 60) -> list[dict[str, str]]:
    """Who looked at this file last, with purpose; the person can read the same.

    One line for looks of the same person at the same thing one after the other.
    """
    pages = [paper.uid for paper in papers_of(application.uid)]
    views = views_of_any([application.uid, *pages], within)
    names = directory.staff_names({v.viewer for v in views})
    turns = [
        list(looks) for _, looks in groupby(views, key=lambda v: (v.viewer, v.what, v.purpose))
    ]
    return [
        {
            "name": f"{names.get(last.viewer, '')} · {LOOKS.get(last.what, last.what)}"
            + (f" × {len(looks)}" if len(looks) > 1 else ""),
            "note": " · ".join(
                part
                for part in (moment(last.at), _role(last.role), _purpose(last.what, last.purpose))
                if part
            ),
            "icon": "eye",
            "url": "",
        }
        for looks in turns[:limit]
        for last in looks[:1]
    ]


def _purpose(what: str, purpose: str) -> str:
    """The purpose in words; a look that needed none repeats nothing."""
    if purpose == what:
        return ""
    labels: dict[str, Any] = PURPOSES | PURPOSE_LABELS
    return str(labels.get(purpose.split(":")[0], purpose))


def _role(code: str) -> str:
    return next((str(label) for role, label in ROLE_LABELS.items() if role == code), code)
