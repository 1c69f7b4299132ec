"""Rounds as everybody may see them: plan, steps with dates, result."""

from __future__ import annotations

from typing import Any

from flask import render_template

from portal.allocation.codes import Permission, PlanState
from portal.allocation.queries import PlanCard, candidate_counts, homes_of, plan, plans
from portal.allocation.reading import offer_tag, plan_tag, result_lines, stages_of
from portal.allocation.views import bp
from portal.allocation.words import LAYOUTS, METHODS, VOID_REASONS
from portal.kernel.errors import Missing
from portal.kernel.web.doors import act, needs, who
from portal.waitlist import entry_of_person


@bp.get("/rounds")
@needs(Permission.SEE_ROUNDS)
def rounds() -> Any:
    """Every published round, newest first."""
    return render_template(
        "allocation/rounds.html", plans=plans(public=True), plan_tag=plan_tag, methods=METHODS
    )


@bp.get("/rounds/<uid>")
@needs(Permission.SEE_ROUNDS, of=plan)
def one_round(card: PlanCard) -> Any:
    """One round: homes and rents, who may take part, steps, result."""
    if card.published_on is None:
        raise Missing("allocation_plan")
    frozen = card.state not in (PlanState.PUBLISHED, PlanState.DRAFT)
    return render_template(
        "allocation/round.html", plan=card, homes=homes_of(card.uid), stages=stages_of(card),
        counts=candidate_counts(card.uid), lines=result_lines(card) if frozen else [],
        tag=plan_tag(card.state), layouts=LAYOUTS, methods=METHODS, offer_tag=offer_tag,
        void_reasons=VOID_REASONS, in_line=entry_of_person(who().uid) is not None,
        open_now=card.open_on(act().on),
    )  # fmt: skip
