from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal import exit_review
from portal.exit_review import State
from portal.kernel.act import Duty, Kind, Role, Who
from portal.kernel.database import db, new_uid, write
from portal.kernel.demo import set_demo_day
from portal.kernel.levels import Level
from tests.pages import HouseClient
from tests.service.exit_review.conftest import DUE, Story
from tests.service.exit_review.conftest import departments as departments
from tests.service.exit_review.conftest import screened as screened
from tests.service.exit_review.conftest import story as story
from tests.service.exit_review.conftest import wired as wired
from tests.visits import staff, visit_as


@pytest.fixture(params=["zh-CN", "en"])
def speak(request: pytest.FixtureRequest) -> Callable[[HouseClient], HouseClient]:
    def switch(client: HouseClient) -> HouseClient:
        if request.param == "en":
            with client.session_transaction() as session:
                session["language"] = "en"
        return client

    return switch


def today(day: date) -> None:
    with write():
        set_demo_day(day)


def officer(role: Role, uid: str) -> Who:
    return Who(Kind.STAFF, uid, duty=Duty(new_uid(), role, "450100"), name="经办")


def tenant(story: Story, n: int = 0, level: Level = Level.I1R) -> Who:
    return Who(Kind.RESIDENT, story.home.people[n], level=level, name="住户")


def changed(story: Story) -> str:
    story.departments.buy_home()
    story.day(DUE)
    today(DUE)
    return f"/desk/reviews/{story.review.uid}"


def test_from_the_finding_to_the_keys(
    app: Flask, story: Story, monkeypatch: Any, speak: Any
) -> None:
    url = changed(story)
    one = speak(visit_as(app, officer(Role.DISTRICT_REVIEWER, story.first), monkeypatch))
    two = speak(visit_as(app, officer(Role.CITY_OFFICER, story.second), monkeypatch))
    queue = one.see("/desk/reviews")
    assert "覃美芳" in queue
    page = queue.click("覃美芳")
    assert any(area in page for area in ("20.00", "30.00"))
    empty = one.see(f"{url}/do/draft_notice").submit(action="draft_notice", text="")
    assert empty.status == 422
    one.see(f"{url}/do/draft_notice").submit(action="draft_notice", text="名下已有住房")
    one.see(f"{url}/do/serve_notice", status=404)
    two.see(f"{url}/do/serve_notice").submit(action="serve_notice")
    assert story.review.state == State.MOVING
    assert "2027" in two.see(url)
    keeper = speak(visit_as(app, staff(Role.OPERATOR), monkeypatch))
    back = keeper.see(f"{url}/do/hand_back").submit(
        action="hand_back", keys_back="2", water="12.5", electricity="340"
    )
    assert back.status == 200
    assert story.review.water == 1250
    keeper.see(url).submit(action="/unit/start")
    keeper.see(url).submit(action="/unit/finish")
    db.session.rollback()
    keeper.see(f"{url}/do/settle").submit(action="settle", text="押金已退")
    assert story.review.state == State.CLOSED


def test_the_writer_of_the_notice_cannot_sign_it(
    app: Flask, story: Story, monkeypatch: Any
) -> None:
    url = changed(story)
    one = visit_as(app, officer(Role.CITY_OFFICER, story.first), monkeypatch)
    one.see(f"{url}/do/draft_notice").submit(action="draft_notice", text="名下已有住房")
    page = one.see(f"{url}/do/serve_notice").submit(action="serve_notice")
    assert page.status == 422
    assert story.review.state == State.EXIT_NOTICE


def test_the_household_reads_why_and_until_when(
    app: Flask, story: Story, monkeypatch: Any, speak: Any
) -> None:
    me = speak(visit_as(app, tenant(story), monkeypatch))
    today(DUE)
    assert me.see("/my/review").status == 200
    story.departments.buy_home()
    story.day(DUE)
    checking = me.see("/my/review")
    assert "名下已有住房" not in checking
    story.do(exit_review.draft_notice, "district_reviewer", DUE, story.first, text="名下已有住房")
    assert "名下已有住房" not in me.see("/my/review")
    story.do(exit_review.serve_notice, "city_officer", DUE, story.second)
    page = me.see("/my/review")
    assert "名下已有住房" in page
    days = {
        "zh-CN": ("2027年8月2日", "2027年4月3日"),
        "en": ("2 August 2027", "2 August 2027"),
    }
    assert days[page.read.lang][0] in page


def test_strangers_and_the_unproven_see_nothing(app: Flask, story: Story, monkeypatch: Any) -> None:
    url = changed(story)
    visit_as(app, tenant(story, level=Level.I1), monkeypatch).see("/my/review", status=404)
    visit_as(app, staff(Role.FINANCE_MAKER), monkeypatch).see(url, status=404)
    visit_as(app, staff(Role.CITY_OFFICER, "450200"), monkeypatch).see(url, status=404)
    other = Who(Kind.RESIDENT, new_uid(), level=Level.I2, name="别人")
    page = visit_as(app, other, monkeypatch).see("/my/review")
    assert "覃美芳" not in page


def test_a_suspicion_is_passed_on(app: Flask, story: Story, monkeypatch: Any, speak: Any) -> None:
    url = changed(story)
    keeper = speak(visit_as(app, staff(Role.OPERATOR), monkeypatch))
    page = keeper.see(f"{url}/report").submit(action="/report", code="TN1", text="住的是别人")
    assert "NN2027-V-000001" in page


def test_the_centre_opens_a_look(app: Flask, story: Story, monkeypatch: Any) -> None:
    today(date(2026, 6, 1))
    chief = visit_as(app, staff(Role.CITY_OFFICER), monkeypatch)
    token = chief.see("/desk/reviews").form("/preferences").fields["csrf_token"][0]
    page = chief.send(f"/desk/households/{story.home.household}/review", {"csrf_token": token})
    assert page.status == 200
    assert story.review.trigger == "asked"
