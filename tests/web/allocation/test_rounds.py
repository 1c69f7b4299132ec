"""Pages of a round: the household's, the public's, the desk's."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask

from portal import allocation
from portal.allocation.machine import CANDIDATE
from portal.allocation.models import Candidate
from portal.kernel.act import Act, Role
from portal.kernel.database import db, write
from portal.kernel.levels import Level
from tests.pages import HouseClient
from tests.rounds import AFTER, OPENS, TWICE, Round, a_round, gave_up_before
from tests.web.entering import as_resident, as_staff, fresh_entry, in_english, on_day

MakeAct = Callable[..., Act]


def offered(make_act: MakeAct, client: HouseClient, **more: int) -> tuple[Round, str]:
    made = a_round(make_act, **more)
    on_day(AFTER)
    person = made.offer_of(0).person_uid
    as_resident(client, person)
    return made, person


def test_taking_the_home_once(client: HouseClient, make_act: MakeAct) -> None:
    made, _person = offered(make_act, client)
    page = client.see("/my/offer")
    assert page.h1 == "要这套房吗？"
    for words in ("295.20", "3月20日前", "您只答复一次"):
        assert words in page, words
    taken = page.submit(action="/accept")
    assert taken.h1 == "您要了这套房"
    again = page.submit(action="/accept")  # the same form twice is one deed
    assert (again.status, again.h1) == (200, "您要了这套房")
    other = page.submit({"form_token": ""}, action="/accept")
    assert other.status == 409
    assert made.offer_of(0).state == "accepted"


def test_giving_up(client: HouseClient, make_act: MakeAct) -> None:
    made, _person = offered(make_act, client, homes=1, households=2)
    page = client.see("/my/offer").click("放弃")
    assert page.submit({"reason": ""}).status == 422
    done = page.submit({"reason": "too_far"})
    assert done.h1 == "您放弃了这套房"
    assert page.submit({"reason": "too_far"}).h1 == "您放弃了这套房"
    assert made.offer_of(1).state == "open"
    assert allocation.given_up(made.entries[0]) == 1


def test_the_last_waiver_is_decided_by_a_person(
    client: HouseClient, app: Flask, make_act: MakeAct
) -> None:
    made, _person = offered(make_act, client, homes=1, households=2)
    gave_up_before(made.offer_of(0), *TWICE)
    waive = client.see("/my/offer").click("放弃")
    assert "由工作人员决定" in waive
    page = waive.submit({"reason": "health"})
    assert fresh_entry(made.entries[0]).state == "waiting"
    say = page.click("说明为什么放弃")
    assert say.h1 == "由工作人员决定您是否还留在轮候名单上"
    assert say.submit({"text": ""}).status == 422
    say = say.submit({"text": "我住院了"})
    assert "我住院了" in say
    assert "说明原因" in client.see("/my")
    desk = app.test_client()
    as_staff(desk)
    row = allocation.open_waiver_of(made.entries[0])
    assert row is not None
    assert f"/desk/waivers/{row.uid}" in desk.see("/desk/waivers").html
    one = desk.see(f"/desk/waivers/{row.uid}")
    assert "我住院了" in one
    assert one.submit({"grounds": ""}, action="/remove").status == 422
    in_english(desk)
    desk.see("/desk/waivers?all=1")
    done = desk.see(f"/desk/waivers/{row.uid}").submit({"grounds": "没有证明"}, action="/remove")
    assert "Taken off the list" in done
    assert fresh_entry(made.entries[0]).state == "removed"
    told = client.see(f"/my/waiver/{row.uid}")
    assert (told.h1, "没有证明" in told, "行政复议" in told) == ("您已移出轮候", True, True)
    as_resident(client, made.offer_of(1).person_uid)
    client.see(f"/my/waiver/{row.uid}", status=404)
    for role, region in ((Role.CITY_OFFICER, "450200"), (Role.OPERATOR, "450100")):
        as_staff(desk, role, region)
        desk.see(f"/desk/waivers/{row.uid}", status=404)


def test_an_excused_waiver(client: HouseClient, app: Flask, make_act: MakeAct) -> None:
    made, _person = offered(make_act, client, homes=1, households=2)
    gave_up_before(made.offer_of(0), *TWICE)
    client.see("/my/offer").click("放弃").submit({"reason": "health"})
    row = allocation.open_waiver_of(made.entries[0])
    assert row is not None
    desk = app.test_client()
    as_staff(desk)
    desk.see(f"/desk/waivers/{row.uid}").submit({"text": "有住院证明"}, action="/excuse")
    assert client.see(f"/my/waiver/{row.uid}").h1 == "您还在轮候名单上"
    assert fresh_entry(made.entries[0]).state == "waiting"


def test_who_was_taken_out_reads_why_and_finds_no_button(
    client: HouseClient, make_act: MakeAct
) -> None:
    made = a_round(make_act, upto="registered", households=1)
    row = allocation.candidates(made.plan_uid)[0]
    on_day(OPENS)
    as_resident(client, row.person_uid)
    page = client.see(f"/my/rounds/{made.plan_uid}")
    with write():
        db.session.get_one(Candidate, row.uid).examined_on = OPENS
    with write():
        allocation.decide_candidate(
            make_act(), candidate_uid=row.uid, passed=False, reason="interest"
        )
    again = page.submit({"layout": "single"}, action=f"/my/rounds/{made.plan_uid}")
    assert again.status == 422
    assert "利害关系" in again
    shown = client.see(f"/my/rounds/{made.plan_uid}")
    assert "利害关系" in shown
    assert f"/my/rounds/{made.plan_uid}" not in [f.action for f in shown.read.forms]


def test_late(client: HouseClient, make_act: MakeAct) -> None:
    made, _person = offered(make_act, client)
    page = client.see("/my/offer")
    waive = page.click("放弃")
    on_day(date(2026, 3, 21))
    late = page.submit(action="/accept")
    assert late.status == 422
    assert "最后一天已经过了" in late
    assert waive.submit({"reason": "too_far"}).status == 422
    assert "/accept" not in client.see("/my/offer").html
    assert made.offer_of(0).state == "open"


def test_who_was_never_seen_in_person_is_sent_to_a_window(
    client: HouseClient, make_act: MakeAct
) -> None:
    made, person = offered(make_act, client)
    page = client.see("/my/offer")
    as_resident(client, person, Level.I1R)
    assert "窗口" in client.see("/my/offer")
    assert page.submit(action="/accept").status in (400, 404)
    as_resident(client, made.offer_of(1).person_uid)
    assert client.post(f"/my/offer/{made.offer_of(0).uid}/accept").status_code in (400, 404)
    assert made.offer_of(0).state == "open"


def test_nothing_offered(client: HouseClient, make_act: MakeAct) -> None:
    made = a_round(make_act, homes=1, households=2, upto="published")
    on_day(OPENS)
    as_resident(client, fresh_entry(made.entries[0]).person_uid)
    assert client.see("/my/offer").h1 == "给您的房"


def test_registering(client: HouseClient, make_act: MakeAct) -> None:
    made = a_round(make_act, upto="published")
    on_day(OPENS)
    entry = fresh_entry(made.entries[0])
    as_resident(client, entry.person_uid)
    page = client.see("/my/rounds").click("看这一批")
    assert page.submit({}).status == 422
    page = page.submit({"layout": "single"})
    assert "已登记" in page
    page = page.submit({"layout": "single"}, action=f"/my/rounds/{made.plan_uid}")
    page = page.submit(action="/withdraw")
    assert allocation.candidates(made.plan_uid)[0].state == "withdrawn"
    on_day(AFTER)
    assert "/withdraw" not in client.see(f"/my/rounds/{made.plan_uid}").html


def test_the_public_page(client: HouseClient, make_act: MakeAct) -> None:
    draft = a_round(make_act, homes=1, households=1, upto="draft")
    client.see(f"/rounds/{draft.plan_uid}", status=404)
    made = a_round(make_act, homes=1, households=2)
    on_day(AFTER)
    assert "凤岭北第 1 批" in client.see("/rounds")
    page = client.see(f"/rounds/{made.plan_uid}")
    for words in ("8.20", "295.20", fresh_entry(made.entries[0]).number, "等答复"):
        assert words in page, words
    in_english(client)
    assert client.see(f"/rounds/{made.plan_uid}").h1 == "Fengling North 1"
    assert client.see("/rounds").h1 == "Rounds of allocation"


def test_the_desk_takes_a_round_from_plan_to_final(
    client: HouseClient, make_act: MakeAct, app: Flask
) -> None:
    made = a_round(make_act, homes=2, households=2, upto="draft")
    on_day(OPENS)
    as_staff(client)
    page = client.see(f"/desk/rounds/{made.plan_uid}")
    page = page.submit(action="/publish")
    assert made.plan.state == "published"
    with write():
        for uid in made.entries:
            allocation.register_interest(
                make_act(), plan_uid=made.plan_uid, entry_uid=uid, layout="single"
            )
    on_day(AFTER)
    page = client.see(f"/desk/rounds/{made.plan_uid}")
    assert "/finish_check" not in page.html
    page = page.submit(action="/check")
    assert "2 户正在核对" in page
    with write():
        for row in db.session.query(Candidate):
            row.examined_on, row.proposal = AFTER, "unknown"
            CANDIDATE.advance(row, "doubt", make_act(on=AFTER))
    for row in allocation.candidates(made.plan_uid):
        one = client.see(f"/desk/rounds/candidate/{row.uid}")
        assert one.submit({}).status == 422
        one.submit({"word": "pass"})
    page = client.see(f"/desk/rounds/{made.plan_uid}").submit(action="/finish_check")
    page = page.submit(action="/open_offers")
    assert [made.offer_of(n).state for n in range(2)] == ["open", "open"]
    page = page.submit(action="/next")
    assert "/close" not in page.html
    page = page.submit({"reason": "mistake"}, action="/ask-void")
    assert page.submit(action="/void").status == 422
    as_staff(client, Role.DECISION_MAKER)
    page = client.see(f"/desk/rounds/{made.plan_uid}").submit(action="/void")
    assert made.plan.state == "void"
    in_english(client)
    assert "This round is void" in client.see(f"/rounds/{made.plan_uid}")


def test_drafting(client: HouseClient, make_act: MakeAct) -> None:
    made = a_round(make_act, homes=1, households=1, upto="draft")
    on_day(OPENS)
    as_staff(client)
    page = client.see("/desk/plans").click("拟方案")
    assert page.submit({"title": ""}).status == 422
    last = OPENS + timedelta(days=10)
    given = {
        "title": "新一批", "title_en": "New", "queue": made.queue_uid, "units": made.units,
        "opens_on-year": "2026", "opens_on-month": "3", "opens_on-day": "2",
        "closes_on-year": "2026", "closes_on-month": "3", "closes_on-day": "3",
    }  # fmt: skip
    short = page.submit(given)
    assert short.status == 422
    done = page.submit({**given, "closes_on-day": str(last.day)})
    assert (done.status, done.h1) == (200, "新一批 A 类")


def test_other_desks(client: HouseClient, make_act: MakeAct) -> None:
    made = a_round(make_act, homes=1, households=1)
    on_day(AFTER)
    as_staff(client, Role.CITY_OFFICER, "450200")
    client.see(f"/desk/rounds/{made.plan_uid}", status=404)
    as_staff(client, Role.WINDOW_CLERK)
    client.see("/desk/plans", status=404)
    as_staff(client, Role.AUDITOR)
    page = client.see(f"/desk/rounds/{made.plan_uid}")
    assert "/close" not in page.html


def test_twenty_clicks_at_once_through_http(
    app: Flask, client: HouseClient, make_act: MakeAct
) -> None:
    made, person = offered(make_act, client, homes=1, households=1)
    offer = made.offer_of(0)
    clients = [app.test_client() for _ in range(20)]
    forms = []
    for one in clients:
        as_resident(one, person)
        forms.append(one.see("/my/offer").form("/accept"))
    db.session.rollback()
    start, answers = threading.Barrier(20), Counter[int]()
    guard = threading.Lock()

    def click(n: int) -> None:
        data = {name: values[0] for name, values in forms[n].fields.items()}
        start.wait()
        status = clients[n].post(forms[n].action, data=data).status_code
        with guard:
            answers[status] += 1

    threads = [threading.Thread(target=click, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == {302: 1, 409: 19}
    assert allocation.offer(offer.uid).state == "accepted"
