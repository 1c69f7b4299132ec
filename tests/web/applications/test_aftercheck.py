"""The pages of the after-check: list, comparison over the port, verdict, the draw repeated."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.applications.models import AfterCheck
from portal.applications.review import aftercheck
from portal.kernel.act import Role
from portal.kernel.database import db
from tests import casework
from tests.intake import City

APRIL = date(2026, 4, 1)


@pytest.fixture
def check(city: City) -> tuple[casework.Case, str]:
    """A promise approved in March, drawn in April; the departments answer in this process."""
    case, _day = casework.approved(casework.TODAY)
    aftercheck.draws_due(casework.house_act(APRIL))
    return case, db.session.scalars(select(AfterCheck.uid)).one()


def test_from_the_list_to_the_verdict(city: City, check: tuple[casework.Case, str]) -> None:
    case, uid = check
    desk = casework.browser(city.app, case.district, APRIL)
    page = desk.see("/desk/after-checks").click("韦秀兰")
    assert "还没有重新核对" in page
    page = page.submit({"outcome": "hold"}, index=1)
    assert "请先重新核对" in page
    page = desk.see(f"/desk/after-checks/{uid}").submit(action="/compare")
    assert "2026年4月1日 重新核对" in page
    refused = page.submit({"outcome": "leave"}, index=1)
    assert "请写理由" in refused
    done = page.submit({"outcome": "hold"}, index=1)
    assert "已签字" in done
    assert "没有待核查的承诺" in done
    drawn = done.click("2026-03")
    assert "结果一致" in drawn


def test_the_approver_sees_it_but_cannot_settle(
    city: City, check: tuple[casework.Case, str]
) -> None:
    case, uid = check
    desk = casework.browser(city.app, case.city, APRIL)
    page = desk.see(f"/desk/after-checks/{uid}")
    assert "由别人核查" in page
    assert "/compare" not in page.html


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.REGION_SUPERVISOR])
def test_auditor_and_supervisor_read(
    city: City, check: tuple[casework.Case, str], role: Role
) -> None:
    _case, _uid = check
    who = casework.officer(role, region="450000")
    page = casework.browser(city.app, who, APRIL).see("/desk/after-checks")
    assert "2026-03" in page


def test_not_for_a_clerk(city: City, check: tuple[casework.Case, str]) -> None:
    case, uid = check
    casework.browser(city.app, case.clerk, APRIL).see(f"/desk/after-checks/{uid}", status=404)
