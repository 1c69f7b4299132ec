"""The words of the pages: English msgids in the code, Chinese complete and by default.

Each package writes ``portal/translations/zh_Hans_CN/parts/<package>.po``; ``flask words merge``
joins the parts into the catalogue that pages use, ``flask words check`` names what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from flask import Flask, has_request_context, session
from flask.cli import AppGroup
from flask_babel import Babel, get_locale, gettext
from flask_wtf.i18n import translations

DEFAULT = "zh_Hans_CN"
LANGUAGES = (DEFAULT, "en")
ROOT = Path(__file__).resolve().parents[3]
TRANSLATIONS = ROOT / "portal" / "translations"
_KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_METHODS = [("portal/**.py", "python"), ("templates/**.html", "jinja2")]
_BLANK = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True)
class Merge:
    """What a merge did: ``count`` of messages, ``clashes`` said differently by two parts."""

    count: int
    clashes: list[str] = field(default_factory=list)


def chosen_language() -> str:
    """Return the visitor's language, or Chinese."""
    wanted = session.get("language") if has_request_context() else None
    return wanted if wanted in LANGUAGES else DEFAULT


def html_lang() -> str:
    """Return the present language as HTML names it: ``zh-CN`` or ``en``."""
    return "en" if str(get_locale()) == "en" else "zh-CN"


def _key(message: Message) -> tuple[str | None, str]:
    name = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
    return message.context, str(name)


def _parts(folder: Path) -> Iterator[tuple[Path, Catalog]]:
    for file in sorted((folder / DEFAULT / "parts").glob("*.po")):
        with file.open("rb") as stream:
            yield file, read_po(stream, locale=DEFAULT, abort_invalid=True)


def _translated(message: Message) -> bool:
    said = message.string
    whole = said if isinstance(said, str) else all(said or ())
    return bool(said) and bool(whole) and not message.fuzzy


def read_parts(folder: Path = TRANSLATIONS) -> tuple[Catalog, list[str]]:
    """Join the parts in the order of their names; the first translation of a message stays.

    Returns the catalogue and the clashes, each a sentence naming file and message.
    Raises PoFileError for a part that cannot be read.
    """
    whole = Catalog(locale=DEFAULT, charset="utf-8", fuzzy=False, project="Anju")
    # The time of a merge is no news; without this each one would change the file.
    whole.creation_date = whole.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    clashes: list[str] = []
    for file, part in _parts(folder):
        for message in part:
            if not message.id or not _translated(message):
                continue
            name = _key(message)
            known = whole.get(name[1], context=name[0])
            if known is None:
                whole.add(message.id, message.string, context=message.context)
            elif known.string != message.string:
                clashes.append(f"{file.name}: {name[1]!r} is already {known.string!r}")
    return whole, clashes


def merge_catalogue(folder: Path = TRANSLATIONS) -> Merge:
    """Write ``LC_MESSAGES/messages.po`` and ``.mo``; the same parts give the same bytes."""
    whole, clashes = read_parts(folder)
    target = folder / DEFAULT / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    with (target / "messages.po").open("wb") as stream:
        write_po(stream, whole, sort_output=True, omit_header=True, width=0)
    with (target / "messages.mo").open("wb") as stream:
        write_mo(stream, whole)
    return Merge(len(whole), clashes)


def used_words(root: Path = ROOT) -> dict[tuple[str | None, str], str]:
    """Return every (context, msgid) in code and templates with the place where it is first used."""
    found: dict[tuple[str | None, str], str] = {}
    for pattern, method in _METHODS:
        folder = pattern.split("/")[0]
        rows = extract_from_dir(
            root / folder,
            method_map=[("**." + pattern.rsplit(".", 1)[1], method)],
            options_map={"**.html": {"silent": "false"}},
            keywords=_KEYWORDS,
        )
        for file, line, message, _comments, context in rows:
            name = message[0] if isinstance(message, (tuple, list)) else message
            if name:
                found.setdefault((context, str(name)), f"{folder}/{file}:{line}")
    return found


def missing_words(root: Path = ROOT, folder: Path = TRANSLATIONS) -> list[str]:
    """List the messages without a Chinese translation, each as ``place: msgid``."""
    whole, _clashes = read_parts(folder)
    return [
        f"{place}: {name}"
        for (context, name), place in sorted(used_words(root).items(), key=lambda item: item[1])
        if whole.get(name, context=context) is None
    ]


def wrong_blanks(folder: Path = TRANSLATIONS) -> list[str]:
    """List the translations that lost a blank such as ``%(days)s``, or have one too many."""
    whole, _clashes = read_parts(folder)
    wrong = []
    for message in whole:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        said = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        asked = {blank for text in ids for blank in _BLANK.findall(text)}
        given = {blank for text in said for blank in _BLANK.findall(str(text))}
        if given - asked or (asked - given) - {"num"}:
            wrong.append(f"{_key(message)[1]}: {sorted(asked ^ given)}")
    return wrong


class FormMessages:
    """Our catalogue first, so that built-in messages have our tone; then what WTForms ships."""

    def gettext(self, string: str) -> str:
        """Return a built-in message in the page's language."""
        ours = str(gettext(string))
        return ours if ours != string else str(translations.gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return a built-in message that counts."""
        ours = str(gettext(plural))
        return ours if ours != plural else str(translations.ngettext(singular, plural, n))


FORM_MESSAGES = FormMessages()

words = AppGroup("words", help="The Chinese catalogue: merge the parts, check that it is complete.")


@words.command("merge")
def _merge() -> None:
    """Join the parts into messages.po and messages.mo."""
    done = merge_catalogue()
    click.echo(f"{done.count} messages")
    for clash in done.clashes:
        click.echo(f"said twice: {clash}")


@words.command("check")
def _check() -> None:
    """Fail when a message has no translation, two translations, or other blanks."""
    problems = [*missing_words(), *read_parts()[1], *wrong_blanks()]
    for problem in problems:
        click.echo(problem)
    if problems:
        raise click.ClickException(f"{len(problems)} messages to put right")
    click.echo("complete")


def init_words(app: Flask) -> None:
    """Set up Flask-Babel and the ``words`` commands."""
    Babel(
        app,
        default_locale=DEFAULT,
        default_timezone="Asia/Shanghai",
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=chosen_language,
    )
    app.jinja_env.globals["html_lang"] = html_lang
    app.cli.add_command(words)
