"""The table of ID numbers through the first page of an application."""

from __future__ import annotations

import re

import pytest

from portal.applications.models import Application
from portal.kernel.database import db, new_uid
from portal.kernel.errors import Refused
from portal.kernel.identifiers import IdNumber
from portal.kernel.web.errorpages import explain
from tests.conftest import TODAY
from tests.id_table import Written, id_table
from tests.intake import City
from tests.together import filled, same_browser


def words_for(city: City, row: Written) -> str:
    """What the page must say beside the field, in Chinese."""
    with city.app.test_request_context():
        try:
            IdNumber.parse(row.text, on=TODAY)
        except Refused as refused:
            return str(explain(refused.code, **refused.facts))
    return ""


@pytest.mark.long
def test_all_five_hundred_through_the_form(city: City) -> None:
    first = city.browser()
    form = first.see("/apply/who").form("/apply/who")
    begun = 0
    for n, row in enumerate(id_table()):
        # A form token of its own: the same form sent twice is done once.
        given = {
            "form_token": new_uid(),
            "id_number": row.text, "name": "韦秀兰", "phone": f"139{n:08d}", "agree": "no",
        }  # fmt: skip
        answer = same_browser(city.app, first).post(
            "/apply/who", data=filled(form, given),
            environ_overrides={"REMOTE_ADDR": f"127.0.1.{n % 250 + 1}"},
        )  # fmt: skip
        where = f"{row.what}: {row.text!r}"
        if row.verdict == "valid":
            assert (answer.status_code, answer.headers["Location"]) == (302, "/apply/code"), where
            begun += 1
            continue
        if "\0" in row.text:
            # Nobody types one: the whole request is refused, not a field of it.
            assert answer.status_code == 400, where
            continue
        assert answer.status_code == 422, where
        page = answer.get_data(as_text=True)
        assert re.search(r'id="id_number-error"', page), where
        blank = "请填" in page and not row.text.strip("\u200b\u202e\u202c ")
        assert blank or words_for(city, row) in page, where
    assert db.session.query(Application).count() == begun > 200
