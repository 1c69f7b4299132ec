"""Who was asked about whom, when and on what ground: for a desk, and for the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, cast

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.intake.people import members as members
from portal.applications.models import Application
from portal.applications.ports import LogEntry, Outcome, RequestLog
from portal.applications.review.cards import office
from portal.kernel import directory
from portal.kernel.act import Kind
from portal.kernel.policy import Rulebook, rulebook
from portal.kernel.regions import NATION

PURPOSES = {
    "application": _l("application"),
    "recheck": _l("re-check"),
    "identity": _l("proof of the phone"),
}
OUTCOMES: dict[Outcome, tuple[str, Any]] = {
    Outcome.HIT: ("good", _l("Answered")),
    Outcome.NO_HIT: ("good", _l("Nothing on record")),
    Outcome.CONFLICT: ("need", _l("Records disagree")),
    Outcome.UNAVAILABLE: ("open", _l("No answer")),
}
DETAILS = {
    "timeout": _l("too slow"),
    "late": _l("too slow"),
    "unreachable": _l("not reachable"),
    "garbage": _l("not readable"),
    "too_large": _l("not readable"),
    "someone_else": _l("answered about somebody else"),
    "resting": _l("not asked again so soon"),
    "no_answer": _l("cannot answer at present"),
}
ALL = 500


def silence_words(code: str) -> str:
    """Why there was no answer; what is not in the list was a refusal or a breakdown."""
    return str(DETAILS.get(code, _l("out of order"))) if code else ""


@dataclass(frozen=True)
class AskedLine:
    """One question: which office, about whom, why, on what ground, what came back, who asked."""

    office: str
    about: str
    purpose: str
    basis: str
    agreed: bool
    family: str
    outcome: str
    why: str
    until: date | None
    by: str
    at: datetime


@dataclass(frozen=True)
class Occasion:
    """Everything asked about one person at one moment."""

    at: datetime
    purpose: str
    by: str
    lines: tuple[AskedLine, ...]


def _log() -> RequestLog:
    return cast(RequestLog, current_app.extensions["anju.asked"])


def _line(entry: LogEntry, rules: Rulebook, about: str, by: str) -> AskedLine:
    family, words = OUTCOMES[entry.outcome]
    return AskedLine(
        office(rules, entry.source.value), about,
        str(PURPOSES.get(entry.purpose, entry.purpose)), entry.basis, bool(entry.authorisation),
        family, str(words), silence_words(entry.detail), entry.valid_until, by, entry.at,
    )  # fmt: skip


def newest_of_each(application: Application, names: dict[str, str], on: date) -> list[AskedLine]:
    """The newest question to each department for one file, those that did not answer first."""
    newest: dict[str, AskedLine] = {}
    for line in for_case(application, names, on):
        newest.setdefault(line.office, line)
    return sorted(newest.values(), key=lambda line: line.family == "good")


def for_case(application: Application, names: dict[str, str], on: date) -> list[AskedLine]:
    """What departments were asked for one file, newest first."""
    entries = _log()(case=application.uid, limit=ALL)
    rules = rulebook(application.place, on=on)
    staff = directory.staff_names({e.requester for e in entries if e.requester_kind == Kind.STAFF})
    return [_line(e, rules, names.get(e.person, ""), _who(e, names | staff)) for e in entries]


def _who(entry: LogEntry, names: dict[str, str]) -> str:
    if entry.requester_kind == Kind.SYSTEM:
        return _("the system")
    return names.get(entry.requester, _("a visitor"))


def about_me(person_uid: str, on: date) -> list[Occasion]:
    """What was asked about one person, for themselves: newest first, no officer named."""
    entries: Sequence[LogEntry] = _log()(person=person_uid, limit=ALL)
    rules = rulebook(NATION, on=on)
    found = []
    for (at, purpose), some in groupby(entries, key=lambda e: (e.at, e.purpose)):
        lines = [_line(e, rules, "", _mine(e, person_uid)) for e in some]
        found.append(Occasion(at, str(PURPOSES.get(purpose, purpose)), lines[0].by, tuple(lines)))
    return found


def _mine(entry: LogEntry, person_uid: str) -> str:
    if entry.requester == person_uid:
        return _("you yourself")
    if entry.requester_kind == Kind.STAFF:
        return _("an office")
    if entry.requester_kind == Kind.SYSTEM:
        return _("by itself: an answer was missing or too old")
    return _("your family's application")
