"""Staff: password and authenticator, each code once; duties; proving oneself again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.identity import demo_sign_in_staff, disable_staff, end_duty, give_duty
from portal.identity.models import Staff
from portal.kernel.act import Kind, Role, Who
from portal.kernel.database import db, utcnow, write
from portal.kernel.errors import Missing
from portal.kernel.journal import Attempt, Leaf
from portal.kernel.outbox import Job
from portal.kernel.web.sessions import VISIT_COOKIE, WebSession
from tests.conftest import an_act
from tests.pages import HouseClient, Page
from tests.web.identity.conftest import PASSWORD, Clerk

SYSTEM = an_act(Who(Kind.SYSTEM, uid="system"))
Hire = Callable[..., Clerk]


def password(client: HouseClient, login: str = "lin", typed: str = PASSWORD) -> Page:
    return client.see("/staff/sign-in").submit(login=login, password=typed)


def sign_in(client: HouseClient, clerk: Clerk) -> Page:
    return password(client, clerk.login).submit(code=clerk.totp())


def visits() -> list[WebSession]:
    db.session.rollback()
    return list(db.session.scalars(select(WebSession)))


def test_password_and_code_let_in_and_are_logged(client: HouseClient, hire: Hire) -> None:
    clerk = hire(Role.SYSTEM_ADMIN)
    page = sign_in(client, clerk)
    assert page.url == "/admin/people"
    [visit] = visits()
    assert (visit.uid, visit.duty) == (clerk.uid, clerk.duties[0])
    assert "identity.signed_in" in db.session.scalars(select(Leaf.action)).all()


def test_a_wrong_password_and_an_unknown_login_look_alike(client: HouseClient, hire: Hire) -> None:
    hire(Role.SYSTEM_ADMIN)
    wrong, unknown = password(client, "lin", "not this one at all"), password(client, "nobody")
    assert wrong.status == unknown.status == 422
    assert wrong.text == unknown.text
    assert len(db.session.scalars(select(Attempt)).all()) == 2


def test_the_sixth_wrong_password_waits_even_when_right(client: HouseClient, hire: Hire) -> None:
    hire(Role.SYSTEM_ADMIN)
    for login in ("lin", "nobody"):
        for _ in range(5):
            assert password(client, login, "not this one at all").status == 422
        assert password(client, login).status == 429
    with time_machine.travel(utcnow() + timedelta(hours=1), tick=True):
        assert password(client).url == "/staff/code"


def test_a_code_works_once(app: Flask, client: HouseClient, hire: Hire) -> None:
    clerk = hire(Role.SYSTEM_ADMIN)
    code = clerk.totp()
    password(client).submit(code=code)
    again = app.test_client()
    assert isinstance(again, HouseClient)
    page = password(again)
    assert page.submit(code=code).status == 422
    assert page.submit(code=clerk.totp(-1)).status == 422, "an older code is used up as well"
    assert page.submit(code=clerk.totp(1)).url == "/admin/people"


def test_a_code_from_long_ago_is_none(client: HouseClient, hire: Hire) -> None:
    clerk = hire(Role.SYSTEM_ADMIN)
    page = password(client)
    assert page.submit(code=clerk.totp(-2)).status == 422
    assert page.submit(code=clerk.totp(2)).status == 422
    assert visits() == []


def test_the_password_alone_opens_nothing(client: HouseClient, hire: Hire) -> None:
    hire(Role.SYSTEM_ADMIN)
    password(client)
    assert "/staff/sign-in" in client.see("/admin/people").url
    with time_machine.travel(utcnow() + timedelta(minutes=6), tick=True):
        assert client.see("/staff/code").url == "/staff/sign-in"


def test_a_disabled_account_is_out_at_once_and_stays_out(client: HouseClient, hire: Hire) -> None:
    clerk = hire(Role.SYSTEM_ADMIN)
    sign_in(client, clerk)
    assert client.get("/admin/people").status_code == 200
    with write():
        disable_staff(SYSTEM, staff_uid=clerk.uid)
    assert client.get("/admin/people").status_code == 302
    assert password(client).status == 422


def test_a_duty_that_ended_is_gone_at_the_next_click(client: HouseClient, hire: Hire) -> None:
    clerk = hire(Role.SYSTEM_ADMIN)
    sign_in(client, clerk)
    assert client.get("/admin/people").status_code == 200
    with write():
        end_duty(SYSTEM, duty_uid=clerk.duties[0])
    client.see("/admin/people", status=404)
    assert "没有岗位" in client.see("/staff/duties")


def test_switching_duty_is_a_new_visit_but_no_new_proof(client: HouseClient, hire: Hire) -> None:
    clerk = hire(Role.SYSTEM_ADMIN, Role.CITY_OFFICER)
    sign_in(client, clerk)
    [before] = visits()
    hash_before, proven, ends = before.id_hash, before.stepped_up, before.ends
    other = next(d for d in clerk.duties if d != before.duty)
    client.see("/staff/duties").submit({"duty": other}, action="/staff/duty")
    [after] = visits()
    assert after.id_hash != hash_before
    assert (after.duty, after.stepped_up, after.ends) == (other, proven, ends)
    assert "identity.duty_switched" in db.session.scalars(select(Leaf.action)).all()


def test_nobody_works_in_a_duty_of_somebody_else(client: HouseClient, hire: Hire) -> None:
    clerk = hire(Role.CITY_OFFICER, Role.SYSTEM_ADMIN)
    other = hire(Role.SECURITY_ADMIN, login="qin")
    sign_in(client, clerk)
    page = client.see("/staff/duties")
    page.submit({"duty": other.duties[0]}, action="/staff/duty").check()
    assert visits()[0].duty in clerk.duties


def test_a_duty_from_tomorrow_is_not_one_yet(client: HouseClient, hire: Hire) -> None:
    clerk = hire()
    tomorrow = an_act(Who(Kind.SYSTEM, uid="system"), on=date(9999, 1, 1))
    with write():
        give_duty(tomorrow, staff_uid=clerk.uid, role=Role.SYSTEM_ADMIN, region="450100")
    assert sign_in(client, clerk).url == "/staff/duties"


def test_an_old_proof_asks_for_a_new_code_and_does_nothing_yet(
    client: HouseClient, hire: Hire
) -> None:
    clerk = hire(Role.SYSTEM_ADMIN)
    sign_in(client, clerk)
    form = client.see("/admin/people")
    with time_machine.travel(utcnow() + timedelta(minutes=6), tick=True):
        page = form.submit(login="wei", name="韦兰", action="/admin/people")
        assert page.url == "/staff/step-up"
        assert "wei" not in client.see("/admin/people").text
        done = client.see("/staff/step-up?next=/admin/people").submit(code=clerk.totp())
        assert done.url == "/admin/people"
        [visit] = visits()
        assert visit.stepped_up is not None
        assert "只显示" in done.submit(login="wei", name="韦兰", action="/admin/people")


def test_a_new_id_at_sign_in_and_step_up(client: HouseClient, hire: Hire) -> None:
    clerk = hire(Role.SYSTEM_ADMIN)
    sign_in(client, clerk)
    first = client.get_cookie(VISIT_COOKIE)
    client.see("/staff/step-up").submit(code=clerk.totp(1))
    second = client.get_cookie(VISIT_COOKIE)
    assert first is not None
    assert second is not None
    assert first.value != second.value
    assert len(visits()) == 1


def test_one_administrator_makes_the_account_and_another_gives_the_duty(
    app: Flask, hire: Hire, seat: Callable[..., HouseClient]
) -> None:
    system, security = hire(Role.SYSTEM_ADMIN), hire(Role.SECURITY_ADMIN, login="qin")
    one = seat(Kind.STAFF, system.uid, duty=system.duties[0])
    page = fill_in(one.see("/admin/people"), "/admin/people", login="Wei.Lan", name="韦兰")
    assert "wei.lan" in page
    one.see("/admin/duties", status=404)
    two = seat(Kind.STAFF, security.uid, duty=security.duties[0])
    two.see("/admin/people", status=404)
    page = two.see("/admin/duties")
    uid = db.session.scalars(select(Staff.uid).where(Staff.login == "wei.lan")).one()
    page = fill_in(page, "/admin/duties", staff_uid=uid, role="city_officer", region="450100")
    assert "韦兰" in page
    twice = fill_in(
        page, "/admin/duties", staff_uid=system.uid, role="audit_admin", region="450100"
    )
    assert twice.status == 422


def fill_in(page: Page, action: str, **values: str) -> Page:
    """Send the form with exactly this action."""
    [form] = [form for form in page.read.forms if form.action == action]
    token = form.fields["csrf_token"][0]
    return page.client.send(action, values | {"csrf_token": token})


def test_a_login_taken_lands_in_the_form(hire: Hire, seat: Callable[..., HouseClient]) -> None:
    clerk = hire(Role.SYSTEM_ADMIN)
    one = seat(Kind.STAFF, clerk.uid, duty=clerk.duties[0])
    page = fill_in(one.see("/admin/people"), "/admin/people", login="LIN", name="林")
    assert page.status == 422
    assert "已经有人用" in page


def test_the_page_of_jobs_is_empty_or_lets_one_try_again(
    hire: Hire, seat: Callable[..., HouseClient], drain: Callable[[], int]
) -> None:
    clerk = hire(Role.SYSTEM_ADMIN)
    one = seat(Kind.STAFF, clerk.uid, duty=clerk.duties[0])
    assert "没有放弃" in one.see("/admin/jobs")
    with write():
        db.session.add(
            Job(
                dedup_key="k", handler="none", payload="{}", on="2026-03-02", state="parked",
                run_at=utcnow(), attempts=8, last_error="ValueError: 450103199001010011",
            )
        )  # fmt: skip
    page = one.see("/admin/jobs")
    assert "45010319900101" not in page.html
    page.submit(action="/again")
    db.session.rollback()
    job = db.session.scalars(select(Job)).one()
    assert (job.state, job.attempts) == ("ready", 0)


def test_the_demo_door_is_shut_outside_the_demo(app: Flask, hire: Hire) -> None:
    clerk = hire(Role.CITY_OFFICER)
    with app.test_request_context(), pytest.raises(Missing):
        demo_sign_in_staff(staff_uid=clerk.uid, duty_uid=clerk.duties[0])
