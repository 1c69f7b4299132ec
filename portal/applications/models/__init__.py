"""Tables of applications: what the household gave (intake), what the office did (review)."""

from portal.applications.models.aftercheck import AfterCheck, CheckDraw
from portal.applications.models.duplicates import DuplicateFile, DuplicateSet
from portal.applications.models.intake import (
    Answer,
    Application,
    ApplicationMember,
    Consent,
    Screening,
    Signature,
)
from portal.applications.models.papers import Dispute, Evidence
from portal.applications.models.review import (
    Decision,
    Entrustment,
    ManualItem,
    Notice,
    NoticeEntry,
    Objection,
    StageRecord,
    Supplement,
)

__all__ = [
    "AfterCheck",
    "Answer",
    "Application",
    "ApplicationMember",
    "CheckDraw",
    "Consent",
    "Decision",
    "Dispute",
    "DuplicateFile",
    "DuplicateSet",
    "Entrustment",
    "Evidence",
    "ManualItem",
    "Notice",
    "NoticeEntry",
    "Objection",
    "Screening",
    "Signature",
    "StageRecord",
    "Supplement",
]
