"""One household's whole life as the records tell it: stages, decisions, looks, money and homes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import current_app
from flask_babel import gettext as _

from portal.audit.anomalies import Oddity, at_night, backdated, night_looks, overrides, shared
from portal.audit.codes import Odd
from portal.audit.money import MoneyRow, money_of
from portal.audit.records import looks, steps, subjects
from portal.audit.words import STAGES, decision_words, look_words, purpose_words
from portal.households import history, household, people_names
from portal.kernel import directory
from portal.kernel.act import Kind, Role
from portal.kernel.journal import Step, View
from portal.kernel.package import Package
from portal.kernel.regions import region, tree
from portal.kernel.web.navigation import ROLE_LABELS

_ENDS = frozenset(
    {
        "ended", "refused", "withdrawn", "waitlisted", "agreement", "housed", "removed", "accepted",
        "waived", "expired", "void", "stopped", "closed", "rejected", "revoked",
    }
)  # fmt: skip
_LABEL_ROOM = 0.08


@dataclass(frozen=True)
class Decision:
    """A decision a person made: what, signed by whom, prepared by which other person."""

    on: date
    subject: str
    code: str
    what: str
    signer: str
    second: str
    policy: str
    reason: str


@dataclass(frozen=True)
class Look:
    """Who looked at what, for which purpose; ``family`` and ``judged`` say how it strikes us."""

    at: datetime
    who: str
    duty: str
    what: str
    purpose: str
    family: str
    judged: str


@dataclass(frozen=True)
class Span:
    """A stage of the life between two days (``until`` open: it still runs)."""

    machine: str
    subject: str
    since: date
    until: date | None


@dataclass
class Life:
    """Everything the page shows. ``uids`` are all cases and people of the household."""

    uid: str
    name: str
    size: int
    first: int
    last: int
    uids: tuple[str, ...]
    spans: list[Span]
    decisions: list[Decision]
    looks: list[Look]
    money: list[MoneyRow]
    odd: dict[Odd, list[Oddity]] = field(default_factory=dict)

    @property
    def oddities(self) -> int:
        """How many things want an explanation."""
        return sum(len(each) for each in self.odd.values())


def human_moves() -> frozenset[tuple[str, str]]:
    """(machine, verb) of every move that only a person may make."""
    house: tuple[Package, ...] = current_app.extensions["anju.house"]
    return frozenset(
        (machine.name, move.verb)
        for package in house
        for machine in package.machines
        for move in machine.moves
        if move.human
    )


def _spans(rows: Sequence[Step]) -> list[Span]:
    first: dict[str, Step] = {}
    ended: dict[str, date | None] = {}
    for row in rows:
        if row.machine in STAGES:
            first.setdefault(row.subject, row)
            ended[row.subject] = row.on if row.target in _ENDS else None
    found = [Span(row.machine, uid, row.on, ended[uid]) for uid, row in first.items()]
    return sorted(found, key=lambda span: (span.since, span.subject))


def _decisions(rows: Sequence[Step]) -> list[Decision]:
    human = human_moves()
    names = directory.staff_names(row.actor for row in rows if row.actor_kind == Kind.STAFF)
    before: dict[str, list[str]] = {}
    found = []
    for row in rows:
        if row.actor_kind != Kind.STAFF:
            continue
        others = [uid for uid in before.get(row.subject, []) if uid != row.actor]
        if (row.machine, row.verb) in human:
            found.append(
                Decision(
                    row.on, row.subject, f"{row.machine}.{row.verb}",
                    decision_words(row.machine, row.verb),
                    names.get(row.actor, ""), names.get(others[-1], "") if others else "",
                    row.policy, row.reason,
                )
            )  # fmt: skip
        before.setdefault(row.subject, []).append(row.actor)
    return found[::-1]


def duty_words(role: str, code: str) -> str:
    """Where and as what somebody looked."""
    label = str(ROLE_LABELS[Role(role)]) if role in set(Role) else ""
    place = region(code).label() if code in tree() else ""
    return f"{place} {label}".strip()


def _looks(rows: Sequence[View]) -> list[Look]:
    staff = directory.staff_names(v.viewer for v in rows if v.viewer_kind == Kind.STAFF)
    people = directory.people(v.viewer for v in rows if v.viewer_kind == Kind.RESIDENT)
    found = []
    for view in rows:
        own = view.viewer_kind == Kind.RESIDENT
        night = not own and at_night(view.at)
        judged = _("Themselves") if own else _("To explain") if night else _("Normal")
        found.append(
            Look(
                view.at, (people if own else staff).get(view.viewer, ""),
                "" if own else duty_words(view.role, view.region), look_words(view.what),
                purpose_words(view.purpose, view.what), "need" if night else "good", judged,
            )
        )  # fmt: skip
    return found


def life(household_uid: str, on: date) -> Life:
    """One household's life up to ``on``. Raises ``Missing``."""
    home = household(household_uid)
    members = history(household_uid)
    people = list(dict.fromkeys(each.person_uid for each in members))
    uids = {**subjects(household_uid, people), household_uid: "household"}
    uids.update((uid, "person") for uid in people)
    rows = steps(list(uids))
    seen = looks(list(uids))
    applicant = next((m.person_uid for m in members if m.relation == "applicant"), "")
    days = [row.on for row in rows] or [home.formed_on]
    return Life(
        uid=household_uid,
        name=people_names([applicant]).get(applicant, ""),
        size=sum(each.until is None or each.until > on for each in members),
        first=min(days).year,
        last=max(*days, on).year,
        uids=tuple(uids),
        spans=_spans(rows),
        decisions=_decisions(rows),
        looks=_looks(seen),
        money=money_of(household_uid),
        odd={
            Odd.SHARED: shared(people),
            Odd.BACKDATED: backdated(list(uids)),
            Odd.OVERRIDES: overrides(list(uids)),
            Odd.NIGHT: night_looks(seen),
        },
    )


_WEIGHTY = frozenset(
    {
        "application.approve", "application.refuse", "agreement.activate", "agreement.stop",
        "lease.countersign", "lease.end", "credit_case.decide", "waitlist_entry.remove",
        "review.serve_notice", "review.hand_back",
    }
)  # fmt: skip


def _named(decisions: Sequence[Decision], share: Callable[[date], float]) -> set[int]:
    """Which decisions carry their name on the line: weighty ones first, as far as there is room."""
    order = sorted(
        range(len(decisions)), key=lambda i: (decisions[i].code not in _WEIGHTY, decisions[i].on)
    )
    named: set[int] = set()
    for place in order:
        at = share(decisions[place].on)
        if all(abs(at - share(decisions[other].on)) >= _LABEL_ROOM for other in named):
            named.add(place)
    return named


def drawn(found: Life, on: date) -> dict[str, object]:
    """The life as arguments of the chart: years, stages and decisions at shares of the line."""
    begin = date(found.first, 1, 1)
    whole = (date(found.last + 1, 1, 1) - begin).days

    def share(day: date) -> float:
        return min(1.0, max(0.0, (day - begin).days / whole))

    stages: list[Mapping[str, object]] = []
    for place, span in enumerate(found.spans):
        end = share(span.until or on)
        if place + 1 < len(found.spans):
            end = min(end, share(found.spans[place + 1].since))
        words, family = STAGES[span.machine]
        at = share(span.since)
        if end - at > 0.004:
            stages.append({"at": at, "to": end, "words": str(words), "family": family})
    named = _named(found.decisions, share)
    marks = [
        {"at": share(each.on), "words": each.what if place in named else "", "heed": False}
        for place, each in enumerate(found.decisions)
    ][::-1]
    return {
        "years": list(range(found.first, found.last + 2)),
        "stages": stages,
        "decisions": marks,
    }
