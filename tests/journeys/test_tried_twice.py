"""Every form of the life, sent twice as a double click sends it: one effect, one answer."""

from __future__ import annotations

from typing import Any

import pytest

from portal.kernel.database import db
from portal.kernel.journal import Step
from tests.intake import HUANG, HUANG_HUSBAND, WEI
from tests.journeys.test_one_life import _lease, _leaves, _registered, _rent, _round, _stages
from tests.journeys.town import Town
from tests.pages import HouseClient, Page

FREE = (
    "/preferences/", "/sign-in", "/preview", "/apply/code", "/sign/co", "/desk/window/client",
    "/desk/window/done",
)  # fmt: skip
"""Nothing happens (preview), a code is spent (the second time says so), or a session ended and
its forms with it (tests/web/applications/test_client_sessions.py)."""


def _count() -> int:
    db.session.rollback()
    return int(db.session.query(Step).count())


@pytest.fixture
def twice(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Every form is sent a second time, unchanged, right after the first."""
    real, seen = HouseClient.send, {"forms": 0}

    def send(self: HouseClient, url: str, data: dict[str, Any], **how: Any) -> Page:
        first = real(self, url, data, **how)
        if any(part in url for part in FREE) or first.status != 200:
            return first
        before = _count()
        again = real(self, url, data, **{**how, "status": None})
        assert again.status in (200, 404, 409, 422), f"{url}: {again.status} {again.text[:300]}"
        assert _count() == before, f"{url} sent twice did something twice"
        if data.get("form_token"):
            assert again.url == first.url, (
                f"{url}: {first.url}, then {again.url}: {again.text[:300]}"
            )
        seen["forms"] += 1
        return first

    monkeypatch.setattr(HouseClient, "send", send)
    return seen


def test_a_whole_life_pressed_twice(town: Town, twice: dict[str, int]) -> None:
    me = town.apply(HUANG, ask=HUANG_HUSBAND)
    town.agree(HUANG_HUSBAND, me.link)
    other = town.apply(WEI, wish="unit")
    _stages(town, me, other)
    _registered(town, me, other)
    _round(town, me, other)
    lease = _lease(town, me)
    _rent(town, me)
    _leaves(town, me, lease)
    assert twice["forms"] > 40, twice
