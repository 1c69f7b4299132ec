"""The household's pages and the money desk's, in both languages."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from portal import subsidy
from portal.kernel.act import Duty, Kind, Role, Who
from portal.kernel.database import db, load, new_uid, utcnow, write
from portal.kernel.demo import set_demo_day
from portal.kernel.levels import Level
from portal.kernel.web.sessions import WebSession
from portal.kernel.worker import Worker
from portal.subsidy.models import Agreement, Run
from portal.subsidy.queries import payments_of
from tests.money import (
    ACCOUNT,
    Acts,
    RememberingBank,
    a_home,
    a_run,
    acts,
    an_agreement,
    an_application,
    an_approved_run,
    approved,
    return_file,
    screened,
)
from tests.pages import HouseClient
from tests.visits import visit_as

__all__ = ["acts", "screened"]
pytestmark = pytest.mark.usefixtures("screened")
Open = Callable[..., HouseClient]


@pytest.fixture
def bank(app: Flask, monkeypatch: pytest.MonkeyPatch) -> RememberingBank:
    with write():
        set_demo_day(date(2026, 4, 2))
    found = RememberingBank()
    monkeypatch.setitem(app.extensions, "anju.bank", found)
    return found


@pytest.fixture
def go(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Open:
    def opened(who: Who, *, english: bool = False) -> HouseClient:
        client = visit_as(app, who, monkeypatch)
        with write():
            db.session.execute(
                update(WebSession).where(WebSession.uid == who.uid).values(stepped_up=utcnow())
            )
        if english:
            with client.session_transaction() as session:
                session["language"] = "en"
        return client

    return opened


def person(uid: str, level: Level = Level.I2) -> Who:
    return Who(Kind.RESIDENT, uid, level=level, name="覃美芳")


def staff(role: Role, region: str = "450100", uid: str = "") -> Who:
    return Who(Kind.STAFF, uid or new_uid(), duty=Duty(new_uid(), role, region), name="何敏")


def _work() -> None:
    db.session.rollback()
    Worker({}, subsidy.JOBS).drain()


@pytest.mark.parametrize("english", [False, True])
def test_who_has_none_is_told_so(app: Flask, go: Open, english: bool) -> None:
    client = go(person("nobody-with-a-subsidy-"), english=english)
    assert client.see("/my/subsidy").h1 == ("My subsidy" if english else "我的补贴")
    for url in ("/my/subsidy/2026-03", "/my/subsidy/agreement", "/my/subsidy/account"):
        client.see(url, status=404)


def test_sign_check_list_approve_pay_and_read(
    app: Flask, acts: Acts, go: Open, bank: RememberingBank
) -> None:
    officer = acts.staff("city_officer")
    with write():
        home = a_home(officer, 1)
        application = an_application(officer, home)
        subsidy.prepare_agreement(approved(home, application), officer)
    me = go(person(home.applicant))
    page = me.see("/my/subsidy").click("读合同并签字")
    assert "147.00" in page
    given = {"rent_paid": "900", "bank": "中国银行", "account": "6217 0000 1000 1234 471",
             "holder": "覃美芳", "agree": ["yes"]}  # fmt: skip
    wrong = page.submit({**given, "holder": "别人"}, action="/my/subsidy/agreement")
    assert wrong.status == 422
    assert "本人的名字" in wrong
    page = wrong.submit(given, action="/my/subsidy/agreement")
    assert "尾号 4471" in page
    assert ACCOUNT not in page.html
    desk = go(staff(Role.CITY_OFFICER))
    found = db.session.query(Agreement).one().uid
    file = desk.see(f"/money/agreements/{found}").submit(action="/activate")
    assert "正在发" in file
    with write():
        set_demo_day(date(2026, 5, 4))
    maker = go(staff(Role.FINANCE_MAKER))
    months = maker.see("/money")
    run = months.submit(action="/money", index=0)
    assert run.h1 == "2026年5月租赁补贴"
    assert "147.00" in run
    assert "壹佰肆拾柒元整" in run
    assert not [f for f in run.read.forms if "/approve" in f.action]
    approver = go(staff(Role.FINANCE_APPROVER))
    page = approver.see("/money/runs/2026-05")
    assert "等复核" in page
    assert "制单的人不能复核" in page
    half = page.submit(action="/approve", looked=["holds"])
    assert half.status == 422
    page = half.submit(action="/approve", looked=["holds", "lines"])
    assert "正送银行" in page
    bank.answer = return_file(("000001", "paid", ""))
    _work()
    page = maker.see("/money/runs/2026-05").submit(action="/close")
    assert "已结清" in page
    page = me.see("/my/subsidy/2026-05")
    for words in ("147.00", "尾号 4471", "已到账", "每人差", "7 ㎡"):
        assert words in page, words
    assert ACCOUNT not in page.html


def test_the_maker_sees_no_button_and_may_not_post(
    app: Flask, acts: Acts, go: Open, bank: RememberingBank
) -> None:
    an_agreement(acts)
    run = a_run(acts, maker="the-one-who-made-it-00")
    both = go(staff(Role.FINANCE_APPROVER, uid="the-one-who-made-it-00"))
    page = both.see("/money/runs/2026-04")
    assert "请换一位复核" in page
    token = page.read.forms[0].fields["csrf_token"][0]
    answer = both.send(
        "/money/runs/2026-04/approve",
        {"csrf_token": token, "version": str(run.version), "list_hash": run.list_hash,
         "looked": ["holds", "lines"]},
    )  # fmt: skip
    assert answer.status == 422
    assert "请换一位复核" in answer
    db.session.rollback()
    assert load(Run, run.uid).state == "computed"


def test_without_a_fresh_code_nothing_is_approved(
    app: Flask, acts: Acts, monkeypatch: pytest.MonkeyPatch, bank: RememberingBank
) -> None:
    an_agreement(acts)
    run = a_run(acts)
    client = visit_as(app, staff(Role.FINANCE_APPROVER), monkeypatch)
    page = client.see("/money/runs/2026-04")
    form = page.form("/approve")
    data: dict[str, Any] = {k: v[0] for k, v in form.fields.items()}
    response = client.post(form.action, data={**data, "looked": ["holds", "lines"]})
    assert response.status_code == 303
    assert "step-up" in response.headers["Location"]
    db.session.rollback()
    assert load(Run, run.uid).state == "computed"


@pytest.mark.parametrize("english", [False, True])
def test_every_page_of_a_month(
    app: Flask, acts: Acts, go: Open, bank: RememberingBank, english: bool
) -> None:
    homes = [an_agreement(acts, n) for n in (1, 2, 3)]
    with write():
        subsidy.suspend(acts.staff("city_officer"), agreement_uid=homes[2][1].uid, reason="recheck")
    run = an_approved_run(acts)
    _work()
    finance = go(staff(Role.FINANCE_MAKER), english=english)
    content = return_file(
        ("000001", "paid", ""), ("000002", "returned", "account_closed"), ("000088", "paid", "")
    )
    page = finance.see("/money/runs/2026-04")
    form = page.form("/return-file")
    done = finance.post(
        form.action,
        data={"csrf_token": form.fields["csrf_token"][0], "file": (io.BytesIO(content), "r.csv")},
        content_type="multipart/form-data",
    )
    assert done.status_code == 302
    page = finance.see("/money/returns")
    assert ("The account is closed" if english else "账户已销户") in page
    page = page.submit(action="/money/returns/", finding="not ours")
    assert ("No odd line waits." if english else "没有对不上的") in page
    for url in (
        "/money",
        "/money/runs/2026-04",
        "/money/agreements",
        "/money/agreements?state=suspended",
        f"/money/agreements/{homes[2][1].uid}",
    ):
        finance.see(url)
    for home, _agreement in homes[:2]:
        mine = go(person(home.people[1]), english=english)
        mine.see("/my/subsidy")
        mine.see("/my/subsidy/2026-04")
        mine.see("/my/subsidy/agreement")
    assert run.month == "2026-04"


def test_change_of_account_and_giving_up(
    app: Flask, acts: Acts, go: Open, bank: RememberingBank
) -> None:
    home, agreement = an_agreement(acts)
    me = go(person(home.applicant))
    page = me.see("/my/subsidy").click("换账户")
    page = page.submit(
        action="/my/subsidy/account", bank="工商银行", account="6222000011112222", holder="覃美芳"
    )
    assert "尾号 2222" in page
    desk = go(staff(Role.FINANCE_MAKER))
    file = desk.see(f"/money/agreements/{agreement.uid}")
    file = file.submit(action="/account", answer="accept")
    assert "尾号 2222" in file
    page = me.see("/my/subsidy/give-up")
    assert page.submit(action="/give-up").status == 422
    page = page.submit(action="/give-up", sure=["yes"])
    assert "已停发" in page


def test_sending_back(app: Flask, acts: Acts, go: Open, bank: RememberingBank) -> None:
    an_agreement(acts)
    a_run(acts)
    approver = go(staff(Role.FINANCE_APPROVER))
    page = approver.see("/money/runs/2026-04")
    assert page.submit(action="/send-back").status == 422
    page = page.submit(action="/send-back", reason="再核一遍")
    assert "已退回" in page


def test_strangers_find_nothing(app: Flask, acts: Acts, go: Open, bank: RememberingBank) -> None:
    home, agreement = an_agreement(acts)
    a_run(acts)
    other = go(staff(Role.FINANCE_APPROVER, "450200"))
    other.see("/money/runs/2026-04", status=404)
    other.see(f"/money/agreements/{agreement.uid}", status=404)
    go(staff(Role.OPERATOR)).see("/money", status=404)
    go(person(home.people[1])).see("/my/subsidy/account", status=404)
    go(person(home.applicant, Level.I1)).see("/my/subsidy/agreement", status=404)
    for odd in ("2026-13", "x", "2026-4"):
        go(staff(Role.FINANCE_MAKER)).see(f"/money/runs/{odd}", status=404)


def _paid(acts: Acts, bank: RememberingBank) -> tuple[Any, Agreement]:
    found = an_agreement(acts)
    an_approved_run(acts)
    bank.answer = return_file(("000001", "paid", ""))
    _work()
    db.session.rollback()
    return found


@pytest.mark.parametrize("english", [False, True])
def test_a_recovery_from_proposal_to_the_last_fen(
    app: Flask, acts: Acts, go: Open, bank: RememberingBank, english: bool
) -> None:
    home, agreement = _paid(acts, bank)
    maker = go(staff(Role.FINANCE_MAKER), english=english)
    page = maker.see(f"/money/agreements/{agreement.uid}")
    ask = page.click("Propose a recovery" if english else "提出追回")
    month = next(name for name in ask.form("/recover").fields if name.startswith("month_"))
    given = {"ground": "mistake", "way": "pay_back", "text": "系统多算了一个人。"}
    empty = ask.submit(given, action="/recover")
    assert (empty.status, "系统多算了一个人。" in empty) == (422, True)
    assert ask.submit({**given, month: "147.01"}, action="/recover").status == 422
    row = ask.submit({**given, month: "47"}, action="/recover")
    assert row.url.startswith("/money/recoveries/"), row.url
    assert "/confirm" not in row.html
    mine = go(person(home.applicant), english=english)
    url = f"/my/subsidy/recoveries/{row.url.rsplit('/', 1)[-1]}"
    mine.see(url, status=404)  # a proposal is not a decision
    approver = go(staff(Role.FINANCE_APPROVER), english=english)
    approver.see("/money/recoveries")
    done = approver.see(row.url).submit(action="/confirm")
    assert ("Coming back" if english else "退回中") in done
    told = mine.see("/my/subsidy").click(
        "Why, and what you can do" if english else "为什么，您可以怎么办"
    )
    for words in ("47.00", "系统多算了一个人。", "第九百八十五条"):
        assert words in told, words
    assert told.url == url
    go(person(new_uid())).see(url, status=404)
    paid = approver.see(row.url).submit(action="/repayment", amount="47.01", method="cash")
    assert paid.status == 422
    paid = paid.submit(action="/repayment", amount="47", method="cash")
    assert ("Back in full" if english else "已全部退回") in paid
    third = go(staff(Role.CITY_OFFICER), english=english).see(row.url)
    assert third.submit(action="/revoke").status == 422
    third = third.submit(action="/revoke", reason="x")
    assert ("Revoked" if english else "已撤销") in third
    assert "47.00" in mine.see(url)


def test_a_recovery_needs_a_fresh_code_and_another_person(
    app: Flask, acts: Acts, monkeypatch: pytest.MonkeyPatch, go: Open, bank: RememberingBank
) -> None:
    _home, agreement = _paid(acts, bank)
    payment = payments_of(agreement.uid)[0].uid
    with write():
        row = subsidy.propose_recovery(
            acts.staff("finance_maker", "the-one-who-made-it-00"), agreement_uid=agreement.uid,
            months={payment: 100}, ground="mistake", way="set_off", text="x",
        )  # fmt: skip
    uid, version = row.uid, row.version
    same = go(staff(Role.FINANCE_APPROVER, uid="the-one-who-made-it-00"))
    page = same.see(f"/money/recoveries/{uid}")
    assert "请换一位复核" in page
    token = page.read.forms[0].fields["csrf_token"][0]
    answer = same.send(
        f"/money/recoveries/{uid}/confirm", {"csrf_token": token, "version": str(version)}
    )
    assert answer.status == 422
    stale = visit_as(app, staff(Role.FINANCE_APPROVER), monkeypatch)
    form = stale.see(f"/money/recoveries/{uid}").form("/confirm")
    sent = stale.post(form.action, data={k: v[0] for k, v in form.fields.items()})
    assert (sent.status_code, "step-up" in sent.headers["Location"]) == (303, True)
    db.session.rollback()
    assert subsidy.recovery_row(uid).state == "proposed"
    reject = go(staff(Role.FINANCE_APPROVER)).see(f"/money/recoveries/{uid}")
    assert "不予确认" in reject.submit(action="/reject", reason="依据不足")
    for role, region in (
        (Role.FINANCE_APPROVER, "450200"), (Role.WINDOW_CLERK, "450102"),
        (Role.ENFORCEMENT, "450100"),
    ):  # fmt: skip
        go(staff(role, region)).see(f"/money/recoveries/{uid}", status=404)
    go(staff(Role.FINANCE_APPROVER)).see(f"/money/agreements/{agreement.uid}/recover", status=404)
