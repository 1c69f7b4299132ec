"""The window: who is expected, a file typed in for somebody, a person and a card seen."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from portal.applications.codes import UNDECIDED_STATES, Permission
from portal.applications.forms.casework import SightForm, SoughtForm
from portal.applications.forms.window import CoForm, EntryForm, NewForm, SheetCoForm, SheetEntryForm
from portal.applications.intake import (
    arrival,
    cases,
    consents,
    drafts,
    people,
    progress,
    reading,
    saying,
    signing,
)
from portal.applications.intake.cases import Asked, OwnCase
from portal.applications.review import window as seen
from portal.applications.review.caseload import caseload
from portal.applications.review.opening import File
from portal.applications.review.selecting import Filters
from portal.applications.views import bp, contradicting, visits
from portal.applications.views.casework import duty
from portal.applications.views.contradicting import Way
from portal.households import people_names, person
from portal.kernel.access import allowed
from portal.kernel.act import Act, Channel
from portal.kernel.database import new_uid
from portal.kernel.errors import Missing, Refused
from portal.kernel.journal import note_view
from portal.kernel.levels import Level
from portal.kernel.regions import children, city_of
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.forms import perform
from portal.kernel.web.sessions import here

SERVE = Permission.SERVE_AT_WINDOW


def _city() -> str:
    try:
        return city_of(duty().region)
    except Missing:
        return str(current_app.config["SETTINGS"].city)


@bp.get("/desk/window")
@needs(SERVE)
def window() -> str:
    """Serve the person in front of me; then those who are expected."""
    expected = caseload(duty(), Filters(kind="supplement"), act().on)
    entries = seen.entries_of(who().uid)
    unproven = seen.to_be_sighted(duty())
    names = people_names([a.applicant_uid for a in (*entries, *unproven)])
    return render_template(
        "applications/casework/window.html", expected=expected.rows, entries=entries,
        unproven=unproven, names=names, client=bool(here().take("client")),
        may_tell=allowed(who(), Permission.TAKE_OBJECTION),
    )  # fmt: skip


@bp.post("/desk/window/client")
@needs(SERVE)
def new_client() -> Any:
    """The next person: a session of their own, and whatever the last one left behind is gone."""
    visits.fresh_client(new_uid())
    return redirect(url_for("applications.window"))


@bp.post("/desk/window/done")
@needs(SERVE)
def client_done() -> Any:
    """This person has left the window."""
    visits.fresh_client("")
    flash(_("Done. Nothing of this person is left on the screen."), "good")
    return redirect(url_for("applications.window"))


def with_client() -> bool:
    """Is somebody at the window? If not, a flash says what to press first."""
    here_now = act().channel is Channel.WINDOW
    if not here_now:
        flash(explain("client_first"), "need")
    return here_now


def _new_page(form: NewForm) -> str:
    rules = drafts.city_rules(_city(), act().on)
    text = consents.notice_text(rules, "en" if saying.english() else "zh")
    return render_template(
        "applications/casework/window_new.html", form=form, text=text, token=new_uid()
    )


@bp.get("/desk/window/new")
@needs(SERVE)
def entry_new() -> Any:
    """Type in an application for the person who is here."""
    if not with_client():
        return redirect(url_for("applications.window"))
    return _new_page(NewForm())


@bp.post("/desk/window/new")
@needs(SERVE)
def entry_begin() -> Any:
    """Person and card were seen: begin, then ask the departments."""
    form, begun = NewForm(), []

    def verb(deed: Act) -> File:
        application = seen.begin_at_window(
            deed, city=_city(), id_number=form.id_number.data or "", name=form.name.data or "",
            phone=form.phone.data or "", agreed=form.agree.data == "yes",
            sensitive=form.sensitive.data == "yes", document=form.seen.data or "",
        )  # fmt: skip
        begun.append(application.uid)
        return application

    answer = perform(
        form, verb, to=lambda a: url_for("applications.entry", uid=a.uid), page=_new_page
    )
    if begun:
        arrival.fetch(act(), begun[0])
    return answer


def my_entry(uid: str) -> File:
    """A draft that this clerk types in; any other is ``Missing``."""
    return seen.my_entry(uid, who().uid)


def _entry_form(application: File) -> EntryForm:
    on_paper = signing.scanned(application.uid, application.applicant_uid)
    made = SheetEntryForm if on_paper else EntryForm
    form = made(data={"wish": application.wish, "district": application.district})
    counties = [(c.code, c.label()) for c in children(application.city)]
    form.district.offer([("", _("Choose a district")), *counties])
    return form


def _entry_page(application: File, form: EntryForm) -> str:
    view = reading.facts_view(application, application.applicant_uid, Level.I2, act().on)
    return render_template(
        "applications/casework/window_entry.html", application=application, form=form,
        person=person(application.applicant_uid), view=view, token=new_uid(),
        scanned=signing.scanned(application.uid, application.applicant_uid),
        applicant=people.member(application.uid, application.applicant_uid),
    )  # fmt: skip


@bp.get("/desk/window/entry/<uid>")
@needs(SERVE, of=my_entry)
def entry(application: File) -> str:
    """What came back, read out together; wish and signature."""
    note_view(act(), application.uid, "file", "window")
    return _entry_page(application, _entry_form(application))


@bp.post("/desk/window/entry/<uid>")
@needs(SERVE, of=my_entry)
def entry_submit(application: File) -> Any:
    """Handed in; the receipt code is shown once."""
    form, uid = _entry_form(application), application.uid

    def verb(deed: Act) -> None:
        drafts.save_wish(
            deed, application_uid=uid, wish=form.wish.data, district=form.district.data or ""
        )
        name, sheet = form.signed()
        receipt = signing.submit(
            deed, application_uid=uid, route=form.route.data, name=name, sheet=sheet
        )
        visits.keep_receipt(uid, receipt.code)

    return perform(
        form, verb, to=url_for("applications.entry_receipt", uid=uid),
        page=lambda f: _entry_page(application, f),
    )  # fmt: skip


def my_entry_case(uid: str) -> OwnCase:
    """The same with the people it names."""
    return cases.own_case(my_entry(uid))


def _entry_way(uid: str, source: str) -> Way:
    return Way(
        url_for("applications.entry_wrong", uid=uid, source=source),
        url_for("applications.entry", uid=uid), _("Back to the entry"),
    )  # fmt: skip


@bp.get("/desk/window/entry/<uid>/wrong/<source>")
@needs(SERVE, of=my_entry_case)
def entry_wrong(case: OwnCase, source: str) -> str:
    """They say that this is wrong."""
    return contradicting.page(case, source, _entry_way(case.uid, source))


@bp.post("/desk/window/entry/<uid>/wrong/<source>")
@needs(SERVE, of=my_entry_case)
def entry_say_wrong(case: OwnCase, source: str) -> Any:
    """Written down in their words; papers are taken in after handing in."""
    return contradicting.say(case, source, _entry_way(case.uid, source))


@bp.get("/desk/window/entry/<uid>/receipt")
@needs(SERVE, of=my_entry)
def entry_receipt(application: File) -> str:
    """The number, and the code while this client is here."""
    return render_template(
        "applications/casework/window_receipt.html", application=application,
        name=person(application.applicant_uid).name, code=visits.receipt_code(application.uid),
    )  # fmt: skip


# --- sighting -----------------------------------------------------------------------


@bp.get("/desk/window/sighting")
@needs(SERVE)
def sighting() -> str:
    """Who is here? By number, posted, so that it stands in no address."""
    return render_template("applications/casework/sighting.html", form=SoughtForm())


@bp.post("/desk/window/sighting")
@needs(SERVE)
def sighting_find() -> Any:
    """The person, as far as the window needs to know."""
    form = SoughtForm()
    if form.validate():
        try:
            return _sighting_page(seen.find_sought(form.sought.data or ""), SightForm(None))
        except Refused as refusal:
            form.refuse("sought", explain(refusal.code))
    return render_template("applications/casework/sighting.html", form=form), 422


def _sighting_page(person_uid: str, form: SightForm) -> str:
    # Of nobody there is nothing to see: ``Missing`` before a look is noted.
    note_view(act(), person(person_uid).uid, "person", "window")
    form.person.data = person_uid
    found = seen.sighting(person_uid, act().on)
    client = act().channel is Channel.WINDOW
    return render_template(
        "applications/casework/sighted.html", found=found, form=form, token=new_uid(),
        client=client, proven=found.level >= Level.I2,
        standings=_standings(found) if client else [],
    )  # fmt: skip


def _standings(found: seen.Sighting) -> list[dict[str, Any]]:
    """Where their own applications in this city stand, for whoever has no device to look."""
    return [
        {
            "number": row.number,
            "state": saying.STATES[row.state],
            "on": row.submitted_on,
            "now": [
                step.title
                for step in progress.next_steps(row, act().on, Level.I2)
                if step.state == "now" and row.state in UNDECIDED_STATES
            ],
        }
        for row in found.own
        if row.city == _city()
    ]


@bp.post("/desk/window/sight")
@needs(SERVE)
def sight() -> Any:
    """Card and face were seen: I2."""
    form = SightForm()

    def verb(deed: Act) -> None:
        seen.sight(
            deed, person_uid=form.person.data or "", document=form.seen.data or "",
            phone=form.phone.data or "",
        )  # fmt: skip
        flash(_("Recorded: seen in person, with the original document."), "good")

    return perform(
        form, verb, to=url_for("applications.window"),
        page=lambda f: _sighting_page(f.person.data or "", f),
    )  # fmt: skip


# --- the other adult at the window -----------------------------------------------------


def asked_there(uid: str) -> Asked:
    """The adult who answers at this window. ``Missing`` for nobody."""
    found = cases.asked(uid)
    if found is None:
        raise Missing("member")
    return found


def _co_form(asked: Asked) -> CoForm:
    on_paper = signing.scanned(asked.member.application_uid, asked.person_uid)
    return SheetCoForm() if on_paper else CoForm()


def _co_page(asked: Asked, form: CoForm) -> str:
    rules = drafts.city_rules(asked.city, act().on)
    text = consents.notice_text(rules, "en" if saying.english() else "zh")
    return render_template(
        "applications/casework/window_co.html", member=asked.member, form=form, text=text,
        scanned=signing.scanned(asked.member.application_uid, asked.person_uid),
        may_scan=allowed(who(), SERVE, asked.application),
        name=person(asked.person_uid).name, token=new_uid(),
    )  # fmt: skip


@bp.get("/desk/window/co/<uid>")
@needs(Permission.AGREE_AS_CO, of=asked_there)
def co_at_window(asked: Asked) -> Any:
    """Another adult answers for themselves, here."""
    if not with_client():
        return redirect(url_for("applications.window"))
    return _co_page(asked, _co_form(asked))


@bp.post("/desk/window/co/<uid>")
@needs(Permission.AGREE_AS_CO, of=asked_there)
def co_answer_at_window(asked: Asked) -> Any:
    """Their answer, their signature."""
    uid, form, done = asked.member.uid, _co_form(asked), []
    application_uid, person_uid = asked.member.application_uid, asked.person_uid

    def verb(deed: Act) -> None:
        if deed.channel is not Channel.WINDOW:
            raise Refused("client_first")
        name, sheet = form.signed()
        signing.sign_as_co(
            deed, member=asked.member, name=name, sheet=sheet,
            agreed=form.agree.data == "yes", sensitive=form.sensitive.data == "yes",
            family=form.family.data == "yes",
        )  # fmt: skip
        done.append(uid)
        flash(_("Recorded at the window."), "good")

    answer = perform(
        form, verb, to=url_for("applications.window"), page=lambda f: _co_page(asked, f)
    )
    if done:
        signing.after_co(act(), application_uid, person_uid)
    return answer
