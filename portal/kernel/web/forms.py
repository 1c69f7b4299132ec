"""One form, one verb, one redirect: ``perform`` is what a posting view does.

A form token makes the same post twice give the same answer (kept 30 days). A ``Refused``
with a field lands beside that field; everything typed is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import redirect, request
from flask_wtf import FlaskForm
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response

from portal.kernel.act import Act
from portal.kernel.database import Model, UTCDateTime, db, one_winner, table_args, write
from portal.kernel.errors import Conflict, Refused
from portal.kernel.web.doors import act as current_act
from portal.kernel.web.errorpages import explain

Page = Callable[[Any], Any]


TOKEN = 64
"""Characters of a token; what is longer was not given out by us and counts as none."""


class FormToken(Model):
    """A form that was carried out, and where it led."""

    __tablename__ = "form_token"
    __table_args__ = table_args(retention="operations")

    token: Mapped[str] = mapped_column(String(TOKEN), primary_key=True)
    endpoint: Mapped[str] = mapped_column(String(80))
    actor: Mapped[str] = mapped_column(String(22))
    location: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


def _answered(token: str, act: Act) -> str | None:
    return db.session.scalar(
        select(FormToken.location).where(
            FormToken.token == token,
            FormToken.endpoint == (request.endpoint or ""),
            FormToken.actor.in_({act.by.uid, ""}),
        )
    )


def _remember(token: str, location: str, act: Act) -> None:
    def insert() -> None:
        db.session.add(
            FormToken(
                token=token, endpoint=request.endpoint or "", actor=act.by.uid,
                location=location, at=act.at,
            )
        )  # fmt: skip

    one_winner(insert, "form_already_done")


def expect(thing: Any, version: str | int | None) -> None:
    """The form was made from this version; raises ``Conflict('changed_meanwhile')`` if not."""
    if version in (None, "") or int(version) != thing.version:
        raise Conflict("changed_meanwhile", uid=thing.uid)


def perform(
    form: FlaskForm,
    verb: Callable[[Act], Any],
    *,
    to: str | Callable[[Any], str],
    page: Page,
) -> Any:
    """Validate, run one verb in one ``write()``, redirect to ``to`` (or ``to(result)``).

    ``page(form)`` shows the form again (422) when validation or the verb refuses.
    """
    if not form.validate():
        return page(form), 422
    act = current_act()
    token = request.form.get("form_token", "")
    if len(token) > TOKEN:
        token = ""
    done = _answered(token, act) if token else None
    if done:
        return redirect(done)
    try:
        with write():
            result = verb(act)
            target = to(result) if callable(to) else to
            if token:
                _remember(token, target, act)
    except Refused as refusal:
        return _again(form, refusal, page)
    except Conflict as conflict:
        done = _answered(token, act) if conflict.code == "form_already_done" else None
        if not done:
            raise
        target = done
    return redirect(target)


def _again(form: FlaskForm, refusal: Refused, page: Page) -> tuple[Any, int] | Response:
    words = explain(refusal.code, **refusal.facts)
    if refusal.field and refusal.field in form:
        field = form[refusal.field]
        field.errors = [*field.errors, words]
    else:
        form.form_errors = [*form.form_errors, words]
    return page(form), 422
