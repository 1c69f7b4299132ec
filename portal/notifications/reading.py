"""Messages as people read them: in the words they were sent in."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from portal.kernel.database import db, find, load
from portal.kernel.errors import Missing
from portal.kernel.identifiers import normalise_letter_code
from portal.kernel.web.figures import day
from portal.kernel.web.words import DEFAULT
from portal.notifications.codes import Channel, Kind
from portal.notifications.delivery import Delivery, deliveries_of
from portal.notifications.models import Message
from portal.notifications.templates import TEMPLATES
from portal.notifications.wording import Words, read_back, worded


@dataclass(frozen=True)
class Letter:
    """A letter with its words; ``remedies`` as the component of that name wants them.

    ``about`` is what it was written about, such as an application. ``language`` is the one it was
    written in; ``lang`` says the same as HTML does.
    """

    uid: str
    city: str
    person_uid: str
    about: str
    number: str
    code: str
    on: date
    language: str
    title: str
    lines: tuple[str, ...]
    next: tuple[str, ...]
    remedies: tuple[dict[str, Any], ...]
    deliveries: tuple[Delivery, ...] = ()

    @property
    def lang(self) -> str:
        """``zh-CN`` or ``en``."""
        return "en" if self.language == "en" else "zh-CN"


@dataclass(frozen=True)
class Proof:
    """All that a letter code tells a stranger."""

    number: str
    on: date


def words_of(message: Message) -> Words:
    """What it says: as stored with its letter; made now for one written before words were kept."""
    letter = find(Message, message.letter) if message.letter else message
    if letter is not None and letter.words:
        return read_back(letter.words)
    return worded(
        Kind(message.kind), json.loads(message.params), message.on, message.language or DEFAULT
    )


def link_of(message: Message) -> str:
    """The address a message leads to, or an empty string; it opens nothing by itself."""
    template = TEMPLATES[Kind(message.kind)]
    if template.link is None:
        return ""
    endpoint, name = template.link
    # A worker has no request to take the address from; the settings know the site's.
    path = current_app.url_map.bind("").build(endpoint, {name: message.subject})
    return str(current_app.config["PUBLIC_URL"].rstrip("/")) + path


def sms_text(message: Message) -> str:
    """The text for the phone: title, one sentence, where it leads if it leads somewhere."""
    words, english = words_of(message), message.language == "en"
    stop, sign = (". ", "[Anju] ") if english else ("。", "【安居】")
    said = "".join(_closed(part, stop) for part in (words.title, words.text) if part)
    return " ".join(part for part in ((sign + said).strip(), link_of(message)) if part)


def mail_text(message: Message) -> tuple[str, str]:
    """Subject and text of the mail beside a letter: that it is there, not what it says.

    Mail passes through hands we do not know; the page asks who is reading.
    """
    letter = load(Message, message.letter or "")
    path = current_app.url_map.bind("").build("notifications.one_letter", {"uid": letter.uid})
    with force_locale(message.language or DEFAULT):
        parts = [
            _(
                "There is a letter for you: %(number)s of %(day)s.",
                number=letter.number, day=day(letter.on),
            ),
            *_last_day(json.loads(message.params)),
            _("Sign in to read it:"),
            str(current_app.config["PUBLIC_URL"].rstrip("/")) + path,
            "",
            _("We never ask for passwords, codes, ID numbers or money by e-mail."),
            _("You can stop these mails in your settings, or call %(number)s.",
              number=current_app.config["HOTLINE"]),
        ]  # fmt: skip
        return _("Anju: a letter for you"), "\n".join(parts) + "\n"


def _last_day(params: dict[str, Any]) -> list[str]:
    due = params.get("due")
    return [_("It names a last day: %(day)s.", day=day(date.fromisoformat(due)))] if due else []


def _closed(sentence: str, stop: str) -> str:
    if sentence.endswith(("。", "？")):
        return sentence
    return f"{sentence} " if sentence.endswith((".", "?")) else sentence + stop


def letter(uid: str) -> Letter:
    """The letter of that uid, or ``Missing``."""
    return _letter(_row(uid))


def _row(uid: str) -> Message:
    row = load(Message, uid)
    if row.channel != Channel.LETTER:
        raise Missing("letter")
    return row


def _letter(row: Message) -> Letter:
    words = words_of(row)
    remedies = tuple(
        {
            "title": one.title,
            "text": one.text,
            "last_day": date.fromisoformat(one.last_day) if one.last_day else None,
        }
        for one in words.remedies
    )
    return Letter(
        row.uid, row.city, row.person_uid, row.subject, row.number or "", row.code or "", row.on,
        row.language or DEFAULT, words.title, words.lines, words.next, remedies,
    )  # fmt: skip


def letters_of(person_uid: str, about: str | None = None, limit: int = 200) -> list[Letter]:
    """A person's letters, newest first; only those about one thing if ``about`` names it."""
    query = select(Message).where(
        Message.person_uid == person_uid, Message.channel == Channel.LETTER
    )
    if about is not None:
        query = query.where(Message.subject == about)
    rows = db.session.scalars(
        query.order_by(Message.created.desc(), Message.uid).limit(limit)
    ).all()
    told = deliveries_of(row.uid for row in rows)
    return [replace(_letter(row), deliveries=told[row.uid]) for row in rows]


def prove_letter(typed: str) -> Proof | None:
    """Number and date of the letter that carries this code, or ``None``.

    Raises ``Refused('letter_code_malformed', field='letter_code')``.
    """
    code = normalise_letter_code(typed)
    row = db.session.scalar(select(Message).where(Message.code == code))
    return Proof(row.number or "", row.on) if row else None
