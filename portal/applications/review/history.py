"""What happened to an application and who looked, in a desk's words."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.models import Application
from portal.applications.review.cards import stage_names
from portal.applications.review.objections import objections_of
from portal.applications.review.texts import read
from portal.eligibility import Condition, condition_label
from portal.kernel import directory
from portal.kernel.act import Kind
from portal.kernel.journal import Step, steps_of, views_of
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
    "uphold": _l("Objection found right"),
    "dismiss": _l("Objection does not hold"),
    "report_clue": _l("Reported to enforcement as a clue"),
}
BAD = {"refuse", "send_back", "uphold", "recheck"}


def steps(application: Application) -> list[dict[str, str]]:
    """The timeline, newest first: kind, title, note."""
    subjects = [application.uid, *(o.uid for o in objections_of(application.uid))]
    found = steps_of(*subjects)
    people = directory.people({s.actor for s in found if s.actor_kind == Kind.RESIDENT})
    staff = directory.staff_names({s.actor for s in found if s.actor_kind == Kind.STAFF})
    names, stages = people | staff, stage_names(application)
    return [_line(step, names, stages, staff) for step in reversed(found) if step.verb in VERBS]


def _line(
    step: Step, names: dict[str, str], stages: dict[str, str], staff: dict[str, str]
) -> dict[str, str]:
    title = str(VERBS[step.verb])
    if step.machine == "objection" and step.verb == "begin":
        title = _("Objection raised")
    if step.verb == "assign":
        name = directory.staff_names([step.reason]).get(step.reason) if step.reason else None
        title = _("Assigned to %(name)s", name=name) if name else _("Given back to the team")
    elif step.reason in stages:
        title = f"{stages[step.reason]}: {title}"
    elif step.reason in set(Condition):
        title = f"{title}: {condition_label(step.reason).plain}"
    text = read(step.payload)
    said = "; ".join(text["items"]) if text.get("items") else str(text.get("text", ""))
    who = names.get(step.actor, _("the system") if step.actor_kind == Kind.SYSTEM else "")
    where = region(step.region).label() if step.region else ""
    parts = [moment(step.at) if step.on == step.at.date() else day(step.on), who, where, said]
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
LOOKS = {"file": _l("whole file"), "id_number": _l("full ID number"), "phone": _l("full phone")}


def looked(application: Application, limit: int = 6, within: int = 60) -> list[dict[str, str]]:
    """Who looked at this file last, with purpose; the person can read the same.

    One line for looks of the same person at the same thing one after the other.
    """
    views = views_of(application.uid, within)
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
    return "" if purpose == what else str(PURPOSES.get(purpose, purpose))


def _role(code: str) -> str:
    return next((str(label) for role, label in ROLE_LABELS.items() if role == code), code)
