"""More kinds: what it costs to stay too long or was paid too much, and the last waiver."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.notifications.codes import Kind
from portal.notifications.template import Template

MONEY: dict[Kind, Template] = {
    Kind.HOLD_OVER_BEGAN: Template(
        title=_l("The moving period is over"),
        text=_l("From now on the market rent is owed for every day until the home is back."),
        lines=(
            _l("The moving period has ended and the home has not been handed back."),
            _l("For every day since then the market rent is owed instead of the rent agreed."),
        ),
        next=(
            _l("Sign in to see what a month costs and how it is worked out."),
            _l("Agree a day with the operator and hand the home back. Then it stops."),
            _l("If you have nowhere to go, talk to us. We look for a way together."),
        ),
        remedies=True,
    ),
    Kind.RECOVERY_CONFIRMED: Template(
        title=_l("You were paid too much subsidy"),
        text=_l("The months, the reason and your options are in the letter."),
        lines=(
            _l("Two people checked your payments. Some months were paid too much."),
            _l("Sign in to read which months, how much, why, and the rule it rests on."),
        ),
        next=(
            _l("Sign in to see whether it is set off from the coming months or to be paid back."),
            _l("If that is hard for you, or a fact is wrong, tell us. We look at it again."),
        ),
        remedies=True,
    ),
    Kind.RECOVERY_REVOKED: Template(
        title=_l("You owe us nothing back"),
        text=_l("We took the recovery back. What you paid back goes out to you again."),
        lines=(_l("The recovery of subsidy was wrong and was taken back on %(on)s."),),
        next=(_l("What had already come back is paid to you with the next month."),),
    ),
    Kind.REPAYMENT_DUE: Template(
        title=_l("Please pay back what was paid too much"),
        text=_l("Your subsidy has ended, so it can no longer be set off. Last day: %(due)s."),
        lines=(
            _l("Your subsidy has ended. What was still to be set off is to be paid back instead."),
        ),
        next=(
            _l("Please pay at a window or by transfer by %(due)s. Sign in to see the amount."),
            _l("If you cannot pay at once, talk to us early."),
        ),
        due="subsidy.overpaid",
    ),
    Kind.WAIVERS_REACHED: Template(
        title=_l("A person decides whether you stay on the list"),
        text=_l("You may say why you gave up the homes. Please do so before %(due)s."),
        lines=(
            _l("You have given up as many homes as the city allows."),
            _l("No computer takes you off the list. A person looks at it and decides."),
        ),
        next=(
            _l("Sign in and say why, for example hospital or care of a relative, by %(due)s."),
            _l("Until then you keep your place. We write to you when it is decided."),
        ),
        due="allocation.waiver_decision",
    ),
    Kind.WAIVER_EXCUSED: Template(
        title=_l("You stay on the waiting list"),
        text=_l("The last home you gave up does not count."),
        lines=(_l("A person looked at why you gave up the home. It does not count."),),
        next=(_l("You keep your place. We write to you as soon as a home may fit."),),
    ),
}
