"""The append side of all that is remembered: steps, views with purpose, attempts, log leaves."""

from portal.kernel.journal.models import SERIAL, Attempt, Leaf, Step, View
from portal.kernel.journal.notes import note_attempt, note_view
from portal.kernel.journal.queries import (
    last_step,
    looked_since,
    steps_of,
    views_of,
    views_of_any,
)
from portal.kernel.journal.record import leaf_body, log, record_step

__all__ = [
    "SERIAL",
    "Attempt",
    "Leaf",
    "Step",
    "View",
    "last_step",
    "leaf_body",
    "log",
    "looked_since",
    "note_attempt",
    "note_view",
    "record_step",
    "steps_of",
    "views_of",
    "views_of_any",
]
