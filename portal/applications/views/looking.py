"""What waits for a person to look into, and who was asked about whom."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from portal.applications.codes import Permission
from portal.applications.forms.casework import GuardianForm, LookedIntoForm
from portal.applications.review import asked, manual
from portal.applications.review.opening import File, open_file
from portal.applications.views import bp
from portal.applications.views.casework import duty
from portal.households import people_names
from portal.kernel.access import allowed
from portal.kernel.act import Act
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import perform


@bp.get("/desk/items")
@needs(Permission.SEE_CASELOAD)
def items() -> str:
    """Where a department was silent, disagreed or came too late; oldest first."""
    page = manual.waiting(duty(), act().on, request.args.get("after", ""))
    return render_template(
        "applications/casework/items.html", page=page,
        next_url=url_for("applications.items", after=page.next) if page.next else None,
        first_url=url_for("applications.items") if request.args.get("after") else None,
    )  # fmt: skip


def _form(application: File, item_uid: str) -> LookedIntoForm:
    asks = manual.one_item(application, item_uid, act().on).guardian
    return GuardianForm() if asks else LookedIntoForm()


def _page(application: File, item_uid: str, form: LookedIntoForm) -> str:
    return render_template(
        "applications/casework/item.html", item=manual.one_item(application, item_uid, act().on),
        form=form, may_settle=allowed(who(), Permission.SETTLE_ITEM, application),
    )  # fmt: skip


@bp.get("/desk/case/<uid>/items/<item_uid>")
@needs(Permission.SEE_CASE, of=open_file, looks="file")
def item(application: File, item_uid: str) -> str:
    """One item: what happened, and room for what was done about it."""
    return _page(application, item_uid, _form(application, item_uid))


@bp.post("/desk/case/<uid>/items/<item_uid>")
@needs(Permission.SETTLE_ITEM, of=open_file)
def settle_item(application: File, item_uid: str) -> Any:
    """Somebody looked into it."""
    form = _form(application, item_uid)
    found = getattr(form, "guardian", None)

    def verb(deed: Act) -> None:
        manual.settle(
            deed, application, item_uid=item_uid, text=form.text.data or "",
            guardian=(found.data or "") if found else "",
        )  # fmt: skip
        flash(_("Noted in the file."), "good")

    return perform(
        form, verb, to=url_for("applications.case", uid=application.uid),
        page=lambda f: _page(application, item_uid, f),
    )  # fmt: skip


@bp.get("/desk/case/<uid>/asked")
@needs(Permission.SEE_CASE, of=open_file, looks="file")
def asked_for_case(application: File) -> str:
    """Which departments were asked for this file, about whom, on what ground."""
    names = people_names([m.person_uid for m in asked.members(application.uid)])
    return render_template(
        "applications/casework/asked.html", file=application, names=names,
        lines=asked.for_case(application, names, act().on),
    )  # fmt: skip


@bp.get("/my/asked")
@needs(Permission.SEE_ASKED)
def asked_about_me() -> str:
    """Which departments were asked about me, when, and why."""
    return render_template(
        "applications/resident/asked.html", occasions=asked.about_me(who().uid, act().on)
    )
