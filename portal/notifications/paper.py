"""docs/messages.md: which event tells whom what, and which tell nobody. Written from the tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from flask_babel import force_locale

from portal.kernel.outbox import Event
from portal.notifications.silent import SILENT
from portal.notifications.template import Template
from portal.notifications.templates import TEMPLATES
from portal.notifications.wiring import EVENTS

FILE = Path(__file__).resolve().parents[2] / "docs" / "messages.md"

WHOM = {
    "applications": "the applicant",
    "applications.PublicityOpened": "the applicants of all households on the notice",
    "applications.DisputeSettled": "whose fact it is",
    "applications.ApplicationWithdrawn": "the applicant; nobody for a draft",
}
"""Who is told where the event names nobody, as ``RECIPIENTS`` of portal/subscriptions.py finds."""

_HEAD = """# Messages

Written by `flask house messages` from `portal/notifications` (`wiring.py`, `templates*.py`, \
`silent.py`); do not edit by hand. A test compares, and fails for an event that stands in no table.

Every message is a letter on the site, in the language of whom it is for, kept as it was sent. \
Beside it a text goes to a proven phone, by day only, and a mail, which only says that there is a \
letter, to whoever proved an address. Whoever can be reached by neither gets the letter by post \
("Letters to post" at the desk). "Last day" is the policy period that the day in the letter is \
counted by. "Remedies" are re-examination, administrative reconsideration and court, each with \
its last day. Where a question goes to somebody who has not proven a phone yet, it goes to the \
number they were named with: only `co_applicant_asked`.

## Events that write

| event | kind | whom | ways | says | what happens next | last day | remedies |
|---|---|---|---|---|---|---|---|
"""
_SILENT = """
## Events that tell nobody

| event | why |
|---|---|
"""


def events_of_the_house() -> list[type[Event]]:
    """Every event that a package of the house publishes, by name."""
    found = [one for one in _below(Event) if not one.__name__.startswith("_")]
    return sorted(found, key=lambda one: one.type())


def _below(kind: type[Event]) -> Iterable[type[Event]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("portal."):
            yield one
        yield from _below(one)


def messages_markdown() -> str:
    """The page: events that write, then those that do not. ``KeyError`` for one in no table."""
    events = events_of_the_house()
    with force_locale("en"):
        told = [_row(one) for one in events if one.type() not in SILENT]
    quiet = [f"| `{one.type()}` | {SILENT[one.type()]} |" for one in events if one.type() in SILENT]
    return _HEAD + "\n".join(told) + "\n" + _SILENT + "\n".join(quiet) + "\n"


def _row(event: type[Event]) -> str:
    kind = EVENTS[event.type()]
    template = TEMPLATES[kind]
    cells = (
        f"`{event.type()}`",
        f"`{kind}`",
        _whom(event),
        "letter, text, mail or post" + (", with a link" if template.link else ""),
        str(template.title),
        _next(template),
        f"`{template.due}`" if template.due else "",
        "yes" if template.remedies else "",
    )
    return f"| {' | '.join(cells)} |"


def _whom(event: type[Event]) -> str:
    if "person_uid" in {field.name for field in fields(event)}:
        return "whom the event names"
    name = event.type()
    return WHOM.get(name) or WHOM[name.split(".")[0]]


def _next(template: Template) -> str:
    return " ".join(str(line) % {"due": "…", "on": "…"} for line in template.next)
