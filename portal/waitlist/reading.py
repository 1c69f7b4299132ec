"""The page "my place" as one read model: the numbers first, then why, then what moved them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.kernel import deadlines
from portal.kernel.clock import Period, Unit
from portal.waitlist.codes import STILL_WAITING
from portal.waitlist.history import Change, history_of, last_shift, monthly_progress
from portal.waitlist.periods import back, months_between
from portal.waitlist.queries import EntryCard
from portal.waitlist.ranks import Rank, rank_of
from portal.waitlist.waits import WaitRange, wait_range

LOOK_BACK = Period(36, Unit.MONTH, "today")
SHOWN = 6
CHART = 8


@dataclass(frozen=True)
class Dot:
    """A point of the chart: across in percent, down in px."""

    x: float
    y: int
    place: int
    on: date
    label_y: int
    label_side: str


@dataclass(frozen=True)
class Grid:
    """A line of the chart with its figure."""

    y: int
    place: int


@dataclass(frozen=True)
class Chart:
    """The steps of a place over time, ready to be drawn."""

    dots: tuple[Dot, ...]
    grid: tuple[Grid, ...]


@dataclass(frozen=True)
class Place:
    """All that a household reads about its place."""

    entry: EntryCard
    rank: Rank | None
    waited_months: int
    shift: int | None
    wait: WaitRange | None
    changes: tuple[Change, ...]
    more: bool
    chart: Chart | None
    asked_since: date | None
    answer_by: date | None


def place_of(entry: EntryCard, on: date) -> Place:
    """Read everything at once, in the request's snapshot."""
    rank = rank_of(entry.uid)
    changes = history_of(entry.uid, limit=CHART + 1)
    asked = deadlines.running(STILL_WAITING, entry.uid)
    pending = asked is not None and asked.since > entry.confirmed_on and entry.alive
    return Place(
        entry=entry,
        rank=rank,
        waited_months=months_between(entry.registered_on, on),
        shift=last_shift(changes),
        wait=_wait(entry, rank, on),
        changes=changes[:SHOWN],
        more=len(changes) > SHOWN,
        chart=chart_of(changes[:CHART], on),
        asked_since=asked.since if asked is not None and pending else None,
        answer_by=asked.due if asked is not None and pending else None,
    )


def _wait(entry: EntryCard, rank: Rank | None, on: date) -> WaitRange | None:
    if rank is None or entry.ord is None:
        return None
    since = max(entry.registered_on, back(on, LOOK_BACK))
    gained = monthly_progress(entry.uid, entry.ord, since)
    months = whole_months(since, on)
    return wait_range(rank.ahead, [gained.get(month, 0) for month in months])


def whole_months(since: date, on: date) -> list[tuple[int, int]]:
    """The calendar months that lie wholly between the two days."""
    first = since.year * 12 + since.month - 1 + (since.day > 1)
    return [(n // 12, n % 12 + 1) for n in range(first, on.year * 12 + on.month - 1)]


def chart_of(changes: Sequence[Change], on: date) -> Chart | None:
    """The chart of at least two places; times out of the line are left out. Pure."""
    points = [(c.on, c.place) for c in reversed(changes) if c.place is not None]
    if len(points) < 2:
        return None
    least, most = min(p for _, p in points), max(p for _, p in points)
    step = _step(most - least)
    low, high = least // step * step, -(-most // step) * step
    high = max(high, low + step)
    span = max((on - points[0][0]).days, 1)

    def y(place: int) -> int:
        return round(36 + 114 * (place - low) / (high - low)) if low < high else 93

    # A smaller number is better and stands lower on the page, as people draw a fall.
    dots = []
    last = len(points) - 1
    for n, (day, place) in enumerate(points):
        down = n and place < points[n - 1][1]
        dots.append(
            Dot(
                x=round(11 + 85.5 * (day - points[0][0]).days / span, 2),
                y=186 - y(place),
                place=place,
                on=day,
                label_y=186 - y(place) + (20 if down and n != last else -10),
                label_side="end" if n == last else "start",
            )
        )
    grid = tuple(Grid(186 - y(value), value) for value in range(low, high + 1, step))
    return Chart(tuple(dots), grid[:5])


def _step(width: int) -> int:
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000):
        if width <= 3 * step:
            return step
    return 100_000
