"""The promise on paper: printed, signed by hand, scanned at the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.applications.codes import PaperState, Permission
from portal.applications.forms.casework import PlainForm
from portal.applications.forms.papers import PageForm
from portal.applications.intake import cases, paperlist, papers, people, signing
from portal.applications.review.opening import Named
from portal.applications.views import bp
from portal.applications.views.papers import served_small
from portal.applications.views.window import asked_there, with_client
from portal.households import person
from portal.kernel.act import Act
from portal.kernel.errors import Missing
from portal.kernel.policy import rulebook
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import perform
from portal.kernel.web.uploads import takes_files

SERVE = Permission.SERVE_AT_WINDOW


@dataclass(frozen=True)
class Signer:
    """Somebody who signs at a window, and where their application is handled."""

    member: Named
    place: str

    @property
    def subject(self) -> Any:
        """What the scan is kept for."""
        return signing.promise_subject(self.member.person_uid)


def signer(uid: str) -> Signer:
    """The line of one person in an application that is not over."""
    member = asked_there(uid).member
    case = cases.case(member.application_uid)
    if case is None or not member.adult:
        raise Missing("member")
    return Signer(member, case.place)


@bp.get("/desk/window/sheet/<uid>/print")
@needs(SERVE, of=signer)
def print_sheet(found: Signer) -> str:
    """The words to sign by hand, with the mark that tells which words they were."""
    rules = rulebook(found.place, on=act().on)
    return render_template(
        "applications/casework/sheet_print.html", member=found.member,
        promise=signing.promise(rules), english=signing.promise(rules, "en").text,
        card=person(found.member.person_uid),
    )  # fmt: skip


def _back(found: Signer) -> str:
    if found.member.relation == people.APPLICANT:
        return url_for("applications.entry", uid=found.member.application_uid)
    return url_for("applications.co_at_window", uid=found.member.uid)


def _page(found: Signer, form: PageForm) -> str:
    pages = papers.papers_of(found.member.application_uid, found.subject)
    cards = [
        paperlist.card(page, shown=page.given_by == who().uid, number=n)
        for n, page in enumerate(pages, start=1)
    ]
    return render_template(
        "applications/casework/sheet.html", member=found.member, form=form, cards=cards,
        name=person(found.member.person_uid).name, back=_back(found),
    )  # fmt: skip


def _form(found: Signer) -> PageForm:
    case = cases.case(found.member.application_uid)
    assert case is not None
    return PageForm(papers.limits(case.application))


@bp.get("/desk/window/sheet/<uid>")
@needs(SERVE, of=signer)
def sheet(found: Signer) -> Any:
    """Scan the signed sheet, page by page."""
    if not with_client():
        return redirect(url_for("applications.window"))
    return _page(found, _form(found))


@bp.post("/desk/window/sheet/<uid>")
@takes_files
@needs(SERVE, of=signer)
def scan_sheet(found: Signer) -> Any:
    """One page of it."""
    form = _form(found)

    def verb(deed: Act) -> None:
        assert form.incoming is not None
        papers.add(
            deed, application_uid=found.member.application_uid, subject=found.subject,
            incoming=form.incoming,
        )  # fmt: skip
        flash(_("This page is here. Add the next one, or go on."), "good")

    return perform(
        form, verb, to=url_for("applications.sheet", uid=found.member.uid),
        page=lambda f: _page(found, f),
    )  # fmt: skip


def my_scan(uid: str) -> Any:
    """A page that this clerk put in and that was not handed in yet."""
    found = papers.find(uid)
    if found is None or found.given_by != who().uid or found.state != PaperState.ADDED:
        raise Missing("evidence")
    return found


@bp.get("/desk/window/scan/<uid>")
@needs(SERVE, of=my_scan)
def scan_small(found: Any) -> Response:
    """What I have just put in, small."""
    return served_small(found)


@bp.post("/desk/window/scan/<uid>/remove")
@needs(SERVE, of=my_scan)
def remove_scan(found: Any) -> Any:
    """Take it away again; it is erased."""
    subject = papers.subject_of(found)
    line = people.member(found.application_uid, subject.person_uid)
    back = url_for("applications.sheet", uid=line.uid) if line else url_for("applications.window")

    def verb(deed: Act) -> None:
        papers.remove(deed, evidence_uid=found.uid)
        flash(_("The page is taken away and erased."), "good")

    return perform(PlainForm(), verb, to=back, page=lambda f: redirect(back))
