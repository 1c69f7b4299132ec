"""Papers in Chromium: photographed on a phone, seen for a purpose at a desk, without script too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.watcher import Watcher
from tests.papers import a_page

pytestmark = pytest.mark.browser
Tab = Callable[..., Watcher]


def choose(me: Watcher, file: Path, content: bytes) -> None:
    """A file chosen from the gallery and sent."""
    file.write_bytes(content)
    me.page.set_input_files('input[type="file"]', str(file))
    me.follow(me.main.locator('form[enctype="multipart/form-data"] button').last)


@pytest.mark.parametrize("javascript", [False, True])
def test_what_was_asked_for_is_photographed_and_sent(
    tab: Tab, tmp_path: Path, javascript: bool
) -> None:
    me = tab(phone=True, javascript=javascript)
    me.be("huang-yuzhen")
    me.goto("/my/application/supplement")
    me.press("行驶证")
    pages = me.main.locator(".pages li")
    before = pages.count()
    assert before >= 1
    choose(me, tmp_path / f"IMG_{javascript}.JPG", a_page(40 + javascript))
    assert pages.count() == before + 1
    me.look("papers-two")
    for picture in me.main.locator(".pages img").all():
        assert picture.evaluate("e => e.complete && e.naturalWidth > 0")
    me.follow(me.main.locator('form[action$="/remove"] button').last)
    assert pages.count() == before
    choose(me, tmp_path / "virus.exe", b"MZ" + b"\0" * 400)
    assert "请传照片" in me.text
    me.look("papers-refused")


def test_sent_and_seen_for_a_purpose(tab: Tab) -> None:
    me, desk = tab(phone=True), tab()
    me.be("huang-yuzhen")
    me.goto("/my/application/supplement")
    me.send("/my/application/supplement", text="家里没有车。")
    me.look("papers-sent")
    desk.be("city_officer")
    desk.goto("/desk?q=黄玉珍&kind=all")
    desk.press("黄玉珍")
    desk.press("请补充行驶证")
    desk.page.check('input[name="purpose"][value="review"]')
    desk.follow(desk.main.locator('form[action^="/desk/paper/"] button').last)
    assert desk.main.locator("img.sheetpic").first.evaluate("e => e.naturalWidth > 0")
    desk.look("papers-seen")
    me.goto("/my/who-looked")
    assert "交来的材料" in me.text
