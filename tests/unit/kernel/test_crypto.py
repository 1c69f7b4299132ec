"""Sealing: published vectors, row swaps, rotation, key files."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.kernel import crypto, keyring
from portal.kernel.crypto import Unsealable, blind, blinds, seal, unseal, use_keyring
from portal.kernel.keyring import BadKeyFile, Keyring

FIELD = "person.document"


@pytest.fixture(autouse=True)
def keys() -> Iterator[Keyring]:
    fresh = Keyring.fresh()
    with Flask(__name__).app_context():
        use_keyring(fresh)
        yield fresh


RFC8998 = {
    "key": "0123456789ABCDEFFEDCBA9876543210",
    "nonce": "00001234567800000000ABCD",
    "aad": "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2",
    "data": "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
    "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA",
    "sealed": "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    "83DE3541E4C2B58177E065A9BF7B62EC",
}
GCM_SPEC_CASE_16 = {
    "key": "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
    "nonce": "cafebabefacedbaddecaf888",
    "aad": "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    "data": "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    "sealed": "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    "76fc6ece0f4e1768cddf8853bb2d551b",
}


@pytest.mark.parametrize(("alg", "vector"), [("sm4gcm", RFC8998), ("aesgcm", GCM_SPEC_CASE_16)])
class TestVectors:
    def test_it_matches(self, alg: str, vector: dict[str, str]) -> None:
        key, nonce, aad, data, expected = (bytes.fromhex(v) for v in vector.values())
        assert crypto.gcm_encrypt(alg, key, nonce, data, aad) == expected
        assert crypto.gcm_decrypt(alg, key, nonce, expected, aad) == data

    def test_altered_data_are_refused(self, alg: str, vector: dict[str, str]) -> None:
        key, nonce, aad, _, expected = (bytes.fromhex(v) for v in vector.values())
        with pytest.raises(Unsealable):
            crypto.gcm_decrypt(alg, key, nonce, expected, aad + b"x")
        with pytest.raises(Unsealable):
            crypto.gcm_decrypt(alg, key, nonce, bytes([expected[0] ^ 1]) + expected[1:], aad)


@pytest.mark.parametrize(("suite", "alg"), [("aes", "aesgcm"), ("sm", "sm4gcm")])
class TestSeal:
    def test_it(self, keys: Keyring, suite: str, alg: str) -> None:
        use_keyring(keys, suite=suite)
        envelope = seal(FIELD, "u1", "韦兰 450102")
        assert envelope.startswith(f"v1:{alg}:k1:")
        assert envelope.count(":") == 4
        assert unseal(FIELD, "u1", envelope) == "韦兰 450102"
        assert seal(FIELD, "u1", "韦兰 450102") != envelope

    @pytest.mark.parametrize(("field", "uid"), [(FIELD, "u2"), ("person.phone", "u1")])
    def test_another_row_or_field(
        self, keys: Keyring, suite: str, alg: str, field: str, uid: str
    ) -> None:
        use_keyring(keys, suite=suite)
        envelope = seal(FIELD, "u1", "x")
        with pytest.raises(Unsealable):
            unseal(field, uid, envelope)

    def test_empty_text(self, keys: Keyring, suite: str, alg: str) -> None:
        use_keyring(keys, suite=suite)
        assert unseal(FIELD, "u1", seal(FIELD, "u1", "")) == ""


class TestEnvelope:
    @pytest.mark.parametrize(
        "change",
        [
            lambda e: e[:-4],
            lambda e: e.replace("aesgcm", "sm4gcm"),
            lambda e: e.replace("k1", "k9"),
            lambda e: e.replace("v1", "v2"),
            lambda e: "",
            lambda e: "v1:aesgcm:k1::",
            lambda e: "450102192001010011",
        ],
    )
    def test_altered(self, change: object) -> None:
        assert callable(change)
        with pytest.raises(Unsealable):
            unseal(FIELD, "u1", change(seal(FIELD, "u1", "x")))

    def test_without_uid_nothing_is_sealed(self) -> None:
        with pytest.raises(ValueError, match="uid"):
            seal(FIELD, "", "x")

    def test_bytes(self) -> None:
        data = bytes(range(256))
        sealed = crypto.seal_bytes("blob", "u1", data)
        assert crypto.unseal_bytes("blob", "u1", sealed) == data
        with pytest.raises(Unsealable):
            crypto.unseal_bytes("blob", "u2", sealed)


class TestRotation:
    def test_old_envelopes_open_and_are_stale(self, keys: Keyring) -> None:
        envelope = seal(FIELD, "u1", "x")
        assert not crypto.stale(envelope)
        use_keyring(keys.with_new_key())
        assert crypto.stale(envelope)
        again = crypto.reseal(FIELD, "u1", envelope)
        assert again.startswith("v1:aesgcm:k2:")
        assert unseal(FIELD, "u1", again) == unseal(FIELD, "u1", envelope) == "x"

    def test_another_suite_makes_stale(self, keys: Keyring) -> None:
        envelope = seal(FIELD, "u1", "x")
        use_keyring(keys, suite="sm")
        assert crypto.stale(envelope)
        assert unseal(FIELD, "u1", envelope) == "x"

    def test_the_index_keeps_uniqueness_on_the_old_key(self, keys: Keyring) -> None:
        old = blind("document", "1")
        assert blinds("document", "1") == (old,)
        assert crypto.blind_next("document", "1") is None
        turning = keys.with_next_index()
        use_keyring(turning)
        new = crypto.blind_next("document", "1")
        assert blind("document", "1") == old
        assert new is not None
        assert blinds("document", "1") == (old, new)
        use_keyring(turning.with_index_turned())
        assert blinds("document", "1") == (new,)

    def test_a_rotation_begins_and_ends_once(self, keys: Keyring) -> None:
        with pytest.raises(BadKeyFile):
            keys.with_next_index().with_next_index()
        with pytest.raises(BadKeyFile):
            keys.with_index_turned()


class TestBlind:
    def test_it(self, keys: Keyring) -> None:
        assert blind("document", "1") == blind("document", "1")
        assert blind("document", "1") != blind("phone", "1")
        assert blind("document", "1") != blind("document", "2")
        assert len(blind("document", "1")) <= 60
        first = blind("document", "1")
        use_keyring(keys, suite="sm")
        assert blind("document", "1") == first
        use_keyring(Keyring.fresh())
        assert blind("document", "1") != first


class TestKeyFile:
    def test_it_is_private_and_never_overwritten(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "keys.json"
        made = crypto.create_key_file(path, demo=True)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert crypto.read_key_file(path) == made
        with pytest.raises(FileExistsError):
            crypto.create_key_file(path)

    def test_a_rotated_ring_replaces_it(self, tmp_path: Path) -> None:
        path = tmp_path / "keys.json"
        rotated = crypto.create_key_file(path).with_new_key().with_next_index()
        keyring.replace_key_file(path, rotated)
        assert crypto.read_key_file(path) == rotated
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    @pytest.mark.parametrize("demo", [True, False])
    def test_the_app_reads_it(self, tmp_path: Path, demo: bool) -> None:
        crypto.create_key_file(tmp_path / "keys.json", demo=demo)
        app = Flask(__name__)
        app.config.update(KEY_FILE=str(tmp_path / "keys.json"), CRYPTO_SUITE="sm")
        crypto.init_crypto(app)
        with app.app_context():
            assert crypto.keys_are_demo() is demo
            assert seal(FIELD, "u1", "x").startswith("v1:sm4gcm:")

    def test_two_apps_in_one_process_keep_their_own(self, tmp_path: Path) -> None:
        apps = [Flask(__name__), Flask(__name__)]
        for number, app in enumerate(apps):
            app.config["KEY_FILE"] = str(tmp_path / f"{number}.json")
            crypto.create_key_file(tmp_path / f"{number}.json")
            crypto.init_crypto(app)
        with apps[0].app_context():
            envelope = seal(FIELD, "u1", "x")
        with apps[1].app_context(), pytest.raises(Unsealable):
            unseal(FIELD, "u1", envelope)
        with apps[0].app_context():
            assert unseal(FIELD, "u1", envelope) == "x"

    @pytest.mark.parametrize(
        "change", [{"current": "k7"}, {"address_key": "AAAA"}, {"keys": {}}, {"keys": None}]
    )
    def test_a_bad_one_is_refused(self, tmp_path: Path, change: dict[str, object]) -> None:
        path = tmp_path / "keys.json"
        crypto.create_key_file(path)
        path.write_text(json.dumps(json.loads(path.read_text()) | change))
        with pytest.raises(BadKeyFile):
            crypto.read_key_file(path)

    def test_a_missing_one_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(BadKeyFile):
            crypto.read_key_file(tmp_path / "none.json")

    def test_keys_never_show(self, keys: Keyring) -> None:
        assert repr(keys.address_key)[2:-1] not in repr(keys)
        assert "keys=" not in repr(keys)


def test_unknown_suite(keys: Keyring) -> None:
    with pytest.raises(ValueError, match="aes or sm"):
        use_keyring(keys, suite="rot13")


def test_without_keys_nothing_works() -> None:
    with Flask(__name__).app_context(), pytest.raises(RuntimeError, match="init_crypto"):
        blind("document", "1")
