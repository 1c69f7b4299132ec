"""A queue as a table: in its order with places, or one state of those outside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from portal.households import masked_numbers, people_names
from portal.kernel.sheets import Row
from portal.waitlist.queries import EntryCard, in_line, out_of_line
from portal.waitlist.saying import state_tag

CHUNK = 500
LINE = "line"
"""Those who stand in line, instead of a state outside it."""


def columns() -> tuple[str, ...]:
    """The heads, in the page's language."""
    return (
        _("Place"), _("Queue number"), _("Applicant"), _("ID number"), _("How many people"),
        _("Class"), _("Group"), _("Qualified since"), _("Registered on"), _("State"),
    )  # fmt: skip


def _parts(queue_uid: str, state: str) -> Iterator[Sequence[EntryCard]]:
    if state == LINE:
        bound: bytes | None = None
        while part := in_line(queue_uid, after=bound, size=CHUNK):
            yield part
            bound = part[-1].ord
        return
    last = ""
    while part := out_of_line(queue_uid, state, after=last or None, size=CHUNK):
        yield part
        last = part[-1].number


def rows(queue_uid: str, state: str) -> Iterator[Row]:
    """One row per entry; the place only of those in line, counted in the same snapshot."""
    place = 0
    for part in _parts(queue_uid, state):
        people = {card.person_uid for card in part}
        names, numbers = people_names(people), masked_numbers(people)
        for card in part:
            place += 1
            yield (
                place if state == LINE else None, card.number, names.get(card.person_uid, ""),
                numbers.get(card.person_uid, ""), card.size, card.klass,
                _("Priority group") if card.priority else _("General group"),
                card.approved_on, card.registered_on, state_tag(card.state)[1],
            )  # fmt: skip
