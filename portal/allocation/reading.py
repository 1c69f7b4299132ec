"""What the pages of a round show: its steps with dates, its lines with masked names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask_babel import get_locale
from flask_babel import gettext as _

from portal.allocation.codes import PlanState
from portal.allocation.queries import (
    CandidateCard,
    OfferCard,
    PlanCard,
    candidates,
    check_deadline,
    homes_of,
    offers_of,
    publicity_deadline,
)
from portal.allocation.words import LAYOUTS, OFFER_STATES, PLAN_STATES
from portal.households import people_names
from portal.housing import UnitCard
from portal.kernel.names import masked_name
from portal.kernel.web.figures import day


def plan_tag(state: str) -> tuple[str, str]:
    """Family and label of a plan's state."""
    family, label = PLAN_STATES[state]
    return family, str(label)


def offer_tag(state: str) -> tuple[str, str]:
    """Family and label of an offer's state."""
    family, label = OFFER_STATES[state]
    return family, str(label)


@dataclass(frozen=True)
class EstateHomes:
    """The homes of one estate that may be offered, by layout, in the order of the register."""

    name: str
    layouts: tuple[tuple[str, tuple[UnitCard, ...]], ...]

    @property
    def count(self) -> int:
        """How many homes."""
        return sum(len(units) for _layout, units in self.layouts)


def by_estate(units: Iterable[UnitCard]) -> list[EstateHomes]:
    """Homes to choose from: estate by estate, so that hundreds of them can be looked through."""
    english = str(get_locale()) == "en"
    found = []
    for _uid, group in groupby(units, key=lambda unit: unit.estate_uid):
        homes = tuple(group)
        layouts = {code: tuple(u for u in homes if u.layout == code) for code in LAYOUTS}
        name = homes[0].estate_name_en if english else homes[0].estate_name
        found.append(
            EstateHomes(name, tuple((str(LAYOUTS[c]), some) for c, some in layouts.items() if some))
        )
    return found


_ORDER = [PlanState.DRAFT, PlanState.PUBLISHED, PlanState.CHECKED, PlanState.OFFERING]


def stages_of(plan: PlanCard) -> list[dict[str, str]]:
    """The steps of a round with their dates, for the stepper."""
    at = _ORDER.index(PlanState(plan.state)) if plan.state in set(_ORDER) else 4
    check = check_deadline(plan.uid)
    notice = publicity_deadline(plan.uid)
    done = plan.state == PlanState.CLOSED
    window = f"{day(plan.opens_on, 'short')} – {day(plan.closes_on, 'short')}"
    rows = [
        (_("Plan published"), day(plan.published_on, "short") if plan.published_on else ""),
        (_("Registration"), window),
        (
            _("Second check"),
            day(plan.checked_on, "short")
            if plan.checked_on
            else (_("until %(day)s", day=day(check.due, "short")) if check else ""),
        ),
        (_("Homes offered"), _("in the order of the list")),
        (
            _("Result"),
            _("on notice until %(day)s", day=day(notice.due, "short"))
            if notice
            else (day(plan.closed_on, "short") if plan.closed_on else ""),
        ),
    ]
    reached = {0: 0, 1: 1, 2: 3, 3: 3, 4: 5}[at]
    states = ["done" if n < reached or done else ("now" if n == reached else "") for n in range(5)]
    if plan.state == PlanState.VOID:
        states = ["" for _n in rows]
    return [
        {"title": title, "note": note, "state": state}
        for (title, note), state in zip(rows, states, strict=True)
    ]


@dataclass(frozen=True)
class ResultLine:
    """A household of a round as everybody may see it."""

    seq: int
    number: str
    masked_name: str
    size: int
    layout: str
    home: str
    offer: OfferCard | None


def result_lines(plan: PlanCard) -> list[ResultLine]:
    """The frozen order with what came of it; queue numbers in full, names masked."""
    rows = [row for row in candidates(plan.uid) if row.seq is not None]
    names = people_names({row.person_uid for row in rows})
    last: dict[str, OfferCard] = {o.candidate_uid: o for o in offers_of(plan.uid)}
    homes = {home.unit.uid: home.unit.label for home in homes_of(plan.uid)}
    return [_line(row, names, last.get(row.uid), homes) for row in rows]


def _line(
    row: CandidateCard, names: dict[str, str], made: OfferCard | None, homes: dict[str, str]
) -> ResultLine:
    return ResultLine(
        row.seq or 0, row.number, masked_name(names.get(row.person_uid, "")), row.size,
        row.layout, homes.get(made.unit_uid, "") if made else "", made,
    )  # fmt: skip
