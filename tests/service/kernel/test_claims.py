"""What may exist once: the second taker loses, the first keeps, the ended is free."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from portal.kernel.claims import Claim, holder_of, release, release_all, take
from portal.kernel.database import db, new_uid, write
from portal.kernel.errors import Conflict
from tests.conftest import TODAY

KIND, SUBJECT = "application", "450103199001010011"


def claim(holder: str, kind: str = KIND, subject: str = SUBJECT) -> None:
    with write():
        take(kind, subject, holder=holder, on=TODAY)


def test_the_second_taker_gets_a_conflict_that_names_nobody(app: Flask) -> None:
    first, second = new_uid(), new_uid()
    claim(first)
    with pytest.raises(Conflict) as lost:
        claim(second)
    assert lost.value.code == "already_claimed"
    assert first not in str(lost.value.facts)
    assert holder_of(KIND, SUBJECT) == first


def test_taking_ones_own_again_changes_nothing(app: Flask) -> None:
    holder = new_uid()
    claim(holder)
    claim(holder)
    assert len(db.session.scalars(select(Claim)).all()) == 1


def test_another_kind_or_subject_is_free(app: Flask) -> None:
    claim(new_uid())
    claim(new_uid(), kind="subsidy")
    claim(new_uid(), subject="450103199001010038")


def test_only_the_holder_ends_it_and_then_it_is_free(app: Flask) -> None:
    first, second = new_uid(), new_uid()
    claim(first)
    with write():
        release(KIND, SUBJECT, holder=second, on=TODAY)
    assert holder_of(KIND, SUBJECT) == first
    with write():
        release(KIND, SUBJECT, holder=first, on=TODAY)
    assert holder_of(KIND, SUBJECT) is None
    claim(second)
    assert len(db.session.scalars(select(Claim)).all()) == 2, "the ended one is history"


def test_all_of_a_holder_end_together(app: Flask) -> None:
    holder, other = new_uid(), new_uid()
    claim(holder)
    claim(holder, kind="subsidy")
    claim(other, kind="unit")
    with write():
        release_all(holder, on=TODAY, kind="subsidy")
    assert holder_of(KIND, SUBJECT) == holder
    with write():
        release_all(holder, on=TODAY)
    assert holder_of(KIND, SUBJECT) is None
    assert holder_of("unit", SUBJECT) == other


def test_the_subject_is_kept_as_a_keyed_hash(app: Flask) -> None:
    claim(new_uid())
    assert SUBJECT not in db.session.scalars(select(Claim.subject)).one()


def test_of_eight_who_try_at_once_one_wins(app: Flask) -> None:
    gate = Barrier(8)

    def attempt(_: int) -> bool:
        with app.app_context():
            try:
                gate.wait()
                claim(new_uid())
            except Conflict:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(attempt, range(8)))
    assert won.count(True) == 1
