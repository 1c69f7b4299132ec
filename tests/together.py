"""Several hands send forms at the same moment."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import Flask

from portal.kernel.database import db
from tests.pages import FormSeen, HouseClient, Page


def same_browser(app: Flask, client: HouseClient) -> HouseClient:
    """Another connection of the same browser: all its cookies."""
    other = app.test_client()
    assert isinstance(other, HouseClient)
    other._cookies = dict(client._cookies or {})
    return other


def filled(form: FormSeen, values: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the browser would send of this form."""
    data: dict[str, Any] = {k: v if len(v) > 1 else v[0] for k, v in form.fields.items()}
    return {**data, **(values or {})}


def send_together(posts: Sequence[tuple[HouseClient, str, dict[str, Any]]]) -> Counter[int]:
    """All posts, started together, each by a client of its own; which statuses came back."""
    db.session.rollback()
    start, answers, guard = threading.Barrier(len(posts)), Counter[int](), threading.Lock()

    def send(client: HouseClient, url: str, data: dict[str, Any]) -> None:
        start.wait()
        status = client.post(url, data=data).status_code
        with guard:
            answers[status] += 1

    threads = [threading.Thread(target=send, args=post) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads), "a request never ended"
    return answers


def press_together(
    app: Flask, page: Page, action: str, values: dict[str, Any] | None = None, *, times: int = 8
) -> Counter[int]:
    """The same form of the same page, pressed several times before the first answer is there."""
    forms = [f for f in page.read.forms if f.method == "post"]
    form = next((f for f in forms if f.action == action), None) or page.form(action)
    data = filled(form, values)
    url = form.action or page.url
    return send_together([(same_browser(app, page.client), url, data) for _ in range(times)])
