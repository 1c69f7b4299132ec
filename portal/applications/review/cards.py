"""What staff pages say about an application in few words: stage, state, clock, class, groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.codes import State
from portal.applications.models import Application
from portal.applications.procedure import procedure_of
from portal.eligibility import KLASSES, Klass, group_label
from portal.kernel.deadlines import Deadline
from portal.kernel.policy import NoRule, Rulebook, Stage

TAGS: dict[str, tuple[str, Any]] = {
    State.DRAFT: ("draft", _l("Draft")),
    State.SUBMITTED: ("draft", _l("To be accepted")),
    State.IN_REVIEW: ("hand", _l("In review")),
    State.SUPPLEMENT: ("need", _l("Waiting for their papers")),
    State.ENTRUSTED: ("open", _l("Being verified elsewhere")),
    State.APPROVED: ("good", _l("Approved")),
    State.WAITLISTED: ("hand", _l("On the waiting list")),
    State.AGREEMENT: ("good", _l("Subsidy agreed")),
    State.REFUSED: ("ended", _l("Not approved")),
    State.WITHDRAWN: ("withdrawn", _l("Withdrawn")),
    State.ENDED: ("withdrawn", _l("Over")),
}

PAUSED = {
    State.SUPPLEMENT: _l("waiting for their papers"),
}


@dataclass(frozen=True)
class DueCard:
    """A clock as the component shows it; counts in ``unit``."""

    due: date
    used: int
    total: int
    unit: str
    left: int
    state: str
    provisional: bool
    why: str = ""


def due_card(clock: Deadline, on: date, why: str = "") -> DueCard:
    """How far a clock has run by ``on``."""
    left = clock.left(on)
    if clock.is_overdue(on):
        # Past its day but before the next working day: late all the same.
        left = min(left, -1)
    state = "paused" if clock.paused else "running" if clock.open else "done"
    return DueCard(clock.due, clock.n - left, clock.n, clock.unit, left, state,
                   clock.provisional, why)  # fmt: skip


def office(rules: Rulebook, source: str) -> str:
    """The name of a department in the page's language; its code if it is no longer listed."""
    try:
        row = rules.row("intake.sources", source)
    except NoRule:
        return source
    return str(row["name_en" if str(get_locale()) == "en" else "name"])


def stage_name(stage: Stage | None) -> str:
    """A stage in the page's language."""
    if stage is None:
        return ""
    return stage.name_en if str(get_locale()) == "en" else stage.name


def stage_names(application: Application) -> dict[str, str]:
    """code → name of the stages of this application's procedure."""
    return {stage.code: stage_name(stage) for stage in procedure_of(application)}


def tag_of(application: Application, clock: Deadline | None, on: date) -> tuple[str, str]:
    """Family and words of the state tag; overdue work says so first."""
    if clock is not None and clock.is_overdue(on):
        return "late", _("Overdue")
    family, words = TAGS[State(application.state)]
    if application.state != State.IN_REVIEW:
        return family, str(words)
    stage = next((s for s in procedure_of(application) if s.code == application.stage), None)
    if stage is not None and stage.publicity:
        held = clock is not None and clock.paused
        return "open", _("Objection being checked") if held else _("On public notice")
    return family, stage_name(stage) or str(words)


def klass_words(code: str | None) -> str:
    """The class in words; a dash before the first screening."""
    return str(KLASSES[Klass(code)].plain) if code in set(Klass) else "—"


def group_words(groups: Iterable[str]) -> str:
    """The proposed groups in few words."""
    pairs = (code.partition(":") for code in groups)
    return " · ".join(str(group_label(code, sub).plain) for code, _sep, sub in pairs)
