"""An application typed in my name: once I am proven it is mine, or it ends."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from portal.applications.intake import proving
from portal.applications.models import Signature
from portal.kernel.claims import holder_of
from portal.kernel.database import db, new_uid, write
from portal.kernel.errors import Conflict, NotYours
from portal.kernel.levels import Level
from portal.kernel.outbox import EventRow
from tests.casework import browser
from tests.conftest import an_act
from tests.intake import HUANG, City, a_resident, press
from tests.platform import sign_in
from tests.web.applications.test_unified_identity import STRANGERS_PHONE, applications


def squat(city: City, *, hand_in: bool = True) -> str:
    """A stranger types the number and name with a phone of their own (I1)."""
    client = city.browser()
    if hand_in:
        page = city.to_sign(client, HUANG, phone=STRANGERS_PHONE)
        press(page, "/apply/sign", {"route": "evidence", "signature": HUANG.name})
    else:
        city.to_facts(client, HUANG, phone=STRANGERS_PHONE)
    [row] = applications()
    assert row.proof_level == Level.I1
    assert row.household_uid is None, "whoever is not proven changes no register"
    return row.uid


def test_the_proven_persons_own_application_ends_what_a_stranger_typed(city: City) -> None:
    uid = squat(city)
    client = city.browser()
    page = sign_in(client, city.partners, HUANG, to="/apply/who")
    press(page, "/apply/who", {"agree": "yes", "sensitive": "yes"})
    states = {row.uid: row.state for row in applications()}
    assert states.pop(uid) == "withdrawn"
    assert list(states.values()) == ["draft"]
    told = db.session.scalars(
        select(EventRow).where(EventRow.type == "applications.ApplicationSuperseded")
    ).one()
    assert json.loads(told.payload)["uid"] == uid
    assert json.loads(told.payload)["by"] == next(iter(states))


def test_signing_in_alone_asks_whose_it_is_and_raises_nothing(city: City) -> None:
    uid = squat(city)
    page = sign_in(city.browser(), city.partners, HUANG)
    assert "有人用您的名字填过" in page
    assert applications()[0].proof_level == Level.I1
    assert applications()[0].uid == uid


def test_that_was_me_signs_anew_and_proves_it(city: City) -> None:
    uid = squat(city)
    client = city.browser()
    page = sign_in(client, city.partners, HUANG).click("去看，去回答")
    assert page.h1 == "这份申请是您填的吗？"
    assert press(page, "/my/application/typed/mine", {"signature": ""}).status == 422
    assert press(page, "/my/application/typed/mine", {"signature": "别人"}).status == 422
    done = press(page, "/my/application/typed/mine", {"signature": HUANG.name})
    assert done.url == "/my/application"
    [row] = applications()
    assert (row.uid, row.state, row.proof_level) == (uid, "submitted", Level.I2)
    assert row.household_uid
    assert holder_of("open_application", row.applicant_uid) == uid
    assert len(db.session.scalars(select(Signature)).all()) == 2
    client.see("/my/application/typed", status=404)


def test_that_was_not_me_ends_it(city: City) -> None:
    squat(city)
    client = city.browser()
    page = sign_in(client, city.partners, HUANG).click("去看，去回答")
    assert press(page, "/my/application/typed/not-mine").url == "/my"
    assert applications()[0].state == "withdrawn"
    assert "有人用您的名字填过" not in client.see("/my")


def test_a_draft_typed_by_a_stranger_is_taken_over_without_a_signature(city: City) -> None:
    uid = squat(city, hand_in=False)
    client = city.browser()
    page = sign_in(client, city.partners, HUANG).click("去看，去回答")
    press(page, "/my/application/typed/mine")
    [row] = applications()
    assert (row.uid, row.state, row.proof_level) == (uid, "draft", Level.I2)


def test_nobody_else_answers_for_it(city: City) -> None:
    uid = squat(city)
    other = browser(city.app, a_resident(new_uid(), Level.I2))
    other.see("/my/application/typed", status=404)
    weak = an_act(a_resident(applications()[0].applicant_uid, Level.I1, uid))
    for verb in (proving.adopt, proving.disown):
        with pytest.raises(NotYours), write():
            verb(weak, application_uid=uid)
    me = an_act(a_resident(applications()[0].applicant_uid, Level.I2))
    with write():
        proving.disown(me, application_uid=uid)
    with pytest.raises(Conflict), write():
        proving.disown(me, application_uid=uid)
