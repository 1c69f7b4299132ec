"""Papers at the desk: seen for a purpose, looked through, a fact settled, taken in at a window."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.applications.codes import Permission, Proves, State
from portal.applications.forms.casework import PlainForm
from portal.applications.forms.papers import (
    CheckForm,
    LookForm,
    PageForm,
    StandForm,
    TakenForm,
    ValueForm,
    value_form,
)
from portal.applications.intake import paperlist, papers, people, subjects
from portal.applications.intake.subjects import WHYS, Subject
from portal.applications.intake.values import FIELDS
from portal.applications.review import looking, settling, supplements
from portal.applications.review.factfile import FactCase, fact_case, fact_file
from portal.applications.review.opening import File, open_file
from portal.applications.views import bp
from portal.applications.views.papers import served
from portal.applications.views.window import with_client
from portal.households import people_names
from portal.kernel.access import allowed
from portal.kernel.act import Act
from portal.kernel.errors import Missing, Refused
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.fields import Choice
from portal.kernel.web.forms import perform
from portal.kernel.web.uploads import takes_files

# --- seeing a paper -------------------------------------------------------------------


def _paper_page(paper: Any, form: LookForm, check: CheckForm | None = None) -> str:
    pages = looking.pages_with(paper)
    application = open_file(paper.application_uid)
    cards = [
        paperlist.card(page, shown=looking.looking(act(), page), number=n)
        for n, page in enumerate(pages, start=1)
    ]
    check = check or CheckForm()
    waiting = [c for c in cards if c.state == "received" and c.shown]
    check.evidence.offer([Choice(c.uid, _("Page %(n)s", n=c.number)) for c in waiting])
    subject = papers.subject_of(paper)
    return render_template(
        "applications/casework/paper.html", application=application, cards=cards, form=form,
        check=check, waiting=waiting, first=paper, subject=subject,
        seen=any(c.shown for c in cards),
        title=paperlist.title_of(application, subject),
        name=people_names([paper.person_uid]).get(paper.person_uid, ""),
        may_check=allowed(who(), Permission.CHECK_PAPERS, application),
    )  # fmt: skip


@bp.get("/desk/paper/<uid>")
@needs(Permission.SEE_PAPERS, of=looking.open_paper)
def paper(found: Any) -> str:
    """Why must it be seen? Then the pages, for a while."""
    return _paper_page(found, LookForm())


@bp.post("/desk/paper/<uid>")
@needs(Permission.SEE_PAPERS, of=looking.open_paper)
def look_at_paper(found: Any) -> Any:
    """Remember the look and its purpose; the pages follow."""
    form, uid = LookForm(), found.uid
    if not form.validate():
        return _paper_page(found, form), 422
    try:
        looking.look(act(), found, purpose=form.purpose.data, detail=form.detail.data or "")
    except Refused as refusal:
        form.refuse("detail", explain(refusal.code))
        return _paper_page(found, form), 422
    return redirect(url_for("applications.paper", uid=uid))


def seen_paper(uid: str) -> Any:
    """A page whose purpose was just given; ``Missing`` without one, and for what is locked up."""
    found = looking.open_paper(uid)
    if not papers.servable(found):
        raise Missing("evidence")
    return found


@bp.get("/desk/paper/<uid>/content")
@needs(Permission.SEE_PAPERS, of=seen_paper)
def paper_content(found: Any) -> Response:
    """The page itself."""
    if not looking.looking(act(), found):
        raise Missing("evidence")
    return served(found)


def paper_of_case(uid: str, paper_uid: str) -> Any:
    """A paper of that file; ``Missing`` for another file's."""
    found = looking.open_paper(paper_uid)
    if found.application_uid != uid:
        raise Missing("evidence")
    return found


@bp.post("/desk/case/<uid>/papers/check/<paper_uid>")
@needs(Permission.CHECK_PAPERS, of=paper_of_case)
def check_papers(found: Any) -> Any:
    """In order, or not accepted and why."""
    form, uid, application_uid = CheckForm(), found.uid, found.application_uid
    form.evidence.offer([Choice(p.uid, "") for p in looking.pages_with(found)])

    def verb(deed: Act) -> None:
        outcome = form.outcome.data
        settling.check_papers(
            deed, application_uid=application_uid, evidence=form.evidence.data or [],
            fault="" if outcome == "ok" else outcome,
        )  # fmt: skip
        flash(_("Recorded. Whoever handed it in can read it."), "good")

    return perform(
        form, verb, to=url_for("applications.paper", uid=uid),
        page=lambda f: _paper_page(looking.open_paper(uid), LookForm(formdata=None), f),
    )  # fmt: skip


# --- settling a fact -------------------------------------------------------------------


def the_fact(uid: str, source: str, person_uid: str) -> FactCase:
    """One fact of one person of a file."""
    return fact_case(open_file(uid), source, person_uid)


def _fact_address(case: FactCase, endpoint: str = "fact") -> str:
    return url_for(
        f"applications.{endpoint}", uid=case.application.uid, source=case.source,
        person_uid=case.member.person_uid,
    )  # fmt: skip


def _fact_page(
    case: FactCase, shown: ValueForm | None = None, stand: StandForm | None = None
) -> str:
    file = fact_file(case, act())
    shown, stand = shown or _shown_form(case), stand or StandForm(prefix="stand-")
    shown.evidence.offer(
        [
            Choice(p.card.uid, f"{p.title} · {_('Page %(n)s', n=p.card.number)}",
                   None if p.seen else _("Not opened by you yet"), disabled=not p.seen)
            for p in file.pages
        ]
    )  # fmt: skip
    return render_template(
        "applications/casework/fact.html", case=case, file=file, shown=shown, stand=stand,
        fields=[shown[one.code] for one in FIELDS[case.source]], address=_fact_address,
        may_check=allowed(who(), Permission.CHECK_PAPERS, case.application),
        may_take=allowed(who(), Permission.SERVE_AT_WINDOW, case.application),
        problems=[*shown.problems, *stand.problems],
    )  # fmt: skip


def _shown_form(case: FactCase) -> ValueForm:
    form = value_form(case.source, prefix="shown-")
    form.evidence.offer([Choice(p.card.uid, "") for p in fact_file(case, act()).pages])
    return form


@bp.get("/desk/case/<uid>/fact/<source>/<person_uid>")
@needs(Permission.SEE_CASE, of=the_fact, looks="file")
def fact(case: FactCase) -> str:
    """What each side says, and what a person may settle."""
    return _fact_page(case)


@bp.post("/desk/case/<uid>/fact/<source>/<person_uid>/ask")
@needs(Permission.CHECK_PAPERS, of=the_fact)
def ask_department(case: FactCase) -> Any:
    """Ask the department again."""
    back = _fact_address(case)
    if PlainForm().validate():
        try:
            settling.ask_department(
                act(), application_uid=case.application.uid, source=case.source,
                person_uid=case.member.person_uid,
            )  # fmt: skip
            flash(_("Asked. What came back stands here."), "good")
        except Refused as refusal:
            flash(explain(refusal.code), "need")
    return redirect(back)


@bp.post("/desk/case/<uid>/fact/<source>/<person_uid>/papers")
@needs(Permission.CHECK_PAPERS, of=the_fact)
def take_value(case: FactCase) -> Any:
    """The papers show this value."""
    form = _shown_form(case)

    def verb(deed: Act) -> None:
        settling.accept_papers(
            deed, application_uid=case.application.uid, source=case.source,
            person_uid=case.member.person_uid, typed=form.typed(case.source),
            dated=form.dated.data, evidence=form.evidence.data or [], text=form.text.data or "",
        )  # fmt: skip
        flash(_("Recorded. The value from the papers counts; it was compared again."), "good")

    return perform(form, verb, to=_fact_address(case), page=lambda f: _fact_page(case, shown=f))


@bp.post("/desk/case/<uid>/fact/<source>/<person_uid>/stand")
@needs(Permission.CHECK_PAPERS, of=the_fact)
def let_stand(case: FactCase) -> Any:
    """The department's answer stands."""
    form = StandForm(prefix="stand-")

    def verb(deed: Act) -> None:
        settling.let_department_stand(
            deed, application_uid=case.application.uid, source=case.source,
            person_uid=case.member.person_uid, text=form.text.data or "",
            corrected=form.corrected.data == "yes",
        )  # fmt: skip
        flash(_("Recorded. The department's answer counts; it was compared again."), "good")

    return perform(form, verb, to=_fact_address(case), page=lambda f: _fact_page(case, stand=f))


# --- taken in at a window ----------------------------------------------------------------


def _taken_form(application: File) -> TakenForm:
    form = TakenForm(papers.limits(application))
    found = subjects.wanted(application, people.members(application.uid), proven=True, on=act().on)
    names = people_names([one.subject.person_uid for one in found])
    form.subject.offer(
        [
            Choice("", _("Choose one")),
            *(
                Choice(
                    f"{one.subject.proves}:{one.subject.what}:{one.subject.person_uid}",
                    f"{names.get(one.subject.person_uid, '')}: {one.title} ({WHYS[one.why]})",
                )
                for one in found
            ),
        ]
    )
    return form


def _take_page(application: File, form: PageForm) -> str:
    handed_in = [p for p in papers.papers_of(application.uid) if p.given_by == who().uid]
    return render_template(
        "applications/casework/take.html", application=application, form=form,
        groups=paperlist.groups(application, (), handed_in),
        name=people_names([application.applicant_uid]).get(application.applicant_uid, ""),
        waiting=application.state == State.SUPPLEMENT,
    )  # fmt: skip


@bp.get("/desk/case/<uid>/papers/take")
@needs(Permission.GIVE_PAPERS, of=open_file, looks="file")
def take_in(application: File) -> Any:
    """Photograph or scan what the person at the window brought."""
    if not with_client():
        return redirect(url_for("applications.window"))
    return _take_page(application, _taken_form(application))


@bp.post("/desk/case/<uid>/papers/take")
@takes_files
@needs(Permission.GIVE_PAPERS, of=open_file)
def take_in_page(application: File) -> Any:
    """One more page, handed in at once."""
    form = _taken_form(application)

    def verb(deed: Act) -> None:
        assert form.incoming is not None
        proves, what, person_uid = (form.subject.data or "::").split(":")
        papers.add(
            deed, application_uid=application.uid, incoming=form.incoming,
            subject=Subject(Proves(proves), what, person_uid),
        )  # fmt: skip
        flash(_("This page is here. Add the next one, or go on."), "good")

    return perform(
        form, verb, to=url_for("applications.take_in", uid=application.uid),
        page=lambda f: _take_page(application, f),
    )  # fmt: skip


@bp.post("/desk/case/<uid>/papers/answered")
@needs(Permission.ANSWER_SUPPLEMENT, of=open_file)
def answered_at_window(application: File) -> Any:
    """Everything that was asked for is here; the clock runs on."""

    def verb(deed: Act) -> None:
        supplements.answer(deed, application_uid=application.uid, text=_("Brought to the window."))
        flash(_("Recorded. The file is being worked on again."), "good")

    return perform(
        PlainForm(), verb, to=url_for("applications.window"),
        page=lambda f: redirect(url_for("applications.take_in", uid=application.uid)),
    )  # fmt: skip
