"""One household of a round at the desk: its check, a person's word, why it has no home."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for

from portal.allocation import taking_part
from portal.allocation.codes import Permission
from portal.allocation.fairness import households_with, why_not_matched
from portal.allocation.forms import DecideForm
from portal.allocation.machine import CANDIDATE
from portal.allocation.queries import CandidateCard, candidate, homes_of, plan
from portal.allocation.views import bp
from portal.allocation.words import CANDIDATE_STATES, EXCLUDE_REASONS, LAYOUTS, PROPOSALS, WHY
from portal.eligibility import condition_label
from portal.households import people_names
from portal.kernel.access import allowed
from portal.kernel.web.doors import needs, who
from portal.kernel.web.forms import perform
from portal.waitlist import entry


@bp.get("/desk/rounds/candidate/<uid>")
@needs(Permission.SEE_PLANS, of=candidate, looks="allocation_candidate")
def desk_candidate(row: CandidateCard) -> Any:
    """One household of a round: its check, a person's word, why it has no home."""
    return _candidate_page(row, _form(row))


def _form(row: CandidateCard) -> DecideForm:
    """The words that are possible from where the household stands."""
    form = DecideForm(version=row.version)
    verbs = {one.value: "admit" if one.value == "pass" else "exclude" for one in form.word.options}
    form.word.offer([one for one in form.word.options if CANDIDATE.find(row, verbs[one.value])])
    return form


def _candidate_page(row: CandidateCard, form: DecideForm) -> Any:
    card = plan(row.plan_uid)
    ahead = households_with(card.uid, row.layout, row.seq) if row.seq else []
    return render_template(
        "allocation/desk_candidate.html", row=row, plan=card, form=form,
        name=people_names([row.person_uid]).get(row.person_uid, ""), ahead=len(ahead),
        application=entry(row.entry_uid).application_uid,
        why=WHY[why_not_matched(row)], states=CANDIDATE_STATES, proposals=PROPOSALS,
        excluded=EXCLUDE_REASONS, layouts=LAYOUTS,
        findings=[str(condition_label(code).plain) for code in row.findings],
        homes=sum(home.unit.layout == row.layout for home in homes_of(card.uid)),
        may_decide=card.state == "published"
        and row.examined_on is not None
        and bool(form.word.options)
        and allowed(who(), Permission.DECIDE, row),
    )  # fmt: skip


@bp.post("/desk/rounds/candidate/<uid>")
@needs(Permission.DECIDE, of=candidate)
def decide(row: CandidateCard) -> Any:
    """A person's word on one household."""
    form = _form(row)
    return perform(
        form,
        lambda deed: taking_part.decide_candidate(
            deed, candidate_uid=row.uid, passed=form.word.data == "pass",
            reason="" if form.word.data == "pass" else form.word.data, version=form.shown,
        ),
        to=url_for("allocation.desk_round", uid=row.plan_uid),
        page=lambda form: _candidate_page(row, form),
    )  # fmt: skip
