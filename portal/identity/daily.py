"""What is swept away every day: ended visits, spent codes, old counts and form answers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from portal.identity.models import OneTimeCode, SecretMessage
from portal.kernel.act import Act
from portal.kernel.database import db
from portal.kernel.throttle import Throttle
from portal.kernel.web.forms import FormToken
from portal.kernel.web.sessions import WebSession

FORMS_KEPT = timedelta(days=30)
CODES_KEPT = timedelta(days=1)


def sweep_due(act: Act) -> None:
    """Delete what has ended in real time; doing it again changes nothing."""
    for query in (
        delete(WebSession).where(WebSession.ends < act.at),
        delete(OneTimeCode).where(OneTimeCode.ends_at < act.at - CODES_KEPT),
        delete(SecretMessage).where(SecretMessage.ends_at < act.at - CODES_KEPT),
        delete(Throttle).where(Throttle.began < act.at - CODES_KEPT),
        delete(FormToken).where(FormToken.at < act.at - FORMS_KEPT),
    ):
        db.session.execute(query)
