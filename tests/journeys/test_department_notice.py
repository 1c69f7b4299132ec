"""A family waits; the registry says it bought a home; a person finds that on the desk."""

from __future__ import annotations

from portal import applications, waitlist
from portal.exchange import cast_cards
from portal.exchange.notices.pulling import HttpNotices
from portal.kernel.act import Role
from portal.kernel.database import db
from tests.intake import HUANG, HUANG_HUSBAND
from tests.journeys.town import Town
from tests.notices import kept, packed, push

PLACE = "450103"


def _token(name: str) -> str:
    people = (m for card in cast_cards().values() for m in card.members)
    return next(m.token for m in people if m.name == name)


def test_the_registry_pushes_that_a_waiting_family_bought_a_home(town: Town) -> None:
    me = town.apply(HUANG, ask=HUANG_HUSBAND, wish="unit")
    town.agree(HUANG_HUSBAND, me.link)
    case = town.approved(me, PLACE)
    assert "您现在排在 1 位" in me.sign_in().see("/my/place")

    # The registry enters the purchase and tells us.
    town.partners.admin.change(_token(HUANG_HUSBAND.name), "buy_home", on=town.today, area=8900)
    told = _untold(town.partners.notices)
    assert told["kind"] == "home_bought"
    answer = push(town.visitor(), packed(told))
    assert answer.status_code == 200
    assert HUANG_HUSBAND.id_number not in answer.get_data(as_text=True)
    town.work()

    # The officer finds it under its own heading, masked, with what differs.
    desk = town.at(Role.CITY_OFFICER)
    page = desk.see("/desk/waitlist").click("部门通报")
    assert "韦*强" in page
    assert "韦国强" not in page.html
    assert "购房" in page
    page = page.click("韦*强")
    for words in ("待核实", "与审核时相比的变化", "不动产登记"):
        assert words in page, (words, page.text[:1500])
    assert "29.66" in page, page.text[:1500]
    matter = page.url

    # Nothing has happened by itself: place, application and household are as they were.
    assert "您现在排在 1 位" in me.client.see("/my/place")
    db.session.rollback()
    assert applications.application(case).state == "waitlisted"
    entry = waitlist.entry_of_application(case)
    assert entry is not None
    assert entry.state == "waiting"
    file = page.click("打开案件")
    assert file.url.endswith(entry.uid)

    # At night the same notice is read again and is no second one.
    before = kept()
    town.next_day()
    assert kept() == before

    # A person concludes; the auditor reads it and can do nothing.
    done = desk.see(matter).submit(
        {"outcome": "acted", "text": "已约谈，本人承认购房，另行办理退出轮候。"}, action="/settle"
    )
    assert done.status == 200, done.text[:600]
    assert "已办结" in done
    assert "已在档案中处理" in done
    audit = town.at(Role.AUDITOR, region="450000")
    seen = audit.see(matter)
    assert "已约谈" in seen
    assert not [f for f in seen.read.forms if "/settle" in f.action]


def _untold(notices: HttpNotices) -> dict[str, str]:
    page = notices.after("")
    assert not page.more
    found: dict[str, str] = page.notices[-1]
    return found
