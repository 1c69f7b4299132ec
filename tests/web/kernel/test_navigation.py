"""The bar: one current link, few links beside each other, the daily work first."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.kernel.act import Role
from portal.kernel.levels import Level
from portal.kernel.web.navigation import ROOM
from tests.casework import browser, officer
from tests.pages import Page
from tests.visits import resident, staff, visit_as


def bar(page: Page) -> tuple[list[str], list[str], list[str]]:
    """Hrefs beside each other, hrefs under "More", and the current ones."""
    nav = page.html.partition("<nav")[2].partition("</nav>")[0]
    first, _, more = nav.partition('class="nav__more"')
    hrefs = [[part.split('"', 1)[0] for part in half.split('href="')[1:]] for half in (first, more)]
    current = [p.split('"', 1)[0] for p in nav.split('href="')[1:] if 'aria-current="page"' in p]
    return hrefs[0], hrefs[1], current


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/desk", "/desk"), ("/desk?kind=all", "/desk"), ("/desk/window", "/desk/window"),
        ("/desk/window/sighting", "/desk/window"), ("/desk/units", "/desk/units"),
        ("/desk/objections", "/desk/objections"),
    ],
)  # fmt: skip
def test_one_link_is_current(app: Flask, path: str, current: str) -> None:
    page = browser(app, officer(Role.WINDOW_CLERK)).see(path)
    assert bar(page)[2] == [current]


def test_a_page_without_a_link_marks_none_or_its_packages_only_one(app: Flask) -> None:
    assert bar(app.test_client().see("/"))[2] == ["/"]
    assert bar(app.test_client().see("/rules"))[2] == ["/rules"]
    city = browser(app, officer(Role.CITY_OFFICER))
    assert bar(city.see("/desk/plans/new"))[2] == ["/desk/plans"]
    assert bar(city.see("/estates"))[2] in ([], ["/desk/units"])


@pytest.mark.parametrize("role", list(Role))
def test_few_links_stand_beside_each_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    page = visit_as(app, staff(role), monkeypatch).see("/rules")
    first, more, _current = bar(page)
    assert len(first) <= ROOM["staff"] == 7
    assert len(first) == 7 or not more
    assert len(set(first + more)) == len(first + more)


def test_each_role_finds_its_own_work_first(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def first_of(role: Role) -> list[str]:
        return bar(visit_as(app, staff(role), monkeypatch).see("/rules"))[0]

    assert first_of(Role.FINANCE_MAKER)[0] == "/money"
    assert first_of(Role.ENFORCEMENT)[0] == "/credit"
    assert first_of(Role.AUDITOR)[0] == "/audit"
    assert first_of(Role.REGION_SUPERVISOR)[0] == "/region"
    assert first_of(Role.WINDOW_CLERK)[:2] == ["/desk", "/desk/window"]
    city = first_of(Role.CITY_OFFICER)
    assert city[0] == "/desk"
    assert {"/desk/waitlist", "/desk/plans", "/desk/leases", "/desk/reviews"} <= set(city)


def test_a_residents_phone_shows_five_and_the_rest_without_script(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit_as(app, resident(Level.I2), monkeypatch).see("/my/letters")
    first, more, current = bar(page)
    assert len(first) == 5
    assert {"/my/place", "/my/application", "/my/letters", "/my/home"} <= set(first)
    assert more
    assert "<details" in page.html
    assert current == ["/my/letters"]
