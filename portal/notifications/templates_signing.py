"""More kinds: what waits for a signature or an answer, what stopped or came back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.notifications.codes import Kind
from portal.notifications.template import Template

LATER: dict[Kind, Template] = {
    Kind.DISPUTE_SETTLED: Template(
        title=_l("We checked what you said is wrong"),
        text=_l("Sign in to read what we found and what you can do."),
        lines=(
            _l("You told us that a fact about you is wrong. A person looked into it."),
            _l("Sign in to read what counts now, and why."),
        ),
        next=(
            _l("If we did not accept it, you can bring papers that show it as long as we examine."),
            _l("After a decision you can ask for a re-examination; another person answers."),
        ),
    ),
    Kind.PAPER_REJECTED: Template(
        title=_l("A paper of yours is not accepted"),
        text=_l("Sign in to read why, and send a better one."),
        lines=(_l("We looked at a paper you handed in. It does not show what is needed."),),
        next=(
            _l("Sign in to read why. You can send another one, or bring it to a window."),
            _l("What it was to show stays unknown until then. That does not count against you."),
        ),
    ),
    Kind.LEASE_PREPARED: Template(
        title=_l("Your lease is ready to sign"),
        text=_l("Please sign by %(due)s."),
        lines=(_l("The lease for the home you accepted was made ready on %(on)s."),),
        next=(
            _l("Read it at home first. Then sign here or at a service window by %(due)s."),
            _l("If you do not sign in time, the home goes to the next household."),
        ),
        due="allocation.sign",
    ),
    Kind.AGREEMENT_PREPARED: Template(
        title=_l("Your subsidy agreement is ready to sign"),
        text=_l("Sign in, read it and name the account we pay to."),
        lines=(_l("The agreement on your housing subsidy was made ready on %(on)s."),),
        next=(
            _l("Read it, sign it and name an account in your own name."),
            _l("After that we pay, and show you how each amount was worked out."),
        ),
    ),
    Kind.SUBSIDY_RETURNED: Template(
        title=_l("The bank sent your subsidy back"),
        text=_l("The money is not lost. Please check the account you named."),
        lines=(_l("We paid, but the bank could not book the money to the account you named."),),
        next=(
            _l("Sign in to check number and name of the account, or come to a service window."),
            _l("We pay again as soon as it is right."),
        ),
    ),
    Kind.SUBSIDY_STOPPED: Template(
        title=_l("Your subsidy stops"),
        text=_l("The reason and your options are in the letter."),
        lines=(_l("Sign in to read the reason and the last month we pay for."),),
        next=(_l("If a fact is wrong, tell us. We then look at it again."),),
        remedies=True,
    ),
    Kind.ENTRY_REMOVED: Template(
        title=_l("You are no longer on the waiting list"),
        text=_l("The reason and your options are in the letter."),
        lines=(
            _l("Your household was taken off the waiting list on %(on)s."),
            _l("Sign in to read the reason and the rule it rests on."),
        ),
        next=(_l("When you meet the conditions you may apply again."),),
        remedies=True,
    ),
    Kind.RENEWAL_OPENED: Template(
        title=_l("Your qualification ends soon"),
        text=_l("Please confirm that nothing has changed, or tell us what has."),
        lines=(_l("A qualification is valid for a time only. Yours can be renewed now."),),
        next=(_l("Sign in and confirm. It takes a few minutes and no paper."),),
    ),
    Kind.STILL_WAITING_ASKED: Template(
        title=_l("Are you still waiting?"),
        text=_l("One tap is enough. Your place does not change by answering."),
        lines=(_l("From time to time we ask whether you still want a home."),),
        next=(_l("Sign in and answer yes or no. A service window can do it for you."),),
    ),
    Kind.REVIEW_OPENED: Template(
        title=_l("We check again whether you still qualify"),
        text=_l("You need not do anything now. We look things up ourselves."),
        lines=(_l("This check comes round for every household. It began on %(on)s."),),
        next=(
            _l("We ask the offices you agreed to. That takes a few days."),
            _l("If something has changed we write to you before anything is decided."),
        ),
    ),
}
