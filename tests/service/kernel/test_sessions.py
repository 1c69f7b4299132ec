"""Visits: a new id at every proof, dead after sign-out, ended by idleness; forms done once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal.kernel.act import Kind
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.errors import Conflict, Refused
from portal.kernel.journal import Leaf, log
from portal.kernel.levels import Level
from portal.kernel.web.doors import act as current_act
from portal.kernel.web.fields import Form, Required, TextField
from portal.kernel.web.forms import FormToken, expect, perform
from portal.kernel.web.sessions import (
    VISIT_COOKIE,
    HouseSessions,
    Visit,
    WebSession,
    begin_visit,
    end_visit,
    end_visits_of,
    here,
)

UID = new_uid()


class Browser:
    """Requests through the session interface alone: a cookie jar and a function per request."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.cookies: dict[str, str] = {}

    def go(self, work: Any = lambda: None) -> Any:
        """Do ``work`` in a request of its own; what it returns."""
        interface = self.app.session_interface
        header = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        with (
            self.app.app_context(),
            self.app.test_request_context(environ_base={"HTTP_COOKIE": header}),
        ):
            result = work()
            response = self.app.make_response("x")
            interface.save_session(self.app, here(), response)
        for line in response.headers.getlist("Set-Cookie"):
            name, _, value = line.partition("=")
            self.cookies[name] = value.split(";")[0]
            if not self.cookies[name]:
                del self.cookies[name]
        return result

    @property
    def visit(self) -> Visit | None:
        found: Visit | None = self.go(lambda: here().visit)
        return found


@pytest.fixture
def browser(app: Flask) -> Browser:
    assert isinstance(app.session_interface, HouseSessions)
    return Browser(app)


def sign_in(browser: Browser, kind: Kind = Kind.RESIDENT, **more: Any) -> str:
    browser.go(lambda: begin_visit(kind, UID, **more))
    return browser.cookies[VISIT_COOKIE]


def rows() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(WebSession)) or 0


def test_a_visitor_gets_no_row(browser: Browser) -> None:
    browser.go(lambda: here().update(language="en"))
    assert rows() == 0
    assert VISIT_COOKIE not in browser.cookies


def test_the_table_holds_only_a_hash_of_the_cookie(browser: Browser) -> None:
    secret = sign_in(browser, level=Level.I1)
    row = db.session.scalars(select(WebSession)).one()
    assert secret not in (row.id_hash, row.data)
    assert len(secret) >= 43
    assert browser.visit is not None
    assert browser.visit.level is Level.I1


def test_each_sign_in_has_a_new_id_and_ends_the_old(browser: Browser) -> None:
    first = sign_in(browser)
    second = sign_in(browser)
    assert first != second
    assert rows() == 1
    browser.cookies[VISIT_COOKIE] = first
    assert browser.visit is None


def test_signing_in_twice_within_one_request_leaves_one_row(browser: Browser) -> None:
    sign_in(browser)
    browser.go(lambda: (begin_visit(Kind.RESIDENT, UID), begin_visit(Kind.RESIDENT, UID)))
    assert rows() == 1


def test_signing_in_and_out_within_one_request_leaves_none(browser: Browser) -> None:
    sign_in(browser)
    browser.go(lambda: (begin_visit(Kind.RESIDENT, UID), end_visit()))
    assert rows() == 0


def test_signing_out_kills_a_copied_cookie(browser: Browser) -> None:
    copied = sign_in(browser)
    browser.go(end_visit)
    assert VISIT_COOKIE not in browser.cookies
    browser.cookies[VISIT_COOKIE] = copied
    assert browser.visit is None
    assert rows() == 0


def test_a_made_up_cookie_is_nobody(browser: Browser) -> None:
    browser.cookies[VISIT_COOKIE] = "x" * 43
    assert browser.visit is None


@pytest.mark.parametrize(
    ("kind", "minutes", "there"),
    [(Kind.STAFF, 14, True), (Kind.STAFF, 16, False), (Kind.RESIDENT, 29, True),
     (Kind.RESIDENT, 31, False)],
)  # fmt: skip
def test_idleness_ends_a_visit(browser: Browser, kind: Kind, minutes: int, there: bool) -> None:
    sign_in(browser, kind)
    with time_machine.travel(utcnow() + timedelta(minutes=minutes), tick=True):
        assert (browser.visit is not None) is there


def test_work_keeps_a_visit_alive_but_not_beyond_twelve_hours(browser: Browser) -> None:
    sign_in(browser)
    start = utcnow()
    for step in range(1, 36):
        with time_machine.travel(start + timedelta(minutes=20 * step), tick=True):
            assert browser.visit is not None, step
    with time_machine.travel(start + timedelta(hours=12, seconds=1), tick=True):
        assert browser.visit is None


def test_a_duty_switch_prolongs_nothing_and_proves_nothing(browser: Browser) -> None:
    sign_in(browser, Kind.STAFF, duty="a")
    before = db.session.scalars(select(WebSession)).one()
    proven, ends = before.stepped_up, before.ends
    with time_machine.travel(utcnow() + timedelta(minutes=10), tick=True):
        browser.go(lambda: begin_visit(Kind.STAFF, UID, duty="b", proven=False))
    db.session.rollback()
    after = db.session.scalars(select(WebSession)).one()
    assert (after.duty, after.stepped_up, after.ends) == ("b", proven, ends)


def test_a_visit_keeps_small_values_and_carries_on_only_what_it_is_told(browser: Browser) -> None:
    sign_in(browser)
    browser.go(lambda: (here().put("draft", "d1"), here().put("purpose", "x")))
    assert browser.go(lambda: here().take("draft")) == "d1"
    browser.go(lambda: begin_visit(Kind.RESIDENT, UID, keep=("draft", "nothing")))
    assert browser.go(lambda: (here().take("draft"), here().take("purpose", "-"))) == ("d1", "-")


def test_without_a_visit_nothing_can_be_kept(browser: Browser) -> None:
    with pytest.raises(RuntimeError):
        browser.go(lambda: here().put("draft", "d1"))


def test_all_visits_of_a_person_end_together(app: Flask, browser: Browser) -> None:
    other = Browser(app)
    sign_in(browser)
    sign_in(other)
    with write():
        end_visits_of(UID)
    assert browser.visit is None
    assert other.visit is None


def test_ended_in_between_a_visit_does_not_come_back(browser: Browser) -> None:
    sign_in(browser)

    def ends_elsewhere() -> None:
        here().put("draft", "d1")
        with write():
            end_visits_of(UID)

    browser.go(ends_elsewhere)
    assert rows() == 0
    assert browser.visit is None


# --- forms -------------------------------------------------------------------


class NoteForm(Form):
    """One field."""

    note = TextField("note", [Required()])

    class Meta(Form.Meta):
        """Sent by this test only."""

        csrf = False


@pytest.fixture
def post(app: Flask) -> Any:
    def sent(verb: Any, token: str = "t1", note: str = "x", endpoint: str = "") -> tuple[int, str]:
        data = {"note": note, "form_token": token}
        with app.app_context(), app.test_request_context("/sign-out", method="POST", data=data):
            answer = perform(NoteForm(), verb, to=lambda r: f"/made/{r}", page=shown)
            if isinstance(answer, tuple):
                return answer[1], str(answer[0])
            return answer.status_code, answer.location

    return sent


def shown(form: Any) -> str:
    return " ".join((form.note.data, *form.note.errors, *form.form_errors))


def made(act: Any) -> str:
    uid = new_uid()
    log(act, "made", uid)
    return uid


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Leaf)) or 0


def test_the_same_form_twice_is_done_once_and_answers_the_same(post: Any) -> None:
    first, second = post(made), post(made)
    assert first == second
    assert first[0] == 302
    assert count() == 1


def test_another_token_or_none_is_another_deed(post: Any) -> None:
    assert len({post(made, "t1"), post(made, "t2"), post(made, ""), post(made, "")}) == 4
    assert count() == 4


def test_a_form_that_does_not_validate_reaches_no_verb(post: Any) -> None:
    assert post(made, note=" ")[0] == 422
    assert count() == 0


def test_a_refusal_lands_beside_its_field_and_undoes_everything(post: Any) -> None:
    def refuse(act: Any) -> str:
        made(act)
        raise Refused("phone_malformed", field="note")

    status, page = post(refuse)
    assert status == 422
    assert page.startswith("x ")
    assert len(page) > 4
    assert count() == 0
    assert db.session.scalar(select(FormToken.token)) is None
    assert post(made)[0] == 302, "the same form may be sent again after it was put right"


def test_a_refusal_without_field_stands_over_the_form(post: Any) -> None:
    def refuse(act: Any) -> str:
        raise Refused("changed_meanwhile", field="not_in_this_form")

    assert post(refuse)[0] == 422


def test_a_token_of_another_form_does_nothing_here(post: Any) -> None:
    with write():
        db.session.add(
            FormToken(
                token="t1", endpoint="another.page", actor="", location="/made/other", at=utcnow()
            )
        )
    with pytest.raises(Conflict) as lost:
        post(made)
    assert lost.value.code == "form_already_done"
    assert count() == 0


def test_a_form_made_from_an_older_version_is_a_conflict(app: Flask) -> None:
    thing = type("Thing", (), {"version": 3, "uid": "u"})()
    expect(thing, "3")
    expect(thing, 3)
    for version in ("2", 4, None, ""):
        with pytest.raises(Conflict):
            expect(thing, version)


def test_one_request_acts_once(app: Flask) -> None:
    with app.app_context(), app.test_request_context("/"):
        assert current_act() is current_act()
