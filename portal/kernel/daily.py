"""Work that falls due: found in the read phase, then done one by one, each in a write of its own.

However much is due, no transaction grows; whoever breaks it off goes on where it stopped, because
what is done is no longer found.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.kernel.act import Act
from portal.kernel.database import db, write, writing

logger = logging.getLogger("anju.daily")


class Unfinished(RuntimeError):
    """Some of the day's work failed; the rest is done, and the next run tries again."""


@dataclass(frozen=True)
class Daily:
    """``due(act)`` names what falls due on ``act.on``, by uids; ``do(act, uid)`` does one of it.

    ``do`` runs inside ``write()`` and asks again what it rests on: time has passed since.
    """

    name: str
    due: Callable[[Act], Iterable[str]]
    do: Callable[[Act, str], object]

    def __call__(self, act: Act) -> int:
        """Do all that is due; how much it was.

        One that fails is logged and holds up nobody. Raises ``Unfinished`` at the end for those,
        ``RuntimeError`` inside ``write()``.
        """
        if writing():
            raise RuntimeError("daily work writes by itself, one by one")
        found, failed = list(self.due(act)), []
        db.session.rollback()
        for uid in found:
            try:
                with write():
                    self.do(act, uid)
            except Exception:
                logger.exception("%s failed for %s", self.name, uid)
                failed.append(uid)
        if failed:
            raise Unfinished(f"{self.name}: {', '.join(failed)}")
        return len(found)


def daily(due: Callable[[Act], Iterable[str]]) -> Callable[[Callable[[Act, str], object]], Daily]:
    """Make a function ``(act, uid)`` the daily work on what ``due`` names."""

    def decorate(do: Callable[[Act, str], object]) -> Daily:
        return Daily(f"{do.__module__.split('.')[1]}.{do.__name__}", due, do)

    return decorate
