"""Names that identity stores and asks for."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """What a one-time code was asked for; other packages may use names of their own."""

    SIGN_IN = "sign_in"
    APPLY = "apply"
    RESUME = "resume"
    SIGN = "sign"
    CO_APPLICANT = "co_applicant"
    MAIL = "mail"


class How(StrEnum):
    """How a level of assurance was reached."""

    TYPED = "typed"
    CODE = "code"
    REAL_NAME = "real_name"
    SIGHTED = "sighted"
    PORTAL = "portal"


class Document(StrEnum):
    """What a clerk held in their hands when they saw a person."""

    CARD = "card"
    TEMPORARY_CARD = "temporary_card"
    RESIDENCE_PERMIT = "residence_permit"


class Permission(StrEnum):
    """What identity's pages and verbs ask for (table in access.py)."""

    SIGN_IN = "sign_in"
    USE_PLATFORM = "use_platform"
    OWN_SETTINGS = "own_settings"
    END_ALL_VISITS = "end_all_visits"
    OWN_LANGUAGE = "own_language"
    OWN_MAIL = "own_mail"
    STAFF_OWN = "staff_own"
    SIGHT = "sight"
    PEOPLE = "people"
    DUTIES = "duties"
    JOBS = "jobs"
