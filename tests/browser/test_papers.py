"""Papers in Chromium: photographed on a phone, seen for a purpose at a desk, without script too."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.test_journeys import Tab, submit, weigh
from tests.papers import a_page

pytestmark = pytest.mark.browser


def choose(page: Page, tmp_path: Path, number: int) -> None:
    """A photo chosen from the gallery."""
    photo = tmp_path / f"IMG_{number}.JPG"
    photo.write_bytes(a_page(number))
    page.set_input_files('input[type="file"]', str(photo))
    page.locator('form[enctype="multipart/form-data"] button').last.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("javascript", [False, True])
def test_what_was_asked_for_is_photographed_and_sent(
    tab: Tab, tmp_path: Path, javascript: bool
) -> None:
    me = tab(phone=True, javascript=javascript)
    me.be("huang-yuzhen")
    me.go("/my/application/supplement", narrow=javascript, shot="papers-list")
    page = me.press("行驶证")
    before = page.locator(".pages li").count()
    assert before >= 1
    me.look(narrow=javascript, shot="papers-one")
    choose(page, tmp_path, 40 + javascript)
    assert page.locator(".pages li").count() == before + 1
    me.look(narrow=javascript, shot="papers-two")
    weigh(me, page)
    for picture in page.locator(".pages img").all():
        assert picture.evaluate("e => e.complete && e.naturalWidth > 0")
    page.locator('form[action$="/remove"] button').last.click()
    page.wait_for_load_state()
    assert page.locator(".pages li").count() == before
    (tmp_path / "virus.exe").write_bytes(b"MZ" + b"\0" * 400)
    page.set_input_files('input[type="file"]', str(tmp_path / "virus.exe"))
    page.locator('form[enctype="multipart/form-data"] button').last.click()
    page.wait_for_load_state()
    assert "请传照片" in page.inner_text("main")
    me.look(narrow=javascript, shot="papers-refused")


def test_sent_and_seen_for_a_purpose(tab: Tab) -> None:
    me, desk = tab(phone=True), tab()
    me.be("huang-yuzhen")
    me.goto("/my/application/supplement")
    me.page.fill("#text", "家里没有车。")
    submit(me, "/my/application/supplement")
    me.look(narrow=True, shot="papers-sent")
    desk.be("window_clerk")
    desk.goto("/desk?q=黄玉珍&kind=all")
    desk.press("黄玉珍")
    desk.look(shot="papers-case")
    desk.press("请补充行驶证")
    desk.look(shot="papers-purpose")
    desk.page.check('input[name="purpose"][value="review"]')
    desk.page.locator('form[action^="/desk/paper/"] button').last.click()
    desk.page.wait_for_load_state()
    assert desk.page.locator("img.sheetpic").first.evaluate("e => e.naturalWidth > 0")
    desk.look(shot="papers-seen")
    me.go("/my/who-looked", narrow=True)
    assert "交来的材料" in me.page.inner_text("main")
