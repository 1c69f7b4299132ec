"""docs/messages.md says what the tables say, and no event is forgotten in both of them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from portal.kernel.outbox import Event
from portal.notifications import EVENTS, messages_markdown, paper
from portal.notifications.paper import FILE, WHOM, events_of_the_house
from portal.notifications.silent import SILENT
from portal.subscriptions import RECIPIENTS


def test_the_page_is_as_flask_house_messages_writes_it(app: Flask) -> None:
    assert FILE.read_text(encoding="utf-8") == messages_markdown()


def test_every_event_tells_somebody_or_says_why_not(app: Flask) -> None:
    events = {one.type() for one in events_of_the_house()}
    assert len(events) > 40
    assert not set(EVENTS) & set(SILENT)
    assert events == set(EVENTS) | set(SILENT)
    assert all(len(reason) > 20 for reason in SILENT.values())


def test_an_event_in_no_table_stops_the_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True)
    class Forgotten(Event):
        """Something new that nobody thought of."""

    known = events_of_the_house
    monkeypatch.setattr(paper, "events_of_the_house", lambda: [*known(), Forgotten])
    with pytest.raises(KeyError):
        messages_markdown()


def test_whom_is_told_is_written_down_for_every_lookup() -> None:
    assert set(WHOM) == set(RECIPIENTS)
