"""Words for what may go wrong with subsidies."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WORDS = {
    "agreement_exists": _l("This household already has an agreement."),
    "agreement_text_changed": _l("The text is not the one you read. Please read it again."),
    "agreement_not_signed": _l("The applicant has not signed yet."),
    "rent_paid_missing": _l("Write the rent you pay each month."),
    "bank_missing": _l("Write the name of the bank."),
    "account_malformed": _l("An account number has 8 to 32 digits. Please check it."),
    "holder_differs": _l("The account must be in your own name."),
    "payee_asked_already": _l("A change of account is already waiting to be checked."),
    "payee_settled": _l("This change of account is settled already."),
    "no_running_agreement": _l("There is no running agreement."),
    "own_work": _l("You handled this yourself. Someone else must check it."),
    "month_in_future": _l("This month has not begun yet."),
    "nothing_to_pay": _l("Nobody is to be paid for this month now."),
    "run_open": _l("A list of this month is already on its way."),
    "month_paid": _l("This month is paid or on its way already."),
    "reason_missing": _l("Please write the reason."),
    "payments_unanswered": _l("The bank has not answered for every payment."),
    "oddities_open": _l("Some lines of the bank's answer still need a look."),
    "return_unreadable": _l("This is not a return file of this bank (line %(line)s)."),
    "run_not_sent": _l("This list was not sent to the bank."),
    "payment_settled": _l("This payment has its answer already."),
    "oddity_settled": _l("Somebody has looked at this line already."),
    "recovery_nothing": _l("Write for at least one month how much was too much."),
    "recovery_not_paid": _l("One of these months was not paid, or not to this household."),
    "recovery_too_much": _l("In %(month)s at most %(most)s yuan can have been too much."),
    "recovery_ground": _l("Choose why it was too much."),
    "recovery_way": _l("Choose how it comes back."),
    "recovery_no_months": _l("No month is coming from which it could be set off."),
    "recovered_already": _l("A recovery stands on one of these months already."),
    "recovery_stands": _l("A recovery rests on this payment. It must be revoked first."),
    "repayment_missing": _l("Write an amount above 0."),
    "repayment_too_much": _l("Only %(left)s yuan is still to come back."),
    "file_altered": _l("The kept file is not the approved one. Nothing was sent."),
}

AGREEMENT_STATES = {
    "drafted": ("need", _l("Needs your signature")),
    "signed": ("hand", _l("We are checking")),
    "active": ("good", _l("Running")),
    "suspended": ("paused", _l("Paused")),
    "stopped": ("ended", _l("Stopped")),
}

DESK_AGREEMENT_STATES = {
    "drafted": ("hand", _l("Waits for the applicant")),
    "signed": ("need", _l("Needs our check")),
    "active": ("good", _l("Running")),
    "suspended": ("paused", _l("Paused")),
    "stopped": ("ended", _l("Stopped")),
}

RUN_STATES = {
    "computed": ("need", _l("Needs a second person")),
    "approved": ("hand", _l("Approved, on its way to the bank")),
    "sent": ("hand", _l("Sent to the bank")),
    "returned": ("hand", _l("The bank has answered")),
    "closed": ("good", _l("Closed")),
    "void": ("ended", _l("Sent back")),
}

PAYMENT_STATES = {
    "listed": ("hand", _l("Being prepared")),
    "sent": ("hand", _l("Sent to the bank")),
    "paid": ("good", _l("Arrived")),
    "returned": ("ended", _l("Came back")),
    "void": ("withdrawn", _l("Dropped")),
}

RECOVERY_STATES = {
    "proposed": ("need", _l("Needs a second person")),
    "confirmed": ("hand", _l("Coming back")),
    "settled": ("good", _l("Back in full")),
    "rejected": ("ended", _l("Not confirmed")),
    "revoked": ("withdrawn", _l("Revoked")),
}

WAYS = {
    "set_off": _l("Set off from the coming months"),
    "pay_back": _l("Paid back at a window or by transfer"),
}

METHODS = {
    "cash": _l("Cash"),
    "card": _l("Bank card"),
    "transfer": _l("Bank transfer"),
}

LINES = {
    "area_standard": _l("Protected floor area per person"),
    "area_own_per_head": _l("Less what you own per person"),
    "area_short_per_head": _l("Short per person"),
    "persons": _l("Times people"),
    "area_cap": _l("At most per household"),
    "area_paid": _l("Floor area paid for"),
    "subsidy_price": _l("Times subsidy per square metre"),
    "graduate_college": _l("Graduate with a college diploma"),
    "graduate_bachelor": _l("Graduate with a bachelor's degree"),
    "graduate_master": _l("Graduate with a master's degree"),
    "graduate_doctor": _l("Graduate with a doctor's degree"),
    "by_formula": _l("By the formula"),
    "month_worth": _l("This month's subsidy"),
    "set_off": _l("Set off: what was paid too much"),
    "given_back": _l("Given back: a recovery that was revoked"),
    "rent_paid": _l("Rent you pay (the subsidy is never more)"),
}

CLASSES = {
    "a_high": _l("Minimum living allowance and special support"),
    "a_low": _l("Low income"),
    "b": _l("Other households"),
    "graduates": _l("New graduates"),
    "total": _l("Together"),
}

HOLDS = {
    "member_died": _l("A member has died"),
    "household_changed": _l("The household has changed"),
    "live_lease": _l("Lives in public housing or has another subsidy"),
    "paid_elsewhere": _l("Already paid this month elsewhere"),
    "suspended": _l("The agreement is paused"),
    "payee_changing": _l("New account not yet checked"),
    "no_payee": _l("No account"),
    "account_shared": _l("One account for several households"),
    "name_unprintable": _l("The bank cannot print the name"),
    "nothing_due": _l("Nothing is due by the formula"),
}

WHO_ACTS = {
    "member_died": _l("Street office visits"),
    "household_changed": _l("City housing centre revises"),
    "live_lease": _l("City housing centre stops it"),
    "paid_elsewhere": _l("Finance asks the other city"),
    "suspended": _l("City housing centre"),
    "payee_changing": _l("Finance checks the account"),
    "no_payee": _l("The applicant names one"),
    "account_shared": _l("Finance asks the households"),
    "name_unprintable": _l("Finance pays by hand at the bank"),
    "nothing_due": _l("City housing centre"),
}

CHECKS = {
    "once": (_l("One line per household and month"), _l("No household twice")),
    "own_account": (_l("The account is the applicant's own"), _l("By the name given to the bank")),
    "claims_held": (
        _l("Nobody is paid by another city for this month"),
        _l("By keyed hashes of all counted people"),
    ),
    "below_rent": (_l("Not more than the rent paid"), _l("By the rent told with the signature")),
    "steep_change": (
        _l("Changed by more than a fifth since last month"),
        _l("Please look at these"),
    ),
    "sum": (_l("The lines add up to the total"), _l("Added up again from the lines")),
}

ODDITIES = {
    "unknown_line": _l("No such payment in the list"),
    "duplicate_line": _l("The same payment twice"),
    "wrong_amount": _l("Another amount than we sent"),
    "wrong_account": _l("Another account than we sent"),
    "contradicts": _l("Contradicts another answer"),
    "unknown_status": _l("An answer we do not know"),
}

RETURN_CODES = {
    "account_closed": _l("The account is closed"),
    "name_differs": _l("The name does not fit the account"),
    "account_unknown": _l("The bank does not know the account"),
}

STOP_REASONS = {
    "own_wish": _l("The household no longer wants it"),
    "housed": _l("Moved into public housing"),
    "not_eligible": _l("No longer eligible"),
    "death": _l("The applicant died"),
    "breach": _l("Breach of the agreement"),
}

SUSPEND_REASONS = {
    "recheck": _l("Being checked again"),
    "fact_unknown": _l("A fact is not known"),
    "disputed": _l("Disputed"),
}
