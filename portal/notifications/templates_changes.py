"""More kinds: what was paused, given up, taken back, ended or restored."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.notifications.codes import Kind
from portal.notifications.template import Template

CHANGES: dict[Kind, Template] = {
    Kind.APPLICATION_WITHDRAWN: Template(
        title=_l("Your application was taken back"),
        text=_l("We do not examine it any more. You may apply again at any time."),
        lines=(
            _l("Your application was taken back on %(on)s. We do not examine it any more."),
            _l("This leaves no bad mark. We ask no office about you any more."),
        ),
        next=(
            _l("You may apply again at any time. Whoever you had named is free to apply too."),
            _l("Was it not you? Tell us at once, here or at a service window."),
        ),
    ),
    Kind.ENTRY_SUSPENDED: Template(
        title=_l("Your waiting is paused"),
        text=_l("Until you go on, no home is offered to you. Your years of waiting are kept."),
        lines=(
            _l("Your waiting was paused on %(on)s. Until you go on, no home is offered to you."),
            _l("Sign in to read the reason. The time you have waited is kept."),
        ),
        next=(
            _l("Tell us here or at a service window when you want to go on waiting."),
            _l("If your qualification has ended, renew it first. It takes no paper."),
        ),
        remedies=True,
    ),
    Kind.OFFER_WAIVED: Template(
        title=_l("You gave up the home"),
        text=_l("It goes to the next household. Sign in to see what this means for you."),
        lines=(_l("The home was given up in your name on %(on)s. It goes to the next household."),),
        next=(
            _l("It counts as given up. Sign in to see how many the city allows."),
            _l("No computer takes you off the list for it. You are asked first."),
            _l("Was it not you? Tell us at once, here or at a service window."),
        ),
    ),
    Kind.OFFER_VOIDED: Template(
        title=_l("The home we offered is no longer available"),
        text=_l("This is not your doing and does not count against you. You wait on."),
        lines=(
            _l("The offer ended on %(on)s. Sign in to read why. You did nothing wrong."),
            _l("It does not count as a home given up."),
        ),
        next=(_l("You wait on with your old place. We write as soon as a home may fit."),),
    ),
    Kind.OFFER_FORFEITED: Template(
        title=_l("The lease was not signed, so the home is gone"),
        text=_l("It counts as a home given up. Your options are in the letter."),
        lines=(
            _l("The lease of the home you had accepted was not signed. It ended on %(on)s."),
            _l("It counts as a home given up, and the home goes to the next household."),
        ),
        next=(
            _l("Sign in to see what this means for your place on the list."),
            _l("Could you not sign, for example in hospital? Tell us, with a proof."),
        ),
        remedies=True,
    ),
    Kind.LEASE_ENDED: Template(
        title=_l("Your lease has ended"),
        text=_l("The home is back. Sign in to see what is still open."),
        lines=(
            _l("The home was handed back and your lease ended on %(on)s."),
            _l("From that day no more rent is owed. What was owed before stays owed."),
        ),
        next=(
            _l("Sign in to see what is still open. About the deposit, ask the operator."),
            _l("If a meter reading or an amount is wrong, tell us. We look at it again."),
        ),
    ),
    Kind.REVIEW_CONFIRMED: Template(
        title=_l("You still qualify"),
        text=_l("Everything stays as it is. You need not do anything."),
        lines=(_l("The check is finished since %(on)s. Everything stays as it is."),),
        next=(
            _l("You need not do anything. The next check comes by itself."),
            _l("Please tell us when family, income or home change."),
        ),
    ),
    Kind.BAR_LIFTED: Template(
        title=_l("You are no longer barred"),
        text=_l("The restriction ended before its time. Sign in to see your record."),
        lines=(_l("The restriction that a decision had put on you ended on %(on)s."),),
        next=(
            _l("Sign in to see your record and whether anything else still stands."),
            _l("If nothing else stands, you may apply again from today."),
        ),
    ),
}
