"""After-checks: what was drawn, one promise looked at again, and how to repeat the draw."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.codes import CheckState, Permission
from portal.applications.forms.casework import CheckForm, offered
from portal.applications.forms.resident import PlainForm
from portal.applications.intake import saying
from portal.applications.review import aftercheck, clues, sampling
from portal.applications.review.opening import Check, Draw, check_file, open_check, open_draw
from portal.applications.views import bp
from portal.applications.views.casework import duty
from portal.kernel.access import allowed
from portal.kernel.act import Act
from portal.kernel.database import db, new_uid
from portal.kernel.regions import region
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import expect, perform

RISK_WORDS = {
    sampling.HIGH: _l("High"), sampling.RAISED: _l("Raised"), sampling.PLAIN: _l("Plain"),
}  # fmt: skip
STATE_WORDS = {
    CheckState.OPEN: _l("Open"), CheckState.TRUE: _l("Was true"),
    CheckState.UNTRUE: _l("Was not true"), CheckState.UNCLEAR: _l("Could not be told"),
}  # fmt: skip


@bp.get("/desk/after-checks")
@needs(Permission.SEE_AFTER_CHECKS)
def after_checks() -> str:
    """Promises drawn to be looked at again, and the draws."""
    return render_template(
        "applications/casework/after_checks.html", risks=RISK_WORDS, states=STATE_WORDS,
        rows=aftercheck.worklist(duty(), who().uid, act().on), draws=aftercheck.draws(duty()),
        may_settle=allowed(who(), Permission.AFTER_CHECK), place=region,
    )  # fmt: skip


def _page(check: Check, form: CheckForm) -> str:
    rows = clues.acts_known(check.place, act())
    offered(form.code, [(r["code"], r["name_en"] if saying.english() else r["name"])
                        for r in rows])  # fmt: skip
    return render_template(
        "applications/casework/after_check.html", check=check, form=form, token=new_uid(),
        file=check_file(check, act().on), risk=RISK_WORDS[check.risk], states=STATE_WORDS,
        opens=allowed(who(), Permission.SEE_CASE, check),
        mine=check.approved_by != who().uid and allowed(who(), Permission.AFTER_CHECK, check),
    )  # fmt: skip


@bp.get("/desk/after-checks/<uid>")
@needs(Permission.SEE_AFTER_CHECKS, of=open_check, looks="file")
def after_check(check: Check) -> str:
    """What it stood on, what the registers say now, and the verdict."""
    return _page(check, CheckForm(data={"version": check.version}))


@bp.post("/desk/after-checks/<uid>/compare")
@needs(Permission.AFTER_CHECK, of=open_check)
def compare(check: Check) -> Any:
    """Ask the registers again; every question is logged with its purpose."""
    uid, now = check.uid, aftercheck.ask(check, act().on)
    db.session.rollback()
    return perform(
        PlainForm(), lambda deed: aftercheck.keep(deed, check_uid=uid, now=now),
        to=url_for("applications.after_check", uid=uid),
        page=lambda f: _page(open_check(uid), CheckForm()),
    )  # fmt: skip


@bp.post("/desk/after-checks/<uid>")
@needs(Permission.AFTER_CHECK, of=open_check)
def settle_check(check: Check) -> Any:
    """True, not true, or not to be told; signed."""
    form = CheckForm()
    _page(check, form)

    def verb(deed: Act) -> None:
        expect(check, form.version.data)
        aftercheck.settle(
            deed, check_uid=check.uid, verb=form.outcome.data, text=form.text.data or "",
            code=form.code.data or "",
        )  # fmt: skip
        flash(_("Signed. Thank you."), "good")

    return perform(form, verb, to=url_for("applications.after_checks"),
                   page=lambda f: _page(check, f))  # fmt: skip


@bp.get("/desk/after-checks/draws/<uid>")
@needs(Permission.SEE_CHECK_DRAW, of=open_draw)
def check_draw(draw: Draw) -> str:
    """What the month was drawn from, and whether drawing again gives the same."""
    again = aftercheck.repeated(draw)
    return render_template(
        "applications/casework/check_draw.html", draw=draw, entries=again, risks=RISK_WORDS,
        place=region(draw.city), digest=sampling.digest,
        same=sorted(e.number for e in again) == sorted(aftercheck.opened(draw)),
        root=sampling.root(sampling.Entry(*row) for row in draw.roster) == draw.roster_root,
    )  # fmt: skip
