"""What a household does in a round: register, look at its offer, answer once."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from portal import housing, waitlist
from portal.allocation import offering, taking_part
from portal.allocation.codes import Permission
from portal.allocation.forms import InterestForm, WaiveForm
from portal.allocation.queries import (
    OfferCard,
    PlanCard,
    given_up,
    homes_of,
    last_offer_of,
    offer,
    plan,
    plans,
    rounds_of,
    waiver_of_offer,
)
from portal.allocation.reading import offer_tag, plan_tag, stages_of
from portal.allocation.views import bp
from portal.allocation.words import CANDIDATE_STATES, LAYOUTS, WAIVE_REASONS, WAIVER_STATES
from portal.kernel.access import allowed
from portal.kernel.database import new_uid
from portal.kernel.deadlines import running
from portal.kernel.errors import Missing
from portal.kernel.policy import rulebook
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.fields import VersionForm
from portal.kernel.web.forms import perform
from portal.waitlist import EntryCard


def own_entry() -> EntryCard:
    """The entry one decides about. ``Missing`` when there is none."""
    found = waitlist.entry_of_person(who().uid)
    if found is None:
        raise Missing("waitlist_entry")
    return found


@bp.get("/my/offer")
@needs(Permission.SEE_MY_ROUNDS)
def my_offer() -> Any:
    """The home that is offered, and the two answers."""
    card = last_offer_of(who().uid)
    if card is None:
        return render_template("allocation/no_offer.html")
    return _offer_page(card, WaiveForm(version=card.version))


def _offer_page(card: OfferCard, form: Any) -> Any:
    rules = rulebook(card.city, on=act().on)
    home = next(h for h in homes_of(card.plan_uid) if h.unit.uid == card.unit_uid)
    clock = running("allocation.offer", card.uid)
    given = given_up(card.entry_uid)
    return render_template(
        "allocation/offer.html", offer=card, home=home, plan=plan(card.plan_uid), form=form,
        tag=offer_tag(card.state), layouts=LAYOUTS, reasons=WAIVE_REASONS, token=new_uid(),
        left=clock.left(act().on) if clock else None, clock=clock, given=given,
        limit=rules.value("allocation.waivers_removed"), sign=rules.period("allocation.sign"),
        late=clock is not None and clock.due < act().on,
        waiver=waiver_of_offer(card.uid), waiver_states=WAIVER_STATES,
        may_accept=allowed(who(), Permission.ACCEPT_OFFER, card),
        may_waive=allowed(who(), Permission.WAIVE_OFFER, card),
    )  # fmt: skip


@bp.post("/my/offer/<uid>/accept")
@needs(Permission.ACCEPT_OFFER, of=offer)
def accept(card: OfferCard) -> Any:
    """We take it."""
    form = VersionForm()

    def verb(deed: Any) -> Any:
        made = offering.accept(deed, offer_uid=card.uid, version=form.shown)
        flash(_("You have accepted the home."), "good")
        return made

    return perform(
        form, verb, to=url_for("allocation.my_offer"), page=lambda form: _refused(card, form)
    )


@bp.get("/my/offer/<uid>/waive")
@needs(Permission.WAIVE_OFFER, of=offer)
def ask_waive(card: OfferCard) -> Any:
    """What giving up means, before it is done."""
    return _waive_page(card, WaiveForm(version=card.version))


def _waive_page(card: OfferCard, form: Any) -> Any:
    home = housing.unit(card.unit_uid)
    return render_template(
        "allocation/waive.html", offer=card, home=home, form=form, token=new_uid(),
        given=given_up(card.entry_uid),
        limit=rulebook(card.city, on=act().on).value("allocation.waivers_removed"),
    )  # fmt: skip


def _refused(card: OfferCard, form: Any) -> Any:
    again = WaiveForm(formdata=None, version=card.version)
    again.form_errors = [*form.form_errors]
    return _offer_page(card, again)


@bp.post("/my/offer/<uid>/waive")
@needs(Permission.WAIVE_OFFER, of=offer)
def waive(card: OfferCard) -> Any:
    """We give it up."""
    form = WaiveForm()

    def verb(deed: Any) -> Any:
        made = offering.waive(deed, offer_uid=card.uid, reason=form.reason.data, version=form.shown)
        flash(_("You have given the home up. It goes to the next household."), "info")
        return made

    return perform(
        form, verb, to=url_for("allocation.my_offer"), page=lambda form: _waive_page(card, form)
    )


@bp.get("/my/rounds")
@needs(Permission.SEE_MY_ROUNDS)
def my_rounds() -> Any:
    """Rounds of one's list: where one may register, where one takes part."""
    entry = waitlist.entry_of_person(who().uid)
    if entry is None:
        return render_template("allocation/my_rounds.html", entry=None, plans=(), mine={})
    shown = [p for p in plans(entry.city, public=True) if p.queue_uid == entry.queue_uid]
    return render_template(
        "allocation/my_rounds.html", entry=entry, plans=shown, mine=rounds_of(entry.uid),
        today=act().on, plan_tag=plan_tag, states=CANDIDATE_STATES, layouts=LAYOUTS,
    )  # fmt: skip


@bp.get("/my/rounds/<uid>")
@needs(Permission.SEE_MY_ROUNDS, of=plan)
def my_round(card: PlanCard) -> Any:
    """Register for one round, or see how one takes part."""
    return _round_page(card, InterestForm())


def _round_page(card: PlanCard, form: InterestForm) -> Any:
    if card.published_on is None:
        raise Missing("allocation_plan")
    entry = own_entry()
    mine = rounds_of(entry.uid).get(card.uid)
    homes = homes_of(card.uid)
    fits = taking_part.layouts_for(entry, act().on)
    here = {home.unit.layout for home in homes}
    options = [one for one in form.layout.options if one.value in here and one.value in fits]
    form.layout.offer(options)
    if mine is not None and form.layout.data is None:
        form.layout.data = mine.layout
    return render_template(
        "allocation/my_round.html", plan=card, entry=entry, mine=mine, homes=homes, form=form,
        options=options, stages=stages_of(card), open_now=card.open_on(act().on),
        layouts=LAYOUTS, states=CANDIDATE_STATES, tag=plan_tag(card.state),
        excluded=explain(f"excluded_{mine.reason}") if mine and mine.reason else "",
        may=allowed(who(), Permission.REGISTER_INTEREST, entry) and entry.state == "waiting",
    )  # fmt: skip


@bp.post("/my/rounds/<uid>")
@needs(Permission.SEE_MY_ROUNDS, of=plan)
def take_part(card: PlanCard) -> Any:
    """Register, or change the layout while the window is open."""
    form, entry = InterestForm(), own_entry()
    return perform(
        form,
        lambda deed: taking_part.register_interest(
            deed, plan_uid=card.uid, entry_uid=entry.uid, layout=form.layout.data
        ),
        to=url_for("allocation.my_round", uid=card.uid),
        page=lambda form: _round_page(card, form),
    )


@bp.post("/my/rounds/<uid>/withdraw")
@needs(Permission.SEE_MY_ROUNDS, of=plan)
def step_back(card: PlanCard) -> Any:
    """Do without this round."""
    entry = own_entry()
    return perform(
        VersionForm(),
        lambda deed: taking_part.withdraw_interest(deed, plan_uid=card.uid, entry_uid=entry.uid),
        to=url_for("allocation.my_round", uid=card.uid),
        page=lambda form: _round_page(card, InterestForm(formdata=None)),
    )
