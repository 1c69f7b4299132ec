"""Permissions and codes of this package."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What may be done with the log; nobody may write business data from here."""

    AUDIT = "audit"
    SEE_LIFE = "see_life"
    OWN_LOOKS = "own_looks"


class Odd(StrEnum):
    """What looks odd and wants an explanation; none of it proves a wrong."""

    NIGHT = "night"
    SHARED = "shared"
    BACKDATED = "backdated"
    OVERRIDES = "overrides"


class Replayed(StrEnum):
    """What executing a stored decision again came to."""

    SAME = "same"
    DIFFERENT = "different"
    NO_RULES = "no_rules"
    UNREADABLE = "unreadable"
