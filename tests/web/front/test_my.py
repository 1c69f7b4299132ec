"""The resident's own page follows the stage: rounds open to them, offers, the home."""

from __future__ import annotations

from collections.abc import Callable

from portal import allocation
from portal.identity import Document, sight_person
from portal.kernel.act import Act, Role
from portal.kernel.database import write
from portal.kernel.levels import Level
from tests.pages import HouseClient
from tests.rounds import AFTER, CLOSES, OPENS, a_round
from tests.web.entering import as_resident, fresh_entry, on_day

MakeAct = Callable[..., Act]
ASKED = "您可以报名这一批"


def test_an_open_round_is_something_to_do_until_it_is_answered(
    client: HouseClient, make_act: MakeAct
) -> None:
    made = a_round(make_act, homes=1, households=2, upto="published")
    entry = fresh_entry(made.entries[0])
    as_resident(client, entry.person_uid)
    on_day(CLOSES)
    assert ASKED in client.see("/my")
    with write():
        allocation.register_interest(
            make_act(on=OPENS), plan_uid=made.plan_uid, entry_uid=entry.uid, layout="single"
        )
    assert ASKED not in client.see("/my")
    as_resident(client, fresh_entry(made.entries[1]).person_uid)
    on_day(AFTER)
    assert ASKED not in client.see("/my")


def test_no_place_in_the_queue_once_a_home_is_accepted(
    client: HouseClient, make_act: MakeAct
) -> None:
    made = a_round(make_act)
    on_day(AFTER)
    as_resident(client, made.offer_of(0).person_uid)
    assert "您现在排在" in client.see("/my")
    client.see("/my/offer").submit(action="/accept")
    page = client.see("/my")
    assert "您现在排在" not in page


def test_a_round_is_listed_once_on_the_first_page(client: HouseClient, make_act: MakeAct) -> None:
    made = a_round(make_act, homes=1, households=1, upto="published")
    on_day(OPENS)
    page = client.see("/")
    assert page.html.count(f"/rounds/{made.plan_uid}") == 1
    # Both classes may have a round of this title on the same day.
    assert f"凤岭北第 1 批 {made.plan.klass} 类" in page


def test_who_was_seen_at_a_window_meanwhile_signs_in_afresh(
    client: HouseClient, make_act: MakeAct
) -> None:
    made = a_round(make_act, homes=1, households=1, upto="published")
    person = fresh_entry(made.entries[0]).person_uid
    as_resident(client, person, Level.I1R)
    assert "请当面核对一次" in client.see("/my")
    with write():
        sight_person(
            make_act(role=Role.WINDOW_CLERK), person_uid=person, document=Document.CARD,
            phone="13900001234",
        )  # fmt: skip
    page = client.see("/my")
    assert "窗口已经见过您本人" in page
    assert "请当面核对一次" not in page
    assert page.submit(action="/sign-out").url == "/sign-in"
