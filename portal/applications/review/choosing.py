"""The decide panel: which verbs there are for this duty, and why some are not possible now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.codes import State
from portal.applications.machine import APPLICATION
from portal.applications.models import Application
from portal.applications.procedure import deciding_stage, procedure_of, stage_after
from portal.applications.review.cards import stage_name
from portal.applications.review.decisions import reasons_possible
from portal.applications.review.entrust import may_report
from portal.kernel.access import allowed
from portal.kernel.act import Act

VERBS = ("accept", "pass_stage", "approve", "ask", "entrust", "report_back", "refuse", "send_back")
"""Verbs of the panel in the order shown."""

WORDS: dict[str, tuple[Any, Any]] = {
    "accept": (_l("Accept the application"), _l("It is complete; the review begins")),
    "pass_stage": (_l("Agree and pass on"), _l("Your stage is done")),
    "approve": (_l("Approve"), _l("Registered to wait, or on to a subsidy")),
    "ask": (_l("Ask for what is missing (once)"), _l("A list goes out; your clock stops")),
    "entrust": (_l("Have it verified elsewhere"), _l("Street, civil affairs or district")),
    "report_back": (_l("Report what you found"), _l("The file goes back to who asked")),
    "refuse": (_l("Do not agree"), _l("With reasons; re-examination can be asked for")),
    "send_back": (_l("Send back to an earlier stage"), _l("Say what is wrong there")),
}


@dataclass(frozen=True)
class Option:
    """A verb as a card: possible, or with the code of the reason why not."""

    value: str
    label: str
    hint: str
    refusal: str | None


def options(application: Application, act: Act) -> list[Option]:
    """The verbs this duty may see from where the application stands."""
    found = []
    choices = {c.move.verb: c.refusal for c in APPLICATION.choices(application, act.by, act)}
    for verb in VERBS:
        if verb not in choices or not _concerns(verb, choices[verb]):
            continue
        label, hint = (str(words) for words in WORDS[verb])
        code = choices[verb] or _more(application, verb, act)
        if verb == "pass_stage":
            hint = _next(application) or hint
        found.append(Option(verb, label, hint, code))
    return found


def _concerns(verb: str, refusal: str | None) -> bool:
    """Leave out what this stage or duty never does; keep what is only not possible now."""
    return refusal not in ("decide_here", "not_your_stage", "nothing_before") and not (
        verb == "approve" and refusal == "stages_open"
    )


def _more(application: Application, verb: str, act: Act) -> str | None:
    if verb == "refuse" and not reasons_possible(application):
        return "no_reason_found"
    return may_report(act, application) if verb == "report_back" else None


def _next(application: Application) -> str:
    stages = procedure_of(application)
    if application.state != State.IN_REVIEW or application.stage not in {s.code for s in stages}:
        return ""
    following = stage_after(stages, application.stage)
    if following is None:
        return ""
    if following.publicity:
        return _("On to public notice, %(n)s days", n=following.clock.n)
    return _("On to: %(stage)s", stage=stage_name(following))


def possible(application: Application, verb: str, act: Act) -> str | None:
    """Why this verb cannot be signed now (a code), or ``None``."""
    move = APPLICATION.find(application, verb)
    if move is None or verb not in WORDS or not allowed(act.by, move.permission, application):
        return "not_from_here"
    refusal = APPLICATION.refusal(application, verb, act)
    return refusal or _more(application, verb, act)


def decides(application: Application) -> bool:
    """Is the open stage the one that ends with the decision?"""
    return application.stage == deciding_stage(procedure_of(application)).code
