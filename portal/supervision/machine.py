"""The moves of a monthly report."""

from __future__ import annotations

from portal.kernel.act import Act
from portal.kernel.machine import Machine, Move
from portal.supervision.codes import Permission, State
from portal.supervision.models import MonthlyReport

GROUND = "桂政办电〔2020〕104号（十）"


def every_figure(thing: MonthlyReport, act: Act) -> str | None:
    """Every metric has a figure, computed or by hand."""
    missing = [f for f in thing.figures if f["computed"] is None and f["manual"] is None]
    return "figures_missing" if missing else None


def another_person(thing: MonthlyReport, act: Act) -> str | None:
    """Who handed a report in does not accept it."""
    return "own_report" if act.by.uid == thing.submitted_by else None


REPORT = Machine(
    "monthly_report",
    State,
    State.DRAFTED,
    (
        Move(
            (State.DRAFTED, State.RETURNED), "submit", State.SUBMITTED, Permission.PREPARE, GROUND,
            guard=every_figure, human=True,
        ),
        Move(
            State.SUBMITTED, "accept", State.ACCEPTED, Permission.DECIDE, GROUND,
            guard=another_person, human=True,
        ),
        Move(
            State.SUBMITTED, "return", State.RETURNED, Permission.DECIDE, GROUND,
            guard=another_person, human=True,
        ),
    ),
)  # fmt: skip
