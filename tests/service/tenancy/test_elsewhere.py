"""A home in Nanning and a file in another city: both cities see it, once, by any member."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal import tenancy
from portal.applications.codes import State
from portal.applications.models import DuplicateSet
from portal.kernel.database import db, load, write
from portal.tenancy.elsewhere import double_benefits_due
from portal.tenancy.models import Lease
from tests.casework import house_act
from tests.money import Acts, acts, lived_in
from tests.service.applications.test_duplicates import LIUZHOU, NANNING, a_file, someone

__all__ = ["acts"]


def housed(acts: Acts, *, named: bool = True) -> tuple[list[str], str]:
    """The people of a lease, and the application it came of."""
    home, lease = lived_in(acts)
    file = a_file(home.applicant, state=State.ENDED)
    if named:
        with write():
            load(Lease, lease.uid).application_uid = file
    return list(home.people), file


def found() -> list[tuple[str, set[str], set[str]]]:
    db.session.rollback()
    return [
        (s.ground, {f.application_uid for f in s.files}, {f.city for f in s.files})
        for s in db.session.scalars(select(DuplicateSet))
    ]


def test_a_home_here_and_an_application_there(app: Flask, acts: Acts) -> None:
    people, file = housed(acts)
    other = a_file(someone(), people[1], city=LIUZHOU)
    assert double_benefits_due(house_act()) == 1
    assert double_benefits_due(house_act()) == 0
    assert found() == [("benefit", {file, other}, {NANNING, LIUZHOU})]


@pytest.mark.parametrize(
    ("city", "state", "named", "over"),
    [
        (NANNING, State.SUBMITTED, True, False),
        (LIUZHOU, State.DRAFT, True, False),
        (LIUZHOU, State.WITHDRAWN, True, False),
        (LIUZHOU, State.SUBMITTED, False, False),
        (LIUZHOU, State.SUBMITTED, True, True),
    ],
)
def test_not_in_the_same_city_nor_without_a_file_nor_when_over(
    app: Flask, acts: Acts, city: str, state: State, named: bool, over: bool
) -> None:
    people, _file = housed(acts, named=named)
    a_file(people[0], city=city, state=state)
    if over:
        with write():
            row = db.session.scalars(select(Lease)).one()
            row.state = tenancy.State.ENDED
    assert double_benefits_due(house_act()) == 0
    assert found() == []
