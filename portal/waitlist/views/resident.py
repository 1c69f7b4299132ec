"""What a waiting household sees and may do."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, render_template, url_for
from flask_babel import gettext as _

from portal.households import household_of, person
from portal.kernel.errors import Missing
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import perform
from portal.waitlist import services
from portal.waitlist.codes import Permission, Reason
from portal.waitlist.forms import PlainForm
from portal.waitlist.history import history_of
from portal.waitlist.queries import EntryCard, entry_of_household, entry_of_person
from portal.waitlist.reading import place_of
from portal.waitlist.saying import cause_words, part_words, state_tag
from portal.waitlist.views import bp


def my_entry() -> EntryCard | None:
    """One's own entry, or the one of the household one belongs to."""
    found = entry_of_person(who().uid)
    if found is None:
        home = household_of(who().uid, act().on)
        found = entry_of_household(home) if home else None
    return found


def own_entry() -> EntryCard:
    """The entry one may decide about. ``Missing`` when there is none."""
    found = entry_of_person(who().uid)
    if found is None:
        raise Missing("waitlist_entry")
    return found


@bp.get("/my/place")
@needs(Permission.SEE_PLACE)
def my_place() -> Any:
    """The number, why it is that number, what moved it, what comes next."""
    entry = my_entry()
    if entry is None:
        return render_template("waitlist/no_place.html")
    return render_template(
        "waitlist/place.html",
        place=place_of(entry, act().on), name=person(entry.person_uid).name, now=act().at,
        today=act().on, mine=entry.person_uid == who().uid, form=PlainForm(version=entry.version),
        tag=state_tag(entry.state), part_words=part_words, cause_words=cause_words,
        endpoints=current_app.view_functions,
    )  # fmt: skip


@bp.get("/my/place/history")
@needs(Permission.SEE_PLACE)
def my_history() -> Any:
    """Every change of the place, with its reason."""
    entry = my_entry()
    changes = history_of(entry.uid) if entry else ()
    return render_template(
        "waitlist/history.html", entry=entry, changes=changes, cause_words=cause_words
    )


@bp.post("/my/place/confirm")
@needs(Permission.CONFIRM, of=own_entry)
def confirm(entry: EntryCard) -> Any:
    """We still wait."""

    def verb(deed: Any) -> Any:
        flash(_("Thank you. You keep your place."), "good")
        return services.confirm_waiting(deed, entry_uid=entry.uid)

    return perform(PlainForm(), verb, to=url_for("waitlist.my_place"), page=lambda form: my_place())


def _question(kind: str, entry: EntryCard, form: PlainForm) -> Any:
    place = place_of(entry, act().on)
    return render_template("waitlist/question.html", kind=kind, place=place, form=form)


@bp.get("/my/place/pause")
@needs(Permission.SUSPEND, of=own_entry)
def ask_pause(entry: EntryCard) -> Any:
    """What pausing means, before it is done."""
    return _question("pause", entry, PlainForm(version=entry.version))


@bp.post("/my/place/pause")
@needs(Permission.SUSPEND, of=own_entry)
def pause(entry: EntryCard) -> Any:
    """Pause the waiting."""
    form = PlainForm()
    return perform(
        form,
        lambda deed: services.suspend(
            deed, entry_uid=entry.uid, reason=Reason.OWN_WISH, version=_version(form)
        ),
        to=url_for("waitlist.my_place"),
        page=lambda form: _question("pause", entry, form),
    )


@bp.post("/my/place/resume")
@needs(Permission.RESUME, of=own_entry)
def go_on(entry: EntryCard) -> Any:
    """Wait again."""
    form = PlainForm()
    return perform(
        form,
        lambda deed: services.resume(deed, entry_uid=entry.uid, version=_version(form)),
        to=url_for("waitlist.my_place"),
        page=lambda form: my_place(),
    )


@bp.get("/my/place/leave")
@needs(Permission.REMOVE, of=own_entry)
def ask_leave(entry: EntryCard) -> Any:
    """What leaving means, before it is done."""
    return _question("leave", entry, PlainForm(version=entry.version))


@bp.post("/my/place/leave")
@needs(Permission.REMOVE, of=own_entry)
def leave(entry: EntryCard) -> Any:
    """Leave the list."""
    form = PlainForm()
    return perform(
        form,
        lambda deed: services.remove(
            deed, entry_uid=entry.uid, reason=Reason.OWN_WISH, version=_version(form)
        ),
        to=url_for("waitlist.my_place"),
        page=lambda form: _question("leave", entry, form),
    )


def _version(form: PlainForm) -> int:
    typed = str(form.version.data or "")
    return int(typed) if typed.isdigit() else -1
