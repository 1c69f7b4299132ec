"""Publishing: two persons, never twice, never changed; rulebooks from what is published."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.kernel.act import Act, system_act
from portal.kernel.database import create_triggers, db, prepare_engine, write
from portal.kernel.errors import Refused
from portal.kernel.policy import (
    ROOT,
    NoRule,
    PolicyError,
    PolicyVersion,
    Rulebook,
    history,
    latest_version,
    policy_cli,
    publish,
    publish_sources,
    rulebook,
    rulebook_of,
)

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
TWO: dict[str, Any] = {"proposed_by": "staff-one", "approved_by": "staff-two"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path}/policy.db"
    app.cli.add_command(policy_cli)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        db.create_all()
        with db.engine.begin() as connection:
            create_triggers(connection)
        yield app
        db.session.remove()
        db.engine.dispose()


def act(later: timedelta = timedelta(0)) -> Act:
    return system_act((NOON + later).date(), NOON + later)


def body(price: int) -> dict[str, Any]:
    entry = {"since": "2018-01-01", "value": price, "clause": "test"}
    return {
        "region": "450100",
        "topic": "subsidy",
        "values": {"subsidy.rate.low_income": [entry]},
    }


def put(price: int, start: date = date(2018, 1, 1), later: int = 0, **who: str) -> PolicyVersion:
    with write():
        moment = act(timedelta(days=later))
        told = body(price)
        version = publish(moment, "450100", "subsidy", told, in_force_from=start, **{**TWO, **who})
    return version


@pytest.mark.usefixtures("app")
class TestPublish:
    def test_twice_is_once(self) -> None:
        first, second = put(700), put(700)
        assert first.uid == second.uid
        assert [version.number for version in history("450100", "subsidy")] == [1]

    def test_a_change_is_a_new_version(self) -> None:
        put(700)
        put(800, later=1)
        assert [version.number for version in history("450100")] == [2, 1]

    def test_a_version_rolled_back_is_forgotten(self) -> None:
        """Three versions before and three after: which three they are decides, not how many."""

        def add(uid: str, number: int, price: int) -> None:
            told = json.dumps(body(price))
            db.session.add(
                PolicyVersion(
                    uid=uid.ljust(22, "0"), region="450100", topic="subsidy", number=number,
                    body=told, fingerprint=f"{price:064d}", in_force_from=date(2018, 1, 1),
                    published_at=NOON, proposed_by="one", approved_by="two",
                )
            )  # fmt: skip
            db.session.flush()

        def price() -> int:
            return int(rulebook("450100", on=TODAY).value("subsidy.rate.low_income"))

        with write():
            add("a", 1, 700)
            add("z", 2, 710)

        def undone() -> None:
            with write():
                add("m", 3, 800)
                assert price() == 800
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            undone()
        assert price() == 710
        with write():
            add("n", 3, 900)
        assert price() == 900

    def test_going_back_is_a_new_version_too(self) -> None:
        put(700)
        put(800)
        put(700)
        latest = latest_version("450100", "subsidy")
        assert latest is not None
        assert latest.number == 3

    @pytest.mark.parametrize(
        "who",
        [{"approved_by": "staff-one"}, {"proposed_by": ""}, {"approved_by": ""}],
    )
    def test_two_persons(self, who: dict[str, str]) -> None:
        with pytest.raises(Refused) as refusal:
            put(700, **who)
        assert refusal.value.code == "two_persons"
        assert history("450100") == []

    def test_a_bad_body_is_refused(self) -> None:
        told = {"region": "450100", "topic": "subsidy", "values": {"subsidy.no_such": []}}
        with pytest.raises(PolicyError, match="unknown key"), write():
            publish(act(), "450100", "subsidy", told, in_force_from=TODAY, **TWO)

    @pytest.mark.parametrize(
        "statement", ["UPDATE policy_version SET number = 9", "DELETE FROM policy_version"]
    )
    def test_a_version_is_never_changed(self, statement: str) -> None:
        put(700)
        with pytest.raises(IntegrityError, match="append-only"), write():
            db.session.execute(text(statement))


@pytest.mark.usefixtures("app")
class TestRulebook:
    def test_nothing_published_is_no_rule(self) -> None:
        with pytest.raises(NoRule):
            rulebook("450100", TODAY)

    def test_the_same_as_from_the_files(self) -> None:
        with write():
            publish_sources(act(), **TWO)
        published = rulebook("450103", TODAY)
        told = Rulebook.from_sources("450103", on=TODAY)
        assert published.fingerprint == told.fingerprint
        assert published.snapshot()["values"] == told.snapshot()["values"]

    def test_the_foundation_stands_on_the_projects_review(self) -> None:
        with write():
            first = publish_sources(act())
        assert first
        assert all(version.proposed_by != version.approved_by for version in first)
        with write():
            assert publish_sources(act()) == []

    def test_a_version_waits_for_its_day(self) -> None:
        put(700)
        put(800, start=date(2026, 4, 1))
        key = "subsidy.rate.low_income"
        assert rulebook("450100", date(2026, 3, 31)).value(key) == 700
        assert rulebook("450100", date(2026, 4, 1)).value(key) == 800

    def test_the_cache_sees_a_publication_at_once(self) -> None:
        put(700)
        first = rulebook("450100", TODAY)
        assert rulebook("450100", TODAY) is first
        put(800)
        assert rulebook("450100", TODAY).value("subsidy.rate.low_income") == 800

    def test_so_does_the_transaction_that_publishes(self) -> None:
        put(700)
        key = "subsidy.rate.low_income"
        with write():
            assert rulebook("450100", TODAY).value(key) == 700
            publish(act(), "450100", "subsidy", body(800), in_force_from=TODAY, **TWO)
            assert rulebook("450100", TODAY).value(key) == 800

    def test_another_process_publishes(self) -> None:
        put(700)
        key = "subsidy.rate.low_income"
        assert rulebook("450100", TODAY).value(key) == 700
        db.session.rollback()
        with Session(db.engine) as other:
            other.connection(execution_options={"anju_write": True})
            told = body(900)
            other.add(
                PolicyVersion(
                    uid="z" * 22, region="450100", topic="subsidy", number=2, body=json.dumps(told),
                    fingerprint="f" * 64, in_force_from=TODAY, published_at=NOON,
                    proposed_by="one", approved_by="two",
                )
            )  # fmt: skip
            other.commit()
        assert rulebook("450100", TODAY).value(key) == 900

    def test_known_at_leaves_out_what_came_later(self) -> None:
        put(700)
        put(800, later=10)
        key = "subsidy.rate.low_income"
        assert rulebook("450100", TODAY).value(key) == 800
        assert rulebook("450100", TODAY, known_at=NOON).value(key) == 700
        with pytest.raises(NoRule):
            rulebook("450100", TODAY, known_at=NOON - timedelta(seconds=1))

    def test_a_reference_finds_the_versions_of_then(self) -> None:
        put(700)
        reference = rulebook("450100", TODAY).reference()
        put(800)
        old = rulebook_of(reference)
        assert old.value("subsidy.rate.low_income") == 700
        assert old.reference() == reference
        with pytest.raises(NoRule):
            rulebook_of(
                {**reference, "versions": [{**reference["versions"][0], "fingerprint": "x"}]}
            )


class TestCommands:
    def run(self, app: Flask, *words: str) -> Any:
        return app.test_cli_runner().invoke(args=["policy", *words])

    def test_publish_then_nothing_changed(self, app: Flask) -> None:
        who = ("publish", "--proposed-by", "a", "--approved-by", "b")
        first = self.run(app, *who)
        assert first.exit_code == 0, first.output
        assert "450100 eligibility no. 1" in first.output
        assert self.run(app, *who).output == "nothing changed\n"
        alone = self.run(app, *who[:-1], "a")
        assert (alone.exit_code, alone.output) == (1, "Error: two_persons\n")

    def test_check_tells_file_and_line(self, app: Flask, tmp_path: Path) -> None:
        assert self.run(app, "check").exit_code == 0
        root = tmp_path / "policies"
        shutil.copytree(ROOT, root)
        path = root / "nanning" / "rent.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("820", "8.2"), encoding="utf-8")
        told = self.run(app, "check", "--root", str(root))
        assert told.exit_code == 1
        assert "nanning/rent.toml:6: rent.rates: row 1: price needs a whole number" in told.output
