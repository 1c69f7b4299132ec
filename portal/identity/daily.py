"""What is swept away every day: ended visits, spent codes, old counts and form answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, inspect, select

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


_ENDED: dict[str, tuple[Any, timedelta]] = {
    "web_session": (WebSession.ends, timedelta()),
    "one_time_code": (OneTimeCode.ends_at, CODES_KEPT),
    "secret_message": (SecretMessage.ends_at, CODES_KEPT),
    "throttle": (Throttle.began, CODES_KEPT),
    "form_token": (FormToken.at, FORMS_KEPT),
}
"""Table → the moment (in real time) since which its rows are kept so long."""

_MANY = {
    table: select(func.count()).where(moment < bindparam("before"))
    for table, (moment, _kept) in _ENDED.items()
}


def _to_sweep(act: Act) -> list[str]:
    """Each table as often as it takes."""
    found = []
    for table, (_moment, kept) in _ENDED.items():
        many = db.session.scalar(_MANY[table], {"before": act.at - kept}) or 0
        found += [table] * -(-many // TOGETHER)
    return found


@daily(_to_sweep)
def sweep_due(act: Act, table: str) -> None:
    """Delete what has ended, some at a time; doing it again changes nothing."""
    moment, kept = _ENDED[table]
    model = moment.class_
    (key,) = inspect(model).primary_key
    some = select(key).where(moment < act.at - kept).limit(TOGETHER)
    db.session.execute(
        delete(model).where(key.in_(some)).execution_options(synchronize_session=False)
    )
