"""The shape of a message's words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Template:
    """Words of one kind.

    ``title`` is the letter's decision or news; ``text`` goes to the phone after it; ``lines``
    are paragraphs; ``next`` says what happens next. ``due`` names the policy period whose last
    day fills ``%(due)s``; lines with that blank are left out where there is no day.
    ``remedies``: the letter ends with how to contest, and up to when. ``link``: an endpoint and
    the name of its value (the subject's uid); the address ends the text and opens nothing
    without a second item.
    """

    title: LazyString
    text: LazyString
    lines: tuple[LazyString, ...]
    next: tuple[LazyString, ...]
    due: str = ""
    remedies: bool = False
    link: tuple[str, str] | None = None
