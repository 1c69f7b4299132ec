"""The desk's list of department notices: masked, by region, page by page; and its end."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.exchange.models import NoticeMatter
from portal.exchange.notices.reading import PAGE
from portal.kernel.act import Role
from portal.kernel.database import db, write
from portal.kernel.journal import View
from portal.kernel.worker import Worker
from tests import casework
from tests.casework import Case
from tests.notices import Registers, a_notice, heard, matters, pushed, right
from tests.pages import HouseClient
from tests.people import an_id
from tests.visits import in_english

LIST = "/desk/department-notices"


@pytest.fixture
def opened(waiting: Case, registers: Registers, worker: Worker) -> Case:
    """The applicant bought a home, and it lies on the desk."""
    registers.buys_home(waiting.applicant)
    heard(waiting.applicant)
    worker.drain()
    return waiting


def desk(app: Flask, who: Role = Role.CITY_OFFICER, region: str | None = None) -> HouseClient:
    return casework.browser(app, casework.officer(who, region=region))


def test_the_list_says_what_came_for_whom_and_what_it_led_to(app: Flask, opened: Case) -> None:
    page = desk(app).see(LIST)
    assert "韦*兰" in page
    assert "韦秀兰" not in page.html
    for words in ("购房", "不动产登记，推送", "轮候", "待核实", "需要经办人看档案"):
        assert words in page, words


def test_in_english(app: Flask, opened: Case) -> None:
    page = in_english(desk(app)).see(LIST)
    for words in ("Home bought", "Real-estate register, sent to us", "To be looked at"):
        assert words in page, words
    page = page.click("韦*兰")
    assert "What differs from what was judged" in page


def test_each_state_has_its_list(app: Flask, opened: Case, registers: Registers) -> None:
    client = desk(app)
    assert "现在没有要办的" in client.see(f"{LIST}?state=settled")
    assert "韦*兰" in client.see(f"{LIST}?state=all")
    assert "韦*兰" in client.see(f"{LIST}?state=open&kind=home_bought&kind=death")
    assert "现在没有要办的" in client.see(f"{LIST}?state=open&kind=death")
    assert "韦*兰" in client.see(f"{LIST}?state=nonsense&kind=nonsense&city=999999&after=x")


ODD = ["", "x", "|", "2026|x", "x|y", "2026-03-02T00:00:00|" + "z" * 22,
       "2026-13-02T00:00:00+00:00|" + "z" * 22, "2026-03-02T00:00:00+00:00|" + "z" * 21 + "~",
       "2026-03-02T00:00:00+00:00|" + "z" * 22]  # fmt: skip


@pytest.mark.parametrize("after", ODD)
def test_a_strange_place_to_go_on_is_no_broken_page(after: str, app: Flask, opened: Case) -> None:
    assert desk(app).see(LIST, query_string={"after": after}).status == 200


def test_page_by_page_nothing_is_lost(app: Flask, waiting: Case) -> None:
    for _ in range(PAGE * 2 + 3):
        heard(waiting.applicant)
    client, seen = desk(app), []
    page = client.see(f"{LIST}?state=asking")
    while True:
        seen += [href for href, _ in page.read.links if href.startswith(f"{LIST}/")]
        following = [href for href, text in page.read.links if text.strip() == "下一页"]
        if not following:
            break
        page = client.see(following[0])
    assert len(seen) == len(set(seen)) == PAGE * 2 + 3


def test_of_strangers_the_list_says_only_how_many(
    app: Flask, client: HouseClient, waiting: Case
) -> None:
    stranger = a_notice(waiting.applicant)
    stranger["subject"] = {"id_number": an_id(70), "name": "陌生人"}
    pushed(client, stranger)
    page = desk(app).see(f"{LIST}?state=all")
    assert "有 1 条通报涉及的人" in page
    assert "陌" not in page.text


@pytest.mark.parametrize(
    ("role", "region", "sees"),
    [
        (Role.CITY_OFFICER, "450100", True),
        (Role.DISTRICT_REVIEWER, "450103", True),
        (Role.AUDITOR, "450000", True),
        (Role.AUDITOR, "450100", True),
        (Role.CITY_OFFICER, "450200", False),
        (Role.DISTRICT_REVIEWER, "450102", False),
        (Role.AUDITOR, "450200", False),
    ],
)
def test_each_sees_what_lies_in_their_region(
    role: Role, region: str, sees: bool, app: Flask, opened: Case
) -> None:
    client, uid = desk(app, role, region), matters()[0].uid
    assert ("韦*兰" in client.see(f"{LIST}?state=all")) is sees
    assert client.see(f"{LIST}/{uid}", status=200 if sees else 404)


@pytest.mark.parametrize("role", [Role.WINDOW_CLERK, Role.FINANCE_MAKER, Role.SYSTEM_ADMIN])
def test_it_is_no_business_of_others(role: Role, app: Flask, opened: Case) -> None:
    assert desk(app, role).see(LIST, status=404)


def test_looking_at_one_is_noted(app: Flask, opened: Case) -> None:
    uid = matters()[0].uid
    desk(app).see(f"{LIST}/{uid}")
    db.session.rollback()
    seen = db.session.scalars(select(View).where(View.subject == uid)).all()
    assert [view.what for view in seen] == ["department_notice"]


def test_an_auditor_reads_and_changes_nothing(app: Flask, opened: Case) -> None:
    client, uid = desk(app, Role.AUDITOR, "450000"), matters()[0].uid
    page = client.see(f"{LIST}/{uid}")
    assert not [f for f in page.read.forms if "/settle" in f.action]
    token = page.read.forms[0].fields["csrf_token"][0]
    given = {"csrf_token": token, "outcome": "acted", "text": "x"}
    assert client.send(f"{LIST}/{uid}/settle", given).status == 404
    assert matters()[0].state == "open"


def test_settling_asks_for_outcome_and_words(app: Flask, opened: Case) -> None:
    client, uid = desk(app), matters()[0].uid
    page = client.see(f"{LIST}/{uid}").submit({"text": ""}, action="/settle")
    assert page.status == 422
    for words in ("请选择结果", "请写明查到了什么、做了什么"):
        assert words in page
    done = client.see(f"{LIST}/{uid}").submit(
        {"outcome": "no_consequence", "text": "房屋为继承份额，不影响。"}, action="/settle"
    )
    assert "已办结" in done
    assert "不影响保障" in done
    assert "房屋为继承份额" in done
    assert not [f for f in done.read.forms if "/settle" in f.action]


def test_a_form_from_before_a_later_notice_does_not_fit(
    app: Flask, opened: Case, registers: Registers, worker: Worker
) -> None:
    client, uid = desk(app), matters()[0].uid
    page = client.see(f"{LIST}/{uid}")
    registers.says(opened.applicant, "property", {"rights": [right(1000)]})
    heard(opened.applicant, "home_sold")
    worker.drain()
    answer = page.submit({"outcome": "acted", "text": "按原来的看法办。"}, action="/settle")
    assert answer.status == 409
    with write():
        row = db.session.get_one(NoticeMatter, uid)
        assert row.state == "open"
    assert "没有变化" in client.see(f"{LIST}/{uid}")


@pytest.mark.parametrize("kind", ["death", "marriage", "birth"])
def test_every_kind_of_finding_has_its_page(
    kind: str, app: Flask, waiting: Case, registers: Registers, worker: Worker
) -> None:
    registers.dies(waiting.applicant)
    spouse: dict[str, Any] = {"name": "新人", "id_number": an_id(44)}
    registers.says(
        waiting.applicant,
        "marriage",
        {"status": "married", "since": "2026-02-01", "spouse": spouse},
    )
    heard(waiting.applicant, kind)
    worker.drain()
    page = desk(app).see(f"{LIST}/{matters()[0].uid}")
    assert "新人" not in page.html
    assert "去世" in page or "已结婚" in page


def test_while_a_register_is_silent_the_page_says_so(
    app: Flask, waiting: Case, registers: Registers, worker: Worker
) -> None:
    registers.silent.add("property")
    heard(waiting.applicant)
    worker.drain()
    page = desk(app).see(f"{LIST}/{matters()[0].uid}")
    assert "还没有答复，每天再问" in page
    assert "不动产登记" in page
