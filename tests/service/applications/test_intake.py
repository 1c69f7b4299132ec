"""Intake without pages: claims, screening, silence, re-examination, double hands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any

import pytest

from portal.applications import (
    ApplicationSubmitted,
    end,
    latest_screening,
    mark_waitlisted,
    open_application_of,
    re_examine_household,
)
from portal.applications.intake import (
    arrival,
    consents,
    drafts,
    facts,
    people,
    promises,
    screening,
    signing,
)
from portal.applications.intake.people import newest
from portal.applications.models import Answer, Application, Screening, Signature
from portal.applications.ports import Source
from portal.eligibility import FactName, Group, HouseholdFacts, Klass, Ruling
from portal.households import composition, household_of
from portal.kernel.act import Kind, Who
from portal.kernel.claims import holder_of
from portal.kernel.database import db, write
from portal.kernel.deadlines import running
from portal.kernel.errors import Conflict, HouseError, NotYours, Refused
from portal.kernel.levels import Level
from portal.kernel.outbox import EventRow
from portal.kernel.policy import rulebook
from portal.notifications import letters_of
from tests.conftest import TODAY, an_act
from tests.intake import HUANG, LU, LUO, NONG, WEI, City, a_resident, applied

SYSTEM = Who(Kind.SYSTEM, uid="system")


def test_submitting_leaves_everything_in_order(city: City) -> None:
    application = applied(city, WEI)
    assert application.state == "submitted"
    assert application.submitted_on == TODAY
    assert application.place == "450102"
    assert application.proof_level == Level.I1R
    assert holder_of(drafts.CLAIM, application.applicant_uid) == application.uid
    home = household_of(application.applicant_uid, TODAY)
    assert home == application.household_uid
    assert [m.relation for m in composition(home or "", TODAY)] == ["applicant", "other"]
    due = running(signing.ACCEPTANCE, application.uid)
    assert due is not None
    assert due.due == date(2026, 3, 9)
    types = {row.type for row in db.session.query(EventRow)}
    assert ApplicationSubmitted.type() in types


def test_screening_is_kept_as_it_was_made_and_proposes_only(city: City) -> None:
    application = applied(city, WEI)
    found = latest_screening(application.uid)
    assert found is not None
    assert found.policy == rulebook("450102", on=TODAY).fingerprint
    assert found.ruling.klass is Klass.A
    assert found.facts.value(FactName.INCOME_ANNUAL_FEN) == 2_280_000
    assert HouseholdFacts.from_json(found.facts.to_json()) == found.facts
    assert application.klass == "A"
    assert "G07" in application.groups
    assert application.state == "submitted"


def test_no_group_is_lost_however_many_are_proven(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = rulebook("450102", on=TODAY).rows("priority.groups")
    every = tuple(f"{row['code']}:{row['sub']}" if row.get("sub") else row["code"] for row in rows)
    assert {f"G{n:02d}" for n in range(1, 15)} <= {code[:3] for code in every}
    assert len(",".join(every)) > 80
    real = screening.screen

    def proves_all(*known: Any) -> Ruling:
        ruling = real(*known)
        groups = tuple(
            Group(row["code"], row.get("sub", ""), False, "f", "", frozenset(), "test", TODAY)
            for row in rows
        )
        return replace(ruling, groups=groups)

    monkeypatch.setattr(screening, "screen", proves_all)
    application = applied(city, WEI)
    db.session.expire_all()
    assert application.groups == every
    assert db.session.query(Screening).one().groups == every


def test_values_are_sealed_at_rest(city: City) -> None:
    applied(city, WEI)
    for row in db.session.query(Answer):
        assert "韦" not in (row.values_sealed or "")
        assert "2280000" not in (row.values_sealed or "")
    assert "2280000" not in db.session.query(Screening).one().facts_sealed


def test_migrant_says_where_he_lives(city: City) -> None:
    application = applied(city, LUO)
    assert application.place == "450103"
    assert application.klass == "B"


def test_single_man_is_proposed_for_class_b(city: City) -> None:
    assert applied(city, LU).klass == "B"


def test_a_silent_department_is_asked_again_and_screened_again(city: City) -> None:
    city.partners.admin.fault("vehicle", "down")
    application = applied(city, WEI)
    before = latest_screening(application.uid)
    assert before is not None
    assert before.facts.value(FactName.CARS) is None
    city.drain()
    assert facts.unanswered(application, TODAY)
    city.partners.admin.fault("vehicle", "none")
    # A department that was down rests a little before it is asked again.
    city.partners = type(city.partners)()
    city.app.extensions["anju.facts"] = city.partners.facts
    facts.ask_again_due(an_act(SYSTEM, TODAY + timedelta(days=1)))
    city.drain()
    after = latest_screening(application.uid)
    assert after is not None
    assert after.facts.value(FactName.CARS) == 0
    assert after.ruling.on == TODAY + timedelta(days=1)
    assert not facts.unanswered(db.session.get_one(Application, application.uid), TODAY)


def test_two_hands_on_one_draft_make_one_submission(city: City) -> None:
    application = applied(city, WEI)
    me = an_act(a_resident(application.applicant_uid, Level.I1R))
    with write():
        again = signing.submit(
            me, application_uid=application.uid, route="commitment", name=WEI.name
        )
    assert again.code == ""
    assert db.session.query(Signature).count() == 1


def test_concurrent_submissions_end_in_one(city: City) -> None:
    uid, person = _draft(city)
    barrier, ended = Barrier(2), []

    def hand_in() -> None:
        with city.app.app_context():
            barrier.wait()
            try:
                with write():
                    code = signing.submit(
                        an_act(a_resident(person, Level.I1R)), application_uid=uid,
                        route="commitment", name=WEI.name,
                    ).code  # fmt: skip
                ended.append(bool(code))
            except HouseError as error:
                ended.append(error.code)
            finally:
                db.session.remove()

    threads = [Thread(target=hand_in) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended, key=str) == [False, True]
    assert db.session.query(Signature).count() == 1


def _draft(city: City) -> tuple[str, str]:
    with write():
        draft = drafts.start(
            an_act(Who(Kind.VISITOR)), city="450100", id_number=WEI.id_number, name=WEI.name,
            phone=WEI.phone, agreed=True, sensitive=True,
        )  # fmt: skip
        uid, person = draft.uid, draft.applicant_uid
    arrival.arrive(
        an_act(a_resident(person, Level.I0)), application_uid=uid, name=WEI.name,
        phone=WEI.phone, typed=city.code(WEI.phone),
    )  # fmt: skip
    with write():
        drafts.save_wish(
            an_act(a_resident(person, Level.I1R)), application_uid=uid, wish="unit",
            district="450102",
        )  # fmt: skip
    return uid, person


def test_a_running_bar_is_told_with_clause_and_end(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid, person = _draft(city)
    bar = SimpleNamespace(until=date(2030, 1, 1), clause="N1 art. 35")
    monkeypatch.setattr(signing, "bar_running", lambda person_uid, on: bar)
    act = an_act(a_resident(person, Level.I1R))
    with pytest.raises(Refused) as refused, write():
        signing.submit(act, application_uid=uid, route="commitment", name=WEI.name)
    assert refused.value.code == "bar_running"
    assert refused.value.facts == {"clause": "N1 art. 35", "until": date(2030, 1, 1)}
    unproven = an_act(a_resident(person, Level.I1))
    assert signing.refusal(db.session.get_one(Application, uid), unproven) is None


def test_no_promise_where_it_is_not_taken(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    uid, person = _draft(city)
    monkeypatch.setattr(promises, "commitment_allowed", lambda person_uid, on: False)
    act = an_act(a_resident(person, Level.I1R))
    with pytest.raises(Refused, match="promise_not_allowed"), write():
        signing.submit(act, application_uid=uid, route="commitment", name=WEI.name)
    with write():
        signing.submit(act, application_uid=uid, route="evidence", name=WEI.name)


def test_nobody_else_hands_in_and_typed_is_not_enough(city: City) -> None:
    uid, person = _draft(city)
    for stranger in (a_resident("someone-else", Level.I2), a_resident(person, Level.I0)):
        with pytest.raises(NotYours), write():
            signing.submit(an_act(stranger), application_uid=uid, route="evidence", name=WEI.name)


def test_a_draft_taken_back_sends_nobody_post(city: City) -> None:
    """Anybody can begin a draft in another's name; what was handed in is answered."""
    uid, person = _draft(city)
    with write():
        drafts.withdraw(an_act(a_resident(person, Level.I1, about=uid)), application_uid=uid)
    city.drain()
    assert letters_of(person, about=uid) == []
    application = applied(city, HUANG)
    applicant, uid = application.applicant_uid, application.uid
    with write():
        drafts.withdraw(an_act(a_resident(applicant, Level.I1, about=uid)), application_uid=uid)
    city.drain()
    told = [letter.title for letter in letters_of(applicant, about=uid)]
    assert sorted(told) == sorted(["我们收到了您的申请", "您的申请已撤回"])


def test_withdrawing_frees_the_household(city: City) -> None:
    application = applied(city, HUANG)
    stranger = an_act(a_resident(application.applicant_uid, Level.I1, about="another"))
    with pytest.raises(NotYours), write():
        drafts.withdraw(stranger, application_uid=application.uid)
    me = an_act(a_resident(application.applicant_uid, Level.I1, about=application.uid))
    with write():
        drafts.withdraw(me, application_uid=application.uid)
    assert holder_of(drafts.CLAIM, application.applicant_uid) is None
    assert running(signing.ACCEPTANCE, application.uid) is None
    assert open_application_of(application.applicant_uid) is None
    with pytest.raises(Conflict), write():
        drafts.withdraw(me, application_uid=application.uid)
    with write():
        pass
    assert applied(city, HUANG).state == "submitted"


def test_moves_for_other_packages(city: City, make_act: Any) -> None:
    application = applied(city, WEI)
    with pytest.raises(Conflict), write():
        mark_waitlisted(make_act(), application.uid)
    assert open_application_of(application.applicant_uid) is not None
    with pytest.raises(Conflict), write():
        end(make_act(), application.uid, "housed")


def test_a_household_is_examined_again_on_todays_answers(city: City) -> None:
    application = applied(city, NONG)
    assert application.household_uid
    found = re_examine_household(application.household_uid, TODAY, "recheck", "N1 art. 18")
    assert found.facts.value(FactName.AREA_TOTAL) == 1800
    assert found.facts.value(FactName.CARS) is None
    assert {a.source.value for a in found.answers} >= {"property", "income"}


def test_nothing_is_asked_twice_while_it_is_fresh(city: City) -> None:
    application = applied(city, WEI)
    assert facts.questions(application, TODAY) == []
    later = TODAY + timedelta(days=60)
    assert facts.questions(application, later)
    assert all(a.valid_until is not None for a in newest(application.uid).values())


def test_a_partners_education_is_asked_once_they_have_agreed(city: City) -> None:
    application = applied(city, HUANG)
    partner = next(
        m for m in people.members(application.uid)
        if m.adult and m.person_uid != application.applicant_uid
    )  # fmt: skip

    def asked() -> set[str]:
        return {
            q.person
            for q in facts.questions(application, TODAY, again=True)
            if q.source is Source.EDUCATION
        }

    def answer(agreed: bool) -> None:
        # Each answer is a deed of its own moment: the newest counts.
        me = an_act(a_resident(partner.person_uid, Level.I1R))
        with write():
            consents.give(
                me, application, person_uid=partner.person_uid, asked=agreed, sensitive=False,
                rules=rulebook("450103", on=TODAY), family=False,
            )  # fmt: skip

    assert asked() == {application.applicant_uid}
    answer(agreed=True)
    assert asked() == {application.applicant_uid, partner.person_uid}
    answer(agreed=False)
    assert asked() == {application.applicant_uid}
