"""Rounds at the desk: from plan to final, each step one deed, grave ones by two persons."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import housing, waitlist
from portal.allocation.codes import TAKING_PART, Permission
from portal.allocation.fairness import interest_check
from portal.allocation.forms import PlanForm, VoidForm
from portal.allocation.machine import PLAN
from portal.allocation.plans import (
    ask_void,
    close_plan,
    draft_plan,
    finish_check,
    offer_next,
    open_offers,
    publish_plan,
    row_of,
    start_check,
    void_plan,
)
from portal.allocation.queries import (
    PlanCard,
    candidates,
    check_deadline,
    homes_of,
    offers_of,
    plan,
    plans,
)
from portal.allocation.reading import by_estate, offer_tag, plan_tag, stages_of
from portal.allocation.views import bp
from portal.allocation.words import (
    CANDIDATE_STATES,
    LAYOUTS,
    METHODS,
    PROPOSALS,
    VOID_REASONS,
)
from portal.households import people_names
from portal.kernel.access import allowed
from portal.kernel.directory import staff_names
from portal.kernel.web.deeds import Deed, post_deeds
from portal.kernel.web.doors import act, desk_city, needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.fields import Choice, VersionForm
from portal.kernel.web.forms import perform


def _city() -> str:
    return desk_city() if act().duty else ""


@bp.get("/desk/plans")
@needs(Permission.SEE_PLANS)
def desk_plans() -> Any:
    """All plans of the city, newest first."""
    return render_template(
        "allocation/desk_plans.html", plans=plans(_city()), plan_tag=plan_tag, methods=METHODS,
        may_draft=allowed(who(), Permission.DRAFT),
    )  # fmt: skip


def _plan_form() -> PlanForm:
    form = PlanForm()
    form.queue.offer([Choice(q.uid, q.label) for q in waitlist.queues(_city())])
    form.units.offer([Choice(u.uid, u.label) for u in housing.available_units(_city())])
    return form


@bp.get("/desk/plans/new")
@needs(Permission.DRAFT)
def desk_new() -> Any:
    """Draft a plan."""
    return _new_page(_plan_form())


def _new_page(form: PlanForm) -> Any:
    homes = by_estate(housing.available_units(_city()))
    return render_template("allocation/desk_new.html", form=form, homes=homes)


@bp.post("/desk/plans/new")
@needs(Permission.DRAFT)
def draft() -> Any:
    """Keep the draft; another person publishes it."""
    form = _plan_form()
    return perform(
        form,
        lambda deed: draft_plan(
            deed, queue_uid=form.queue.data, title=form.title.data or "",
            title_en=form.title_en.data or "",
            unit_uids=form.units.data, opens_on=form.opens_on.data, closes_on=form.closes_on.data,
        ),
        to=lambda made: url_for("allocation.desk_round", uid=made.uid),
        page=_new_page,
    )  # fmt: skip


@bp.get("/desk/rounds/<uid>")
@needs(Permission.SEE_PLANS, of=plan, looks="allocation_round")
def desk_round(card: PlanCard) -> Any:
    """One round: where it stands, who takes part, what is the next act."""
    return _round_page(card, VoidForm(version=card.version))


def _round_page(card: PlanCard, form: Any) -> Any:
    rows = candidates(card.uid)
    handlers = [uid for uid in (card.drafted_by, card.published_by, card.void_asked_by) if uid]
    return render_template(
        "allocation/desk_round.html", plan=card, homes=homes_of(card.uid), rows=rows,
        taking_part=sum(row.state in set(TAKING_PART) for row in rows),
        offers={o.candidate_uid: o for o in offers_of(card.uid)},
        names=people_names({row.person_uid for row in rows}), staff=staff_names(handlers),
        stages=stages_of(card), tag=plan_tag(card.state), form=form, interest=interest_check(card),
        states=CANDIDATE_STATES, layouts=LAYOUTS, methods=METHODS, proposals=PROPOSALS,
        offer_tag=offer_tag, void_reasons=VOID_REASONS, deadline=check_deadline(card.uid),
        next_act=_next_act(card), today=act().on,
        may_void=allowed(who(), Permission.VOID, card) and card.state not in ("closed", "void"),
    )  # fmt: skip


_ACTS: dict[str, tuple[str, Permission]] = {
    "draft": ("publish", Permission.PUBLISH),
    "published": ("finish_check", Permission.CHECK),
    "checked": ("open_offers", Permission.OFFER),
    "offering": ("close", Permission.CLOSE),
}


def _next_act(card: PlanCard) -> dict[str, Any] | None:
    """The one verb that comes next, possible or with the reason why not."""
    found = _ACTS.get(card.state)
    if found is None or not allowed(who(), found[1], card):
        return None
    row = row_of(card.uid)
    code = PLAN.refusal(row, found[0], act())
    return {"verb": found[0], "refusal": explain(code) if code else ""}


def _with_errors(card: PlanCard, form: Any) -> VoidForm:
    if isinstance(form, VoidForm):
        return form
    again = VoidForm(formdata=None, version=card.version)
    again.form_errors = [*form.form_errors]
    return again


DEEDS = {
    "publish": Deed(
        Permission.PUBLISH, VersionForm,
        lambda act, card, form: publish_plan(act, plan_uid=card.uid, version=form.shown),
        lambda _done: _("The plan is public. Its homes are kept for it."),
    ),
    "check": Deed(
        Permission.CHECK, VersionForm,
        lambda act, card, form: start_check(act, plan_uid=card.uid),
        lambda n: ngettext(
            "%(num)s household is being checked.", "%(num)s households are being checked.", n
        ),
    ),
    "finish_check": Deed(
        Permission.CHECK, VersionForm,
        lambda act, card, form: finish_check(act, plan_uid=card.uid, version=form.shown),
        lambda _done: _("The list is frozen."),
    ),
    "open_offers": Deed(
        Permission.OFFER, VersionForm,
        lambda act, card, form: open_offers(act, plan_uid=card.uid, version=form.shown),
        lambda _done: _("The homes are offered in the order of the list."),
    ),
    "next": Deed(
        Permission.OFFER, VersionForm,
        lambda act, card, form: offer_next(act, plan_uid=card.uid),
        lambda n: ngettext("%(num)s offer made.", "%(num)s offers made.", n),
    ),
    "close": Deed(
        Permission.CLOSE, VersionForm,
        lambda act, card, form: close_plan(act, plan_uid=card.uid, version=form.shown),
        lambda _done: _("The round is closed. Its result is on public notice."),
    ),
    "ask-void": Deed(
        Permission.VOID, VoidForm,
        lambda act, card, form: ask_void(
            act, plan_uid=card.uid, reason=form.reason.data, version=form.shown
        ),
        lambda _done: _("Asked. Another person must void the plan."),
    ),
    "void": Deed(
        Permission.VOID, VersionForm,
        lambda act, card, form: void_plan(act, plan_uid=card.uid, version=form.shown),
        lambda _done: _("The plan is void. All that happened stays readable."),
    ),
}  # fmt: skip

post_deeds(
    bp, "/desk/rounds/<uid>", "round", DEEDS, of=plan,
    to=lambda card: url_for("allocation.desk_round", uid=card.uid),
    page=lambda card, segment, form: _round_page(card, _with_errors(card, form)),
)  # fmt: skip
