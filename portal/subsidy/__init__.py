"""The door: rental subsidies, their agreements, monthly runs and payments."""

from flask_babel import lazy_gettext as _l

from portal.kernel.act import Role
from portal.kernel.package import NavItem, Package
from portal.subsidy.access import PERMISSIONS
from portal.subsidy.codes import (
    HoldReason,
    PaymentState,
    Permission,
    RecoveryState,
    RunState,
    State,
    StopReason,
    SuspendReason,
    Way,
)
from portal.subsidy.entitlement import basis_of
from portal.subsidy.events import (
    AgreementPrepared,
    AgreementSigned,
    RecoveryConfirmed,
    RecoveryRevoked,
    RepaymentDue,
    SubsidyPaid,
    SubsidyReturned,
    SubsidyStopped,
)
from portal.subsidy.formulas import Amount, Basis, amount_for
from portal.subsidy.machine import AGREEMENT, PAYMENT, RECOVERY, RUN
from portal.subsidy.ports import PaymentChannel
from portal.subsidy.queries import AgreementCard, agreement_of_household, agreement_row, run_row
from portal.subsidy.recovered import recoverable, recoveries_in, recoveries_of, recovery_row
from portal.subsidy.services.agreements import (
    activate,
    agreements_due,
    prepare_agreement,
    resume,
    revise,
    sign_agreement,
    stop,
    suspend,
)
from portal.subsidy.services.payees import NewPayee, confirm_payee, name_payee
from portal.subsidy.services.recovering import (
    confirm_recovery,
    propose_recovery,
    recoveries_due,
    reject_recovery,
    revoke_recovery,
    take_repayment,
)
from portal.subsidy.services.returns import (
    read_return,
    settle_by_hand,
    settle_oddity,
    take_back,
)
from portal.subsidy.services.runs import (
    approve_run,
    close_run,
    compute_run,
    list_more,
    send_back_run,
)
from portal.subsidy.services.sending import JOBS, ask_again, returns_due
from portal.subsidy.services.sharing import shared_accounts_due
from portal.subsidy.totals import households_paid, paid_sum
from portal.subsidy.views import blueprint
from portal.subsidy.words import WORDS

_FINANCE = (Role.FINANCE_MAKER, Role.FINANCE_APPROVER)

package = Package(
    name="subsidy",
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    machines=(AGREEMENT, RUN, PAYMENT, RECOVERY),
    daily=(agreements_due, returns_due, recoveries_due, shared_accounts_due),
    nav=(
        NavItem("resident", _l("My subsidy"), "subsidy.my_subsidy", Permission.SEE_OWN, 41),
        NavItem("staff", _l("Agreements"), "subsidy.agreements", Permission.SEE_AGREEMENTS, 56),
        NavItem("staff", _l("Payments"), "subsidy.months", Permission.SEE_MONEY, 62, _FINANCE),
        NavItem("staff", _l("Bank returns"), "subsidy.returns", Permission.SEE_MONEY, 63, _FINANCE),
        NavItem(
            "staff", _l("Recoveries"), "subsidy.recoveries", Permission.SEE_RECOVERIES, 64, _FINANCE
        ),
    ),
    words=WORDS,
)

__all__ = [
    "AGREEMENT",
    "JOBS",
    "PAYMENT",
    "RECOVERY",
    "RUN",
    "AgreementCard",
    "AgreementPrepared",
    "AgreementSigned",
    "Amount",
    "Basis",
    "HoldReason",
    "NewPayee",
    "PaymentChannel",
    "PaymentState",
    "Permission",
    "RecoveryConfirmed",
    "RecoveryRevoked",
    "RecoveryState",
    "RepaymentDue",
    "RunState",
    "State",
    "StopReason",
    "SubsidyPaid",
    "SubsidyReturned",
    "SubsidyStopped",
    "SuspendReason",
    "Way",
    "activate",
    "agreement_of_household",
    "agreement_row",
    "agreements_due",
    "amount_for",
    "approve_run",
    "ask_again",
    "basis_of",
    "close_run",
    "compute_run",
    "confirm_payee",
    "confirm_recovery",
    "households_paid",
    "list_more",
    "name_payee",
    "package",
    "paid_sum",
    "prepare_agreement",
    "propose_recovery",
    "read_return",
    "recoverable",
    "recoveries_due",
    "recoveries_in",
    "recoveries_of",
    "recovery_row",
    "reject_recovery",
    "resume",
    "returns_due",
    "revise",
    "revoke_recovery",
    "run_row",
    "send_back_run",
    "settle_by_hand",
    "settle_oddity",
    "sign_agreement",
    "stop",
    "suspend",
    "take_back",
    "take_repayment",
]
