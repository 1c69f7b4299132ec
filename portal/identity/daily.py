"""What is swept away every day: ended visits, spent codes, old counts and form answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BindParameter, bindparam, delete

from portal.identity.models import OneTimeCode, SecretMessage
from portal.kernel.act import Act
from portal.kernel.database import db
from portal.kernel.throttle import Throttle
from portal.kernel.web.forms import FormToken
from portal.kernel.web.sessions import WebSession

FORMS_KEPT = timedelta(days=30)
CODES_KEPT = timedelta(days=1)

_BEFORE: BindParameter[datetime] = bindparam("before")
_ENDED = (
    (delete(WebSession).where(WebSession.ends < _BEFORE), timedelta(0)),
    (delete(OneTimeCode).where(OneTimeCode.ends_at < _BEFORE), CODES_KEPT),
    (delete(SecretMessage).where(SecretMessage.ends_at < _BEFORE), CODES_KEPT),
    (delete(Throttle).where(Throttle.began < _BEFORE), CODES_KEPT),
    (delete(FormToken).where(FormToken.at < _BEFORE), FORMS_KEPT),
)


def sweep_due(act: Act) -> None:
    """Delete what has ended in real time; doing it again changes nothing."""
    for query, kept in _ENDED:
        db.session.execute(query, {"before": act.at - kept})
