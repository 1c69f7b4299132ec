"""The language a person wants to be written to in, whoever writes and whatever they read."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from portal.identity.models import WrittenLanguage
from portal.kernel.act import Act
from portal.kernel.database import db, new_uid, one_winner
from portal.kernel.errors import Refused
from portal.kernel.web.words import DEFAULT, LANGUAGES

_CHOSEN = select(WrittenLanguage.person_uid, WrittenLanguage.language).where(
    WrittenLanguage.person_uid.in_(bindparam("people", expanding=True))
)


def languages_of(person_uids: Iterable[str]) -> dict[str, str]:
    """The chosen language of each of these; Chinese for whoever chose none."""
    uids = list(person_uids)
    rows = db.session.execute(_CHOSEN, {"people": uids})
    chosen = {person: language for person, language in rows}
    return {uid: chosen.get(uid, DEFAULT) for uid in uids}


def choose_language(act: Act, *, person_uid: str, language: str) -> None:
    """From now on letters, texts and e-mail to that person are written in ``language``.

    What was sent before stays as it is. Raises ``Refused('language_unknown')``,
    ``Conflict('changed_meanwhile')`` when a second choice came at the same moment.
    """
    if language not in LANGUAGES:
        raise Refused("language_unknown", field="language")
    row = db.session.scalar(
        select(WrittenLanguage).where(WrittenLanguage.person_uid == person_uid).with_for_update()
    )
    if row is not None:
        row.language, row.since = language, act.on
        return
    fresh = WrittenLanguage(uid=new_uid(), person_uid=person_uid, language=language, since=act.on)
    one_winner(lambda: db.session.add(fresh), "changed_meanwhile")
