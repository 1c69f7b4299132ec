"""How each connector is doing, and on what ground it is used. Counts only, no person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import case, func, select

from portal.applications import Outcome
from portal.eligibility import needed_by
from portal.exchange.models import RequestLog
from portal.kernel.clock import Period
from portal.kernel.database import db
from portal.kernel.policy import rulebook

LATELY = timedelta(days=1)

USES = {
    "household": _l("members of the household"),
    "promise": _l("promise instead of papers"),
    "spouse": _l("comparison: husband and wife"),
    "tax_over_income": _l("comparison: income"),
    "employment": _l("comparison: work"),
}
"""What a source is needed for besides numbered rules (``intake.uses``)."""

IDLE: tuple[str, Any] = ("draft", _l("Not asked lately"))
ANSWERING: tuple[str, Any] = ("good", _l("Answering"))
SILENT: tuple[str, Any] = ("late", _l("Not answering"))


@dataclass(frozen=True)
class Connector:
    """One partner: its ground in the rulebook, and what became of the last day's questions.

    ``share`` is the percentage without an answer, rounded down; ``resting`` whether this
    process leaves it alone for a while.
    """

    code: str
    name: str
    purpose: str
    basis: str
    agreed: bool
    needed: tuple[str, ...]
    valid: Period | None
    state: tuple[str, Any]
    last: datetime | None
    why: str
    asked: int
    unavailable: int
    resting: bool

    @property
    def share(self) -> int:
        """Percent of the last day's questions that had no answer."""
        return self.unavailable * 100 // self.asked if self.asked else 0


def connectors(city: str, on: date, at: datetime, resting: Collection[str] = ()) -> list[Connector]:
    """Every row of the city's ``intake.sources``; those that do not answer come first."""
    rules = rulebook(city, on=on)
    needed = needed_by(rules)
    valid = {row["code"]: Period.parse(row["valid"]) for row in rules.rows("intake.fact_valid")}
    language = "_en" if str(get_locale()) == "en" else ""
    found = []
    for row in rules.rows("intake.sources"):
        code = row["code"]
        asked, unavailable = _counts(code, at - LATELY)
        newest, answer = _newest(code), _newest(code, but=Outcome.UNAVAILABLE.value)
        silent = newest is not None and newest.outcome == Outcome.UNAVAILABLE
        state = IDLE if not asked else SILENT if silent else ANSWERING
        found.append(
            Connector(
                code=code,
                name=row[f"name{language}"],
                purpose=row[f"purpose{language}"],
                basis=row["basis"],
                agreed=row["consent"],
                needed=tuple(str(USES.get(each, each)) for each in needed.get(code, ())),
                valid=valid.get(code),
                state=state,
                last=answer.at if answer else None,
                why=newest.detail if newest and state is SILENT else "",
                asked=asked,
                unavailable=unavailable,
                resting=code in resting,
            )
        )
    return sorted(found, key=lambda c: (c.state is not SILENT, not c.resting, not c.needed))


def _counts(source: str, since: datetime) -> tuple[int, int]:
    """How often a source was asked since then, and how often in vain."""
    silent = RequestLog.outcome == Outcome.UNAVAILABLE.value
    asked, unavailable = db.session.execute(
        select(func.count(), func.count(case((silent, 1)))).where(
            RequestLog.source == source, RequestLog.at >= since
        )
    ).one()
    return asked, unavailable


def _newest(source: str, but: str = "") -> RequestLog | None:
    """The newest entry of a source (of another outcome than ``but``)."""
    return db.session.scalar(
        select(RequestLog)
        .where(RequestLog.source == source, RequestLog.outcome != but)
        .order_by(RequestLog.at.desc())
        .limit(1)
    )
