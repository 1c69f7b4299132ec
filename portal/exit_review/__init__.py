"""The door: looking again once a year, and the way out of a home or a subsidy.

The house compares and proposes; a person confirms, and two sign a notice to leave.
"""

from portal.exit_review.access import PERMISSIONS
from portal.exit_review.codes import Kind, Permission, Proposal, State, Trigger
from portal.exit_review.deciding import (
    StoodOn,
    confirm,
    decisions,
    draft_notice,
    report_violation,
    return_notice,
    revoke,
    serve_notice,
    stop_subsidy,
)
from portal.exit_review.events import (
    ExitNoticeServed,
    HandedBack,
    HoldOverBegan,
    ReviewConfirmed,
    ReviewOpened,
    SubsidyEnded,
)
from portal.exit_review.examining import ask_again_due, examine, hear_again, known_of
from portal.exit_review.leaving import (
    finish_repair,
    hand_back,
    home_returned,
    moving_due,
    pass_inspection,
    settle,
    start_repair,
)
from portal.exit_review.machine import REVIEW
from portal.exit_review.opening import (
    holding_ended,
    open_on_notice,
    open_review,
    order_return,
    reviews_due,
    watch,
    watch_agreement,
    watch_lease,
)
from portal.exit_review.queries import (
    review_of_household,
    review_of_lease,
    review_row,
    reviews_done,
)
from portal.exit_review.views import blueprint
from portal.exit_review.words import NAV_OWN, NAV_QUEUE, STATES, WORDS
from portal.kernel.package import NavItem, Package
from portal.kernel.worker import Handler

SUBSCRIBES: dict[str, tuple[Handler, ...]] = {
    "tenancy.MovedIn": (Handler("exit_review.watch_lease", watch_lease),),
    "subsidy.AgreementSigned": (Handler("exit_review.watch_agreement", watch_agreement),),
    "tenancy.LeaseEnded": (
        Handler("exit_review.lease_ended", holding_ended),
        Handler("exit_review.home_returned", home_returned),
    ),
    "subsidy.SubsidyStopped": (Handler("exit_review.subsidy_stopped", holding_ended),),
    "credit.CaseDecided": (Handler("exit_review.order_return", order_return),),
}
"""Which events wake which handler of ours; ``portal.subscriptions`` merges it."""

JOBS: tuple[Handler, ...] = (examine,)
"""Jobs of ours, for ``portal.subscriptions``."""

package = Package(
    name="exit_review",
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    machines=(REVIEW,),
    daily=(reviews_due, ask_again_due, moving_due),
    nav=(
        NavItem("staff", NAV_QUEUE, "exit_review.queue", Permission.SEE_REVIEWS, 52),
        NavItem("resident", NAV_OWN, "exit_review.mine", Permission.SEE_MY_REVIEW, 65),
    ),
    words=WORDS,
)

__all__ = [
    "JOBS", "REVIEW", "STATES", "SUBSCRIBES", "ExitNoticeServed", "HandedBack", "HoldOverBegan",
    "Kind", "Permission", "Proposal", "ReviewConfirmed", "ReviewOpened", "State", "StoodOn",
    "SubsidyEnded", "Trigger", "ask_again_due", "confirm", "decisions", "draft_notice", "examine",
    "finish_repair", "hand_back", "hear_again", "holding_ended", "home_returned", "known_of",
    "moving_due", "open_on_notice", "open_review", "order_return", "package", "pass_inspection",
    "report_violation", "return_notice", "review_of_household", "review_of_lease", "review_row",
    "reviews_done", "reviews_due", "revoke", "serve_notice", "settle", "start_repair",
    "stop_subsidy", "watch", "watch_agreement", "watch_lease",
]  # fmt: skip
