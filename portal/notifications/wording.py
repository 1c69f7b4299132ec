"""A message's words, made once when it is written, in the language of whom it is for.

They are stored with the letter, so that it stays as it was sent: a better wording of tomorrow,
or another language, changes nothing that somebody has in their hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel.speaklater import LazyString

from portal.kernel.web.figures import day
from portal.notifications.codes import Kind
from portal.notifications.templates import REMEDY_WORDS, TEMPLATES


@dataclass(frozen=True)
class Remedy:
    """A way to contest, and its last day (ISO; empty where no rule says)."""

    title: str
    text: str
    last_day: str = ""


@dataclass(frozen=True)
class Words:
    """Title, the sentence for the phone, paragraphs, what happens next, ways to contest."""

    title: str
    text: str
    lines: tuple[str, ...]
    next: tuple[str, ...]
    remedies: tuple[Remedy, ...] = ()


def worded(kind: Kind, params: Mapping[str, Any], on: date, language: str) -> Words:
    """The words of that kind, blanks filled from ``params``, dated ``on``.

    A sentence whose blank stays open is left out.
    """
    with force_locale(language):
        template, facts = TEMPLATES[kind], _facts(params, on)
        text = _filled((template.text,), facts)
        return Words(
            str(template.title), text[0] if text else "",
            _filled(template.lines, facts), _filled(template.next, facts),
            _remedies(params) if template.remedies else (),
        )  # fmt: skip


def kept(words: Words) -> str:
    """The words as they are stored."""
    return json.dumps(asdict(words), ensure_ascii=False, sort_keys=True)


def read_back(stored: str) -> Words:
    """The words that ``kept`` stored."""
    raw: dict[str, Any] = json.loads(stored)
    return Words(
        raw["title"], raw["text"], tuple(raw["lines"]), tuple(raw["next"]),
        tuple(Remedy(**one) for one in raw["remedies"]),
    )  # fmt: skip


def _facts(params: Mapping[str, Any], on: date) -> dict[str, str]:
    facts = {name: str(value) for name, value in params.items()}
    if params.get("due"):
        facts["due"] = day(date.fromisoformat(params["due"]))
    return facts | {"on": day(on)}


def _filled(words: Sequence[LazyString], facts: Mapping[str, str]) -> tuple[str, ...]:
    found = []
    for one in words:
        text = str(one)
        try:
            found.append(text % facts if "%(" in text else text)
        except KeyError:
            continue
    return tuple(found)


def _remedies(params: Mapping[str, Any]) -> tuple[Remedy, ...]:
    days: Mapping[str, str] = params.get("remedies", {})
    return tuple(
        Remedy(str(title), str(text), days.get(name, ""))
        for name, (title, text) in REMEDY_WORDS.items()
    )
