"""What the exchange tells the house; ids only."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.outbox import Event


@dataclass(frozen=True)
class NoticeReceived(Event):
    """A department gave notice about somebody this city deals with; ``uid`` is the notice's."""
