"""The desk: the worklist, the file, and the small deeds in it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.codes import Permission
from portal.applications.forms.casework import FalsePromiseForm, NoteForm, PlainForm, offered
from portal.applications.intake import saying
from portal.applications.review import bulk, clues, decisions, exporting, stages
from portal.applications.review.cards import klass_words
from portal.applications.review.casefile import casefile
from portal.applications.review.caseload import caseload, next_case, work_counts
from portal.applications.review.opening import File, open_file
from portal.applications.review.selecting import FINDINGS, KINDS, SORTS, Filters
from portal.applications.views import bp
from portal.kernel.access import allowed
from portal.kernel.act import Act, Duty
from portal.kernel.database import new_uid
from portal.kernel.regions import tree
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.export import Export, offer_export
from portal.kernel.web.forms import perform

_CODE = re.compile(r"[A-Za-z0-9_-]{1,30}")

KIND_WORDS = {
    "work": _l("To do"),
    "supplement": _l("Waiting for papers"),
    "notice": _l("On public notice"),
    "entrusted": _l("To verify for others"),
    "overdue": _l("Overdue"),
    "late": _l("Overdue with anybody"),
    "all": _l("All open files"),
}
FINDING_WORDS = {
    "met": _l("All met"),
    "unknown": _l("Something unknown"),
    "not_met": _l("Something not met"),
}


def duty() -> Duty:
    """The duty being exercised; pages here are only for staff with one."""
    return cast(Duty, who().duty)


def filters_told() -> Filters:
    """The filters of the address, as far as they are any."""
    told = request.args
    kind, sort = told.get("kind", "work"), told.get("sort", "due")
    return Filters(
        kind=kind if kind in KINDS else "work",
        q=told.get("q", "")[:60],
        klass=tuple(k for k in told.getlist("klass") if k in ("A", "B")),
        findings=tuple(f for f in told.getlist("findings") if f in FINDINGS),
        mine="me" in told.getlist("mine"),
        sort=sort if sort in SORTS else "due",
        place=told.get("place", "") if told.get("place") in tree() else "",
        stage=_a_code(told.get("stage", "")),
        person=_a_code(told.get("person", "")),
    )


def _a_code(text: str) -> str:
    return text if _CODE.fullmatch(text) else ""


def _groups(filters: Filters, facets: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    def item(name: str, code: str, label: Any, checked: bool) -> dict[str, Any]:
        count = facets[name].get(code, 0) if facets else None
        return {"value": code, "label": label, "count": count, "checked": checked}

    return [
        {"legend": _("Class"), "name": "klass",
         "items": [item("klass", k, klass_words(k), k in filters.klass) for k in ("A", "B")]},
        {"legend": _("Findings"), "name": "findings",
         "items": [item("findings", f, FINDING_WORDS[f], f in filters.findings)
                   for f in FINDINGS]},
        {"legend": _("With"), "name": "mine",
         "items": [item("mine", "me", _("me"), filters.mine)]},
    ]  # fmt: skip


def address(filters: Filters, endpoint: str = "applications.desk", **changes: Any) -> str:
    """A page about the worklist with these filters."""
    told = {
        "kind": filters.kind, "q": filters.q or None, "klass": list(filters.klass),
        "findings": list(filters.findings), "mine": "me" if filters.mine else None,
        "sort": filters.sort if filters.sort != "due" else None,
        "place": filters.place, "stage": filters.stage, "person": filters.person,
    } | changes  # fmt: skip
    return url_for(endpoint, **{k: v for k, v in told.items() if v})


@bp.get("/desk")
@needs(Permission.SEE_CASELOAD)
def desk() -> str:
    """My work: what is due next comes first."""
    filters, on = filters_told(), act().on
    page = caseload(duty(), filters, on, request.args.get("after", ""), who().uid)
    counts = work_counts(duty(), on)
    kinds = [
        {"label": f"{KIND_WORDS[k]} {counts[k]}", "url": address(Filters(kind=k)),
         "current": k == filters.kind}
        for k in KINDS
    ]  # fmt: skip
    if filters.kind == "entrusted":
        kinds.append({"label": _("Answers and deadlines"),
                      "url": url_for("applications.entrusted"), "current": False})  # fmt: skip
    kinds.append({"label": f"{_('To look into')} {counts['items']}",
                  "url": url_for("applications.items"), "current": False})  # fmt: skip
    kinds.append({"label": f"{_('Objections')} {counts['objections']}",
                  "url": url_for("applications.objections"), "current": False})  # fmt: skip
    return render_template(
        "applications/casework/worklist.html",
        rows=[replace(row, url=url_for("applications.case", uid=row.uid)) for row in page.rows],
        page=page, filters=filters, kinds=kinds, groups=_groups(filters, page.facets),
        heading=str(KIND_WORDS[filters.kind]),
        sort={"name_url": address(filters, sort="number"), "due_url": address(filters, sort=None),
              "by": {"number": "name"}.get(filters.sort, filters.sort)},
        next_url=address(filters, after=page.next) if page.next else None,
        first_url=address(filters) if request.args.get("after") else None,
        clear_url=address(Filters(kind=filters.kind)),
        may_assign=allowed(who(), Permission.ASSIGN),
        bulk_url=address(filters, "applications.bulk_look"),
        most=bulk.MOST,
        late_url=url_for("applications.late") if allowed(who(), Permission.SEE_LATE) else None,
        export_url=address(filters, "applications.export_caseload")
        if allowed(who(), Permission.EXPORT_CASELOAD) else None,
    )  # fmt: skip


def _caseload() -> Export:
    filters, on, me = filters_told(), act().on, who().uid
    return Export(
        "caseload", str(KIND_WORDS[filters.kind]), exporting.columns(),
        lambda: exporting.rows(duty(), filters, on, me), address(filters),
        {"kind": filters.kind, "klass": filters.klass, "findings": filters.findings,
         "mine": filters.mine, "sort": filters.sort, "place": filters.place,
         "stage": filters.stage, "person": filters.person},
        filters.q,
    )  # fmt: skip


offer_export(bp, "/desk/export", Permission.EXPORT_CASELOAD, _caseload)


@bp.get("/desk/next")
@needs(Permission.SEE_CASELOAD)
def next_one() -> Any:
    """“Do the next one”."""
    uid = next_case(duty(), act().on, who().uid, request.args.get("after", ""))
    if uid is None:
        flash(_("There is nothing to do today."), "good")
        return redirect(url_for("applications.desk"))
    return redirect(url_for("applications.case", uid=uid))


@bp.get("/desk/case/<uid>")
@needs(Permission.SEE_CASE, of=open_file, looks="file")
def case(application: File) -> str:
    """One file, understood and decided on one page."""
    return _case_page(application, NoteForm())


def _case_page(application: File, form: NoteForm) -> str:
    file = casefile(application.uid, act())
    return render_template(
        "applications/casework/casefile.html",
        file=file, form=form, explain=explain,
        may_work=allowed(who(), Permission.ASSIGN, application),
        may_take=allowed(who(), Permission.GIVE_PAPERS, application),
        may_report=allowed(who(), Permission.END, application),
        reveal_url=url_for("households.ask_reveal", uid=file.applicant_uid,
                           back=url_for("applications.case", uid=file.uid)),
    )  # fmt: skip


@bp.post("/desk/case/<uid>/note")
@needs(Permission.ASSIGN, of=open_file)
def write_note(application: File) -> Any:
    """Keep a note in the file."""
    form = NoteForm()
    return perform(
        form,
        lambda deed: stages.add_note(
            deed, application_uid=application.uid, text=form.text.data or ""
        ),
        to=url_for("applications.case", uid=application.uid, _anchor="notes"),
        page=lambda f: _case_page(application, f),
    )


def _deed(application: File, verb: Any, said: str) -> Any:
    def done(deed: Act) -> None:
        verb(deed)
        flash(said, "good")

    return perform(
        PlainForm(), done, to=url_for("applications.case", uid=application.uid),
        page=lambda f: _case_page(application, NoteForm()),
    )  # fmt: skip


@bp.post("/desk/case/<uid>/take")
@needs(Permission.ASSIGN, of=open_file)
def take(application: File) -> Any:
    """I do it."""
    return _deed(
        application,
        lambda deed: stages.assign(deed, application_uid=application.uid, staff_uid=who().uid),
        _("This file is with you now."),
    )


@bp.post("/desk/case/<uid>/give-back")
@needs(Permission.ASSIGN, of=open_file)
def give_back(application: File) -> Any:
    """Somebody of the team does it."""
    return _deed(
        application,
        lambda deed: stages.assign(deed, application_uid=application.uid, staff_uid=None),
        _("This file is with the team again."),
    )


@bp.post("/desk/case/<uid>/recuse")
@needs(Permission.ASSIGN, of=open_file)
def recuse(application: File) -> Any:
    """I am tied to this household."""
    return _deed(
        application, lambda deed: stages.recuse(deed, application_uid=application.uid),
        _("Recorded. Somebody else deals with this file."),
    )  # fmt: skip


@bp.post("/desk/case/<uid>/rescreen")
@needs(Permission.ASSIGN, of=open_file)
def rescreen(application: File) -> Any:
    """Compare again with the newest answers."""
    return _deed(
        application, lambda deed: decisions.rescreen(deed, application_uid=application.uid),
        _("Compared again with the newest answers."),
    )  # fmt: skip


def _promise_page(application: File, form: FalsePromiseForm) -> str:
    english = saying.english()
    rows = clues.acts_known(application.place, act())
    offered(form.code, [(r["code"], r["name_en"] if english else r["name"]) for r in rows])
    return render_template(
        "applications/casework/false_promise.html", application=application, form=form,
        token=new_uid(),
    )  # fmt: skip


@bp.get("/desk/case/<uid>/false-promise")
@needs(Permission.END, of=open_file, looks="file")
def false_promise(application: File) -> str:
    """What was promised and is not true."""
    return _promise_page(application, FalsePromiseForm())


@bp.post("/desk/case/<uid>/false-promise")
@needs(Permission.END, of=open_file)
def report_false_promise(application: File) -> Any:
    """Hand the clue to enforcement."""
    form = FalsePromiseForm()
    _promise_page(application, form)

    def verb(deed: Act) -> None:
        clues.report_false_promise(
            deed, application_uid=application.uid, code=form.code.data, text=form.text.data or ""
        )
        flash(_("Reported. Enforcement looks into it and hears the household first."), "good")

    return perform(
        form, verb, to=url_for("applications.case", uid=application.uid),
        page=lambda f: _promise_page(application, f),
    )  # fmt: skip
