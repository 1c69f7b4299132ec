from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from portal.audit import notes, sealing, tree
from portal.audit.holders import FolderHolder, Inconsistent
from portal.audit.nodes import proofs_of
from portal.audit.verifying import Fault, Verification, verify
from portal.kernel.act import Act
from portal.kernel.database import db, write
from portal.kernel.errors import Conflict
from portal.kernel.journal import log

MakeAct = Callable[..., Act]
LINES = 40


@pytest.fixture
def holder(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FolderHolder:
    found = FolderHolder("region", tmp_path / "region")
    monkeypatch.setattr(sealing, "holders", lambda: (found,))
    return found


@pytest.fixture
def sealed(holder: FolderHolder, make_act: MakeAct) -> FolderHolder:
    """Forty lines in four batches of ten, with a checkpoint outside after each."""
    sealing.seal_ready()
    for batch in range(4):
        with write():
            for n in range(LINES // 4):
                log(make_act(), "test.line", f"thing{batch}-{n}", {"n": n, "batch": batch})
        assert sealing.seal_ready() == LINES // 4
    return holder


def attack(*statements: str) -> None:
    """What an administrator of the database can do: take the triggers away, then write."""
    db.session.rollback()
    with db.engine.connect() as connection:
        for table in ("leaf", "sealed_leaf", "tree_node", "checkpoint"):
            if connection.dialect.name == "sqlite":
                connection.execute(text(f"DROP TRIGGER IF EXISTS keep_{table}_update"))
                connection.execute(text(f"DROP TRIGGER IF EXISTS keep_{table}_delete"))
            else:
                connection.execute(text(f"DROP TRIGGER IF EXISTS keep_{table} ON {table}"))
        if connection.dialect.name == "sqlite":
            connection.execute(text("COMMIT"))
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execute(text("SET session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT") if connection.in_transaction() else None
            connection.connection.invalidate()
        else:
            connection.connection.invalidate()


def rewrite() -> None:
    """The careful attacker: makes hashes, nodes and own checkpoints fit what the rows now say."""
    attack("DELETE FROM tree_node", "DELETE FROM sealed_leaf", "DELETE FROM checkpoint")
    sealing_holders = sealing.holders
    try:
        sealing.holders = lambda: ()  # type: ignore[assignment]
        sealing.seal_ready()
    finally:
        sealing.holders = sealing_holders


def public() -> bytes:
    return notes.public_bytes(sealing.signing_key())


def look(holder: FolderHolder) -> Verification:
    return verify([holder], public())


def first_id(seq: int) -> int:
    found: int = db.session.execute(
        text(f"SELECT leaf_id FROM sealed_leaf WHERE seq = {seq}")
    ).scalar_one()
    db.session.rollback()
    return found


def test_an_honest_log_is_whole(sealed: FolderHolder) -> None:
    found = look(sealed)
    assert found.whole
    assert found.witnessed
    assert found.size == sealing.size() >= LINES
    assert found.own == found.outside["region"] >= 4


def test_every_line_has_a_proof(sealed: FolderHolder) -> None:
    last = sealing.newest()
    assert last is not None
    ids = [first_id(seq) for seq in range(last.size)]
    proven = proofs_of(ids, last.size)
    assert [each.seq for each in proven] == list(range(last.size))
    root = bytes.fromhex(last.root)
    assert all(
        tree.verify_inclusion(each.leaf_hash, each.seq, last.size, each.proof, root)
        for each in proven
    )


def test_nothing_to_seal_signs_nothing(sealed: FolderHolder) -> None:
    before = len(sealing.checkpoints())
    assert sealing.seal_ready() == 0
    assert len(sealing.checkpoints()) == before


def test_the_tables_refuse_changes(sealed: FolderHolder) -> None:
    for statement in (
        "UPDATE sealed_leaf SET leaf_hash = ''",
        "DELETE FROM sealed_leaf",
        "UPDATE checkpoint SET root = ''",
        "DELETE FROM checkpoint",
        "DELETE FROM tree_node",
        "UPDATE leaf SET action = ''",
    ):
        with pytest.raises(Exception, match="append-only"), write():
            db.session.execute(text(statement))


@pytest.mark.parametrize(
    ("fault", "statements"),
    [
        (Fault.ALTERED, ["UPDATE leaf SET action = 'x' WHERE id = {id}"]),
        (Fault.ALTERED, ["UPDATE leaf SET at = '2020-01-01 00:00:00+00' WHERE id = {id}"]),
        (Fault.BODY, ["UPDATE leaf SET body = '{{}}' WHERE id = {id}"]),
        (Fault.BODY, ["UPDATE leaf SET salt = 'ff' WHERE id = {id}"]),
        (Fault.MISSING, ["DELETE FROM leaf WHERE id = {id}"]),
        (Fault.GAP, ["DELETE FROM sealed_leaf WHERE seq = {seq}"]),
    ],
)
def test_the_simple_attacker_is_found_at_the_row(
    sealed: FolderHolder, fault: Fault, statements: list[str]
) -> None:
    seq = sealing.size() - 17
    row = first_id(seq)
    attack(*(each.format(id=row, seq=seq) for each in statements))
    found = look(sealed)
    assert fault in {each.fault for each in found.problems}
    assert found.first is not None
    assert found.first.seq == seq


def test_swapped_lines_are_found(sealed: FolderHolder) -> None:
    one, two = first_id(5), first_id(6)
    attack(
        "UPDATE sealed_leaf SET leaf_id = -1 WHERE seq = 5",
        f"UPDATE sealed_leaf SET leaf_id = {one} WHERE seq = 6",
        f"UPDATE sealed_leaf SET leaf_id = {two} WHERE seq = 5",
    )
    found = look(sealed)
    assert found.first is not None
    assert found.first.seq == 5


def test_a_cut_end_is_found_and_never_sealed_over(sealed: FolderHolder, make_act: MakeAct) -> None:
    end = sealing.size()
    row = first_id(end - 3)
    attack(
        f"DELETE FROM sealed_leaf WHERE seq >= {end - 3}",
        f"DELETE FROM leaf WHERE id >= {row}",
        f"DELETE FROM tree_node WHERE (position + 1) * 2 > {end - 3}",
    )
    assert Fault.CUT in {each.fault for each in look(sealed).problems}
    with write():
        log(make_act(), "test.line", "later")
    with pytest.raises(Conflict, match="log_was_cut"):
        sealing.seal_ready()


CAREFUL = {
    "modify": ["UPDATE leaf SET action = 'x' WHERE id = {id}"],
    "delete": ["DELETE FROM leaf WHERE id = {id}"],
    "insert": [
        "UPDATE leaf SET id = id + 100000 WHERE id >= {id}",
        "UPDATE leaf SET id = id - 99999 WHERE id >= 100000",
        "INSERT INTO leaf (id, at, actor, action, object, salt, body, commitment) "
        "SELECT {id}, at, actor, 'slipped.in', object, salt, body, commitment FROM leaf "
        "WHERE id = {id} + 1",
    ],
    "swap": [
        "UPDATE leaf SET id = -1 WHERE id = {id}",
        "UPDATE leaf SET id = {id} WHERE id = {id} + 1",
        "UPDATE leaf SET id = {id} + 1 WHERE id = -1",
    ],
    "truncate": ["DELETE FROM leaf WHERE id >= {id}"],
    "replace_ten": ["UPDATE leaf SET actor = 'staff:x' WHERE id >= {id} AND id < {id} + 10"],
}


@pytest.mark.parametrize("deed", list(CAREFUL))
def test_the_careful_attacker_is_found_by_the_outside_checkpoint(
    sealed: FolderHolder, deed: str
) -> None:
    seq = random.Random(deed).randrange(1, sealing.size() - 11)
    row = first_id(seq)
    attack(*(each.format(id=row) for each in CAREFUL[deed]))
    rewrite()
    found = look(sealed)
    assert {Fault.ROOT, Fault.CUT} & {each.fault for each in found.problems}
    told = next(each for each in found.problems if each.told_by == "region")
    assert told.since is not None
    assert told.since <= seq


def test_without_an_outside_checkpoint_a_full_rewrite_passes(sealed: FolderHolder) -> None:
    """The documented limit: a log nobody else keeps a copy of proves nothing."""
    attack(f"UPDATE leaf SET action = 'x' WHERE id = {first_id(3)}")
    rewrite()
    found = verify([], public())
    assert found.whole
    assert not found.witnessed
    assert not look(sealed).whole


def test_the_holder_refuses_a_log_that_did_not_only_grow(
    sealed: FolderHolder, make_act: MakeAct
) -> None:
    kept = len(sealed.held())
    attack(f"UPDATE leaf SET action = 'x' WHERE id = {first_id(3)}")
    rewrite()
    with write():
        log(make_act(), "test.line", "later")
    with pytest.raises(Inconsistent):
        sealing.seal_ready()
    assert len(sealed.held()) == kept


def test_a_strange_key_or_a_spoiled_note_is_told(sealed: FolderHolder, tmp_path: Path) -> None:
    other = notes.public_bytes(notes.create_key(tmp_path / "other.key"))
    assert {each.fault for each in verify([sealed], other).problems} == {Fault.SIGNATURE}
    file = sorted(sealed.folder.iterdir())[0]
    file.write_text(file.read_text().replace("anju", "onju"), encoding="utf-8")
    assert Fault.SIGNATURE in {each.fault for each in look(sealed).problems}
    file.write_text("nonsense", encoding="utf-8")
    assert Fault.UNREADABLE in {each.fault for each in look(sealed).problems}


def test_two_sequencers_one_wins(holder: FolderHolder, make_act: MakeAct) -> None:
    """Both read the same waiting lines; the place in the tree is unique, one starts over."""
    with write():
        for n in range(5):
            log(make_act(), "test.line", f"thing{n}")
    with write():
        fresh = sealing._fresh(100)
        sealing._place(fresh)
        with pytest.raises(Conflict, match="sealed_meanwhile"):
            _place_again(fresh)
    db.session.rollback()


def _place_again(fresh: object) -> None:
    """As a second process that read the size before the first one committed."""
    real = sealing.size
    sealing.size = lambda: 0  # type: ignore[assignment]
    try:
        db.session.expunge_all()
        sealing._place(fresh)  # type: ignore[arg-type]
    finally:
        sealing.size = real  # type: ignore[assignment]


def test_the_commands(app: Flask, sealed: FolderHolder, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    assert "0 lines sealed" in run(args=["audit", "seal"]).output
    done = run(args=["audit", "verify"])
    assert done.exit_code == 0
    assert "no fault" in done.output
    key = run(args=["audit", "key"]).output.split()[1]
    assert run(args=["audit", "verify", "--key", key]).exit_code == 0
    assert run(args=["audit", "verify", "--key", "00" * 32]).exit_code == 1
    assert run(args=["audit", "replay"]).exit_code == 0
    seq = sealing.size() - 5
    attack(f"UPDATE leaf SET actor = 'staff:x' WHERE id = {first_id(seq)}")
    spoilt = run(args=["audit", "verify"])
    assert spoilt.exit_code == 1
    assert f"first fault: altered at line {seq}" in spoilt.output
    file = tmp_path / "bundle.json"
    file.write_text('{"v": 0}', encoding="utf-8")
    assert run(args=["audit", "check-bundle", str(file)]).exit_code == 1
