"""What staff click again and again: find a file, decide, sign a step of a case."""

from __future__ import annotations

from tests.browser.watcher import Watcher


def file_of(desk: Watcher, number: str) -> str:
    """Open the file of that application number from the worklist; its address."""
    desk.goto(f"/desk?q={number}&kind=all")
    desk.follow(desk.main.locator('a[href*="/desk/case/"]').first)
    return desk.path


def decide(desk: Watcher, case: str, verb: str, **values: str) -> None:
    """Choose, read the letter and the effect, sign."""
    desk.goto(f"{case}/decide/{verb}")
    desk.send(f"/decide/{verb}/preview", **values)
    desk.follow(desk.main.locator(f'form[action="{case}/decide/{verb}"] button').first)
    assert desk.path == case, desk.text


def sign(desk: Watcher, case: str, verb: str, **values: str) -> None:
    """One step of a credit case: fill in, read the preview, sign."""
    desk.goto(f"{case}/do/{verb}")
    desk.send(f"/do/{verb}", **values)
    desk.follow(desk.main.locator('form:has(input[name="signed"]) button').last)
    assert desk.path == case, f"{verb}: {desk.text}"


def window_over(desk: Watcher, case: str) -> bool:
    """Are the days to answer a notice over?"""
    return "申辩期还没结束" not in desk.goto(case).inner_text("main")


def step(desk: Watcher, review: str, verb: str, **values: str) -> None:
    """One step of a re-check."""
    desk.goto(f"{review}/do/{verb}")
    desk.send(f"/do/{verb}", **values)
    assert desk.path == review, f"{verb}: {desk.text}"


def sighted(desk: Watcher, number: str, phone: str) -> None:
    """The person stands at the window with the card; then the window is free again."""
    desk.goto("/desk/window")
    desk.send("/desk/window/client")
    desk.goto("/desk/window/sighting")
    desk.send("/desk/window/sighting", sought=number)
    desk.send("/desk/window/sight", seen="card", phone=phone)
    desk.send("/desk/window/done")
