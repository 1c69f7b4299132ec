"""A stranger who knows an ID number and a name learns nothing: same pages, same work."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from itsdangerous import base64_decode
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from portal.applications.intake import drafts, people
from portal.applications.models import Application, ApplicationMember
from portal.households import find_person
from portal.identity import issue_receipt, prove_person
from portal.kernel.act import VISITOR
from portal.kernel.database import db, new_uid, write
from portal.kernel.identifiers import new_letter_code, new_receipt_code
from portal.kernel.levels import Level
from portal.notifications.models import Message
from tests.casework import browser
from tests.conftest import an_act
from tests.intake import (
    HUANG,
    HUANG_HUSBAND,
    LUO,
    NONG,
    WEI,
    Cast,
    City,
    a_resident,
    applied,
    press,
)
from tests.pages import HouseClient, Page

WRONG_NAME = "王小明"
ONE, TWO, THREE = "13811110026", "13822220026", "13833330026"
"""Different phones that look alike once they are covered."""
VARIES = re.compile(r"NN2026-\d{6}-[0-9A-Z]|\d{1,2}:\d{2}")
TOKENS = re.compile(r'(name="(?:csrf_token|form_token)"[^>]*value=")[^"]*')


def plain(answer: TestResponse) -> tuple[Any, ...]:
    """Everything a browser gets but tokens: status, headers, cookies by name and size, body."""
    kept = {k: v for k, v in answer.headers.items() if k not in ("Set-Cookie", "Content-Length")}
    cookies = sorted(_cookie(line) for line in answer.headers.getlist("Set-Cookie"))
    body = TOKENS.sub(r"\1", answer.get_data(as_text=True))
    return answer.status_code, sorted(kept.items()), cookies, body


def _cookie(line: str) -> tuple[str, str]:
    """Name, and what a browser could read in it: keys and lengths, for values are random."""
    name, value = line.split(";")[0].split("=", 1)
    if name != "anju":
        return name, str(len(value))
    body = base64_decode(value.lstrip(".").split(".")[0])
    told = json.loads(zlib.decompress(body) if value.startswith(".") else body)
    return name, str({key: _shape(one) for key, one in sorted(told.items())})


def _shape(value: Any) -> Any:
    return [_shape(one) for one in value] if isinstance(value, list) else len(str(value))


@dataclass
class Seen:
    """What one stranger saw, answer by answer, and how much work each was."""

    answers: list[tuple[Any, ...]] = field(default_factory=list)
    work: list[int] = field(default_factory=list)


@contextmanager
def counted() -> Iterator[list[str]]:
    """SQL statements sent meanwhile."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def walk(client: HouseClient, steps: list[tuple[str, str, dict[str, str]]]) -> Seen:
    """Open each page, send its form, look at what comes back and where it leads."""
    seen = Seen()
    for page, action, values in steps:
        form = client.see(page, status=None)
        known = next(f for f in form.read.forms if f.action == action)
        data = {k: v[0] for k, v in known.fields.items()} | values
        with counted() as sent:
            answer = client.post(action, data=data)
        seen.answers.append(plain(answer))
        seen.work.append(len(sent))
        if answer.status_code == 302:
            seen.answers.append(plain(client.get(answer.location)))
    return seen


def alike(*many: Seen) -> None:
    first, *others = many
    for other in others:
        for mine, theirs in zip(first.answers, other.answers, strict=True):
            assert mine == theirs
        assert first.work == other.work


def who_steps(who: Cast, phone: str, name: str = "") -> list[tuple[str, str, dict[str, str]]]:
    typed = {
        "id_number": who.id_number, "name": name or who.name, "phone": phone,
        "agree": "yes", "sensitive": "no",
    }  # fmt: skip
    return [
        ("/apply/who", "/apply/who", typed),
        ("/apply/code", "/apply/code", {"code": "12345"}),
        ("/apply/code", "/apply/code/again", {}),
    ]


@pytest.fixture
def known(city: City) -> Cast:
    """She has applied, is proven, and knows nothing of this."""
    applied(city, HUANG)
    return HUANG


def test_starting_an_application(city: City, known: Cast) -> None:
    alike(
        walk(city.browser(), who_steps(known, ONE)),
        walk(city.browser(), who_steps(WEI, TWO)),
        walk(city.browser(), who_steps(known, THREE, WRONG_NAME)),
    )
    db.session.rollback()
    assert find_person(WEI.id_number) is not None, "it was unknown before"


def test_with_the_code_typed_nothing_of_the_person_shows(city: City, known: Cast) -> None:
    """On a phone of the stranger's own: the same facts page, under the name that was typed."""
    seen = []
    for who, phone in ((known, ONE), (LUO, TWO)):
        client = city.browser()
        walk(client, who_steps(who, phone, WRONG_NAME)[:1])
        page = client.see("/apply/code")
        client.post(
            "/apply/code",
            data={**_fields(page, "/apply/code"), "code": city.code(phone)},
        )
        shown = [plain(client.get(url)) for url in ("/apply/facts", "/my/application", "/my")]
        wish = client.see("/apply/wish")
        press(wish, "/apply/wish", {"wish": "either", "district": "450103", "lives_in": "450103"})
        shown += [plain(client.get(url)) for url in ("/apply/check", "/apply/sign")]
        text = " ".join(str(one) for one in shown)
        assert who.name not in text
        assert WRONG_NAME in text
        seen.append([_without_ends(one, who) for one in shown])
    assert seen[0] == seen[1]


def _fields(page: Page, action: str) -> dict[str, str]:
    form = next(f for f in page.read.forms if f.action == action)
    return {k: v[0] for k, v in form.fields.items()}


def _without_ends(one: tuple[Any, ...], who: Cast) -> tuple[Any, ...]:
    """What the stranger typed themself stands there covered: its ends may differ."""
    covered = f"{who.id_number[:3]}***********{who.id_number[-4:]}"
    moments = re.compile(r"\d{1,2}:\d{2}")
    return (*one[:3], moments.sub("", str(one[3]).replace(covered, "…")))


def test_a_stranger_may_even_hand_in_and_still_learns_nothing(city: City, known: Cast) -> None:
    seen = []
    for who, phone in ((known, ONE), (LUO, TWO)):
        client = city.browser()
        page = city.to_sign(client, who, phone=phone, name=WRONG_NAME)
        page = press(page, "/apply/sign", {"route": "evidence", "signature": WRONG_NAME})
        assert page.url == "/apply/done", page.text[:300]
        assert WRONG_NAME in page
        assert who.name not in page.html
        seen.append(
            re.sub(r"NN2026-\d{6}-[0-9A-Z]|\d{1,2}:\d{2}", "", client.see("/my/application").text)
        )
    assert seen[0] == seen[1]
    first = db.session.scalars(
        select(Application).where(Application.applicant_uid == _uid(known))
        .order_by(Application.proof_level.desc())
    ).first()  # fmt: skip
    assert first is not None
    assert (first.state, first.proof_level) == ("submitted", Level.I1R), "hers is untouched"


def _uid(who: Cast) -> str:
    found = find_person(who.id_number)
    assert found is not None
    return found.uid


def resume_steps(who: Cast, phone: str) -> list[tuple[str, str, dict[str, str]]]:
    return [
        ("/apply/resume", "/apply/resume", {"id_number": who.id_number, "phone": phone}),
        ("/apply/code", "/apply/code", {"code": "12345"}),
        ("/apply/code", "/apply/code/again", {}),
    ]


def test_going_on_with_a_draft(city: City) -> None:
    city.to_facts(city.browser(), HUANG)
    applied(city, LUO)
    city.drain()
    before = len(city.phones.sent)
    alike(
        walk(city.browser(), resume_steps(HUANG, ONE)),  # a draft, another phone
        walk(city.browser(), resume_steps(LUO, LUO.phone)),  # applied, the right phone
        walk(city.browser(), resume_steps(WEI, WEI.phone)),  # nobody we know
        walk(city.browser(), resume_steps(HUANG, HUANG.phone)),  # a draft, the right phone
    )
    city.drain()
    told = {phone for phone, _text in city.phones.sent[before:]}
    assert told == {HUANG.phone}, "only the true one gets a code"


def test_a_receipt_code(city: City, known: Cast) -> None:
    with write():
        real = issue_receipt(an_act(VISITOR), person_uid=_uid(known), about=new_uid())
    codes = (real, new_receipt_code())

    def steps(code: str) -> list[tuple[str, str, dict[str, str]]]:
        return [
            ("/sign-in", "/sign-in", {"receipt_code": code}),
            ("/sign-in/code", "/sign-in/code", {"code": "12345"}),
        ]

    alike(*(walk(city.browser(), steps(code)) for code in codes))


def test_the_other_adults_link(city: City) -> None:
    """The husbands of two households; one of them has applied elsewhere before."""
    applied(city, HUANG_HUSBAND)
    uids = []
    for who in (HUANG, NONG):
        uid = applied(city, who).uid if who is NONG else _draft(city, who)
        uids.append(_asked(uid))
    steps = [[(f"/sign/co/{uid}", f"/sign/co/{uid}", {"last_four": "0000"})] for uid in uids]
    seen = [walk(city.browser(), one) for one in steps]
    for one, uid in zip(seen, uids, strict=True):
        one.answers = [(*a[:3], str(a[3]).replace(uid, "…")) for a in one.answers]
    alike(*seen)


def _draft(city: City, who: Cast) -> str:
    city.to_facts(city.browser(), who)
    uid = db.session.scalar(
        select(Application.uid).where(
            Application.applicant_uid == _uid(who), Application.state == "draft"
        )
    )
    assert uid is not None
    return uid


def _asked(application_uid: str) -> str:
    row = next(m for m in people.members(application_uid) if m.relation == people.SPOUSE)
    return str(db.session.get_one(ApplicationMember, row.uid).uid)


@pytest.mark.parametrize("level", [Level.I0, Level.I1])
def test_an_objection_and_a_re_examination(city: City, known: Cast, level: Level) -> None:
    paths = (f"/notices/{new_uid()}/object/{new_uid()}", "/my/application/reexamination")
    seen = []
    for uid in (_uid(known), new_uid()):
        client = browser(city.app, a_resident(uid, level, new_uid()))
        seen.append([plain(client.get(path)) for path in paths])
    assert seen[0] == seen[1]
    assert {one[0] for one in seen[0]} == {404}


def test_whether_a_letter_is_real_costs_the_same(city: City, known: Cast) -> None:
    city.drain()
    real = db.session.scalars(select(Message.code).where(Message.code.is_not(None))).first()
    assert real is not None
    work = [
        walk(city.browser(), [("/letters/verify", "/letters/verify", {"letter_code": code})]).work
        for code in (real, new_letter_code())
    ]
    assert work[0] == work[1]


LIMITED: dict[str, Callable[[Cast, str], list[tuple[str, str, dict[str, str]]]]] = {
    "start": lambda who, phone: who_steps(who, phone)[:1],
    "resume": lambda who, phone: resume_steps(who, phone)[:1],
}


@pytest.mark.parametrize("way", LIMITED)
def test_too_many_codes_are_too_many_for_anybody(city: City, known: Cast, way: str) -> None:
    statuses = []
    for who, phone in ((known, ONE), (WEI, TWO)):
        found = []
        for _ in range(7):
            client = city.browser()
            found.append(walk(client, LIMITED[way](who, phone)).answers[0][0])
        statuses.append(found)
    assert statuses[0] == statuses[1]
    assert statuses[0][0] == 302
    assert statuses[0][-1] == 429


def test_a_draft_of_somebody_proven_is_not_opened_by_a_number_that_proves_less(city: City) -> None:
    """She signed in through the platform, which told no phone; a stranger's is bound to her."""
    stranger = city.browser()
    page = city.who(stranger, HUANG, phone=TWO)
    press(page, "/apply/code", {"code": city.code(TWO)})
    me = an_act(a_resident(_uid(HUANG), Level.I2))
    with write():
        prove_person(me, person_uid=_uid(HUANG))
        draft = drafts.start_proven(
            me, city="450100", agreed=True, sensitive=True, phone=HUANG.phone
        ).uid
    city.drain()
    sent = len(city.phones.sent)
    seen = walk(city.browser(), resume_steps(HUANG, TWO))
    city.drain()
    assert len(city.phones.sent) == sent, "no code goes to the stranger"
    assert seen.answers[0][0] == 302
    assert db.session.get_one(Application, draft).proof_level == Level.I2
