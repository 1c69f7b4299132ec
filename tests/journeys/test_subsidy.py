"""A household takes the subsidy: 147.00 a month, two people, a bank file and its answer."""

from __future__ import annotations

from datetime import date

from portal.kernel.act import Role
from tests.intake import Cast
from tests.journeys.town import Town

QIN = Cast("覃美芳", "450107198110303206", "13787714471")
JIANG = Cast("蒋志明", "450107197902146136", "13517716136")
PLACE = "450107"


def test_a_month_of_subsidy(town: Town) -> None:
    me = town.apply(QIN, wish="subsidy", ask=JIANG)
    town.agree(JIANG, me.link)
    town.approved(me, PLACE)
    page = me.sign_in().see("/my").click("看协议")
    assert "147.00" in page
    page = page.submit(
        action="/my/subsidy/agreement", rent_paid="900", bank="中国银行",
        account="6217000010001234471", holder=QIN.name, agree=["yes"],
    )  # fmt: skip
    assert "尾号 4471" in page, page.text[:500]
    officer = town.at(Role.CITY_OFFICER)
    file = officer.see("/money/agreements").click(QIN.name)
    file.submit(action="/activate")
    town.walk_to(date(2026, 4, 2))
    maker, approver = town.at(Role.FINANCE_MAKER), town.at(Role.FINANCE_APPROVER)
    run = maker.see("/money").submit({"month": "2026-04"}, action="/money")
    assert "147.00" in run
    assert not [f for f in run.read.forms if "/approve" in f.action]
    town.work()
    page = approver.see("/money/runs/2026-04")
    page = page.submit(action="/approve", looked=["holds", "lines"])
    assert page.status == 200, page.text[:400]
    town.work()
    town.next_day()
    page = maker.see("/money/runs/2026-04")
    assert "银行" in page
    page = page.submit(action="/close")
    assert "已结清" in page, page.text[:900]
    told = me.client.see("/my/subsidy/2026-04")
    for words in ("147.00", "尾号 4471", "已到账", "7 ㎡"):
        assert words in told, words
