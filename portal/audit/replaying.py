"""Decide again: stored facts, the rules published by then, and do we find the same?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.audit.codes import Replayed
from portal.audit.records import screenings, screenings_about, table
from portal.eligibility import HouseholdFacts, Ruling, screen
from portal.kernel.database import db
from portal.kernel.policy import NoRule, Rulebook, rulebook


@dataclass(frozen=True)
class Replay:
    """One stored comparison done again; ``differs`` names the conditions that came out otherwise.

    ``subject`` is the case it belongs to, ``policy`` the fingerprint of the rules it used.
    """

    uid: str
    subject: str
    outcome: Replayed
    policy: str
    rules_on: str
    differs: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Did it come out the same?"""
        return self.outcome is Replayed.SAME


def _subject(row: Any) -> str:
    for column in row.__table__.c:
        if column.name.endswith("_uid") and column.name != "household_uid":
            return str(getattr(row, column.name))
    return str(row.uid)


def differences(before: Ruling, now: Ruling) -> tuple[str, ...]:
    """What came out otherwise: class, way, groups, or conditions by code."""
    found = []
    if before.klass != now.klass:
        found.append("class")
    if before.route != now.route:
        found.append("route")
    if [g.to_json() for g in before.groups] != [g.to_json() for g in now.groups]:
        found.append("groups")
    old = {f.code: f.to_json() for f in before.findings}
    new = {f.code: f.to_json() for f in now.findings}
    found += sorted(code for code in old.keys() | new.keys() if old.get(code) != new.get(code))
    if not found and before.to_json() != now.to_json():
        found.append("others")
    return tuple(found)


def rules_day(row: Any, ruling: Ruling) -> date:
    """The day whose rules were used: that of submission, or of the comparison if it was earlier."""
    cases, case_uid = table("application"), getattr(row, "application_uid", None)
    if cases is None or case_uid is None:
        return ruling.on
    submitted = db.session.scalar(select(cases.c.submitted_on).where(cases.c.uid == case_uid))
    return min(ruling.on, submitted) if submitted else ruling.on


def rules_of(row: Any, ruling: Ruling) -> Rulebook:
    """The rules a stored comparison used, as published by its moment. Raises ``NoRule``."""
    return rulebook(ruling.region, on=rules_day(row, ruling), known_at=row.at)


def replay(row: Any) -> Replay:
    """Do one stored comparison again with the rules that were published by its moment."""
    subject = _subject(row)
    try:
        before = Ruling.from_json(json.loads(row.findings or ""))
        facts = HouseholdFacts.from_json(json.loads(row.facts or ""))
    except (ValueError, KeyError, TypeError):
        return Replay(row.uid, subject, Replayed.UNREADABLE, row.policy, "")
    on = rules_day(row, before).isoformat()
    try:
        rules = rules_of(row, before)
    except NoRule:
        return Replay(row.uid, subject, Replayed.NO_RULES, row.policy, on)
    if rules.fingerprint != row.policy or before.policy != row.policy:
        return Replay(row.uid, subject, Replayed.NO_RULES, row.policy, on)
    # A person may have asked for one class; then that way is tried again, not the best one.
    now = screen(facts, rules)
    told = differences(before, now)
    if told:
        asked = screen(facts, rules, before.klass, before.route)
        told = told if before.to_json() != asked.to_json() else ()
    outcome = Replayed.DIFFERENT if told else Replayed.SAME
    return Replay(row.uid, subject, outcome, row.policy, on, told)


@dataclass(frozen=True)
class Replays:
    """All of them: how many of each outcome, and those that are not the same (a hundred)."""

    counts: dict[Replayed, int]
    odd: tuple[Replay, ...]

    @property
    def total(self) -> int:
        """How many decisions were done again."""
        return sum(self.counts.values())

    @property
    def all_same(self) -> bool:
        """Nothing came out otherwise."""
        return self.counts.get(Replayed.SAME, 0) == self.total


def _summed(rows: Iterable[Any]) -> Replays:
    counts: Counter[Replayed] = Counter()
    odd: list[Replay] = []
    for row in rows:
        done = replay(row)
        counts[done.outcome] += 1
        if not done.same and len(odd) < 100:
            odd.append(done)
        db.session.expunge(row)
    return Replays(dict(counts), tuple(odd))


def replay_all() -> Replays:
    """Every stored comparison of the house, done again."""
    return _summed(screenings())


def replays_of(subjects: Iterable[str]) -> list[Replay]:
    """Those of some cases, oldest first."""
    return [replay(row) for row in screenings_about(list(subjects))]
