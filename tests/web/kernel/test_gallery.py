"""Every component through every layout, both languages; fields, preferences, errors, headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from portal.kernel.web.errorpages import explain, register_words
from portal.kernel.web.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdNumberField,
    MoneyField,
    NumberField,
    PhoneField,
    RadiosField,
    Required,
)
from tests.web.kernel.gallery import make_gallery

PAGES = [
    "/",
    "/form",
    "/resident/place",
    "/resident/receipt",
    "/resident/statement",
    "/resident/screening",
    "/staff/case",
    "/staff/worklist",
    "/staff/board",
    "/letter",
]


@pytest.fixture(scope="module")
def app() -> Flask:
    return make_gallery(WTF_CSRF_ENABLED=False)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def page(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole(path: str, language: str) -> None:
    client = make_gallery().test_client()
    with client.session_transaction() as session:
        session["language"] = language
    html = client.get(path + "?demo=1").get_data(as_text=True)
    assert html.count("<h1") == 1
    assert f'<html lang="{"en" if language == "en" else "zh-CN"}"' in html
    assert not re.search(r"\sstyle=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]
    for target in re.findall(r'\sfor="([^"]+)"', html):
        assert target in ids
    assert html.count('method="post"') <= html.count('name="csrf_token"')
    assert "450103198506120027" not in html


def test_a_refused_form_says_it_twice_and_keeps_what_was_typed(client: FlaskClient) -> None:
    answer = client.post("/form", data={"id_number": "４５０１０３ 19", "born-year": "2026"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "有 4 处需要改" in html
    assert "<title>错误：" in html
    assert 'href="#born-month"' in html
    assert 'value="４５０１０３ 19"' in html
    assert 'href="#agree"' in html
    assert html.count("请填这一项。") == 4
    assert "Error:" not in html
    described = re.search(r'id="name"[^>]*aria-describedby="([^"]+)"', html)
    assert described is not None
    assert described[1].split() == ["name-hint", "name-error"]


def test_english_pages_say_it_in_english(client: FlaskClient) -> None:
    client.post("/preferences/language", data={"language": "en"})
    html = client.post("/form", data={}).get_data(as_text=True)
    assert "Please fill this in." in html
    assert html.index("-day") < html.index("-year")


class _Form(Form):
    day = DateField("日期")
    rent = MoneyField("房租")
    count = NumberField("人数")
    card = IdNumberField("证号")
    phone = PhoneField("电话")
    pick = RadiosField("选", choices=[("a", "甲"), ("b", "乙")])
    many = CheckboxesField("多选", choices=[("a", "甲"), ("b", "乙")])


def _filled(**values: Any) -> _Form:
    form = _Form(formdata=MultiDict(values), meta={"csrf": False})
    form.validate()
    return form


@pytest.mark.parametrize(
    ("year", "month", "day", "good"),
    [
        ("2026", "2", "28", True),
        ("２０２６", "０２", "２８", True),
        ("2026", "2", "29", False),
        ("26", "2", "1", False),
        ("2026", "2", "", False),
        ("2026", "x", "1", False),
        ("0000", "1", "1", False),
    ],
)
@pytest.mark.usefixtures("page")
def test_a_day_exists_or_is_refused_with_one_error(
    year: str, month: str, day: str, good: bool
) -> None:
    form = _filled(**{"day-year": year, "day-month": month, "day-day": day})
    assert (form.day.data is not None) is good
    assert len(form.day.errors) == (0 if good else 1)


@pytest.mark.usefixtures("page")
def test_an_empty_day_is_no_error_unless_required() -> None:
    form = _filled(**{"day-year": "", "day-month": "", "day-day": ""})
    assert form.day.data is None
    assert not form.day.errors


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("900", 90000), ("９００.５", 90050), ("1,026,333.00 元", 102633300), ("0.01", 1), ("", None)],
)
@pytest.mark.usefixtures("page")
def test_money_is_read_exactly(typed: str, fen: int | None) -> None:
    form = _filled(rent=typed)
    assert form.rent.data == fen
    assert not form.rent.errors


@pytest.mark.parametrize("typed", ["-1", "1.005", "1e3", "九百", "1.2.3", "9" * 13])
@pytest.mark.usefixtures("page")
def test_what_is_no_amount_is_refused(typed: str) -> None:
    form = _filled(rent=typed)
    assert form.rent.data is None
    assert len(form.rent.errors) == 1


@pytest.mark.usefixtures("page")
def test_numbers_are_folded() -> None:
    form = _filled(card="450103-1985 0612 002x", phone="+86 138-0771-0026", count="１２")
    assert form.card.data == "45010319850612002X"
    assert form.phone.data == "13807710026"
    assert form.count.data == 12


@pytest.mark.usefixtures("page")
def test_only_offered_answers_are_taken() -> None:
    assert not _filled(pick="a", many="b").errors
    form = _filled(pick="c", many="d")
    assert set(form.errors) == {"pick", "many"}
    assert not _filled().errors


@pytest.mark.usefixtures("page")
def test_required_counts_spaces_as_nothing() -> None:
    class Needs(Form):
        name = IdNumberField("证号", [Required()])

    assert not Needs(formdata=MultiDict({"name": "   "}), meta={"csrf": False}).validate()


@pytest.mark.usefixtures("page")
def test_hidden_fields_carry_no_id() -> None:
    class Hidden(Form):
        version = HiddenField()

    drawn = str(Hidden(meta={"csrf": False}, data={"version": "7"}).hidden_tag())
    assert drawn.startswith('<input name="version" type="hidden" value="7">')
    assert drawn.count('name="form_token"') == 1


def test_large_text_and_language_are_remembered(client: FlaskClient) -> None:
    answer = client.post("/preferences/size", data={"size": "large", "next": "//evil.example"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"
    assert 'class="large"' in client.get("/").get_data(as_text=True)
    client.post("/preferences/size", data={"size": "normal"})
    assert 'class="large"' not in client.get("/").get_data(as_text=True)
    assert client.post("/preferences/size", data={"size": "huge"}).status_code == 400
    assert client.post("/preferences/language", data={"language": "xx"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/error/refused", 422, "Applications closed on 2026年3月2日."),
        ("/error/unspoken", 422, "现在办不了这一步"),
        ("/error/conflict", 409, "改了 2 处"),
        ("/error/toomany", 429, "请 5 分钟后再来"),
        ("/error/unavailable", 503, "现在用不了"),
        ("/error/broken", 500, "出错了，是我们的问题"),
    ],
)
def test_each_error_has_its_page(client: FlaskClient, path: str, status: int, said: str) -> None:
    answer = client.get(path)
    html = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert said in html
    assert "450103198506120027" not in html
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_not_there_and_what_is_not_yours_look_the_same(client: FlaskClient) -> None:
    def shown(path: str) -> tuple[int, str]:
        answer = client.get(path)
        text = re.sub(r'name="(next|csrf_token)" value="[^"]*"', "", answer.get_data(as_text=True))
        return answer.status_code, text

    assert shown("/error/missing") == shown("/error/notyours") == shown("/nowhere")


def test_an_error_leads_back_to_the_page_the_form_was_on(client: FlaskClient) -> None:
    def way(came: str | None) -> str | None:
        headers = {"Referer": came} if came else {}
        found = client.post("/error/conflict", headers=headers).text
        link = re.search(r'<a class="btn" href="([^"]*)"', found)
        return link and link[1]

    assert way("http://localhost/staff/case?kind=all") == "/staff/case?kind=all"
    assert way("http://elsewhere.example/staff/case") == "/"
    assert way(None) == "/"


def test_too_many_tells_when(client: FlaskClient) -> None:
    assert client.get("/error/toomany").headers["Retry-After"] == "300"


def test_headers_and_lifetimes(client: FlaskClient) -> None:
    home = client.get("/")
    for name in ("Content-Security-Policy", "Permissions-Policy", "Strict-Transport-Security"):
        assert name in home.headers
    assert home.headers["X-Content-Type-Options"] == "nosniff"
    assert home.headers["Referrer-Policy"] == "same-origin"
    assert client.get("/staff/case").headers["Cache-Control"] == "no-store"
    address = re.search(r'href="(/static/css/anju.css\?v=[0-9a-f]{8})"', home.text)
    assert address is not None
    assert "immutable" in client.get(address[1]).headers["Cache-Control"]
    assert client.get("/static/css/anju.css?v=00000000").headers["Cache-Control"] == "no-cache"


def test_a_page_asks_for_at_most_six_things(client: FlaskClient) -> None:
    html = client.get("/resident/place").text
    assert len(re.findall(r'(?:src|href)="/static/', html)) + 1 <= 6


def test_a_code_is_spoken_for_once(app: Flask) -> None:
    register_words({"gallery.once": "first"})
    register_words({"gallery.once": "first"})
    with pytest.raises(ValueError, match="already"):
        register_words({"gallery.once": "second"})
    with app.test_request_context():
        assert explain("gallery.once") == "first"


def test_a_form_without_token_is_sent_back() -> None:
    strict = make_gallery().test_client()
    answer = strict.post("/form", data={})
    assert answer.status_code == 400
    assert "放得太久了" in answer.text
