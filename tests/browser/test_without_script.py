"""Scripts off, text large, on a phone: from the first page to the receipt."""

from __future__ import annotations

import pytest

from tests.browser.telephone import Telephone
from tests.browser.test_journeys import Tab, submit, to_facts, to_sign, weigh
from tests.intake import HUANG, HUANG_HUSBAND

pytestmark = pytest.mark.browser


def test_in_large_text_without_script_to_the_receipt(tab: Tab) -> None:
    me, phones = tab(phone=True, javascript=False), Telephone(tab())
    page = me.goto("/")
    page.locator('form[action="/preferences/size"] button').first.click()
    page.wait_for_load_state()
    to_facts(me, phones, HUANG)
    me.look(shot="large-facts")
    page.fill('form[action="/apply/facts/co"] input[name="phone"]', HUANG_HUSBAND.phone)
    submit(me, "/apply/facts/co")
    to_sign(me)
    me.look(shot="large-sign")
    page.check('input[name="route"][value="commitment"]')
    page.fill("#signature", HUANG.name)
    submit(me, "/apply/sign")
    assert page.url.endswith("/apply/done"), page.inner_text("main")
    me.look(shot="large-receipt")
    weigh(me, page)
