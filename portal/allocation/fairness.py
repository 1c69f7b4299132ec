"""Is a round fair: who handles it and who takes part, and why a household has no home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal import waitlist
from portal.allocation.codes import CandidateState
from portal.allocation.queries import (
    CandidateCard,
    PlanCard,
    candidates,
    homes_of,
    offers_of,
)
from portal.households import people_names
from portal.identity import staff_with
from portal.kernel.act import Role
from portal.kernel.names import name_match


@dataclass(frozen=True)
class NameMatch:
    """A member of staff and a household of the round share a name; a person must look."""

    staff_name: str
    queue_number: str


@dataclass(frozen=True)
class InterestCheck:
    """Names of staff against names of applicants: how many were compared, what was found."""

    staff: int
    households: int
    matches: tuple[NameMatch, ...]


_INVOLVED = (Role.CITY_OFFICER, Role.DECISION_MAKER, Role.DISTRICT_REVIEWER, Role.OPERATOR)


def interest_check(card: PlanCard) -> InterestCheck:
    """Compare the names of those who handle rounds in this city with the round's applicants."""
    names = {s.uid: s.name for role in _INVOLVED for s in staff_with(role, card.city)}
    rows = candidates(card.uid)
    applicants = people_names({row.person_uid for row in rows})
    by_name: dict[str, list[str]] = {}
    for row in rows:
        by_name.setdefault(name_match(applicants.get(row.person_uid, "")), []).append(row.number)
    matches = tuple(
        NameMatch(name, number)
        for name in sorted(set(names.values()))
        for number in by_name.get(name_match(name), ())
    )
    return InterestCheck(len(names), len(rows), matches)


def why_not_matched(card: CandidateCard) -> str:
    """The code of the first reason why this household has no home from this round."""
    made = [one for one in offers_of(card.plan_uid) if one.candidate_uid == card.uid]
    if made:
        return f"offer_{made[-1].state}"
    if card.state != CandidateState.SEATED:
        return f"candidate_{card.state}"
    here = [home for home in homes_of(card.plan_uid) if home.unit.layout == card.layout]
    if not here:
        return "no_such_layout"
    if waitlist.entry(card.entry_uid).state != waitlist.EntryState.WAITING:
        return "not_waiting_now"
    return "others_first"


def households_with(plan_uid: str, layout: str, before: int) -> Sequence[CandidateCard]:
    """Those of the same layout that stand before a place in the frozen order."""
    return [
        one
        for one in candidates(plan_uid)
        if one.seq is not None and one.seq < before and one.layout == layout
    ]
