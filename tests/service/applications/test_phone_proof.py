"""I1R is reached by the operators' word only: name, number and phone together."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal import identity
from portal.applications.intake import arrival, drafts
from portal.applications.models import Application
from portal.exchange import SimulatorAdmin
from portal.kernel.act import Kind, Who
from portal.kernel.database import db, write
from portal.kernel.demo import set_demo_day
from portal.kernel.levels import Level
from tests.conftest import TODAY, an_act
from tests.intake import HUANG, WEI, Cast, City, a_resident

OTHERS_PHONE = WEI.phone


def come(city: City, who: Cast, phone: str, name: str = "", on: date = TODAY) -> tuple[str, Level]:
    """Start, get the code, type it; the person and the level reached."""
    with write():
        draft = drafts.start(
            an_act(Who(Kind.VISITOR), on), city="450100", id_number=who.id_number,
            name=name or who.name, phone=phone, agreed=False, sensitive=False,
        )  # fmt: skip
        uid, person = draft.uid, draft.applicant_uid
    me = an_act(a_resident(person, Level.I0, uid), on)
    arrived = arrival.arrive(
        me, application_uid=uid, name=name or who.name, phone=phone, typed=city.code(phone)
    )
    row = db.session.get_one(Application, uid)
    assert row.proof_level == arrived.level
    return person, arrived.level


def test_name_number_and_phone_fit(city: City) -> None:
    person, level = come(city, HUANG, HUANG.phone)
    assert level is Level.I1R
    assert identity.assured_level(person, HUANG.phone) is Level.I1R


@pytest.mark.parametrize(
    ("phone", "name"), [(OTHERS_PHONE, ""), (HUANG.phone, "王小明"), ("13511112222", "")]
)
def test_one_of_the_three_does_not_fit(city: City, phone: str, name: str) -> None:
    person, level = come(city, HUANG, phone, name)
    assert level is Level.I1
    assert identity.assured_level(person, phone) is Level.I1


@pytest.mark.parametrize("fault", ["down", "garbage", "contradicting"])
def test_operators_who_do_not_answer_prove_nothing(city: City, fault: str) -> None:
    admin: SimulatorAdmin = city.partners.admin
    admin.fault("phone", fault)
    _person, level = come(city, HUANG, HUANG.phone)
    assert level is Level.I1


def test_asked_again_when_the_proof_is_old_and_believed(city: City) -> None:
    person, _level = come(city, HUANG, HUANG.phone)
    late = TODAY + timedelta(days=800)
    with write():
        set_demo_day(late)
    assert identity.assured_level(person, HUANG.phone) is Level.I1
    _person, level = come(city, HUANG, HUANG.phone, on=late)
    assert level is Level.I1R
    assert identity.assured_level(person, HUANG.phone) is Level.I1R


def test_silence_on_an_old_proof_takes_nothing_more_away(city: City) -> None:
    person, _level = come(city, HUANG, HUANG.phone)
    late = TODAY + timedelta(days=800)
    with write():
        set_demo_day(late)
    city.partners.admin.fault("phone", "down")
    assert come(city, HUANG, HUANG.phone, on=late)[1] is Level.I1
    city.partners.admin.fault("phone", "none")
    assert come(city, HUANG, HUANG.phone, on=late) == (person, Level.I1R)


def test_a_phone_that_went_to_somebody_else(city: City) -> None:
    """Luo had the number first; then Wei, whose it is by the operators, types a code to it."""
    with write():
        identity.bind_phone(
            an_act(Who(Kind.VISITOR)), person_uid="somebody-before", phone=WEI.phone, proven=True
        )
        identity.assure(
            an_act(Who(Kind.VISITOR)), person_uid="somebody-before", level=Level.I1R,
            how="real_name", phone=WEI.phone,
        )  # fmt: skip
    assert come(city, WEI, WEI.phone)[1] is Level.I1R
    assert identity.assured_level("somebody-before", WEI.phone) is Level.I1
