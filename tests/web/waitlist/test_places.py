"""Pages of the list: the household's, the public's, the desk's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal import waitlist
from portal.kernel.act import Act, Role
from portal.kernel.database import write
from portal.kernel.levels import Level
from tests.pages import HouseClient
from tests.waiting import an_entry
from tests.web.entering import (
    as_resident,
    as_staff,
    fresh_entry,
    fresh_rank,
    in_english,
    on_day,
)

MakeAct = Callable[..., Act]
MARCH = date(2026, 3, 2)


@pytest.fixture
def line(app: Flask, make_act: MakeAct) -> list[str]:
    """Six households: five ahead, then mine; two priority ones join, one is housed."""
    with write():
        uids = [an_entry(make_act(on=MARCH)).uid for _ in range(5)]
        uids.append(an_entry(make_act(on=MARCH + timedelta(days=1)), size=2).uid)
    with write():
        for _ in range(2):
            an_entry(make_act(on=MARCH + timedelta(days=20)), groups=["G01"])
        waitlist.house(make_act(on=MARCH + timedelta(days=40)), entry_uid=uids[0])
    on_day(MARCH + timedelta(days=60))
    return uids


def test_my_place(client: HouseClient, line: list[str]) -> None:
    mine = fresh_entry(line[-1])
    as_resident(client, mine.person_uid)
    page = client.see("/my/place")
    assert page.h1 == "我的排位"
    for words in ("您现在排在", "7", mine.number, "为什么是 7", "您前面是谁", "2 户优先家庭进来"):
        assert words in page, words
    assert "前面 1 户分到房子" in page
    assert "现在还算不出来" in page
    history = client.see("/my/place/history")
    assert "您排上队" in history
    in_english(client)
    page = client.see("/my/place")
    assert page.h1 == "My place"
    assert "2 priority households joined" in page


def test_pausing_going_on_and_leaving(client: HouseClient, line: list[str]) -> None:
    mine = fresh_entry(line[-1])
    as_resident(client, mine.person_uid)
    old = client.see("/my/place/pause")
    page = old.submit()
    assert "暂停排队" in page
    assert fresh_entry(mine.uid).state == "suspended"
    assert old.submit().status == 200  # the same form twice is one deed
    assert old.submit({"form_token": ""}).status == 409
    page = page.submit(action="/my/place/resume")
    assert fresh_entry(mine.uid).state == "waiting"
    client.see("/my/place/leave").submit()
    assert fresh_entry(mine.uid).state == "removed"
    assert client.see("/my/place").h1 == "我的排位"


def test_still_waiting(client: HouseClient, line: list[str], make_act: MakeAct) -> None:
    mine = fresh_entry(line[-1])
    later = MARCH + timedelta(days=400)
    waitlist.qualifications_due(make_act(on=later))
    on_day(later)
    as_resident(client, mine.person_uid)
    page = client.see("/my/place")
    assert "我还在等" in page
    page = page.submit(action="/my/place/confirm")
    assert "我还在等" not in page
    assert fresh_entry(mine.uid).confirmed_on == later


def test_another_member_sees_but_does_not_decide(client: HouseClient, line: list[str]) -> None:
    from portal.households import composition  # noqa: PLC0415

    mine = fresh_entry(line[-1])
    spouse = next(
        m.person_uid
        for m in composition(mine.household_uid, MARCH + timedelta(days=60))
        if m.person_uid != mine.person_uid
    )
    as_resident(client, spouse)
    page = client.see("/my/place")
    assert mine.number in page
    assert "/my/place/leave" not in page.html
    client.see("/my/place/leave", status=404)


@pytest.mark.parametrize("level", [Level.NONE, Level.I0])
def test_an_unproven_person_sees_nothing(
    client: HouseClient, line: list[str], level: Level
) -> None:
    as_resident(client, fresh_entry(line[-1]).person_uid, level)
    client.see("/my/place", status=404)


def test_the_public_list(client: HouseClient, line: list[str], make_act: MakeAct) -> None:
    assert "还没有公布" in client.see("/waitlist")
    queue_uid = fresh_entry(line[0]).queue_uid
    with write():
        waitlist.publish_list(make_act(), queue_uid=queue_uid)
    number = fresh_entry(line[1]).number
    page = client.see(f"/waitlist?number={number.lower()}")
    assert f"轮候号 {number} 排在第 3 位" in page
    assert "*" in page.text
    assert fresh_entry(line[0]).number not in page.text
    assert "没有这个号" in client.see("/waitlist?number=NN2020-Q-000001")
    assert client.see("/waitlist?number=abc").status == 200
    assert client.see("/waitlist?after=zzz").status == 200
    client.see("/waitlist?queue=nonsense", status=404)
    in_english(client)
    assert client.see("/waitlist").h1 == "Public waiting list"


def test_the_desk_previews_before_it_saves(client: HouseClient, line: list[str]) -> None:
    as_staff(client)
    page = client.see("/desk/waitlist")
    assert page.h1 == "轮候名单"
    card = fresh_entry(line[3])
    page = client.see(f"/desk/waitlist?number={card.number}")
    assert card.number in page
    before = fresh_rank(card.uid)
    assert before is not None
    preview = client.see(
        f"/desk/waitlist/entry/{card.uid}/preview/correct_groups?groups=G01&reason=priority_gained"
    )
    assert "还没有保存" in preview
    assert fresh_rank(card.uid) == before
    saved = preview.submit(action="correct_groups")
    assert saved.status == 200
    after = fresh_rank(card.uid)
    assert after is not None
    assert after.position < before.position
    assert preview.submit(action="correct_groups").status == 409
    assert waitlist.moves_of(card.uid)[-1].reason == "priority_gained"
    gone = client.see(f"/desk/waitlist/entry/{card.uid}/preview/remove?reason=moved_away")
    gone.submit(action="remove")
    assert fresh_entry(card.uid).state == "removed"
    for state in ("suspended", "housed", "removed", "nonsense"):
        client.see(f"/desk/waitlist?state={state}")


def test_the_desk_publishes(client: HouseClient, line: list[str]) -> None:
    as_staff(client)
    page = client.see("/desk/waitlist")
    page = page.submit(action="/publish")
    assert "第 1 版已公布" in page
    again = page.submit(action="/publish")
    assert again.status == 422
    assert "没有变化" in again


def refused_to(client: HouseClient, path: str) -> Any:
    return client.see(path, status=404)


def test_other_desks_see_nothing(client: HouseClient, line: list[str]) -> None:
    as_staff(client, Role.CITY_OFFICER, "450200")
    assert fresh_entry(line[0]).number not in client.see("/desk/waitlist").text
    refused_to(client, f"/desk/waitlist/entry/{line[0]}")
    as_staff(client, Role.FINANCE_MAKER)
    refused_to(client, "/desk/waitlist")
    as_staff(client, Role.AUDITOR)
    assert client.see(f"/desk/waitlist/entry/{line[1]}").status == 200
    refused_to(client, f"/desk/waitlist/entry/{line[1]}/preview/remove?reason=died")
