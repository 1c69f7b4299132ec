"""What a person said is wrong, as they read it themselves: what, where it stands, our answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.codes import DisputeState
from portal.applications.intake import saying
from portal.applications.intake.disputes import disputes_of
from portal.applications.intake.values import FIELDS
from portal.applications.models import Application, Dispute
from portal.households import people_names
from portal.kernel.errors import Missing
from portal.kernel.payloads import read_payload

STATES: dict[str, tuple[str, Any]] = {
    DisputeState.OPEN: ("paused", _l("Being checked")),
    DisputeState.CORRECTED: ("good", _l("The department corrected it")),
    DisputeState.ACCEPTED: ("good", _l("Your papers show it")),
    DisputeState.NOT_ACCEPTED: ("ended", _l("Not accepted")),
    DisputeState.WITHDRAWN: ("withdrawn", _l("Taken back")),
}


@dataclass(frozen=True)
class Said:
    """One fact that was said to be wrong; ``answer`` is our reason, once there is one."""

    uid: str
    source: str
    person_uid: str
    title: str
    who: str
    values: tuple[str, ...]
    text: str
    on: date
    tag: tuple[str, str]
    answer: str
    answered_on: date | None
    open: bool
    refused: bool


def said_wrong(application: Application, viewer: str) -> list[Said]:
    """What this person said (and for minors, as applicant), newest first."""
    rows = [row for row in disputes_of(application.uid) if viewer in row.people]
    names = people_names({row.person_uid for row in rows})
    return [_said(row, viewer, names) for row in reversed(rows)]


def _said(row: Dispute, viewer: str, names: dict[str, str]) -> Said:
    told = words(row.payload_uid)
    family, label = STATES[row.state]
    return Said(
        uid=row.uid, source=row.source, person_uid=row.person_uid,
        title=str(saying.TITLES.get(row.source, row.source)),
        who=_("You") if row.person_uid == viewer else names.get(row.person_uid, ""),
        values=value_labels(row.source, told.get("values", ())), text=str(told.get("text", "")),
        on=row.raised_on, tag=(family, str(label)),
        answer=str(words(row.answer_uid).get("text", "")), answered_on=row.settled_on,
        open=row.state == DisputeState.OPEN, refused=row.state == DisputeState.NOT_ACCEPTED,
    )  # fmt: skip


def value_labels(source: str, codes: Any) -> tuple[str, ...]:
    """Which values were meant, in words."""
    return tuple(str(f.label) for f in FIELDS.get(source, ()) if f.code in set(codes))


def words(uid: str | None) -> dict[str, Any]:
    """What was written, or nothing once it is erased."""
    if not uid:
        return {}
    try:
        return read_payload(uid)
    except Missing:
        return {}
