"""A household's papers: what for, page by page, seen again, taken away, handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.applications.codes import Permission, State
from portal.applications.forms.papers import PageForm
from portal.applications.forms.resident import PlainForm
from portal.applications.intake import cases, paperlist, papers
from portal.applications.intake.cases import OwnCase
from portal.applications.intake.paperlist import Group
from portal.applications.intake.subjects import WHYS
from portal.applications.views import bp, visits
from portal.kernel.act import Act
from portal.kernel.errors import Missing
from portal.kernel.files import thumbnail
from portal.kernel.throttle import count_try
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import perform
from portal.kernel.web.uploads import serve, takes_files

GIVE = Permission.GIVE_PAPERS


@dataclass(frozen=True)
class Bundle:
    """An application and the one thing papers are brought for."""

    case: OwnCase
    group: Group

    @property
    def uid(self) -> str:
        """The application's uid."""
        return self.case.uid

    @property
    def adults(self) -> tuple[str, ...]:
        """Whom the application names."""
        return self.case.adults

    @property
    def place(self) -> str:
        """For duties: who handles it."""
        return self.case.place

    @property
    def address(self) -> dict[str, Any]:
        """The parts of its address."""
        subject = self.group.subject
        return {
            "proves": subject.proves.value, "what": subject.what, "person_uid": subject.person_uid,
        }  # fmt: skip


def bundle(proves: str, what: str, person_uid: str) -> Bundle | None:
    """The pages of one thing of the visitor's own application; ``Missing`` if none is wanted."""
    case = visits.papers_case()
    if case is None:
        return None
    me = who()
    for group in paperlist.own_groups(case.application, me.uid, me.level, act().on):
        subject = group.subject
        if (subject.proves, subject.what, subject.person_uid) == (proves, what, person_uid):
            return Bundle(case, group)
    raise Missing("subject")


def _in_draft(case: OwnCase) -> bool:
    return bool(case.application.state == State.DRAFT)


def sent_with(case: OwnCase) -> bool:
    """Are pages handed in with something else (the application, the answer), not by themselves?"""
    own = who().uid == case.application.applicant_uid
    return _in_draft(case) or (own and case.application.state == State.SUPPLEMENT)


@bp.get("/my/papers")
@needs(GIVE, of=visits.papers_case)
def my_papers(case: OwnCase) -> str:
    """For what papers help, and what became of those handed in."""
    me = who()
    groups = paperlist.own_groups(case.application, me.uid, me.level, act().on)
    return render_template(
        "applications/resident/papers.html", groups=groups, whys=WHYS,
        application=case.application, draft=_in_draft(case), sent_with=sent_with(case),
    )  # fmt: skip


def _page(found: Bundle, form: PageForm | None = None) -> str:
    most = papers.limits(found.case.application)
    return render_template(
        "applications/resident/paper.html", group=found.group, form=form or PageForm(most),
        address=found.address, whys=WHYS, draft=_in_draft(found.case),
        sent_with=sent_with(found.case),
    )  # fmt: skip


@bp.get("/my/papers/<proves>/<what>/<person_uid>")
@needs(GIVE, of=bundle)
def paper_pages(found: Bundle) -> str:
    """The pages of one thing: add, look, take away."""
    return _page(found)


@bp.post("/my/papers/<proves>/<what>/<person_uid>")
@takes_files
@needs(GIVE, of=bundle)
def add_page(found: Bundle) -> Any:
    """One more page."""
    if not found.group.open:
        raise Missing("subject")
    count_try("paper", who().uid, limit=60, seconds=60)
    form = PageForm(papers.limits(found.case.application))

    def verb(deed: Act) -> None:
        assert form.incoming is not None
        papers.add(
            deed, application_uid=found.case.uid, subject=found.group.subject,
            incoming=form.incoming,
        )  # fmt: skip
        flash(_("This page is here. Add the next one, or go on."), "good")

    return perform(
        form, verb, to=url_for("applications.paper_pages", **found.address),
        page=lambda f: _page(found, f),
    )  # fmt: skip


@bp.post("/my/papers/<proves>/<what>/<person_uid>/send")
@needs(GIVE, of=bundle)
def send_pages(found: Bundle) -> Any:
    """Hand in what was put in."""

    def verb(deed: Act) -> None:
        cases.locked(found.case.uid)
        if papers.hand_in(deed, found.case.uid, found.group.subject):
            flash(_("We have your papers. Staff look at them and write to you."), "good")

    return perform(
        PlainForm(), verb, to=url_for("applications.my_papers"), page=lambda f: _page(found)
    )


def my_page(uid: str) -> Any:
    """One file, as far as it may be shown to anybody."""
    paper = papers.find(uid)
    if paper is None or not papers.servable(paper):
        raise Missing("evidence")
    return paper


@bp.post("/my/papers/file/<uid>/remove")
@needs(GIVE, of=my_page)
def remove_page(paper: Any) -> Any:
    """Take it away again; it is erased."""
    address = {"proves": paper.proves, "what": paper.what, "person_uid": paper.person_uid}

    def verb(deed: Act) -> None:
        papers.remove(deed, evidence_uid=paper.uid)
        flash(_("The page is taken away and erased."), "good")

    return perform(
        PlainForm(), verb, to=url_for("applications.paper_pages", **address),
        page=lambda f: redirect(url_for("applications.paper_pages", **address)),
    )  # fmt: skip


def served(paper: Any) -> Response:
    """A file under a name of ours."""
    end = "jpg" if paper.kind == "image" else "pdf"
    media = "image/jpeg" if paper.kind == "image" else "application/pdf"
    return serve(papers.content_of(paper), media_type=media, name=f"paper-{paper.position}.{end}")


def served_small(paper: Any) -> Response:
    """A small picture of a photo; a PDF has none."""
    if paper.kind != "image":
        raise Missing("evidence")
    content = thumbnail(papers.content_of(paper))
    return serve(content, media_type="image/jpeg", name=f"paper-{paper.position}-small.jpg")


@bp.get("/my/papers/file/<uid>")
@needs(Permission.SEE_OWN_PAPERS, of=my_page)
def my_paper(paper: Any) -> Response:
    """What I handed in."""
    return served(paper)


@bp.get("/my/papers/file/<uid>/small")
@needs(Permission.SEE_OWN_PAPERS, of=my_page)
def my_paper_small(paper: Any) -> Response:
    """The same, small."""
    return served_small(paper)
