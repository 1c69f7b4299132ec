"""The door: suspected acts, the due process they take, and the bars that may follow.

``report_clue`` starts a case; a bar never comes without notice, defence, review and a
person's decision. ``bar_running`` and ``commitment_allowed`` are what applications ask.
"""

from portal.credit.access import PERMISSIONS
from portal.credit.bars import lift_bar
from portal.credit.codes import TOLD, BarKind, Clock, Home, Permission, Result, Source, State
from portal.credit.decisions import (
    close_case,
    decide,
    perform,
    records_due,
    revoke,
    serve_decision,
    start_bar_on_return,
    withdraw,
)
from portal.credit.events import (
    BarImposed,
    BarLifted,
    CaseDecided,
    DecisionServed,
    PreDecisionServed,
)
from portal.credit.machine import CASE
from portal.credit.models import Case
from portal.credit.notices import (
    ask_hearing,
    call_hearing,
    consider,
    defend,
    hold_hearing,
    review_case,
    serve_notice,
    to_review,
)
from portal.credit.pages import remedy_rows
from portal.credit.queries import (
    Bar,
    Remedy,
    Standing,
    bar_running,
    bars_of,
    case_under_way,
    cases_decided,
    cases_of,
    commitment_allowed,
    remedies_of,
    standing,
)
from portal.credit.services import (
    add_evidence,
    file_case,
    judge_clue,
    report_clue,
    report_investigation,
    take_part,
)
from portal.credit.views import blueprint
from portal.credit.words import NAV_OWN, NAV_QUEUE, WORDS
from portal.kernel.act import Role
from portal.kernel.package import NavItem, Package

_WORK = (Role.ENFORCEMENT, Role.LEGAL_REVIEWER, Role.CREDIT_OFFICER)

package = Package(
    name="credit",
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    machines=(CASE,),
    daily=(records_due,),
    nav=(
        NavItem("staff", NAV_QUEUE, "credit.queue", Permission.SEE_QUEUE, 40, _WORK),
        NavItem("resident", NAV_OWN, "credit.mine", Permission.SEE_OWN_CREDIT, 70),
    ),
    words=WORDS,
)

__all__ = [
    "CASE",
    "TOLD",
    "Bar",
    "BarImposed",
    "BarKind",
    "BarLifted",
    "Case",
    "CaseDecided",
    "Clock",
    "DecisionServed",
    "Home",
    "Permission",
    "PreDecisionServed",
    "Remedy",
    "Result",
    "Source",
    "Standing",
    "State",
    "add_evidence",
    "ask_hearing",
    "bar_running",
    "bars_of",
    "call_hearing",
    "case_under_way",
    "cases_decided",
    "cases_of",
    "close_case",
    "commitment_allowed",
    "consider",
    "decide",
    "defend",
    "file_case",
    "hold_hearing",
    "judge_clue",
    "lift_bar",
    "package",
    "perform",
    "remedies_of",
    "remedy_rows",
    "report_clue",
    "report_investigation",
    "review_case",
    "revoke",
    "serve_decision",
    "serve_notice",
    "standing",
    "start_bar_on_return",
    "take_part",
    "to_review",
    "withdraw",
]
