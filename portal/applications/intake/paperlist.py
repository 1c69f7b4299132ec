"""Papers as pages show them: by what they were brought for, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.codes import Fault, PaperState, Proves
from portal.applications.intake import saying
from portal.applications.intake.papers import papers_of, servable, subject_of
from portal.applications.intake.subjects import Subject, Wanted, items_of, own_members, wanted
from portal.applications.models import Application, Evidence
from portal.households import people_names
from portal.kernel.files import FileKind, megabytes
from portal.kernel.levels import Field, Level, may_see
from portal.kernel.scanning import Scan

STATES: dict[str, tuple[str, Any]] = {
    PaperState.ADDED: ("draft", _l("Not sent yet")),
    PaperState.RECEIVED: ("hand", _l("Received")),
    PaperState.CHECKED: ("good", _l("Looked at, in order")),
    PaperState.REJECTED: ("need", _l("Not accepted")),
    PaperState.SUPERSEDED: ("withdrawn", _l("Replaced by a new one")),
    PaperState.FORGOTTEN: ("withdrawn", _l("Erased")),
}
FAULTS: dict[str, Any] = {
    Fault.UNREADABLE: _l("It cannot be read. Please take the photo again, flat and in good light."),
    Fault.INCOMPLETE: _l("A page or a part is missing."),
    Fault.WRONG_PAPER: _l("It shows something else than what is needed."),
    Fault.OTHER_PERSON: _l("It is about another person."),
    Fault.OUT_OF_DATE: _l("It is too old. Please bring a newer one."),
    Fault.INFECTED: _l("The scanner found something harmful in this file, so nobody opens it."),
}
SCANS: dict[str, tuple[str, Any]] = {
    Scan.NOT_SCANNED: ("open", _l("Not scanned for viruses")),
    Scan.CLEAN: ("good", _l("Scanned, nothing found")),
    Scan.FOUND: ("late", _l("Something harmful was found")),
}
ORDER = (
    PaperState.REJECTED, PaperState.ADDED, PaperState.RECEIVED, PaperState.CHECKED,
    PaperState.SUPERSEDED,
)  # fmt: skip
"""Which state of its pages a whole group is shown with: what needs somebody first."""


@dataclass(frozen=True)
class PageCard:
    """One file: a photo of a page, or a PDF."""

    uid: str
    number: int
    picture: bool
    note: str
    at: datetime
    state: str
    tag: tuple[str, str]
    fault: str
    scan: tuple[str, str]
    removable: bool
    shown: bool


@dataclass(frozen=True)
class Group:
    """The pages brought for one thing; ``why`` says why they are wanted now, if they are."""

    subject: Subject
    title: str
    who: str
    why: str
    needed: bool
    pages: tuple[PageCard, ...]

    @property
    def open(self) -> bool:
        """May more be brought?"""
        return bool(self.why)

    @property
    def unsent(self) -> int:
        """Pages put in and not handed in."""
        return sum(page.state == PaperState.ADDED for page in self.pages)

    @property
    def tag(self) -> tuple[str, str] | None:
        """How the group stands: what needs somebody first."""
        states = {page.state for page in self.pages}
        state = next((one for one in ORDER if one in states), None)
        return (STATES[state][0], str(STATES[state][1])) if state else None


def card(paper: Evidence, *, shown: bool, number: int) -> PageCard:
    """One file in words; ``shown``: its content may be seen by who reads the page."""
    picture = paper.kind == FileKind.IMAGE
    size = _("%(size)s MB", size=megabytes(max(paper.size, 50_000)))
    note = _("Photo, %(size)s", size=size) if picture else _("PDF, %(size)s", size=size)
    family, label = STATES[paper.state]
    scanned = SCANS[paper.scan]
    return PageCard(
        uid=paper.uid, number=number, picture=picture, note=note, at=paper.given_at,
        state=paper.state, tag=(family, str(label)),
        fault=str(FAULTS[paper.fault]) if paper.fault else "",
        scan=(scanned[0], str(scanned[1])), removable=paper.state == PaperState.ADDED,
        shown=shown and servable(paper),
    )  # fmt: skip


def own_groups(application: Application, viewer: str, level: Level, on: date) -> list[Group]:
    """What this person may bring papers for, and what they brought."""
    proven = may_see(level, Field.OWN_FACTS)
    whose = own_members(application, viewer, proven=proven)
    found, own = wanted(application, whose, proven=proven, on=on), {m.person_uid for m in whose}
    papers = [p for p in papers_of(application.uid) if p.person_uid in own or p.given_by == viewer]
    return groups(application, found, papers, viewer=viewer, shown=proven)


def groups(
    application: Application,
    found: Sequence[Wanted],
    papers: Sequence[Evidence],
    *,
    viewer: str = "",
    shown: bool = False,
) -> list[Group]:
    """Wanted things first, then those that papers were brought for and that are settled."""
    by_subject: dict[Subject, list[Evidence]] = {}
    for paper in papers:
        by_subject.setdefault(subject_of(paper), []).append(paper)
    open_ones: dict[Subject, Wanted] = {}
    for one in found:
        # What was asked for stands before the same thing that merely helps.
        open_ones.setdefault(one.subject, one)
    names = people_names({s.person_uid for s in (*open_ones, *by_subject)})
    listed = []
    for subject in (*open_ones, *(s for s in by_subject if s not in open_ones)):
        now = open_ones.get(subject)
        pages = by_subject.get(subject, ())
        listed.append(
            Group(
                subject,
                now.title if now else title_of(application, subject),
                _("You") if subject.person_uid == viewer else names.get(subject.person_uid, ""),
                now.why if now else "",
                bool(now and now.needed),
                tuple(card(p, shown=shown, number=n) for n, p in enumerate(pages, start=1)),
            )
        )
    return listed


def title_of(application: Application, subject: Subject) -> str:
    """What a paper was brought for, in words."""
    if subject.proves is Proves.PROMISE:
        return _("The promise signed on paper")
    if subject.proves is Proves.FACT:
        return str(saying.TITLES.get(subject.what, subject.what))
    items = items_of(application.uid)
    number = int(subject.what)
    return items[number].text if number < len(items) else _("What was asked for")
