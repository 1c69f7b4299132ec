"""Tables of subsidies: what was agreed, what is paid, what is taken back."""

from portal.subsidy.models.agreements import Agreement, AgreementMember, AgreementTerms, Payee
from portal.subsidy.models.payments import Hold, Payment, ReturnFile, ReturnOddity, Run
from portal.subsidy.models.recoveries import Recovery, RecoveryMonth, Repayment, SetOff

__all__ = [
    "Agreement",
    "AgreementMember",
    "AgreementTerms",
    "Hold",
    "Payee",
    "Payment",
    "Recovery",
    "RecoveryMonth",
    "Repayment",
    "ReturnFile",
    "ReturnOddity",
    "Run",
    "SetOff",
]
