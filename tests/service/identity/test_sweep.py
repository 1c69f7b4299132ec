"""What has ended is swept; what still counts is not; twice is nothing more."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from portal.identity import sweep_due
from portal.identity.models import OneTimeCode, SecretMessage
from portal.kernel.act import VISITOR
from portal.kernel.database import Model, db, new_uid, utcnow, write
from portal.kernel.throttle import Throttle
from portal.kernel.web.forms import FormToken
from portal.kernel.web.sessions import WebSession
from tests.conftest import an_act

SWEPT: tuple[type[Model], ...] = (WebSession, OneTimeCode, SecretMessage, Throttle, FormToken)


def counts() -> list[int]:
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in SWEPT]


def leave_traces(age: timedelta) -> None:
    then = utcnow() - age
    with write():
        db.session.add_all(
            [
                WebSession(id_hash=new_uid(), kind="staff", uid="u", created=then, last_seen=then,
                           ends=then + timedelta(hours=12)),
                OneTimeCode(person_uid="p", ticket="t", purpose="x", phone_blind="b", code_hash="h",
                            sent_at=then, ends_at=then + timedelta(minutes=10)),
                SecretMessage(ends_at=then + timedelta(minutes=10)),
                Throttle(key=new_uid(), began=then, tries=1),
                FormToken(token=new_uid(), endpoint="e", actor="", location="/", at=then),
            ]
        )  # fmt: skip


def test_only_what_has_ended_goes(app: Flask) -> None:
    leave_traces(timedelta(minutes=1))
    leave_traces(timedelta(days=2))
    leave_traces(timedelta(days=31))
    for _ in range(2):
        sweep_due(an_act(VISITOR))
        assert counts() == [1, 1, 1, 1, 2], "form answers are kept 30 days, the rest a day"
