"""The list at the desk: look, preview who would move, then decide."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.eligibility import group_label
from portal.households import people_names
from portal.kernel.access import allowed
from portal.kernel.errors import Missing, Refused
from portal.kernel.journal import steps_of
from portal.kernel.policy import rulebook
from portal.kernel.references import parse_queue_number
from portal.kernel.web.doors import act, desk_city, needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.export import Export, offer_export
from portal.kernel.web.fields import Choice
from portal.kernel.web.forms import perform
from portal.waitlist import exporting, services
from portal.waitlist.codes import EntryState, Permission
from portal.waitlist.forms import GroupsForm, PlainForm, RemoveForm, SuspendForm
from portal.waitlist.previews import preview
from portal.waitlist.publishing import latest_list, publish_list
from portal.waitlist.queries import (
    EntryCard,
    QueueCard,
    entry,
    find_number,
    in_line,
    moves_of,
    out_of_line,
    queue,
    queues,
    states,
)
from portal.waitlist.ranks import count_before, rank_of
from portal.waitlist.saying import part_words, state_tag
from portal.waitlist.views import bp
from portal.waitlist.words import REASONS

PAGE = 50
FORMS: dict[str, type[PlainForm]] = {
    "suspend": SuspendForm,
    "remove": RemoveForm,
    "correct_groups": GroupsForm,
    "resume": PlainForm,
}


def _my_queues() -> tuple[QueueCard, ...]:
    return queues(desk_city()) if act().duty else ()


def _chosen(found: tuple[QueueCard, ...]) -> QueueCard | None:
    wanted = request.args.get("queue", "")
    return next((one for one in found if one.uid == wanted), found[0] if found else None)


@bp.get("/desk/waitlist")
@needs(Permission.SEE_LIST)
def desk_list() -> Any:
    """One queue in its order, or one kind of those outside it; found by queue number."""
    found = _my_queues()
    chosen = _chosen(found)
    typed, problem = request.args.get("number", "").strip()[:40], ""
    if typed:
        hit, problem = _search(typed)
        if hit is not None:
            return redirect(url_for("waitlist.desk_entry", uid=hit.uid))
    if chosen is None:
        return render_template("waitlist/desk_empty.html")
    state = request.args.get("state", "line")
    rows, first, more = _rows(chosen, state, request.args.get("after", ""))
    return render_template(
        "waitlist/desk.html", queues=found, chosen=chosen, state=state, rows=rows, first=first,
        more=more, counts=states(chosen.uid), names=people_names({r.person_uid for r in rows}),
        typed=typed, problem=problem, latest=latest_list(chosen.uid), state_tag=state_tag,
        form=PlainForm(), may_publish=allowed(who(), Permission.PUBLISH, chosen),
        may_export=allowed(who(), Permission.EXPORT_LIST),
    )  # fmt: skip


def _waitlist() -> Export:
    chosen, state = _chosen(_my_queues()), request.args.get("state", "line")
    if chosen is None:
        raise Missing("queue")
    state = state if state in set(EntryState) else "line"
    return Export(
        "waitlist", chosen.label, exporting.columns(), lambda: exporting.rows(chosen.uid, state),
        url_for("waitlist.desk_list", queue=chosen.uid, state=state),
        {"queue": chosen.uid, "state": state},
    )  # fmt: skip


offer_export(bp, "/desk/waitlist/export", Permission.EXPORT_LIST, _waitlist)


def _search(typed: str) -> tuple[EntryCard | None, str]:
    try:
        hit = find_number(parse_queue_number(typed))
    except Refused as refusal:
        return None, explain(refusal.code)
    if hit is None or not allowed(who(), Permission.SEE_ENTRY, hit):
        return None, _("No entry with this queue number in your city.")
    return hit, ""


def _rows(chosen: QueueCard, state: str, after: str) -> tuple[list[EntryCard], int, str]:
    """One page: rows, rank of the first (0 outside the line), where to go on."""
    if state == "line":
        last = entry(after) if after else None
        bound = last.ord if last is not None and last.queue_uid == chosen.uid else None
        rows = list(in_line(chosen.uid, after=bound, size=PAGE + 1))
        first = count_before(chosen.uid, [rows[0].ord])[0] + 1 if rows and rows[0].ord else 0
        return rows[:PAGE], first, rows[PAGE - 1].uid if len(rows) > PAGE else ""
    if state not in set(EntryState):
        return [], 0, ""
    rows = list(out_of_line(chosen.uid, state, after=after or None, size=PAGE + 1))
    return rows[:PAGE], 0, rows[PAGE - 1].number if len(rows) > PAGE else ""


@bp.post("/desk/waitlist/<uid>/publish")
@needs(Permission.PUBLISH, of=queue)
def publish(chosen: QueueCard) -> Any:
    """Freeze and publish the queue as it stands."""

    def verb(deed: Any) -> Any:
        made = publish_list(deed, queue_uid=chosen.uid)
        flash(_("Version %(number)s is published.", number=made.number), "good")
        return made

    back = url_for("waitlist.desk_list", queue=chosen.uid)
    return perform(PlainForm(), verb, to=back, page=lambda form: _refused(form, back))


def _refused(form: PlainForm, back: str) -> Any:
    return render_template("waitlist/refused.html", form=form, back=back)


def _groups(card: EntryCard) -> list[Choice]:
    found = []
    for row in rulebook(card.place, on=act().on).rows("priority.groups"):
        code = f"{row['code']}:{row['sub']}" if row.get("sub") else row["code"]
        hint = _("goes first") if row["priority"] else None
        found.append(Choice(code, group_words(code), hint))
    return found


def group_words(code: str) -> str:
    """A group in words."""
    head, _colon, sub = code.partition(":")
    return str(group_label(head, sub).plain)


def _form(card: EntryCard, verb: str) -> PlainForm:
    form = FORMS[verb](version=card.version)
    if isinstance(form, GroupsForm):
        form.groups.offer(_groups(card))
        if request.method == "GET" and not request.args.get("reason"):
            form.groups.data = list(card.groups)
    return form


@bp.get("/desk/waitlist/entry/<uid>")
@needs(Permission.SEE_ENTRY, of=entry, looks="waitlist_entry")
def desk_entry(card: EntryCard) -> Any:
    """One entry: place, key, moves, and the edits that can be previewed."""
    verbs = ["suspend", "correct_groups", "remove"] if card.standing else ["resume", "remove"]
    return render_template(
        "waitlist/desk_entry.html", card=card, rank=rank_of(card.uid), moves=moves_of(card.uid),
        steps=steps_of(card.uid), name=people_names([card.person_uid]).get(card.person_uid, ""),
        tag=state_tag(card.state), part_words=part_words, reasons=REASONS,
        group_words=group_words, may_edit=allowed(who(), Permission.EDIT, card) and card.alive,
        forms={verb: _form(card, verb) for verb in verbs},
    )  # fmt: skip


@bp.get("/desk/waitlist/entry/<uid>/preview/<verb>")
@needs(Permission.EDIT, of=entry, looks="waitlist_entry")
def desk_preview(card: EntryCard, verb: str) -> Any:
    """Who would move, before anyone moves; nothing is written."""
    if verb not in FORMS:
        return redirect(url_for("waitlist.desk_entry", uid=card.uid))
    return _previewed(card, verb, None)


def _previewed(card: EntryCard, verb: str, form: PlainForm | None) -> Any:
    form = form or _form(card, verb)
    groups = request.values.getlist("groups")
    reason = request.values.get("reason", "")
    found = preview(card.uid, verb, act().on, groups)
    people = {shift.person_uid for shift in (found.itself, *found.some)}
    return render_template(
        "waitlist/desk_preview.html", card=card, verb=verb, found=found, form=form,
        groups=groups, reason=reason, reasons=REASONS, names=people_names(people),
        group_words=group_words,
    )  # fmt: skip


@bp.post("/desk/waitlist/entry/<uid>/<verb>")
@needs(Permission.EDIT, of=entry)
def desk_edit(card: EntryCard, verb: str) -> Any:
    """Save the edit that was previewed."""
    if verb not in FORMS:
        return redirect(url_for("waitlist.desk_entry", uid=card.uid))
    form = _form(card, verb)
    typed = str(form.version.data or "")
    given: dict[str, Any] = {
        "entry_uid": card.uid,
        "version": int(typed) if typed.isdigit() else -1,
    }
    if verb != "resume":
        given["reason"] = request.form.get("reason", "")
    if verb == "correct_groups":
        given["groups"] = request.form.getlist("groups")
    deed = getattr(services, verb)
    return perform(
        form,
        lambda who_acts: deed(who_acts, **given),
        to=url_for("waitlist.desk_entry", uid=card.uid),
        page=lambda form: _previewed(card, verb, form),
    )
