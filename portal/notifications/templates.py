"""What each kind of message says. Blanks are filled when it is written (wording.py)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.notifications.codes import Kind
from portal.notifications.template import Template
from portal.notifications.templates_changes import CHANGES
from portal.notifications.templates_money import MONEY
from portal.notifications.templates_signing import LATER

TEMPLATES: dict[Kind, Template] = {
    Kind.CO_APPLICANT_ASKED: Template(
        title=_l("Someone named you in an application for a home"),
        text=_l("Please say yourself whether you agree. Until then we ask about nothing of yours."),
        lines=(
            _l("A member of your family applies for public rental housing and named you."),
            _l("Until you agree we do not ask any office about you, and show nothing about you."),
        ),
        next=(
            _l("Open the link in the text message with your own phone and read what is asked."),
            _l("You may agree or decline. Nobody chooses for you."),
        ),
        link=("applications.co_link", "member_uid"),
    ),
    Kind.APPLICATION_SUBMITTED: Template(
        title=_l("We have your application"),
        text=_l("You need not bring any paper. We write when something happens."),
        lines=(_l("Your application reached us on %(on)s and is complete as far as we can see."),),
        next=(
            _l("We ask the offices you agreed to. That takes a few days."),
            _l("If something is missing we ask once, and tell you everything at the same time."),
        ),
    ),
    Kind.SUPPLEMENT_REQUESTED: Template(
        title=_l("We need something more from you"),
        text=_l("We ask only once. Please send everything listed. Last day: %(due)s."),
        lines=(
            _l("We looked at your application and something is missing."),
            _l("We ask for more only once. Please send everything listed."),
        ),
        next=(
            _l("Sign in to see the list and send it, or bring it to a service window."),
            _l("Please do so by %(due)s. The time until then does not count against you."),
        ),
        due="procedure.supplement",
    ),
    Kind.PUBLICITY_OPENED: Template(
        title=_l("Your name is on public notice"),
        text=_l("Income, health and address are not shown. The notice ends on %(due)s."),
        lines=(
            _l("Before a decision your name is put on a public list, so that others can object."),
            _l("Income, health and address are not shown."),
        ),
        next=(
            _l("The notice ends on %(due)s."),
            _l("If nobody objects, your application goes on by itself."),
        ),
        due="procedure.publicity",
    ),
    Kind.APPLICATION_APPROVED: Template(
        title=_l("You qualify"),
        text=_l("You need not do anything now. Sign in to see what comes next."),
        lines=(_l("We have read your application. All conditions are met."),),
        next=(
            _l("If you asked for a home, you are put on the waiting list in the next days."),
            _l("If you asked for money, an agreement is prepared for your signature."),
            _l("Please tell us when family, income or home change."),
        ),
    ),
    Kind.APPLICATION_REFUSED: Template(
        title=_l("Your application was not approved"),
        text=_l("The reason and your options are in the letter. You may apply again at any time."),
        lines=(
            _l("We have read your application. Not every condition is met."),
            _l("Sign in to see each condition, what we found and where it comes from."),
        ),
        next=(
            _l("You may apply again at any time. This leaves no bad mark."),
            _l("If a fact is wrong, tell us. We then look at it again."),
        ),
        remedies=True,
    ),
    Kind.ENTRY_REGISTERED: Template(
        title=_l("You are on the waiting list"),
        text=_l("Sign in to see your place and what moves it."),
        lines=(_l("Your household was registered on the waiting list on %(on)s."),),
        next=(
            _l("Your place can change. Every change is written down with its reason."),
            _l("We write to you as soon as a home may fit."),
        ),
    ),
    Kind.OFFER_MADE: Template(
        title=_l("There is a home for you"),
        text=_l("Sign in to see it. Please answer by %(due)s."),
        lines=(_l("A home that fits your household was set aside for you on %(on)s."),),
        next=(
            _l("Look at it, then accept or decline by %(due)s."),
            _l("Without an answer by then the home goes to the next household."),
            _l("If we have not seen you yet, come to a service window once with your ID card."),
        ),
        due="allocation.offer",
    ),
    Kind.OFFER_EXPIRED: Template(
        title=_l("The time to answer has passed"),
        text=_l("The home went to the next household. Sign in to see what this means for you."),
        lines=(_l("We had no answer from you in time, so the offer ended on %(on)s."),),
        next=(
            _l("Sign in to see what this means for your place on the list."),
            _l("Could you not answer, for example in hospital? Tell us, with a proof."),
        ),
        remedies=True,
    ),
    Kind.LEASE_SIGNED: Template(
        title=_l("Your lease is signed"),
        text=_l("You can collect the keys. Sign in to see lease and rent."),
        lines=(_l("Your lease was signed by both sides on %(on)s."),),
        next=(
            _l("Collect the keys and move in by %(due)s."),
            _l("Rent is due every month. You can see how it was worked out."),
        ),
        due="allocation.move_in",
    ),
    Kind.SUBSIDY_PAID: Template(
        title=_l("Your subsidy has been paid"),
        text=_l("Sign in to see how it was worked out."),
        lines=(_l("The housing subsidy was paid into your account on %(on)s."),),
        next=(_l("Every figure has its working. If one is wrong, tell us."),),
    ),
    Kind.EXIT_NOTICE_SERVED: Template(
        title=_l("You need to move out"),
        text=_l("Please move out by %(due)s. Until then your rent stays the same."),
        lines=(
            _l("We checked again whether the conditions for your home are met. They are not."),
            _l("Sign in to see each condition, what we found and where it comes from."),
        ),
        next=(
            _l("Please move out by %(due)s. Until then your rent stays the same."),
            _l("If you cannot find a home by then, talk to us early."),
        ),
        due="exit.moving_period",
        remedies=True,
    ),
    Kind.PRE_DECISION_SERVED: Template(
        title=_l("This is what we intend to decide"),
        text=_l("Nothing is decided yet. You can answer until %(due)s."),
        lines=(
            _l("We look into something that may have gone wrong. Nothing is decided yet."),
            _l("Sign in to read what we found, which rule it touches and what we intend."),
        ),
        next=(
            _l("You can answer in writing or in person until %(due)s."),
            _l("You may ask for a hearing. What you say must not make things worse for you."),
        ),
        due="credit.defence",
    ),
    Kind.CASE_DECIDED: Template(
        title=_l("We have decided about your case"),
        text=_l("What was decided and what you can do is in the letter."),
        lines=(
            _l("We read your answer before we decided."),
            _l("Sign in to read the decision, its reasons and the rule it rests on."),
        ),
        next=(_l("A record can be repaired. The letter in your file says how and when."),),
        remedies=True,
    ),
    **LATER,
    **MONEY,
    **CHANGES,
}

REMEDY_WORDS: dict[str, tuple[LazyString, LazyString]] = {
    "reexamination": (
        _l("Ask for a re-examination."),
        _l("At any window or here, in your own words. It costs nothing."),
    ),
    "reconsideration": (
        _l("Ask for administrative reconsideration."),
        _l("With the people's government of the city. It costs nothing."),
    ),
    "suit": (_l("Go to court."), _l("With the people's court of the district.")),
}
