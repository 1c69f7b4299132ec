"""The pages of duplicates: covered names, both cities' chiefs, the region, and a finding once."""

from __future__ import annotations

import pytest

from portal.applications.codes import State
from portal.applications.models import Application, DuplicateSet
from portal.applications.review import duplicates
from portal.kernel.act import Role
from portal.kernel.database import db, write
from portal.kernel.journal.models import Step, View
from tests import casework
from tests.intake import City
from tests.service.applications.test_duplicates import LIUZHOU, NANNING, a_file, run, sets, someone


@pytest.fixture
def pair(city: City) -> str:
    """One person in a file of Nanning and a file of Liuzhou."""
    person = someone("农秀珍")
    a_file(person)
    a_file(person, city=LIUZHOU)
    run()
    (one,) = sets()
    return one.uid


def desk(city: City, role: Role, region: str) -> casework.HouseClient:
    return casework.browser(city.app, casework.officer(role, region=region))


def test_from_the_list_to_the_finding(city: City, pair: str) -> None:
    chief = desk(city, Role.CITY_OFFICER, LIUZHOU)
    listed = chief.see("/desk/duplicates")
    assert "农*珍" in listed
    assert "农秀珍" not in listed.html
    page = chief.see(f"/desk/duplicates/{pair}")
    assert "农秀珍" not in page.html
    assert page.html.count("/desk/case/") == 1  # only one's own city's file opens
    assert "请选一个" in page.submit({"text": "同一人"}, action=f"/duplicates/{pair}")
    assert "请写理由" in page.submit({"outcome": "find_same"}, action=f"/duplicates/{pair}")
    done = page.submit({"outcome": "find_same", "text": "同一人"}, action=f"/duplicates/{pair}")
    assert "已签字" in done
    assert "没有待比对" in done
    settled = chief.see(f"/desk/duplicates/{pair}")
    assert "同一人" in settled
    assert 'name="outcome"' not in settled.html
    assert db.session.query(View).filter_by(subject=pair).count() >= 1


def test_pressed_twice_is_settled_once(city: City, pair: str) -> None:
    chief = desk(city, Role.CITY_OFFICER, NANNING)
    page = chief.see(f"/desk/duplicates/{pair}")
    given = {"outcome": "find_different", "text": "查过"}
    first = page.submit(given, action=f"/duplicates/{pair}")
    again = page.submit(given, action=f"/duplicates/{pair}")
    assert first.url == again.url, (first.status, first.text[:1500])
    db.session.rollback()
    verbs = [s.verb for s in db.session.query(Step).filter_by(subject=pair).order_by(Step.id)]
    assert verbs == ["begin", "find_different"]


def test_an_old_page_settles_nothing(city: City, pair: str) -> None:
    chief = desk(city, Role.CITY_OFFICER, NANNING)
    page = chief.see(f"/desk/duplicates/{pair}")
    (one,) = sets()
    a_file(one.files[0].person_uid)
    run()
    answer = page.submit({"outcome": "find_same", "text": "x"}, action=f"/duplicates/{pair}")
    assert answer.status == 409
    assert db.session.get_one(DuplicateSet, pair).state == "open"


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        (Role.REGION_SUPERVISOR, "450000", 200),
        (Role.AUDITOR, NANNING, 200),
        (Role.DISTRICT_REVIEWER, "450103", 200),
        (Role.DISTRICT_REVIEWER, "450105", 404),
        (Role.CITY_OFFICER, "450300", 404),
        (Role.WINDOW_CLERK, "450103", 404),
    ],
)
def test_who_sees_it(city: City, pair: str, role: Role, region: str, status: int) -> None:
    who = desk(city, role, region)
    page = who.see(f"/desk/duplicates/{pair}", status=status)
    assert "农秀珍" not in page.html
    if status == 404 and role is not Role.WINDOW_CLERK:
        assert pair not in who.see("/desk/duplicates").html
    if role is Role.REGION_SUPERVISOR:
        assert pair in who.see("/desk/duplicates").html
        assert 'name="outcome"' not in page.html


def test_the_region_leaves_a_citys_own_sets_to_it(city: City) -> None:
    person = someone()
    a_file(person)
    a_file(person)
    run()
    (one,) = sets()
    region = desk(city, Role.REGION_SUPERVISOR, "450000")
    region.see(f"/desk/duplicates/{one.uid}", status=404)
    assert one.uid not in region.see("/desk/duplicates").html


def test_a_set_that_closed_by_itself_says_why(city: City, pair: str) -> None:
    (one,) = sets()
    with write():
        db.session.get_one(Application, one.files[0].application_uid).state = "withdrawn"
    assert duplicates.duplicates_over(casework.house_act()) == 1
    chief = desk(city, Role.CITY_OFFICER, NANNING)
    assert "没有待比对" in chief.see("/desk/duplicates")
    page = chief.see(f"/desk/duplicates/{pair}")
    for words in ("自动了结", "还在办的不足两件", "已撤回"):
        assert words in page
    assert 'name="outcome"' not in page.html


def test_the_approving_page_names_help_in_another_city(city: City) -> None:
    case, day = casework.at_decision()
    a_file(case.applicant, city=LIUZHOU, state=State.AGREEMENT)
    duplicates.duplicates_due(casework.house_act(day))
    (one,) = sets()
    officer = casework.browser(city.app, case.city, day)
    page = officer.see(f"/desk/case/{case.uid}/decide/approve")
    assert "请先比对两件档案" in page
    file = officer.see(f"/desk/case/{case.uid}")
    assert "没有在外市享受保障" in file
    compared = file.click("这一家有人在外市享受保障：去比对档案")
    assert compared.url == f"/desk/duplicates/{one.uid}"
    assert "没有人比对过之前" in compared
    clerk = casework.browser(city.app, case.clerk, day).see(f"/desk/case/{case.uid}")
    assert "由城区或市里比对档案" in clerk
    assert one.uid not in clerk.html
