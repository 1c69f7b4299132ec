"""The rules of a city before applying: for every city that has some, in both languages, plainly."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask

from portal.applications.intake.drafts import city_rules
from portal.front.views import rules as pages
from portal.kernel.errors import Refused
from portal.kernel.policy import Rulebook, rulebook
from portal.kernel.regions import children
from tests.conftest import TODAY
from tests.pages import HouseClient, Page
from tests.visits import in_english

REGION, CITY, OTHER = "450000", "450100", "450200"
CODE = re.compile(r"\b[a-z]+[._][a-z_]+\b|\{|\}|\bNone\b|\b[AB]-\d\d\b")
"""What a key, a condition number or a raw value would look like."""


def cities() -> list[str]:
    return [each.code for each in children(REGION)]


def taking(code: str) -> bool:
    try:
        city_rules(code, TODAY)
    except Refused:
        return False
    return True


def plain(page: Page) -> str:
    """The text of the page without addresses and fingerprints."""
    return re.sub(r"https?://\S+|\b[0-9a-f]{16}\b", "", page.text)


@pytest.fixture
def both(app: Flask) -> tuple[HouseClient, HouseClient]:
    one, two = app.test_client(), app.test_client()
    assert isinstance(one, HouseClient)
    assert isinstance(two, HouseClient)
    return one, in_english(two)


def test_every_city_that_takes_applications_has_the_page_and_no_other(
    both: tuple[HouseClient, HouseClient],
) -> None:
    found = [code for code in cities() if taking(code)]
    assert CITY in found
    for client in both:
        for code in cities():
            page = client.see(f"/rules/{code}", status=200 if code in found else 404)
            if code in found:
                assert not CODE.findall(plain(page)), CODE.findall(plain(page))
        client.see("/rules/nowhere", status=404)
        client.see(f"/rules/{REGION}", status=404)


def test_what_it_says_is_what_the_rulebook_holds(both: tuple[HouseClient, HouseClient]) -> None:
    chinese, english = (client.see(f"/rules/{CITY}") for client in both)
    rules = rulebook(CITY, TODAY)
    area = rules.value("eligibility.area_line") // 100
    income = f"{rules.value('eligibility.income_line') // 100:,}"
    age = rules.value("eligibility.single_age.a")
    for words in (
        f"人均年收入低于 {income}.00 元", f"人均建筑面积低于 {area}.00 ㎡",
        f"一个人申请的：年满 {age} 周岁。低保、特困人员年满 18 周岁就可以",
        "养老保险连续缴满 12 个月，或者累计缴满 180 个月", "还没满 5 年",
        "申请之前：谁可以申请",
    ):  # fmt: skip
        assert words in chinese, words
    for words in (
        f"less than CNY {income}.00 per person and year", f"less than {area}.00 m²",
        f"Applying alone: at least {age} years old. With the minimum living allowance",
        "less than 5 years ago", "Before you apply: who may", "1 month ",
    ):  # fmt: skip
        assert words in english, words
    assert "1 months" not in english


def test_in_english_chinese_stands_only_where_it_is_marked(
    both: tuple[HouseClient, HouseClient],
) -> None:
    html = both[1].see(f"/rules/{CITY}").html
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    rest = re.sub(r"<(\w+)[^>]*lang=\"zh-CN\"[^>]*>.*?</\1>", "", main, flags=re.S)
    assert not re.findall(r"[\u4e00-\u9fff]+", rest)


def test_a_city_that_gets_rules_gets_its_page_and_is_linked(
    both: tuple[HouseClient, HouseClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = both[0]
    client.see(f"/rules/{OTHER}", status=404)
    module = pages.has_rules.__globals__

    def with_rules(code: str, on: date) -> Rulebook:
        return rulebook(CITY if code == OTHER else code, on)

    monkeypatch.setitem(module, "rulebook", with_rules)
    assert "柳州" in client.see(f"/rules/{OTHER}")
    linked = client.see(f"/rules/{CITY}").click("柳州市")
    assert linked.url == f"/rules/{OTHER}"
    assert "我家符合吗" not in linked, "the questions are asked for this city only"
