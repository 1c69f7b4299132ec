"""What departments give notice of, whose file it touches, and where that stands."""

from __future__ import annotations

from enum import StrEnum

from portal.applications import Source


class NoticeKind(StrEnum):
    """What a department says has happened to a person."""

    DEATH = "death"
    HOME_BOUGHT = "home_bought"
    HOME_SOLD = "home_sold"
    INCOME_CHANGED = "income_changed"
    MARRIAGE = "marriage"
    DIVORCE = "divorce"
    BIRTH = "birth"
    GRADUATION = "graduation"
    VEHICLE_BOUGHT = "vehicle_bought"
    BENEFIT_GRANTED = "benefit_granted"
    HUKOU_MOVED = "hukou_moved"


ASKED_AGAIN: dict[NoticeKind, frozenset[str]] = {
    NoticeKind.DEATH: frozenset({Source.HUKOU, Source.MARRIAGE}),
    NoticeKind.HOME_BOUGHT: frozenset({Source.PROPERTY}),
    NoticeKind.HOME_SOLD: frozenset({Source.PROPERTY}),
    NoticeKind.INCOME_CHANGED: frozenset({Source.INCOME}),
    NoticeKind.MARRIAGE: frozenset({Source.MARRIAGE, Source.HUKOU}),
    NoticeKind.DIVORCE: frozenset({Source.MARRIAGE, Source.HUKOU}),
    NoticeKind.BIRTH: frozenset({Source.HUKOU}),
    NoticeKind.GRADUATION: frozenset({Source.EDUCATION}),
    NoticeKind.VEHICLE_BOUGHT: frozenset({Source.VEHICLE}),
    NoticeKind.BENEFIT_GRANTED: frozenset({Source.BENEFITS, Source.ASSISTANCE}),
    NoticeKind.HUKOU_MOVED: frozenset({Source.HUKOU, Source.RESIDENCE_PERMIT}),
}
"""Whose register holds the fact: these and no others are asked again."""


class Way(StrEnum):
    """How a notice reached us."""

    PUSH = "push"
    PULL = "pull"


class Subject(StrEnum):
    """What of a household a notice touches."""

    APPLICATION = "application"
    ENTRY = "entry"
    LEASE = "lease"
    AGREEMENT = "agreement"


class State(StrEnum):
    """Where a matter stands; from ``open`` on it is a person's."""

    ASKING = "asking"
    UNCHANGED = "unchanged"
    OPEN = "open"
    HANDED_ON = "handed_on"
    SETTLED = "settled"


class Outcome(StrEnum):
    """What a person made of a matter."""

    ACTED = "acted"
    NO_CONSEQUENCE = "no_consequence"
    WRONG_NOTICE = "wrong_notice"


class Permission(StrEnum):
    """What may be done with connectors and department notices (table in access.py)."""

    CONNECTORS = "connectors"
    GIVE_NOTICE = "give_notice"
    SEE_NOTICES = "see_department_notices"
    SEE_NOTICE = "see_department_notice"
    HEAR = "hear_department_notice"
    SETTLE = "settle_department_notice"
