"""Agreements: what a person read, in which version, and what they answered.

Three questions are kept apart (PIPL arts 14, 23, 29): being asked about at all, being asked
about what is sensitive, and showing one's own values to the family. The newest answer counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from portal.applications.codes import How
from portal.applications.models import Application, Consent
from portal.eligibility import sources_asked
from portal.kernel.act import Act, Channel
from portal.kernel.canonical import fingerprint
from portal.kernel.database import db
from portal.kernel.policy import Rulebook
from portal.kernel.rows import once

ASK, SENSITIVE, FAMILY = "ask", "sensitive", "family"


@dataclass(frozen=True)
class Agreement:
    """What a person answered; ``None`` where they have not been heard yet."""

    asked: bool | None = None
    sensitive: bool | None = None
    family: bool | None = None
    uid: str = ""

    @property
    def heard(self) -> bool:
        """Has the person answered at all?"""
        return self.asked is not None


@dataclass(frozen=True)
class NoticeText:
    """The words agreed to: version and SHA-256 over everything that was shown."""

    version: str
    hash: str
    consent: str
    notice: str


def notice_text(rules: Rulebook, language: str = "zh") -> NoticeText:
    """The notice in force: the hash covers both languages and the list of departments."""
    consent, notice = rules.texts("intake.consent"), rules.texts("intake.notice")
    shown = {
        "consent": [consent.version, consent.zh, consent.en],
        "notice": [notice.version, notice.zh, notice.en],
        "sources": [
            [row["code"], row["about"], row["purpose"], row["basis"]]
            for row in sources_asked(rules)
        ],
    }
    return NoticeText(
        consent.version,
        fingerprint(shown),
        consent.in_language(language),
        notice.in_language(language),
    )


def give(
    act: Act,
    application: Application,
    *,
    person_uid: str,
    rules: Rulebook,
    asked: bool,
    sensitive: bool = False,
    family: bool | None = None,
    how: How = How.CODE,
) -> None:
    """Write down the answers of one person; earlier ones stay, the newest counts."""
    text = notice_text(rules)
    answers = {ASK: asked, SENSITIVE: asked and sensitive}
    if family is not None:
        answers[FAMILY] = family
    if act.channel is Channel.WINDOW:
        how = How.WINDOW
    for question, given in answers.items():
        db.session.add(
            Consent(
                city=application.city,
                application_uid=application.uid,
                person_uid=person_uid,
                given=given,
                text_version=f"{text.version}/{question}",
                text_hash=text.hash,
                how=how.value,
                channel=act.channel.value,
                by_uid=act.by.uid,
                at=act.at,
            )
        )
    db.session.flush()


def show_family(
    act: Act, application: Application, *, person_uid: str, rules: Rulebook, shown: bool
) -> None:
    """A person lets the other adults see their values, or stops it."""
    text = notice_text(rules)
    db.session.add(
        Consent(
            city=application.city, application_uid=application.uid, person_uid=person_uid,
            given=shown, text_version=f"{text.version}/{FAMILY}", text_hash=text.hash,
            how=(How.WINDOW if act.channel is Channel.WINDOW else How.CODE).value,
            channel=act.channel.value, by_uid=act.by.uid, at=act.at,
        )
    )  # fmt: skip
    db.session.flush()


_GIVEN = (
    select(Consent)
    .where(Consent.application_uid == bindparam("application"))
    .order_by(Consent.at, Consent.uid)
)


def agreements(application_uid: str) -> dict[str, Agreement]:
    """Who answered what in this application, by person."""
    told: dict[str, dict[str, Consent]] = {}
    rows = once(
        (Consent, application_uid),
        lambda: db.session.scalars(_GIVEN, {"application": application_uid}).all(),
    )
    for row in rows:
        told.setdefault(row.person_uid, {})[row.text_version.rsplit("/", 1)[-1]] = row
    return {
        person: Agreement(
            asked=answers[ASK].given if ASK in answers else None,
            sensitive=answers[SENSITIVE].given if SENSITIVE in answers else None,
            family=answers[FAMILY].given if FAMILY in answers else None,
            uid=answers[ASK].uid if ASK in answers else "",
        )
        for person, answers in told.items()
    }


def agreement(application_uid: str, person_uid: str) -> Agreement:
    """What one person answered."""
    return agreements(application_uid).get(person_uid, Agreement())
