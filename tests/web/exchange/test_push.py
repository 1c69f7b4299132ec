"""The door for departments: whoever is not one is told nothing, whoever is one is heard once."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import Counter
from typing import Any

import pytest
from flask import Flask

from portal.exchange import SigningKey
from portal.exchange.contract import OUR_SPEC, faults
from portal.exchange.models import DepartmentNotice
from portal.exchange.notices.proof import forget_nonces, verifier
from portal.exchange.signing import REPLAY_WINDOW_SECONDS, SignatureRefused, signed_headers
from portal.exchange.views.pushed import LARGEST
from portal.kernel.database import db, write
from tests import casework
from tests.casework import Case
from tests.notices import DOOR, KEY, a_notice, kept, packed, push, pushed
from tests.pages import HouseClient
from tests.people import an_id


def signed(content: bytes, *, late: int = 0, **changed: Any) -> dict[str, str]:
    """Fresh headers; ``late`` is how many seconds ago they were made."""
    given = {"key": KEY, "method": "POST", "path": DOOR, "body": content} | changed
    return signed_headers(given.pop("key"), at=int(time.time()) - late, **given)


def code(answer: Any) -> tuple[int, str]:
    told = answer.get_json(force=True)
    assert answer.mimetype == "application/problem+json"
    assert faults("Problem", told, OUR_SPEC) == []
    assert told["status"] == answer.status_code
    return answer.status_code, told["code"]


def test_a_notice_is_taken_in_and_its_receipt_says_nothing_else(
    client: HouseClient, waiting: Case
) -> None:
    told = a_notice(waiting.applicant)
    receipt = pushed(client, told)
    assert faults("Receipt", receipt, OUR_SPEC) == []
    assert (receipt["id"], receipt["source"]) == (told["id"], told["source"])
    assert kept() == (1, 1, 1)


def test_what_it_says_is_sealed_at_rest(client: HouseClient, waiting: Case) -> None:
    told = a_notice(waiting.applicant)
    pushed(client, told)
    row = db.session.query(DepartmentNotice).one()
    assert told["subject"]["id_number"] not in row.body_sealed
    assert json.loads(row.body or "") == told


# --- forged ------------------------------------------------------------------------

FORGED = {
    "another secret": {"key": SigningKey("anju", b"a guess that is long enough")},
    "another partner": {"key": SigningKey("mallory", KEY.secret)},
    "another path": {"path": "/v1/hukou/query"},
    "another door": {"path": DOOR + "/"},
    "a query beside it": {"path": DOOR + "?dry=1"},
    "another method": {"method": "PUT"},
    "another body": {"body": b"{}"},
    "too old": {"late": REPLAY_WINDOW_SECONDS + 60},
    "from the future": {"late": -REPLAY_WINDOW_SECONDS - 60},
    "long ago": {"late": 10**9},
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_signature_gets_nowhere(how: str, client: HouseClient, waiting: Case) -> None:
    body = packed(a_notice(waiting.applicant))
    answer = push(client, body, headers=signed(body, **FORGED[how]))
    assert code(answer)[0] == 401
    assert answer.headers["WWW-Authenticate"]
    assert kept() == (0, 0, 0)


BROKEN = {
    "none at all": dict.fromkeys(("X-Key", "X-Time", "X-Nonce", "X-Signature")),
    "no key": {"X-Key": None},
    "no time": {"X-Time": None},
    "no nonce": {"X-Nonce": None},
    "no signature": {"X-Signature": None},
    "an empty signature": {"X-Signature": ""},
    "zeros": {"X-Signature": "0" * 64},
    "a short nonce": {"X-Nonce": "ab12"},
    "a long nonce": {"X-Nonce": "a" * 65},
    "a nonce in other letters": {"X-Nonce": "ÿ" * 32},
    "a time in words": {"X-Time": "now"},
    "a time in other digits": {"X-Time": "１７７２４０００００"},
    "a huge time": {"X-Time": "9" * 5000},
    "a negative time": {"X-Time": "-1"},
    "a signature in other letters": {"X-Signature": "é" * 64},
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN)
def test_headers_that_are_no_signature(how: str, client: HouseClient, waiting: Case) -> None:
    body = packed(a_notice(waiting.applicant))
    changed: dict[str, str | None] = {**signed(body), **BROKEN[how]}
    headers = {k: v.encode("utf-8").decode("latin-1") for k, v in changed.items() if v is not None}
    assert code(push(client, body, headers=headers))[0] == 401
    assert kept() == (0, 0, 0)


def test_one_bit_of_the_body(client: HouseClient, waiting: Case) -> None:
    body = packed(a_notice(waiting.applicant))
    for place in range(0, len(body), 16):
        altered = bytearray(body)
        altered[place] ^= 1
        assert push(client, bytes(altered), headers=signed(body)).status_code in (401, 429)
    assert kept() == (0, 0, 0)


def test_a_query_string_is_refused_even_if_signed(client: HouseClient, waiting: Case) -> None:
    body = packed(a_notice(waiting.applicant))
    headers = signed(body, path=DOOR + "?a=1")
    answer = client.post(DOOR + "?a=1", data=body, headers=headers, content_type="application/json")
    assert code(answer) == (400, "query_string")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_no_other_way_in(method: str, client: HouseClient) -> None:
    answer = client.open(DOOR, method=method, headers=signed(b"", method=method))
    assert code(answer) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST"


# --- replayed ----------------------------------------------------------------------


def test_a_replayed_push_is_refused(client: HouseClient, waiting: Case) -> None:
    body = packed(a_notice(waiting.applicant))
    headers = signed(body)
    assert push(client, body, headers=headers).status_code == 200
    assert code(push(client, body, headers=headers)) == (401, "replayed")
    assert kept() == (1, 1, 1)


def test_a_replay_is_refused_by_another_process_too(client: HouseClient, waiting: Case) -> None:
    """Nonces are in the database: a verifier that has seen nothing, as after a restart."""
    body = packed(a_notice(waiting.applicant))
    headers = signed(body)
    assert push(client, body, headers=headers).status_code == 200
    with pytest.raises(SignatureRefused, match="replayed"):
        verifier({KEY.id: KEY}).check(headers, method="POST", path=DOOR, body=body)


def test_one_request_said_many_times_at_once_is_heard_once(app: Flask, waiting: Case) -> None:
    body = packed(a_notice(waiting.applicant))
    headers = signed(body)
    start, answers, guard = threading.Barrier(8), Counter[int](), threading.Lock()

    def send() -> None:
        client = app.test_client()
        start.wait()
        answer = client.post(DOOR, data=body, headers=headers, content_type="application/json")
        with guard:
            answers[answer.status_code] += 1

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert answers == {200: 1, 401: 7}
    assert kept() == (1, 1, 1)


def test_a_nonce_is_kept_for_as_long_as_it_could_be_used(
    app: Flask, client: HouseClient, waiting: Case
) -> None:
    body = packed(a_notice(waiting.applicant))
    headers = signed(body, late=60 - REPLAY_WINDOW_SECONDS)
    assert push(client, body, headers=headers).status_code == 200
    forget_nonces(casework.house_act())
    assert code(push(client, body, headers=headers)) == (401, "replayed")


def test_a_refused_request_uses_up_its_nonce_all_the_same(
    client: HouseClient, waiting: Case
) -> None:
    body = b"not json"
    headers = signed(body)
    assert code(push(client, body, headers=headers)) == (400, "not_a_notice")
    assert code(push(client, body, headers=headers)) == (401, "replayed")


# --- the same notice again, and another of the same number --------------------------


def test_the_same_notice_again_gets_the_same_receipt(client: HouseClient, waiting: Case) -> None:
    told = a_notice(waiting.applicant)
    first = pushed(client, told)
    turned = dict(reversed(told.items()))
    assert pushed(client, turned) == first
    assert kept() == (1, 1, 1)


@pytest.mark.parametrize(
    "changed", [{"happened_on": "2026-02-01"}, {"kind": "home_sold"}, {"subject": None}]
)
def test_the_same_number_with_other_content(
    changed: dict[str, Any], client: HouseClient, waiting: Case
) -> None:
    told = a_notice(waiting.applicant)
    pushed(client, told)
    if changed.get("subject", 1) is None:
        changed = {"subject": {"id_number": an_id(7), "name": "别人"}}
    assert code(push(client, told | changed)) == (409, "notice_differs")
    assert kept() == (1, 1, 1)


def test_two_departments_may_use_the_same_number(client: HouseClient, waiting: Case) -> None:
    told = a_notice(waiting.applicant)
    pushed(client, told)
    pushed(client, told | {"source": "benefits", "kind": "benefit_granted"})
    assert kept() == (2, 2, 2)


# --- about people we have nothing to do with ----------------------------------------


def test_of_an_unknown_person_nothing_is_kept(client: HouseClient, waiting: Case) -> None:
    stranger = a_notice(waiting.applicant)
    stranger["subject"] = {"id_number": an_id(77), "name": "陌生人"}
    answer = push(client, stranger)
    known = push(client, a_notice(waiting.applicant))
    assert kept() == (2, 1, 1)
    assert (answer.status_code, set(answer.get_json())) == (200, set(known.get_json()))
    assert {*dict(answer.headers)} == {*dict(known.headers)}
    # Repeated, and with other content, it is answered like any other.
    assert pushed(client, stranger) == answer.get_json()
    assert code(push(client, stranger | {"happened_on": "2026-01-01"})) == (409, "notice_differs")


def test_a_person_with_nothing_running_is_treated_like_an_unknown(
    app: Flask, client: HouseClient
) -> None:
    with write():
        other = casework.households.register_person(
            casework.house_act(), id_number=an_id(5), name="闲人"
        ).uid
    pushed(client, a_notice(other))
    assert kept() == (1, 0, 0)


# --- bodies ------------------------------------------------------------------------

NOTICE: dict[str, Any] = {
    "id": "ntc-000001", "source": "property", "kind": "home_bought", "happened_on": "2026-03-01",
    "subject": {"id_number": an_id(3), "name": "某人"},
}  # fmt: skip
GARBAGE: dict[str, bytes] = {
    "nothing": b"",
    "words": b"home bought",
    "half of it": packed(NOTICE)[:40],
    "two of them": packed(NOTICE) * 2,
    "a list": packed([NOTICE]),
    "null": b"null",
    "a number": b"1e999",
    "deep": b"[" * 30_000,
    "deep objects": b'{"a":' * 9_000,
    "bytes": bytes(range(256)),
    "utf-16": json.dumps(NOTICE).encode("utf-16"),
    "a lone surrogate": packed(NOTICE).replace("某人".encode(), b"\\ud800"),
    "not utf-8": packed(NOTICE).replace("某人".encode(), b"\xff\xfe"),
    "gbk": json.dumps(NOTICE, ensure_ascii=False).encode("gbk"),
    "a huge number": b'{"id":' + b"9" * 5000 + b"}",
    "not a number": b'{"id": NaN}',
    "no id": packed({k: v for k, v in NOTICE.items() if k != "id"}),
    "no subject": packed({k: v for k, v in NOTICE.items() if k != "subject"}),
    "something more": packed(NOTICE | {"income_fen": 5}),
    "a short id": packed(NOTICE | {"id": "1"}),
    "an id with a line": packed(NOTICE | {"id": "ntc-000001\n"}),
    "an id with a null": packed(NOTICE | {"id": "ntc-0000\x00"}),
    "an unknown department": packed(NOTICE | {"source": "weather"}),
    "an unknown kind": packed(NOTICE | {"kind": "promotion"}),
    "the 30th of February": packed(NOTICE | {"happened_on": "2026-02-30"}),
    "a day in other digits": packed(NOTICE | {"happened_on": "２０２６-03-01"}),
    "a day with a time": packed(NOTICE | {"happened_on": "2026-03-01T00:00:00"}),
    "a short ID number": packed(NOTICE | {"subject": {"id_number": "4501", "name": "某"}}),
    "an ID number with a line": packed(
        NOTICE | {"subject": {"id_number": an_id(3) + "\n", "name": "某"}}
    ),
    "a name too long": packed(NOTICE | {"subject": {"id_number": an_id(3), "name": "某" * 101}}),
    "no name": packed(NOTICE | {"subject": {"id_number": an_id(3), "name": ""}}),
    "a phone": packed(
        NOTICE | {"subject": {"id_number": an_id(3), "name": "某", "phone": "13800000000"}}
    ),
    "a list for a name": packed(NOTICE | {"subject": {"id_number": an_id(3), "name": ["某"]}}),
}  # fmt: skip


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_is_told_plainly(what: str, client: HouseClient) -> None:
    assert code(push(client, GARBAGE[what])) == (400, "not_a_notice")
    assert kept() == (0, 0, 0)


@pytest.mark.parametrize("how", ["null in the name", "line in the name", "x small"])
def test_odd_but_lawful_text(how: str, client: HouseClient) -> None:
    name = {"null in the name": "某\x00人", "line in the name": "某\n人"}.get(how, "某·人")
    pushed(client, NOTICE | {"subject": {"id_number": an_id(3), "name": name}})
    assert kept() == (1, 0, 0)


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain", "application/xml", "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded", "application/json; charset=gbk", "",
        "application/problem+json", "application/json-patch+json",
    ],
)  # fmt: skip
def test_another_content_type(kind: str, client: HouseClient) -> None:
    assert code(push(client, NOTICE, content_type=kind)) == (415, "not_json")


def test_a_packed_body(client: HouseClient) -> None:
    body = packed(NOTICE)
    headers = signed(body) | {"Content-Encoding": "gzip"}
    assert code(push(client, body, headers=headers)) == (415, "not_json")


@pytest.mark.parametrize("size", [LARGEST + 1, 5 * 1024 * 1024])
def test_too_large_a_body_is_not_read(size: int, client: HouseClient) -> None:
    assert code(push(client, b" " * size)) == (413, "request_entity_too_large")


def test_just_small_enough(client: HouseClient) -> None:
    body = packed(NOTICE)
    pushed(client, body + b" " * (LARGEST - len(body)))


# --- limits ------------------------------------------------------------------------


def test_who_goes_on_forging_is_held_up_but_not_the_department(client: HouseClient) -> None:
    body = packed(NOTICE)
    wrong = {**signed(body), "X-Signature": "0" * 64}
    answers = [push(client, body, headers=wrong) for _ in range(40)]
    assert [a.status_code for a in answers] == [401] * 30 + [429] * 10
    assert faults("Problem", answers[-1].get_json(force=True), OUR_SPEC) == []
    assert int(answers[-1].headers["Retry-After"]) >= 60
    assert push(client, body).status_code == 200


def test_a_department_that_pushes_too_much(
    client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.exchange.views.pushed.PER_MINUTE", 3)
    answers = [push(client, NOTICE) for _ in range(5)]
    assert [a.status_code for a in answers] == [200] * 3 + [429] * 2
    assert code(answers[-1]) == (429, "too_many")


# --- neither session nor form token, and nothing personal in a log -------------------


def test_the_door_keeps_no_session(client: HouseClient, waiting: Case) -> None:
    answer = push(client, a_notice(waiting.applicant))
    assert "Set-Cookie" not in answer.headers


def test_a_signed_in_officer_is_no_department(app: Flask, waiting: Case) -> None:
    desk = casework.browser(app, waiting.city)
    answer = desk.post(DOOR, data=packed(NOTICE), content_type="application/json")
    assert code(answer) == (401, "unsigned")


def test_nothing_personal_in_logs(
    client: HouseClient, waiting: Case, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = a_notice(waiting.applicant)
    body = packed(told)
    pushed(client, told)
    push(client, body, headers={**signed(body), "X-Signature": "0" * 64})
    push(client, told | {"kind": "home_sold"})
    push(client, told | {"more": 1})
    assert "notice refused: wrong" in caplog.text
    assert told["subject"]["id_number"] not in caplog.text
    assert told["subject"]["name"] not in caplog.text
