"""Pages of letters: one's own, nobody else's; a stranger learns yes or no."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.identity import choose_language
from portal.kernel.act import VISITOR, Kind, Role
from portal.kernel.database import db, new_uid, write
from portal.kernel.journal import View
from portal.kernel.levels import Level
from portal.notifications import Kind as Told
from portal.notifications import write_to
from tests.conftest import an_act
from tests.pages import HouseClient
from tests.web.identity.conftest import hire as hire
from tests.web.identity.conftest import seat as seat


@pytest.fixture
def letter(app: Flask) -> Any:
    with write():
        row = write_to(
            an_act(VISITOR), city="450100", person_uid=new_uid(), kind=Told.APPLICATION_REFUSED,
            subject=new_uid(),
        )  # fmt: skip
    db.session.refresh(row)
    db.session.expunge(row)
    db.session.rollback()
    return row


def test_a_person_reads_and_prints_their_letters(letter: Any, seat: Any) -> None:
    browser = seat(Kind.RESIDENT, letter.person_uid, level=Level.I1R)
    page = browser.see("/my/letters").click("您的申请没有通过")
    assert page.h1 == "您的申请没有通过"
    assert letter.code in page.text
    assert letter.number in page.text
    assert "2026年3月23日" in page.text
    assert "<svg" in page.html


def test_below_the_proof_only_what_letters_about_ones_own_application_are_called(
    letter: Any, seat: Any
) -> None:
    browser = seat(Kind.RESIDENT, letter.person_uid, level=Level.I1, about=letter.subject)
    page = browser.see("/my/letters")
    assert "您的申请没有通过" in page
    assert letter.code not in page.html
    assert f"/letters/{letter.uid}" not in page.html
    browser.see(f"/letters/{letter.uid}", status=404)
    other = seat(Kind.RESIDENT, letter.person_uid, level=Level.I1, about=new_uid())
    assert "您的申请没有通过" not in other.see("/my/letters")


def test_an_empty_box_says_so(seat: Any, app: Flask) -> None:
    page = seat(Kind.RESIDENT, new_uid(), level=Level.I1).see("/my/letters")
    assert "还没有信" in page


def test_nobody_reads_another_persons_letter(letter: Any, seat: Any, client: HouseClient) -> None:
    url = f"/letters/{letter.uid}"
    seat(Kind.RESIDENT, new_uid(), level=Level.I2).see(url, status=404)
    seat(Kind.RESIDENT, letter.person_uid, level=Level.I0).see(url, status=404)
    assert "/sign-in" in client.see(url).url


@pytest.mark.parametrize(
    ("role", "status"), [(Role.CITY_OFFICER, 200), (Role.AUDIT_ADMIN, 404), (Role.OPERATOR, 404)]
)
def test_staff_read_it_in_their_duty_and_are_noted(
    letter: Any, seat: Any, hire: Any, role: Role, status: int
) -> None:
    clerk = hire(role)
    seat(Kind.STAFF, clerk.uid, duty=clerk.duties[0]).see(f"/letters/{letter.uid}", status=status)
    db.session.rollback()
    views = db.session.scalars(select(View)).all()
    assert len(views) == (1 if status == 200 else 0)


def test_a_code_is_answered_with_number_and_date_only(letter: Any, client: HouseClient) -> None:
    page = client.see("/letters/verify").submit(letter_code=letter.code)
    assert letter.number in page.text
    assert "2026年3月2日" in page.text
    assert "没有通过" not in page.text
    assert letter.person_uid not in page.html


def test_a_code_of_no_letter_is_answered_no(letter: Any, client: HouseClient) -> None:
    code = ("0" if letter.code[0] != "0" else "1") + letter.code[1:]
    page = client.see("/letters/verify").submit(letter_code=code)
    assert page.status == 200
    assert letter.number not in page.text


def test_a_code_that_cannot_be_one_lands_beside_the_field(client: HouseClient) -> None:
    assert client.see("/letters/verify").submit(letter_code="7K4M").status == 422


def test_guessing_codes_is_slowed_down(client: HouseClient, app: Flask) -> None:
    page = client.see("/letters/verify")
    statuses = [page.submit(letter_code="7K4M 2XRP").status for _ in range(21)]
    assert statuses == [200] * 20 + [429]


def test_the_code_never_stands_in_an_address(letter: Any, client: HouseClient) -> None:
    assert client.get(f"/letters/verify?letter_code={letter.code}").status_code == 200
    page = client.see(f"/letters/verify?letter_code={letter.code}")
    assert letter.number not in page.text


def test_the_sheet_speaks_the_letters_language_not_the_readers(app: Flask, seat: Any) -> None:
    person = new_uid()
    with write():
        choose_language(an_act(VISITOR), person_uid=person, language="en")
    with write():
        write_to(
            an_act(VISITOR), city="450100", person_uid=person, kind=Told.APPLICATION_REFUSED,
            subject=new_uid(),
        )  # fmt: skip
    browser = seat(Kind.RESIDENT, person, level=Level.I1R)
    box = browser.see("/my/letters")
    assert box.read.lang == "zh-CN"
    assert 'lang="en">Your application was not approved</a>' in box.html
    page = box.click("Your application was not approved")
    assert page.read.lang == "en"
    assert "What happens next" in page
    assert "23 March 2026" in page
    assert browser.see("/my/letters").read.lang == "zh-CN"
