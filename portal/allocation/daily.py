"""What falls due in allocation."""

from __future__ import annotations

from portal.allocation.codes import PUBLICITY
from portal.allocation.offering import offers_due
from portal.kernel import deadlines
from portal.kernel.act import Act

__all__ = ["offers_due", "publicity_due"]


def publicity_due(act: Act) -> None:
    """The public notice of a result ends after its last day."""
    for deadline in deadlines.overdue(act.on, kind=PUBLICITY):
        deadlines.close(deadline, on=act.on, why="ended")
