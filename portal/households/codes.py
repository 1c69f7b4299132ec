"""Words of the register of persons: relations, standings, documents, purposes, permissions."""

from __future__ import annotations

from enum import StrEnum


class Relation(StrEnum):
    """How a member is related to the main applicant."""

    APPLICANT = "applicant"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    OTHER = "other"


COMPULSORY = (Relation.APPLICANT, Relation.SPOUSE, Relation.CHILD)
"""Who belongs to one household only: applying beside it is refused (domain.md §3)."""


class MemberRole(StrEnum):
    """What a member is in the household's requests: 主申请人, 共同申请人, 被抚养人."""

    MAIN = "main"
    CO_APPLICANT = "co_applicant"
    DEPENDANT = "dependant"


class DocumentKind(StrEnum):
    """Papers that name a person: ID card, or residence permit of the same form (GB 11643)."""

    RESIDENT_ID = "resident_id"


class Purpose(StrEnum):
    """Why a full ID number is asked for; the person can read it."""

    REVIEW = "review"
    WINDOW = "window"
    VERIFY = "verify"
    OBJECTION = "objection"
    LETTER = "letter"
    OTHER = "other"


class Permission(StrEnum):
    """What may be done with the register of persons."""

    REVEAL = "reveal"
