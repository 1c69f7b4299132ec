"""Sentences about places: parts of a key, causes of a move, who stands ahead."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.kernel.regions import region
from portal.kernel.web.figures import day
from portal.waitlist.history import PRIORITY_JOINED, Cause, Change
from portal.waitlist.queries import EntryCard
from portal.waitlist.ranks import Part
from portal.waitlist.words import OWN_MOVES, REASONS, STATES


def state_tag(state: str) -> tuple[str, str]:
    """Family and label of an entry's state."""
    family, label = STATES[state]
    return family, str(label)


def part_words(part: Part, entry: EntryCard) -> dict[str, str]:
    """Title, explanation and "who is ahead" of one part of the key."""
    said = {
        "priority": _priority,
        "approved_on": _approved,
        "queue_number": _number,
    }.get(part.name, _other)
    return said(part, entry)


def _priority(part: Part, entry: EntryCard) -> dict[str, str]:
    if part.value:
        title, text = _("Priority group"), _("A priority ground is recorded for you.")
    else:
        title = _("General group")
        text = _("No priority ground. Households in the priority group come first.")
    return {"title": title, "text": text, "ahead": _("Households in the priority group")}


def _approved(part: Part, entry: EntryCard) -> dict[str, str]:
    return {
        "title": _("Approved on %(day)s", day=day(part.value)),
        "text": _(
            "Earlier comes first. Decided by the housing security centre of %(city)s.",
            city=region(entry.city).label(),
        ),
        "ahead": _("Households approved before you"),
    }


def _number(part: Part, entry: EntryCard) -> dict[str, str]:
    return {
        "title": _("Queue number %(number)s", number=entry.number),
        "text": _("Same day: the lower number comes first. Public lists use it too."),
        "ahead": _("Same day, lower number"),
    }


def _other(part: Part, entry: EntryCard) -> dict[str, str]:
    value = day(part.value) if part.name.endswith("_on") else str(part.value)
    titles = {
        "points": _("Points: %(value)s", value=value),
        "size": _("Size of the household: %(value)s", value=value),
        "registered_on": _("Registered on %(value)s", value=value),
        "submitted_on": _("Applied on %(value)s", value=value),
    }
    return {
        "title": titles[part.name],
        "text": _("Compared in this order."),
        "ahead": _("Households that come first by this"),
    }


def cause_words(change: Change) -> str:
    """One line of the history in words."""
    if change.own:
        return str(OWN_MOVES.get(change.own, REASONS.get(change.own, change.own)))
    return _(", ").join(_cause(cause) for cause in change.causes)


def _cause(cause: Cause) -> str:
    count = abs(cause.count)
    if cause.reason == PRIORITY_JOINED and cause.count > 0:
        return str(_("%(count)s priority households joined", count=count))
    if cause.reason == "housed":
        return str(_("%(count)s households ahead got a home", count=count))
    if cause.reason == "priority_gained" and cause.count > 0:
        return str(_("%(count)s households proved a priority ground", count=count))
    if cause.count > 0:
        return str(_("%(count)s households came in ahead of you", count=count))
    return str(_("%(count)s households ahead left or paused", count=count))
