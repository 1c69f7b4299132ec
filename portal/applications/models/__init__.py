"""Tables of applications: what the household gave (intake), what the office did (review)."""

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
    Notice,
    NoticeEntry,
    Objection,
    StageRecord,
    Supplement,
)

__all__ = [
    "Answer",
    "Application",
    "ApplicationMember",
    "Consent",
    "Decision",
    "Dispute",
    "Entrustment",
    "Evidence",
    "Notice",
    "NoticeEntry",
    "Objection",
    "Screening",
    "Signature",
    "StageRecord",
    "Supplement",
]
