"""The words of a decision before it is signed: the letter, what follows, what changed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.codes import State
from portal.applications.models import Application
from portal.applications.procedure import procedure_of, stage_after
from portal.applications.review.cards import TAGS, stage_name
from portal.applications.review.decisions import UNANSWERED, remedies
from portal.applications.review.objections import UPHELD
from portal.eligibility import condition_label
from portal.households import person
from portal.kernel.act import Act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add
from portal.kernel.policy import rulebook
from portal.kernel.web.figures import day

REASONS: dict[str, Any] = {
    UPHELD: _l("An objection to the public list was found right"),
    UNANSWERED: _l("What was asked for did not come in time"),
}
REMEDIES: dict[str, tuple[Any, Any]] = {
    "reexamination": (_l("Ask us for a re-examination."), _l("Another person answers in writing.")),
    "reconsideration": (
        _l("Apply for administrative reconsideration."), _l("To the government above us; free."),
    ),
    "suit": (_l("Go to court."), _l("To the people's court.")),
}  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """What the household will read."""

    to: str
    title: str
    lines: tuple[str, ...]
    listed: tuple[str, ...] = ()
    ways: tuple[dict[str, Any], ...] = field(default=())


def reason_words(code: str) -> str:
    """Why a refusal was made, in words."""
    if code in REASONS:
        return str(REASONS[code])
    return _("Not met: %(condition)s", condition=condition_label(code).formal)


def ways(place: str, served: date) -> tuple[dict[str, Any], ...]:
    """The ways to object, easiest first, with their last days."""
    return tuple(
        {"title": str(REMEDIES[r.code][0]), "text": str(REMEDIES[r.code][1]),
         "last_day": r.last_day}
        for r in remedies(place, served)
    )  # fmt: skip


def preview(application: Application, verb: str, form: Any, act: Act) -> Letter | None:
    """The letter of a verb, or ``None`` where the household gets none."""
    to = person(application.applicant_uid).name
    text = (form.text.data or "").strip() if "text" in form else ""
    if verb == "accept":
        return Letter(to, _("We have taken on your application"),
                      (_("It is complete. We tell you when something changes."),))  # fmt: skip
    if verb == "ask":
        due = day(_due(application, "procedure.supplement", act.on))
        first = _("We ask for more only once. Please send everything listed by %(day)s.", day=due)
        chosen = set(form.facts.data or ())
        facts = [str(one.label) for one in form.facts.options if one.value in chosen]
        return Letter(to, _("Please send what is missing"), (first,), (*facts, *form.lines()))
    if verb == "approve":
        first = _("You qualify. You are on the list.")
        if application.wish == "subsidy":
            first = _("You qualify. We prepare the subsidy agreement.")
        return Letter(to, _("Approved"), (first, text) if text else (first,))
    if verb == "refuse":
        listed = tuple(reason_words(code) for code in form.reasons.data or ())
        first = _("We do not approve your application. These are the reasons:")
        said = (first, text) if text else (first,)
        return Letter(to, _("Not approved"), said, listed, ways(application.place, act.on))
    return None


def _due(application: Application, key: str, on: date) -> date:
    rules = rulebook(application.place, on=application.submitted_on or on)
    return add(on, rules.period(key), load_calendar()).date


def effects(application: Application, verb: str, act: Act) -> list[str]:
    """What happens once it is signed."""
    found: dict[str, list[str]] = {
        "accept": [_("The stage “%(stage)s” begins and the clock runs.",
                     stage=stage_name(procedure_of(application)[0]))],
        "ask": [_("Your clock stands still until the answer, at the latest until %(day)s.",
                  day=day(_due(application, "procedure.supplement", act.on))),
                _("It cannot be asked for a second time.")],
        "entrust": [_("An answer is due by %(day)s. Your own clock runs on.",
                      day=day(_due(application, "procedure.entrustment", act.on)))],
        "report_back": [_("The file goes back to who asked, at the stage where it stood.")],
        "approve": [_("The household gets a letter and a message."),
                    _("It is registered to wait, or gets a subsidy agreement to sign.")],
        "refuse": [_("The household gets a letter with the reasons and what it can do."),
                   _("Somebody else answers a re-examination.")],
        "send_back": [_("That stage begins again; every later one is passed again.")],
        "pass_stage": _passing(application),
    }  # fmt: skip
    return [*found[verb], _("It is recorded with your name and cannot be deleted.")]


def _passing(application: Application) -> list[str]:
    stages = procedure_of(application)
    following = (
        stage_after(stages, application.stage)
        if application.stage in {s.code for s in stages}
        else None
    )
    if following is None:
        return []
    if following.publicity:
        return [_("Name (masked), size and class hang for %(n)s days; objections are possible.",
                  n=following.clock.n), _("The whole time stands still meanwhile.")]  # fmt: skip
    return [_("Next: %(stage)s. You may not do that stage as well.", stage=stage_name(following))]


def changes(before: str, now: str) -> list[tuple[str, str, str]]:
    """(what, before, now) for the conflict page, from two looks at a file."""
    old, new = before.split("|"), now.split("|")
    if len(old) != len(new):
        return []
    labels = (_("State"), _("Stage"), _("Met"), _("Not met"), _("Not known"))
    return [
        (label, _spoken(at, a), _spoken(at, b))
        for at, (label, a, b) in enumerate(zip(labels, old, new, strict=True))
        if a != b
    ]


def _spoken(at: int, code: str) -> str:
    if at == 0 and code in set(State):
        return str(TAGS[code][1])
    return code or "—"
