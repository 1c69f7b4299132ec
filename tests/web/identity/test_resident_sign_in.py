"""A resident signs in with receipt and phone; strangers learn nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.identity import assure, bind_phone
from portal.kernel.act import Act, Kind, Role, Who
from portal.kernel.database import db, utcnow, write
from portal.kernel.identifiers import new_receipt_code
from portal.kernel.journal import Attempt
from portal.kernel.levels import Level
from portal.kernel.web.sessions import VISIT_COOKIE, WebSession
from tests.conftest import an_act
from tests.pages import HouseClient, Page
from tests.web.identity.conftest import PHONE, Clerk, Phones

SYSTEM = an_act(Who(Kind.SYSTEM, uid="system"))


def ask(client: HouseClient, code: str) -> Page:
    return client.see("/sign-in").submit(receipt_code=code)


def visits() -> list[WebSession]:
    db.session.rollback()
    return list(db.session.scalars(select(WebSession)))


@pytest.fixture
def signed_in(
    client: HouseClient, receipt: tuple[str, str], phones: Phones, drain: Callable[[], int]
) -> Page:
    page = ask(client, receipt[1])
    drain()
    return page.submit(code=phones.code)


def test_receipt_and_code_sign_in_at_the_level_of_the_phone(
    signed_in: Page, receipt: tuple[str, str]
) -> None:
    assert signed_in.status == 200
    [visit] = visits()
    assert (visit.kind, visit.uid, visit.level) == ("resident", receipt[0], Level.I1)


def test_a_proven_phone_signs_in_as_proven(
    client: HouseClient, receipt: tuple[str, str], phones: Phones, drain: Callable[[], int]
) -> None:
    with write():
        assure(SYSTEM, person_uid=receipt[0], level=Level.I1R, how="real_name", phone=PHONE)
    page = ask(client, receipt[1])
    drain()
    page.submit(code=phones.code)
    assert visits()[0].level == Level.I1R


def test_whoever_has_no_receipt_sees_the_same_pages(
    client: HouseClient, receipt: tuple[str, str], phones: Phones, drain: Callable[[], int]
) -> None:
    known, unknown = ask(client, receipt[1]), ask(client, new_receipt_code())
    assert (known.status, known.text) == (unknown.status, unknown.text)
    drain()
    assert len(phones.sent) == 1
    page = unknown.submit(code="123456")
    assert page.status == 422
    assert visits() == []


def test_a_slip_of_the_pen_is_told_before_anything_is_asked(client: HouseClient) -> None:
    code = new_receipt_code()
    page = ask(client, code[:-1] + ("0" if code[-1] != "0" else "1"))
    assert page.status == 422
    assert "校验" in page or "last character" in page or "最后" in page


def test_a_wrong_code_is_noted_and_lets_nobody_in(
    client: HouseClient, receipt: tuple[str, str], phones: Phones, drain: Callable[[], int]
) -> None:
    page = ask(client, receipt[1])
    drain()
    again = page.submit(code="000000" if phones.code != "000000" else "000001")
    assert again.status == 422
    assert visits() == []
    assert db.session.scalars(select(Attempt)).one().code == "code_wrong"
    assert again.submit(code=phones.code).status == 200
    assert len(visits()) == 1


def test_a_code_that_signed_in_once_does_not_again(
    app: Flask, client: HouseClient, receipt: tuple[str, str], phones: Phones,
    drain: Callable[[], int],
) -> None:  # fmt: skip
    page = ask(client, receipt[1])
    drain()
    with client.session_transaction() as cookie:
        pending = cookie["sign_in"]
    page.submit(code=phones.code)
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie["sign_in"] = pending
    assert isinstance(thief, HouseClient)
    assert thief.see("/sign-in/code").submit(code=phones.code).status == 422
    assert len(visits()) == 1


def test_the_sixth_try_at_a_code_is_too_many_for_anybody(
    client: HouseClient, receipt: tuple[str, str], phones: Phones, drain: Callable[[], int]
) -> None:
    for code in (receipt[1], new_receipt_code()):
        page = ask(client, code)
        drain()
        bad = "000000" if phones.code != "000000" else "000001"
        data = fields(page) | {"code": bad}
        statuses = [client.send("/sign-in/code", data).status for _ in range(6)]
        assert statuses == [422] * 5 + [429]


def fields(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in page.form().fields.items()}


def test_the_same_receipt_is_asked_for_a_few_times_only(
    client: HouseClient, receipt: tuple[str, str]
) -> None:
    for code in (receipt[1], new_receipt_code()):
        assert [ask(client, code).status for _ in range(5)] == [200] * 4 + [429]


def test_signing_out_kills_a_copied_cookie(
    app: Flask, client: HouseClient, signed_in: Page
) -> None:
    copied = client.get_cookie(VISIT_COOKIE)
    assert copied is not None
    thief = app.test_client()
    thief.set_cookie(VISIT_COOKIE, copied.value)
    assert thief.get("/my/settings").status_code == 200
    client.see("/my/settings").submit(action="/sign-out")
    assert thief.get("/my/settings").status_code == 302
    assert client.get("/my/settings").status_code == 302
    assert visits() == []


def test_signing_out_everywhere_ends_the_other_devices(
    receipt: tuple[str, str], seat: Callable[..., HouseClient]
) -> None:
    one, other = (seat(Kind.RESIDENT, receipt[0], level=Level.I1R) for _ in range(2))
    stranger = seat(Kind.RESIDENT, "somebodyelse0000000000", level=Level.I1)
    one.see("/my/settings").submit(action="everywhere")
    assert other.get("/my/settings").status_code == 302
    assert one.get("/my/settings").status_code == 302
    assert stranger.get("/my/settings").status_code == 200


def test_whoever_only_typed_the_number_cannot_sign_the_person_out(
    receipt: tuple[str, str], seat: Callable[..., HouseClient]
) -> None:
    true = seat(Kind.RESIDENT, receipt[0], level=Level.I2)
    for level in (Level.I0, Level.I1):
        stranger = seat(Kind.RESIDENT, receipt[0], level=level)
        page = stranger.see("/my/settings")
        assert "everywhere" not in page.html
        token = page.form("/sign-out").fields["csrf_token"][0]
        sent = stranger.send("/my/settings/sign-out-everywhere", {"csrf_token": token})
        assert sent.status == 404
    assert true.get("/my/settings").status_code == 200


def test_settings_mask_the_phone_and_show_it_to_the_proven_only(
    client: HouseClient, receipt: tuple[str, str], signed_in: Page, seat: Callable[..., HouseClient]
) -> None:
    page = client.see("/my/settings")
    assert "0026" not in page.html
    page = seat(Kind.RESIDENT, receipt[0], level=Level.I1R).see("/my/settings")
    assert PHONE not in page.html
    assert "138 **** 0026" in page.text


def test_nobody_reaches_settings_unsigned(client: HouseClient) -> None:
    page = client.see("/my/settings")
    assert "/sign-in" in page.url


def test_the_page_asked_for_comes_after_signing_in_but_never_another_site(
    client: HouseClient, receipt: tuple[str, str], phones: Phones, drain: Callable[[], int]
) -> None:
    page = client.see("/my/settings")
    page = page.submit(receipt_code=receipt[1])
    drain()
    assert page.submit(code=phones.code).url == "/my/settings"
    response = client.get("/sign-in?next=//evil.example/x")
    assert "evil" not in response.headers.get("Location", "")


def test_staff_pages_send_visitors_to_the_staff_door(client: HouseClient) -> None:
    assert "/staff/sign-in" in client.see("/admin/people").url


def test_a_visit_ends_after_half_an_hour_of_nothing(client: HouseClient, signed_in: Page) -> None:
    with time_machine.travel(utcnow() + timedelta(minutes=29), tick=True):
        assert client.get("/my/settings").status_code == 200
    with time_machine.travel(utcnow() + timedelta(minutes=29 + 31), tick=True):
        assert client.get("/my/settings").status_code == 302


def test_a_stranger_cannot_turn_messages_to_a_phone_of_their_own(
    client: HouseClient, receipt: tuple[str, str], phones: Phones, drain: Callable[[], int]
) -> None:
    with write():
        stranger = an_act(Who(Kind.VISITOR))
        bind_phone(stranger, person_uid=receipt[0], phone="13911112222", proven=True)
    ask(client, receipt[1])
    drain()
    assert len(phones.sent) == 1


def test_english_pages_exist(client: HouseClient) -> None:
    client.see("/sign-in")
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    assert client.see("/sign-in").h1 == "See your application"


def test_a_resident_is_no_clerk(
    seat: Callable[..., HouseClient], hire: Callable[..., Clerk]
) -> None:
    hire(Role.SYSTEM_ADMIN)
    browser = seat(Kind.RESIDENT, "somebodyelse0000000000", level=Level.I2)
    urls = ("/admin/people", "/admin/duties", "/admin/jobs", "/staff/duties", "/staff/step-up")
    for url in urls:
        browser.see(url, status=404)
    db.session.rollback()
    assert len(db.session.scalars(select(Attempt)).all()) == len(urls), "each is noted"


def test_what_a_visitor_may_not_is_not_noted(client: HouseClient) -> None:
    assert client.post("/staff/duty").status_code in (400, 404)
    assert client.get("/admin/people").status_code == 302
    assert db.session.scalar(select(Attempt)) is None


@pytest.mark.parametrize("said", [Level.I1R, Level.I1])
def test_a_proof_that_ran_out_is_asked_for_again_at_sign_in(
    app: Flask, client: HouseClient, receipt: tuple[str, str], phones: Phones,
    drain: Callable[[], int], monkeypatch: pytest.MonkeyPatch, said: Level,
) -> None:  # fmt: skip
    long_ago = an_act(Who(Kind.SYSTEM, uid="system"), date(2020, 1, 1))
    with write():
        assure(long_ago, person_uid=receipt[0], level=Level.I1R, how="real_name", phone=PHONE)
    asked: list[str] = []

    def operators(_act: Act, person_uid: str) -> Level:
        asked.append(person_uid)
        return said

    monkeypatch.setitem(app.extensions, "anju.renewal", operators)
    page = ask(client, receipt[1])
    drain()
    page.submit(code=phones.code)
    assert asked == [receipt[0]]
    assert visits()[0].level == said
