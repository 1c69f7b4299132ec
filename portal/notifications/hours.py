"""Nobody is woken: texts and e-mails leave by day, in real time of Asia/Shanghai.

One-time codes do not come through here: somebody waits for them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from flask import current_app

from portal.kernel.clock import SHANGHAI
from portal.kernel.database import utcnow
from portal.kernel.policy import NoRule, rulebook
from portal.kernel.worker import NotYet

CLOCK = "anju.post_clock"
"""Name of the clock among the application's extensions: a demonstration has no night."""


def noon() -> datetime:
    """Today at 12:00 in Shanghai: the clock of demo and tests."""
    return utcnow().astimezone(SHANGHAI).replace(hour=12, minute=0, second=0, microsecond=0)


def by_day(city: str) -> None:
    """Raise ``NotYet`` outside the hours in which the city's messages leave."""
    morning = held_until(city)
    if morning is not None:
        raise NotYet(morning)


def held_until(city: str) -> datetime | None:
    """Until when the city's messages are held back now; ``None`` while they leave."""
    clock: Callable[[], datetime] = current_app.extensions[CLOCK]
    now = clock()
    leaves = leaves_at(city, now)
    return leaves if leaves > now else None


def leaves_at(city: str, now: datetime) -> datetime:
    """``now``, or the next moment at which a message may leave; ``now`` where no rule says."""
    local = now.astimezone(SHANGHAI)
    try:
        rules = rulebook(city, local.date())
        first, last = rules.value("messages.from_hour"), rules.value("messages.until_hour")
    except NoRule:
        return now
    if first <= local.hour < last:
        return now
    day = local.date() if local.hour < first else local.date() + timedelta(days=1)
    return datetime.combine(day, time(first), SHANGHAI)
