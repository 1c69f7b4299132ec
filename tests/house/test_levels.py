"""What a level may not see is on no page: every page of a resident, every level, real values."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal import allocation, households, housing, identity
from portal.app import HOUSE
from portal.applications import Application, applications_of
from portal.applications.intake import people
from portal.config import ROOT
from portal.credit import cases_of
from portal.kernel.act import Kind, Who
from portal.kernel.database import db, new_uid, write
from portal.kernel.demo import demo_roles, legal_today
from portal.kernel.identifiers import mask_mobile
from portal.kernel.leveldoc import asked_by, levels_markdown
from portal.kernel.levels import DOES, SEES, Ability, Field, Level, may_see, opens
from portal.kernel.money import yuan_text
from portal.notifications.reading import letters_of
from portal.subsidy import agreement_of_household
from portal.subsidy.queries import current_payee
from portal.tenancy import lease_of_household
from portal.waitlist import entry_of_household
from tests.house.things import a_draft
from tests.pages import HouseClient
from tests.visits import visit_as

LEVELS = (Level.I0, Level.I1, Level.I1R, Level.I2)
ASKED_ON_PAGES = {
    Field.NAME, Field.CONTACT, Field.FAMILY_VALUES, Field.PAYEE,
    Ability.CHOOSE_UNIT, Ability.BE_PAID,
}  # fmt: skip
"""Asked field by field, or not reached by a page of its own (choosing is a later release; only
an account named at I2 is ever paid)."""


# --- the table --------------------------------------------------------------------------


def test_the_table_is_the_one_of_the_design() -> None:
    assert set(SEES) == set(Field)
    assert set(DOES) == set(Ability)
    sees = {level: {f for f in Field if may_see(level, f)} for level in Level}
    does = {level: {a for a in Ability if opens(level, a)} for level in Level}
    assert sees[Level.NONE] == sees[Level.I0] == set()
    assert sees[Level.I1] == {Field.STAGE, Field.LETTERS}
    assert sees[Level.I2] - sees[Level.I1R] == {Field.PAYEE}
    assert does[Level.NONE] == set()
    assert does[Level.I0] == {Ability.FILL_DRAFT}
    assert does[Level.I2] - does[Level.I1R] == {
        Ability.ACCEPT_OFFER, Ability.CHOOSE_UNIT, Ability.SIGN_LEASE, Ability.NAME_PAYEE,
        Ability.BE_PAID,
    }  # fmt: skip
    for lower, higher in itertools.pairwise(LEVELS):
        assert sees[lower] <= sees[higher]
        assert does[lower] <= does[higher]


def test_every_row_of_the_table_is_asked_for() -> None:
    asked = set(asked_by(package.permissions for package in HOUSE))
    assert set(Field) | set(Ability) == asked | ASKED_ON_PAGES
    assert not asked & ASKED_ON_PAGES


def test_the_page_about_levels_is_up_to_date() -> None:
    written = Path(ROOT / "docs" / "levels.md").read_text(encoding="utf-8")
    assert written == levels_markdown(package.permissions for package in HOUSE)


# --- the pages ----------------------------------------------------------------------------


AT = ("wei-guilan", "mo-jianjun", "qin-meifang", "liang-siyuan", "luo-zhenhua", "huang-yuzhen")
"""On the list, offered a home, paid, moving out, charged, asked for more: together all fields."""


def residents() -> list[tuple[str, str]]:
    return [(row.code, row.uid) for row in demo_roles() if row.code in AT]


def markers(uid: str) -> dict[Field, set[str]]:
    """Words that stand on a page only if that class of fields does."""
    found: dict[Field, set[str]] = defaultdict(set)
    found[Field.NAME] = {households.person(uid).name}
    phone = identity.phone_of(uid)
    if phone:
        found[Field.CONTACT] = {mask_mobile(phone)}
    home = households.household_of(uid, legal_today())
    for application in applications_of(uid)[:1]:
        found[Field.STAGE].add(application.number or "")
        for member in people.members(application.uid):
            if member.person_uid != uid:
                found[Field.FAMILY_VALUES].add(households.person(member.person_uid).name)
        found[Field.OWN_FACTS] |= set(_said(application.uid, uid))
    found[Field.LETTER_TEXT] = {letter.code for letter in letters_of(uid)}
    for case in cases_of([uid]):
        found[Field.RECORD].add(case.number)
    if home:
        _of_the_home(home, uid, found)
    return {field: words - {""} for field, words in found.items()}


def _said(application_uid: str, uid: str) -> Iterator[str]:
    """Numbers in what departments answered about this person."""
    for (source, who), answer in people.newest(application_uid).items():
        told = people.told(answer)
        if who == uid and source == "income" and told:
            yield yuan_text(told["annual_fen"])
        if who == uid and source == "hukou" and told:
            yield told["address"]


def _of_the_home(home: str, uid: str, found: dict[Field, set[str]]) -> None:
    entry, lease = entry_of_household(home), lease_of_household(home)
    agreement = agreement_of_household(home)
    if entry is not None:
        found[Field.RANK].add(entry.number)
    offer = allocation.last_offer_of(uid)
    if offer is not None:
        found[Field.OFFER].add(housing.unit(offer.unit_uid).label)
    if lease is not None:
        found[Field.AMOUNTS].add(yuan_text(lease.rent_fen))
        found[Field.DOCUMENTS].add(lease.number)
    if agreement is not None:
        found[Field.AMOUNTS].add(yuan_text(agreement.fen))
        found[Field.DOCUMENTS].add(agreement.number)
        payee = current_payee(agreement.uid)
        if payee is not None and payee.tail:
            found[Field.PAYEE].add(f"尾号 {payee.tail}")


def addresses(app: Flask) -> list[str]:
    """All pages without arguments that a resident may be meant by."""
    known = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and not rule.arguments
    }
    ours = {u for u in known if u.startswith(("/my", "/apply", "/sign", "/letters"))}
    return sorted(ours - {"/sign-in/platform", "/sign-in/platform/leave"})


LINK = re.compile(r'href="(/(?:my|letters|sign|notices)/[^"#?]*)"')


def pages(client: HouseClient, urls: list[str]) -> dict[str, str]:
    """What stands on each page, spaces apart; where one is sent on is a page of its own."""
    return {url: re.sub(r"\s+", " ", client.get(url).get_data(as_text=True)) for url in urls}


@pytest.mark.long
def test_no_value_stands_on_a_page_below_its_level(demo_town: Flask, monkeypatch: Any) -> None:
    shown: dict[Field, set[Level]] = defaultdict(set)
    leaks: list[str] = []
    city, fixed = demo_town, addresses(demo_town)
    for code, uid in [*residents(), ("huang-liping", a_draft(city))]:
        words, about = markers(uid), newest_of(uid)
        seen = pages(seat(city, uid, Level.I2, about, monkeypatch), fixed)
        more = sorted({link for text in seen.values() for link in LINK.findall(text)} - set(seen))
        for level in LEVELS:
            client = seat(city, uid, level, about, monkeypatch)
            urls = fixed if level is Level.I0 else [*fixed, *more]
            for url, text in pages(client, urls).items():
                for field, marks in words.items():
                    on = sorted(mark for mark in marks if mark in text)
                    if on and not may_see(level, field):
                        leaks.append(f"{code} {level.name} {url}: {field} {on[0]}")
                    if on:
                        shown[field].add(level)
        leaks += strangers(city, uid, words, fixed, monkeypatch)
    assert leaks == []
    for field in set(Field) - {Field.LETTERS, Field.FINDINGS, Field.LOOKS}:
        assert SEES[field] in shown[field], f"{field} stands on no page at {SEES[field].name}"
    known = residents()[0][1]
    for level in (Level.I0, Level.I1):
        one, other = (
            [plain(seat(city, uid, level, new_uid(), monkeypatch).get(u)) for u in fixed]
            for uid in (known, new_uid())
        )
        assert one == other, "whoever has no application sees the same as who has"


def newest_of(uid: str) -> str:
    """Their newest application, begun by somebody who typed another name."""
    found = applications_of(uid)
    if not found:
        return new_uid()
    with write():
        db.session.get_one(Application, found[0].uid).typed_name = "某某某"
    return found[0].uid


def seat(
    app: Flask, uid: str, level: Level, about: str, monkeypatch: pytest.MonkeyPatch
) -> HouseClient:
    return visit_as(app, Who(Kind.RESIDENT, uid, level=level, about=about), monkeypatch)


def strangers(
    app: Flask, uid: str, words: dict[Field, set[str]], urls: list[str], monkeypatch: Any
) -> Iterator[str]:
    """What a stranger sees who typed the number: their visit is about a draft of their own."""
    everything = {word for marks in words.values() for word in marks}
    client = seat(app, uid, Level.I1, new_uid(), monkeypatch)
    for url, text in pages(client, urls).items():
        for word in everything:
            if word in text:
                yield f"stranger {url}: {word}"


def plain(answer: Any) -> tuple[int, str, str]:
    """Status, where to, and the body without tokens."""
    text = answer.get_data(as_text=True)
    text = re.sub(r'(name="(?:csrf_token|form_token)"[^>]*value=")[^"]*', r"\1", text)
    return answer.status_code, answer.headers.get("Location", ""), text
