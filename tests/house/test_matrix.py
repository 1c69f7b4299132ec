"""Who may, at every address, with real things behind it; looking and posting.

The permission tables are the oracle of the mechanism; the tables themselves are judged by hand in
``test_deeds.py``.
"""

from __future__ import annotations

import io
import traceback
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.routing import Rule
from wtforms.fields.core import UnboundField

from portal.kernel.act import Role
from portal.kernel.database import new_uid
from portal.kernel.levels import Level
from portal.kernel.web.fields import Form
from tests.house.matrix import VISITING, Seat, fingerprint, nothing_is_kept
from tests.house.walking import Walk


@pytest.fixture(autouse=True)
def _as_it_was(walk: Walk) -> Iterator[None]:
    """Whatever a test tries, the city has afterwards what it had before."""
    before = fingerprint()
    yield
    assert fingerprint() == before


def all_of(walk: Walk, seats: Callable[[Rule, str], list[Seat]]) -> list[str]:
    found = []
    for rule, method in walk.steps():
        for seat in seats(rule, method):
            wrong = walk.complaint(rule, method, seat)
            if wrong:
                found.append(wrong)
    return found


def said(complaints: list[str]) -> None:
    assert not complaints, "\n" + "\n".join(complaints)


def test_a_visitor(walk: Walk) -> None:
    said(all_of(walk, lambda rule, method: [VISITING]))


@pytest.mark.parametrize("role", list(Role))
def test_each_role(walk: Walk, role: Role) -> None:
    said(all_of(walk, lambda rule, method: [walk.staff[role]]))


def test_whose_it_is_and_how_far_proven(walk: Walk) -> None:
    def own(rule: Rule, method: str) -> list[Seat]:
        seat = walk.kits[rule.rule].own
        levels = (Level.I0, Level.I1, Level.I1R, Level.I2)
        return [seat.at(level) for level in levels] if seat else []

    said(all_of(walk, own))


def test_another_resident(walk: Walk) -> None:
    said(all_of(walk, lambda rule, method: [walk.stranger]))


THINGS = {"uid", "member_uid", "bar", "entry"}
"""Arguments that name a row."""

LOADED_BY_THE_VIEW = {
    "identity.renew_person": "accounts have no place",
    "identity.disable_person": "accounts have no place",
    "identity.enable_person": "accounts have no place",
    "applications.co_link": "a link that names nobody, for whoever was sent it",
    "applications.co_begin": "a link that names nobody, for whoever was sent it",
}
"""Routes whose door does not load the thing of the address, with the reason."""


def test_the_door_loads_what_the_address_names(walk: Walk) -> None:
    """A view that loads it itself forgets to ask where it lies."""
    found = {
        rule.endpoint
        for rule in walk.rules
        if THINGS & set(rule.arguments) and walk.app.view_functions[rule.endpoint].__of__ is None  # type: ignore[attr-defined]
    }
    assert found == set(LOADED_BY_THE_VIEW)


NATIONWIDE = {
    "identity.renew_person": "accounts have no place",
    "identity.disable_person": "accounts have no place",
    "identity.enable_person": "accounts have no place",
    "identity.job_again": "jobs have no place",
    "open_data.download": "public",
    "open_data.method": "public",
    "front.city_rules": "public",
    "supervision.one_metric": "sums of the whole region, which name nobody",
    "supervision.table": "sums of the whole region, which name nobody",
}
"""What is nobody's city: the same role of another city is as welcome there."""

CITYWIDE = {
    "applications.check_draw": "a draw is a city's; its deciders may repeat it",
    "applications.co_at_window": "people come to the nearest window of the city",
    "applications.co_answer_at_window": "people come to the nearest window of the city",
}
"""What a county does for the counties beside it."""


def test_the_same_role_elsewhere_is_refused(walk: Walk) -> None:
    """Another city sees nothing of ours; so does the county next door."""
    found = []
    for rule, method in walk.steps():
        if not rule.arguments or rule.endpoint in NATIONWIDE or walk.may(rule, method, VISITING):
            continue
        for role, seat in walk.staff.items():
            if not walk.may(rule, method, seat):
                continue
            for other in (walk.elsewhere[role], walk.next_door.get(role)):
                if other is None or (
                    other in walk.next_door.values() and rule.endpoint in CITYWIDE
                ):
                    continue
                answer = walk.keys.ask(other, method, walk.url(rule, method))
                if answer.status != 404 or answer.main != walk.nothing_there(other):
                    found.append(f"{method} {rule.endpoint} {other.name}: {answer.status}")
    said(found)


def test_what_is_not_there_is_not_there_for_those_who_may(walk: Walk) -> None:
    found = []
    for rule, method in walk.steps():
        names = THINGS & set(rule.arguments)
        seat = next(walk.allowed_seats(rule, method), None)
        if names and seat is not None:
            url = walk.url(rule, method, **{name: new_uid() for name in names})
            answer = walk.keys.ask(seat, method, url)
            if answer.status != 404 or answer.main != walk.nothing_there(seat):
                found.append(f"{method} {url} {seat.name}: {answer.status}")
    said(found)


def test_a_post_needs_its_token(walk: Walk) -> None:
    found = []
    for rule, method in walk.steps():
        seat = next(walk.allowed_seats(rule, method), None) if method == "POST" else None
        if seat is not None:
            with nothing_is_kept() as kept:
                answer = walk.keys.ask(seat, method, walk.url(rule, method), token=False)
            if answer.status != 400 or kept:
                found.append(f"{rule.endpoint} {seat.name}: {answer.status} {kept}")
    said(found)


# --- nonsense -----------------------------------------------------------------


def _forms(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from _forms(each)


def _field_names() -> dict[str, bool]:
    """Every field of every form, and whether it takes a file; and what views read themselves."""
    found = dict.fromkeys(("uid", "groups", "signed", "back", "next", "duty", "form_token"), False)
    for form in _forms(Form):
        for name in dir(form):
            unbound = getattr(form, name)
            if isinstance(unbound, UnboundField):
                found[name] = "File" in unbound.field_class.__name__
                found.update({f"{name}-{part}": False for part in ("year", "month", "day")})
    return found


QUERY = ("after", "back", "estate", "kind", "klass", "looks", "next", "number", "over", "q",
         "queue", "reason", "sort", "state", "v", "verb", "year")  # fmt: skip
NONSENSE = {
    "text": "<b>'\"²\ufffe%" + "龘" * 20, "digits": "9" * 400, "minus": "-1",
    "date": "0000-00-00", "nul": "a\0b", "file": "no file at all",
}  # fmt: skip


@pytest.mark.parametrize("kind", list(NONSENSE))
def test_nonsense_is_answered(walk: Walk, kind: str) -> None:
    """Whatever is typed, the answer is a page, never a breakdown."""
    fields, nonsense, found = _field_names(), NONSENSE[kind], []
    for rule, method in walk.steps():
        seat = next(walk.allowed_seats(rule, method), None)
        if seat is None:
            continue
        sent: dict[str, Any] = {
            name: (io.BytesIO(nonsense.encode()), "file.pdf") if file else nonsense
            for name, file in fields.items()
            if file == (kind == "file")
        }
        url = walk.url(rule, method)
        if method == "GET":
            url += "?" + urlencode(dict.fromkeys(QUERY, nonsense))
        with nothing_is_kept() as kept:
            status: int | str
            try:
                status = walk.keys.ask(seat, method, url, sent).status
            except Exception as error:
                at = traceback.extract_tb(error.__traceback__)[-1]
                status = f"{type(error).__name__}: {error} ({at.filename}:{at.lineno})"[:300]
        if (
            kept
            or not isinstance(status, int)
            or status >= 500
            or (kind == "nul") != (status == 400)
        ):
            found.append(f"{method} {rule.endpoint} {seat.name}: {status} {kept or ''}")
    said(found)
