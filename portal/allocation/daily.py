"""What falls due in allocation."""

from __future__ import annotations

from portal.allocation.codes import PUBLICITY
from portal.allocation.offering import offers_due
from portal.kernel import deadlines
from portal.kernel.act import Act
from portal.kernel.daily import daily

__all__ = ["offers_due", "publicity_due"]


def _over(act: Act) -> list[str]:
    return deadlines.overdue_subjects(act.on, kind=PUBLICITY)


@daily(_over)
def publicity_due(act: Act, plan_uid: str) -> None:
    """The public notice of a result ends after its last day."""
    clock = deadlines.running(PUBLICITY, plan_uid)
    if clock is not None:
        deadlines.close(clock, on=act.on, why="ended")
