"""An error keeps the frame of whoever is signed in, and a way back."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.kernel.act import Role, Who
from portal.kernel.levels import Level
from tests.visits import resident, staff, visit_as


@pytest.mark.parametrize("path", ["/desk/case/nobody", "/nowhere/at/all"])
def test_everybody_stays_where_they_are(
    app: Flask, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def shown(who: Who | None) -> str:
        client = visit_as(app, who, monkeypatch) if who else app.test_client()
        return client.see(path, status=404).html

    desk, own = shown(staff(Role.DISTRICT_REVIEWER)), shown(resident(Level.I2))
    assert 'class="sbar"' in desk
    assert 'href="/desk">' in desk.split("<main")[1]
    assert 'class="mast"' in own
    assert 'href="/my">' in own.split("<main")[1]
    if path.startswith("/nowhere"):
        assert 'href="/">' in shown(None).split("<main")[1]


def test_what_may_not_be_seen_looks_like_what_is_not_there(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = visit_as(app, staff(Role.WINDOW_CLERK), monkeypatch)
    mains = {
        clerk.see(path, status=404).html.split("<main")[1].split("</main>")[0]
        for path in ("/money/runs/2026-03", "/desk/case/nobody", "/nowhere")
    }
    assert len(mains) == 1
