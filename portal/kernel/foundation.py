"""What stands before the first person comes: regions, the calendar, published policies."""

from __future__ import annotations

from datetime import date, datetime

from portal.kernel.act import system_act
from portal.kernel.calendar_days import seed_working_days
from portal.kernel.database import utcnow
from portal.kernel.policy import publish_sources
from portal.kernel.regions import seed_regions


def lay_foundation(on: date | None = None, at: datetime | None = None) -> None:
    """Load the project's own reference data; doing it again changes nothing. In ``write()``.

    ``at`` is the moment of publication (default: now). Whoever plays an earlier time publishes
    in that time: a decision is decided again only by rules published before it.
    """
    seed_regions()
    seed_working_days()
    publish_sources(system_act(on or utcnow().date(), at or utcnow(), "foundation"))
