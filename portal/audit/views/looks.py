"""Who looked at my data: for the resident, by duty, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import render_template

from portal.audit.codes import Permission
from portal.audit.life import duty_words
from portal.audit.records import looks, subjects
from portal.audit.views import blueprint
from portal.audit.words import look_words, purpose_words
from portal.households import households_of
from portal.kernel.act import Kind
from portal.kernel.demo import legal_today
from portal.kernel.web.doors import needs, who


@dataclass(frozen=True)
class OwnLook:
    """One look at a resident's data; no officer is named, the duty is."""

    at: datetime
    duty: str
    what: str
    purpose: str


def looks_at(person_uid: str) -> list[OwnLook]:
    """Looks by staff at this person and at the cases of their household, newest first."""
    uids: set[str] = {person_uid}
    homes = households_of(person_uid, legal_today())
    for home in homes:
        uids |= {home, *subjects(home, [person_uid])}
    if not homes:
        uids |= subjects("", [person_uid]).keys()
    return [
        OwnLook(
            view.at, duty_words(view.role, view.region), look_words(view.what),
            purpose_words(view.purpose, view.what),
        )
        for view in looks(uids)
        if view.viewer_kind == Kind.STAFF
    ]  # fmt: skip


@blueprint.get("/my/who-looked")
@needs(Permission.OWN_LOOKS)
def who_looked() -> str:
    """The log of looks at my data."""
    return render_template("audit/who_looked.html", looks=looks_at(who().uid))
