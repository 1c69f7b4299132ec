"""Words for what may go wrong with a lease or rent."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WORDS = {
    "no_rent_rate": _l("There is no rent rate for this home. The city must set one first."),
    "lease_exists": _l("This home or household already has a lease."),
    "lease_text_changed": _l("The text is not the one you read. Please read it again."),
    "assisted_already": _l(
        "Someone in the household already has a public home or a subsidy. "
        "One must end before the other begins. Please ask at a window."
    ),
    "already_countersigned": _l("Both sides have signed already."),
    "not_countersigned": _l("Both sides must sign before this."),
    "keys_missing": _l("Write how many keys you hand over, at least 1."),
    "lease_filed_already": _l("This lease is filed already."),
    "filing_number_missing": _l("Write the number the lease was filed under."),
    "lease_in_force": _l("This lease is in force. It can only be ended."),
    "rent_amount_missing": _l("Write an amount above 0."),
    "rent_too_much": _l("Only %(left)s yuan of this bill is open."),
    "method_unknown": _l("Choose how the rent was paid."),
    "bill_cancelled": _l("This bill was cancelled. Nothing is to be paid on it."),
    "billed_already": _l("This month is billed already."),
}

STATES = {
    "drafted": ("need", _l("Needs your signature")),
    "signed": ("hand", _l("Signed by the tenant")),
    "occupied": ("good", _l("Living here")),
    "ended": ("ended", _l("Ended")),
    "void": ("ended", _l("Void")),
}

DESK_STATES = {
    "drafted": _l("Waits for the tenant"),
    "signed": _l("Signed"),
    "occupied": _l("Lived in"),
    "ended": _l("Ended"),
    "void": _l("Void"),
}

BOTH_SIGNED = ("good", _l("Signed by both sides"))

LINES = {
    "rent_price": _l("Rent per square metre"),
    "rent_area": _l("Times floor area"),
    "rent_full": _l("Standard rent"),
    "rent_reduction": _l("Reduction"),
    "market_price": _l("Market rent per square metre"),
    "market_month": _l("Market rent of the home a month"),
    "holdover_share": _l("Share of it that is asked"),
    "days_held": _l("Days after the moving period"),
    "days_of_month": _l("Of days in the month"),
    "holdover_part": _l("For these days"),
    "rent_billed": _l("Less the rent already billed for these days"),
}

BILLS = {
    "rent": _l("Rent"),
    "hold_over": _l("Rent after the moving period"),
}

METHODS = {
    "cash": _l("Cash"),
    "card": _l("Bank card"),
    "transfer": _l("Bank transfer"),
}

END_REASONS = {
    "term": _l("The term is over"),
    "tenant_leaves": _l("The tenant moves out"),
    "not_eligible": _l("No longer eligible"),
    "death": _l("The tenant died"),
    "arrears": _l("Rent arrears"),
    "breach": _l("Breach of the lease"),
    "exchange": _l("Exchange of homes"),
}
