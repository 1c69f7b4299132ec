"""Permissions, states and codes of supervision."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """Who sees the region's figures, who reports, who accepts."""

    SEE_REGION = "see_region"
    SEE_CITY = "see_city"
    SEE_REPORTS = "see_reports"
    SEE_REPORT = "see_report"
    PREPARE = "prepare"
    DECIDE = "decide"


class State(StrEnum):
    """Where a monthly report stands. Accepted reports never change again."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class Unit(StrEnum):
    """What a line of the target table is: a city, another unit, or the printed total."""

    CITY = "city"
    OTHER = "other"
    TOTAL = "total"


class Origin(StrEnum):
    """Where a figure comes from; no figure is shown without."""

    LEASES = "leases"
    PAYMENTS = "payments"
    REPORTS = "reports"
    NOWHERE = "nowhere"


class Pace(StrEnum):
    """How a unit stands against what should be done by today."""

    DONE = "done"
    ON = "on"
    SLOW = "slow"
    BEHIND = "behind"
    NO_FIGURE = "no_figure"
    NO_TARGET = "no_target"


REGION_METRICS = {
    "shanty_new_start": "shanty_start",
    "shanty_basic_completion": "shanty_completion",
    "prh_new_raised": "prh_raised",
    "prh_basic_completion": "prh_completion",
    "prh_new_physical": "in_kind",
    "subsidy_households": "subsidy",
}
"""Columns of the annex of 桂政办电〔2020〕104号 → metric codes of ``supervision.metrics``."""
