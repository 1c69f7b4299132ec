"""A resident says how they are written to."""

from __future__ import annotations

from typing import Any

import pytest

from portal.identity import reach_of
from portal.kernel.act import Kind
from portal.kernel.database import db, new_uid
from portal.kernel.levels import Level


def chosen(person: str) -> str:
    db.session.rollback()
    return reach_of([person])[person].language


def test_a_resident_chooses_the_language_they_are_written_to_in(seat: Any) -> None:
    person = new_uid()
    browser = seat(Kind.RESIDENT, person, level=Level.I1)
    page = browser.see("/my/settings")
    assert page.form("/my/settings/language").fields["language"] == ["zh_Hans_CN"]
    page = page.submit(action="/my/settings/language", language="en")
    assert "以后用这种语言写信给您" in page
    assert page.form("/my/settings/language").fields["language"] == ["en"]
    assert page.read.lang == "zh-CN", "the language of pages is another choice"
    assert chosen(person) == "en"


@pytest.mark.parametrize("language", ["fr", ""])
def test_what_is_not_offered_is_refused_beside_the_field(seat: Any, language: str) -> None:
    person = new_uid()
    page = seat(Kind.RESIDENT, person, level=Level.I1).see("/my/settings")
    answer = page.submit(action="/my/settings/language", language=language)
    assert answer.status == 422
    assert chosen(person) == "zh_Hans_CN"


def test_whoever_only_typed_an_id_number_chooses_nothing(seat: Any) -> None:
    person = new_uid()
    browser = seat(Kind.RESIDENT, person, level=Level.I0)
    page = browser.see("/my/settings")
    assert "/my/settings/language" not in page.html
    token = page.form("/sign-out-everywhere").fields["csrf_token"][0]
    answer = browser.post("/my/settings/language", data={"csrf_token": token, "language": "en"})
    assert answer.status_code == 404
    assert chosen(person) == "zh_Hans_CN"
