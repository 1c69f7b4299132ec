"""Tables of subsidies: what was agreed (agreements), what is paid (payments)."""

from portal.subsidy.models.agreements import Agreement, AgreementMember, AgreementTerms, Payee
from portal.subsidy.models.payments import Hold, Payment, ReturnFile, ReturnOddity, Run

__all__ = [
    "Agreement",
    "AgreementMember",
    "AgreementTerms",
    "Hold",
    "Payee",
    "Payment",
    "ReturnFile",
    "ReturnOddity",
    "Run",
]
