"""Looking at papers is a deed: with a purpose, remembered page by page, and only for a while."""

from __future__ import annotations

from datetime import timedelta

from portal.applications.intake.papers import papers_of, servable, subject_of
from portal.applications.models import Evidence
from portal.households import Purpose
from portal.kernel.act import Act
from portal.kernel.database import load
from portal.kernel.errors import Missing, Refused
from portal.kernel.journal import looked_since, note_view

WHAT = "paper"
LASTS = timedelta(minutes=15)
"""How long a look with a purpose lets the pages be opened."""


def pages_with(paper: Evidence) -> list[Evidence]:
    """The pages brought for the same, in order; what was not handed in yet is not staff's."""
    return [
        other
        for other in papers_of(paper.application_uid, subject_of(paper))
        if other.state != "added"
    ]


def look(act: Act, paper: Evidence, *, purpose: str, detail: str = "") -> None:
    """Remember who looks and why, for each page brought for the same; outside ``write()``.

    Raises ``Refused('paper_purpose')`` without a purpose, or without words for ``other``.
    """
    if purpose not in set(Purpose) or (purpose == Purpose.OTHER and not detail.strip()):
        raise Refused("paper_purpose", field="purpose")
    why = f"{purpose}: {detail.strip()[:150]}" if purpose == Purpose.OTHER else str(purpose)
    for uid in [page.uid for page in pages_with(paper) if servable(page)]:
        note_view(act, uid, WHAT, why)


def look_at(act: Act, uid: str, *, purpose: str, detail: str = "") -> None:
    """The same for a paper by uid. ``Missing`` for one that is not staff's to see."""
    look(act, open_paper(uid), purpose=purpose, detail=detail)


def looking(act: Act, paper: Evidence) -> bool:
    """Did this one say a purpose a moment ago?"""
    return looked_since(act.by.uid, paper.uid, WHAT, act.at - LASTS)


def has_looked(act: Act, paper: Evidence) -> bool:
    """Did this one ever look at it?"""
    return looked_since(act.by.uid, paper.uid, WHAT)


def open_paper(uid: str) -> Evidence:
    """A paper of the counter; one that is erased or was not handed in is ``Missing``."""
    paper = load(Evidence, uid)
    if paper.state in ("forgotten", "added"):
        raise Missing("evidence")
    return paper
