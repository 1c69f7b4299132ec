"""What may be erased: files and bodies; sealed at rest, gone when forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import blobs, crypto, payloads
from portal.kernel.crypto import Unsealable, sealed
from portal.kernel.database import Base, Row, db, prepare_engine, table_args, write
from portal.kernel.errors import Missing
from portal.kernel.regions import RegionRow, seed_regions, tree

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 1, tzinfo=UTC)


class Secret(Row):
    __tablename__ = "test_secret"
    __table_args__ = table_args(retention="operations")

    number_sealed: Mapped[str | None] = mapped_column(Text)
    number = sealed("test.secret")


# Only this module's own databases have it.
Base.metadata.remove(Secret.__table__)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def app(tmp_path: Path) -> Iterator[Flask]:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path}/ground.db"
    app.config["BLOB_FOLDER"] = str(tmp_path / "blobs")
    app.config["KEY_FILE"] = str(tmp_path / "keys.json")
    crypto.create_key_file(tmp_path / "keys.json")
    crypto.init_crypto(app)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        db.create_all()
        Secret.__table__.create(db.engine)  # type: ignore[attr-defined]
        yield app
        db.session.remove()
        db.engine.dispose()


def files(app: Flask) -> list[Path]:
    return [p for p in Path(app.config["BLOB_FOLDER"]).rglob("*") if p.is_file()]


def put(content: bytes = b"photo") -> str:
    with write():
        return blobs.put(content, media_type="image/jpeg", at=AT).uid


class TestBlobs:
    def test_it_comes_back_and_is_sealed_at_rest(self, app: Flask) -> None:
        uid = put(b"450102192001010011")
        assert blobs.open_blob(uid) == b"450102192001010011"
        (file,) = files(app)
        assert b"450102" not in file.read_bytes()
        assert file.stat().st_mode & 0o777 == 0o600

    def test_equal_files_share_a_place_until_the_last_is_forgotten(self, app: Flask) -> None:
        one, other = put(), put()
        assert len(files(app)) == 1
        with write():
            blobs.forget(one, at=LATER)
        assert blobs.sweep(older_than=0) == 0
        assert blobs.open_blob(other) == b"photo"
        with write():
            blobs.forget(other, at=LATER)
        assert blobs.sweep(older_than=0) == 1
        assert not files(app)

    def test_forgotten_at_once(self) -> None:
        uid = put()
        with write():
            blobs.forget(uid, at=LATER)
        with pytest.raises(Missing):
            blobs.open_blob(uid)

    def test_a_rolled_back_forgetting_loses_nothing(self) -> None:
        uid = put()

        def fail() -> None:
            with write():
                blobs.forget(uid, at=LATER)
                raise LookupError

        with pytest.raises(LookupError):
            fail()
        assert blobs.sweep(older_than=0) == 0
        assert blobs.open_blob(uid) == b"photo"

    def test_a_rolled_back_put_is_swept_when_old(self, app: Flask) -> None:
        def fail() -> None:
            with write():
                blobs.put(b"x", media_type="text/plain", at=AT)
                raise LookupError

        with pytest.raises(LookupError):
            fail()
        assert blobs.sweep() == 0
        assert blobs.sweep(older_than=0) == 1

    def test_exchanged_files_do_not_open(self, app: Flask) -> None:
        uid = put(b"one")
        put(b"other")
        first, second = files(app)
        data = first.read_bytes()
        first.write_bytes(second.read_bytes())
        second.write_bytes(data)
        with pytest.raises(Unsealable):
            blobs.open_blob(uid)

    def test_unknown_or_lost(self, app: Flask) -> None:
        with pytest.raises(Missing):
            blobs.open_blob("none")
        uid = put()
        files(app)[0].unlink()
        with pytest.raises(Missing):
            blobs.open_blob(uid)


class TestPayloads:
    BODY = {"why": "家庭收入变化", "seen": 3}

    def test_it_comes_back_with_its_commitment(self) -> None:
        with write():
            payload = payloads.keep("objection", self.BODY, at=AT)
            promised = payload.commitment
        assert payloads.read_payload(payload.uid) == self.BODY
        assert payload.salt is not None
        assert promised == payloads.commitment(payload.salt, self.BODY)
        assert promised != payloads.commitment(payload.salt, {**self.BODY, "seen": 4})
        assert payload.body_sealed is not None
        assert "家庭" not in payload.body_sealed

    def test_equal_bodies_have_unlike_commitments(self) -> None:
        with write():
            one, other = (payloads.keep("x", self.BODY, at=AT) for _ in range(2))
            assert one.commitment != other.commitment

    def test_erased_is_gone(self) -> None:
        with write():
            uid = payloads.keep("x", self.BODY, at=AT).uid
        with write():
            payloads.erase(uid, at=LATER)
        with write():
            row = payloads.erase(uid, at=datetime(2027, 1, 1, tzinfo=UTC))
        assert (row.body_sealed, row.salt, row.erased_at) == (None, None, LATER)
        with pytest.raises(Missing):
            payloads.read_payload(uid)
        with pytest.raises(Missing):
            _ = row.commitment

    def test_floats_are_refused(self) -> None:
        with pytest.raises(TypeError), write():
            payloads.keep("x", {"share": 0.5}, at=AT)


class TestSealedAttribute:
    def test_it_seals_for_its_own_row(self) -> None:
        with write():
            one, other = Secret(number="450102"), Secret(number="450103")
            db.session.add_all([one, other])
        assert (one.number, other.number) == ("450102", "450103")
        assert one.number_sealed is not None
        with write():
            other.number_sealed = one.number_sealed
        with pytest.raises(Unsealable):
            _ = other.number

    def test_nothing_is_nothing(self) -> None:
        with write():
            row = Secret(number=None)
            db.session.add(row)
        assert row.number is None
        assert row.number_sealed is None


def test_regions_are_seeded_once() -> None:
    with write():
        assert seed_regions() == len(tree())
        assert seed_regions() == 0
    row = db.session.get(RegionRow, "450103")
    assert row is not None
    assert (row.parent, row.name) == ("450100", "青秀区")
