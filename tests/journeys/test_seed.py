"""The demo city: built through verbs only, once, and with nothing that contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

import seed
from portal import allocation, applications, audit, demo_city, subsidy, supervision, waitlist
from portal.exchange import cast_cards
from portal.households import find_person, household_of
from portal.identity import duties_of
from portal.identity.views.landing import first_page
from portal.kernel import ledger
from portal.kernel.act import Kind, Role, Who
from portal.kernel.claims import Claim
from portal.kernel.database import Base, db, write
from portal.kernel.deadlines import running
from portal.kernel.demo import demo_roles, legal_today
from portal.kernel.journal.models import Step
from portal.kernel.outbox import Job
from tests.conftest import SMALL
from tests.visits import visit_as


@pytest.fixture(scope="module")
def city(demo_town: Flask) -> Flask:
    """No test of this module changes it."""
    return demo_town


def rows(sql: str) -> list[Any]:
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(text(sql))]


def person_of(code: str, token: str = "") -> str:
    card = cast_cards()[code]
    member = next((m for m in card.members if m.token == token), card.applicant)
    found = find_person(member.id_number)
    assert found is not None
    return found.uid


def state_tables() -> list[str]:
    return sorted(
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if {"uid", "city", "state"} <= set(mapper.class_.__table__.c.keys())
    )


def test_building_again_changes_nothing(city: Flask) -> None:
    before = {name: rows(f'SELECT count(*) FROM "{name}"') for name in state_tables()}
    assert demo_city.build(households=SMALL) is None
    assert seed.seed(city, households=SMALL, told=pytest.fail) is False
    with city.app_context():
        assert before == {name: rows(f'SELECT count(*) FROM "{name}"') for name in state_tables()}


def test_it_is_the_demos_day(city: Flask) -> None:
    assert legal_today() == demo_city.TODAY


def test_nothing_was_given_up(city: Flask) -> None:
    assert rows("SELECT handler, last_error FROM job WHERE last_error IS NOT NULL") == []
    parked = select(func.count()).select_from(Job).where(Job.state == "parked")
    assert db.session.scalar(parked) == 0


def test_the_last_step_is_the_state(city: Flask) -> None:
    newest = select(func.max(Step.id)).group_by(Step.machine, Step.subject)
    last = {
        step.subject: step.target
        for step in db.session.scalars(select(Step).where(Step.id.in_(newest)))
    }
    seen = 0
    for name in state_tables():
        for uid, state in rows(f'SELECT uid, state FROM "{name}"'):
            if uid in last:
                assert last[uid] == state, f"{name} {uid}"
                seen += 1
    assert seen > 500


def test_every_decision_is_decided_the_same_again(city: Flask) -> None:
    again = audit.replay_all()
    assert again.total >= SMALL
    assert again.all_same, (again.counts, again.odd[:3])


def test_the_ledger_comes_to_nothing(city: Flask) -> None:
    accounts = ledger.trial_balance()
    assert len(accounts) > 5
    assert sum(account.fen for account in accounts) == 0


def test_one_live_allocation_per_home_and_household(city: Flask) -> None:
    for column in ("unit_uid", "household_uid"):
        assert rows(
            f"SELECT {column} FROM allocation_offer WHERE state IN ('open') "
            f"GROUP BY {column} HAVING count(*) > 1"
        ) == []  # fmt: skip
    assert rows(
        "SELECT unit_uid FROM lease WHERE state IN ('signed', 'occupied') "
        "GROUP BY unit_uid HAVING count(*) > 1"
    ) == []  # fmt: skip
    assert rows(
        "SELECT u.uid FROM unit u LEFT JOIN lease l ON l.unit_uid = u.uid "
        "AND l.countersigned_on IS NOT NULL AND l.ended_on IS NULL "
        "WHERE (u.state = 'leased') <> (l.uid IS NOT NULL)"
    ) == []  # fmt: skip
    twice = select(Claim.kind).where(Claim.until.is_(None)).group_by(Claim.kind, Claim.subject)
    assert db.session.scalars(twice.having(func.count() > 1)).all() == []


def test_six_estates_with_400_homes(city: Flask) -> None:
    assert rows("SELECT count(*) FROM estate") == [(6,)]
    assert rows("SELECT count(*) FROM unit") == [(400,)]


def test_every_act_has_its_day(city: Flask) -> None:
    assert rows("SELECT count(*) FROM step WHERE legal_day > '2026-03-02'") == [(0,)]
    days = rows("SELECT min(legal_day), max(legal_day) FROM step")
    assert str(days[0][0])[:10] == demo_city.BEGINNING.isoformat()
    late = rows("SELECT count(*) FROM step WHERE at > '2026-03-02 16:00:00'")
    assert late == [(0,)]


def test_the_stories_stand_where_the_door_says(city: Flask) -> None:
    def case(code: str) -> applications.ApplicationCard:
        return applications.applications_of(person_of(code))[0]

    assert find_person(cast_cards()["huang-liping"].applicant.id_number) is None
    assert case("huang-yuzhen").state == "supplement"
    clock = running("application.supplement", case("huang-yuzhen").uid)
    assert clock is not None
    assert clock.due.isoformat() == "2026-03-10"
    assert case("lu-wenbin").state == "refused"
    entry = waitlist.entry_of_application(case("wei-guilan").uid)
    assert entry is not None
    assert entry.state == "waiting"
    offer = allocation.open_offer_of(case("mo-jianjun").household_uid or "")
    assert offer is not None
    assert offer.due.isoformat() == "2026-03-04"
    paid = subsidy.agreement_of_household(case("qin-meifang").household_uid or "")
    assert paid is not None
    assert (paid.state, paid.fen) == ("active", 14700)
    months = rows(
        f"SELECT month FROM subsidy_payment WHERE agreement_uid = '{paid.uid}' AND state = 'paid'"
    )
    assert len(months) >= 2


def test_the_ways_out_run_on_the_days_the_door_says(city: Flask) -> None:
    home = household_of(person_of("liang-siyuan"), demo_city.TODAY)
    assert rows(
        f"SELECT state, CAST(move_by AS VARCHAR(10)) FROM review WHERE household_uid = '{home}'"
    ) == [("moving", "2026-09-01")]  # fmt: skip
    person = person_of("luo-zhenhua")
    found = rows(f"SELECT uid, state FROM credit_case WHERE person_uid = '{person}'")
    assert [state for _, state in found] == ["noticed"]
    window = running("credit_defence", found[0][0])
    assert window is not None
    assert window.due.isoformat() == "2026-03-09"


def test_who_stands_behind_the_door(city: Flask) -> None:
    residents = demo_roles("resident")
    assert residents[0].code == "huang-liping"
    assert len(residents) == 10
    staff = demo_roles("staff")
    assert len(staff) == 16
    assert all(row.duty_uid for row in staff)


def test_an_empty_production_house_gets_no_made_up_people(
    city: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(city.config, "DEMO", False)
    monkeypatch.setitem(city.config, "TESTING", False)
    with pytest.raises(RuntimeError):
        demo_city.build(households=1)


@pytest.fixture(scope="module")
def full_city(_built: Flask, _store: Any) -> Iterator[Flask]:
    """The city as the demo shows it, built once for the tests at the end."""
    with _built.app_context():
        _store.renew()
        with write():
            supervision.load_targets()
        built = demo_city.build()
        assert built is not None
        assert built.troubles == []
        yield _built
        db.session.rollback()
        db.session.remove()


@pytest.mark.faults
def test_the_full_city_shows_every_state_of_every_machine(full_city: Flask) -> None:
    assert demo_city.missing_states() == {}
    assert rows("SELECT count(*) FROM household")[0][0] >= 300


WITH_WORK = (
    Role.WINDOW_CLERK, Role.CIVIL_AFFAIRS, Role.DISTRICT_REVIEWER, Role.CITY_OFFICER,
    Role.FINANCE_MAKER, Role.FINANCE_APPROVER, Role.ENFORCEMENT, Role.LEGAL_REVIEWER,
    Role.DECISION_MAKER, Role.CREDIT_OFFICER, Role.AUDITOR,
)  # fmt: skip


@pytest.mark.faults
@pytest.mark.parametrize("role", WITH_WORK)
def test_on_the_first_day_there_is_work_on_every_first_page(
    full_city: Flask, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    row = next(row for row in demo_roles("staff") if row.code == role)
    duty = next(duty for duty in duties_of(row.uid) if duty.uid == row.duty_uid)
    client = visit_as(full_city, Who(Kind.STAFF, row.uid, duty=duty, name=role), monkeypatch)
    with full_city.test_request_context():
        first = first_page(duty)
    page = client.get(first, follow_redirects=True)
    assert page.status_code == 200
    assert items_on(page.get_data(as_text=True)) > 0


def items_on(html: str) -> int:
    """Rows of the tables and links to single things in the page's main part."""
    main = html[html.index("<main") : html.index("</main>")]
    lines = "".join(re.findall("<tbody.*?</tbody>", main, re.DOTALL))
    return lines.count("<tr") + len(re.findall(r'href="[^"]*/[\w-]{22}["/?]', main))
