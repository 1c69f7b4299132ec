"""What is swept away every day: ended visits, spent codes, old counts and form answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, inspect, select

from portal.identity.models import OneTimeCode, SecretMessage
from portal.kernel.act import Act
from portal.kernel.daily import daily
from portal.kernel.database import db
from portal.kernel.throttle import Throttle
from portal.kernel.web.forms import FormToken
from portal.kernel.web.sessions import WebSession

FORMS_KEPT = timedelta(days=30)
CODES_KEPT = timedelta(days=1)
TOGETHER = 500
"""Rows deleted in one write."""


def _ended(act: Act) -> dict[str, tuple[Any, Any]]:
    """What has ended in real time: table → model and condition."""
    return {
        "web_session": (WebSession, WebSession.ends < act.at),
        "one_time_code": (OneTimeCode, OneTimeCode.ends_at < act.at - CODES_KEPT),
        "secret_message": (SecretMessage, SecretMessage.ends_at < act.at - CODES_KEPT),
        "throttle": (Throttle, Throttle.began < act.at - CODES_KEPT),
        "form_token": (FormToken, FormToken.at < act.at - FORMS_KEPT),
    }


def _to_sweep(act: Act) -> list[str]:
    """Each table as often as it takes."""
    found = []
    for name, (model, ended) in _ended(act).items():
        many = db.session.scalar(select(func.count()).select_from(model).where(ended)) or 0
        found += [name] * -(-many // TOGETHER)
    return found


@daily(_to_sweep)
def sweep_due(act: Act, table: str) -> None:
    """Delete what has ended, some at a time; doing it again changes nothing."""
    model, ended = _ended(act)[table]
    keys = inspect(model).primary_key
    assert len(keys) == 1
    some = select(keys[0]).where(ended).limit(TOGETHER)
    db.session.execute(
        delete(model).where(keys[0].in_(some)).execution_options(synchronize_session=False)
    )
