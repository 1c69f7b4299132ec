"""The simulator's doors themselves, bank, SMS, and the document both sides keep to."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import httpx
import pytest

from portal.applications import Source
from portal.exchange import (
    HttpBank,
    HttpSms,
    PaymentLine,
    SimulatorAdmin,
    create_simulator,
    read_returns,
    write_payments,
)
from portal.exchange.contract import document, faults, requested_fields
from portal.exchange.signing import signed_headers
from portal.exchange.transport import encoded
from portal.kernel.errors import Conflict, Missing, Refused, Unavailable
from tests.service.exchange.conftest import KEY, PEOPLE, SLOW


def asked(**changed: Any) -> dict[str, Any]:
    person = PEOPLE.by_token("qin-meifang")
    assert person is not None
    body: dict[str, Any] = {
        "request": "r", "purpose": "application", "basis": "consent:1", "on": "2026-03-02",
        "fields": list(requested_fields(Source.INCOME)),
        "subject": {"token": "t", "id_number": person.id_number, "name": person.name},
    }  # fmt: skip
    return body | changed


def post(url: str, path: str, body: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    signed = signed_headers(KEY, method="POST", path=path, body=body)
    return httpx.post(url + path, content=body, headers=headers or signed, trust_env=False)


def test_the_document_is_whole() -> None:
    assert set(document()["components"]["schemas"]["Source"]["enum"]) == {s.value for s in Source}
    rules = create_simulator(size=0).url_map.iter_rules()
    served = {rule.rule.replace("<", "{").replace(">", "}") for rule in rules}
    assert served == set(document()["paths"])


def test_what_client_and_simulator_say_fits_the_document(simulator_url: str) -> None:
    body = asked()
    assert faults("Question", body) == []
    answer = post(simulator_url, "/v1/income/query", encoded(body))
    assert answer.status_code == 200
    assert faults("Answer", answer.json()) == []


def test_a_replayed_request_is_refused_over_http(simulator_url: str) -> None:
    body = encoded(asked())
    headers = signed_headers(KEY, method="POST", path="/v1/income/query", body=body)
    first = post(simulator_url, "/v1/income/query", body, headers)
    again = post(simulator_url, "/v1/income/query", body, headers)
    elsewhere = post(simulator_url, "/v1/fund/query", body, headers)
    assert [r.status_code for r in (first, again, elsewhere)] == [200, 401, 401]
    assert again.json() == {"code": "replayed"}
    assert faults("Problem", again.json()) == []


@pytest.mark.parametrize(
    "path",
    [
        "/v1/income/query",
        "/admin/faults",
        "/admin/messages",
        "/admin/persons/qin-meifang/changes",
        "/bank/v1/batches/B1",
        "/sms/v1/messages",
        "/nowhere",
    ],
)
def test_no_door_opens_unsigned(simulator_url: str, path: str) -> None:
    assert httpx.post(simulator_url + path, json={}, trust_env=False).status_code == 401


def test_a_query_string_is_refused_because_nobody_signed_it(simulator_url: str) -> None:
    body = encoded(asked())
    headers = signed_headers(KEY, method="POST", path="/v1/income/query", body=body)
    answer = post(simulator_url, "/v1/income/query?x=1", body, headers)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", encoded(asked(on="2026-02-30")), encoded(asked(fields=["annual_fen"])),
        encoded(asked(fields=["annual_fen", "assets_fen", "year", "spouse"])),
        encoded(asked(subject={"token": "t", "id_number": "123", "name": "n"})),
        encoded(asked(extra=1)),
    ],
)  # fmt: skip
def test_a_question_that_breaks_the_document(simulator_url: str, body: bytes) -> None:
    assert post(simulator_url, "/v1/income/query", body).status_code == 400


def test_an_unknown_source(simulator_url: str) -> None:
    assert post(simulator_url, "/v1/police/query", encoded(asked())).status_code == 400


def test_changes_are_checked(admin: SimulatorAdmin) -> None:
    with pytest.raises(Refused):
        admin.change("qin-meifang", "buy_home", on=date(2026, 3, 2))
    with pytest.raises(Refused):
        admin.change("qin-meifang", "fly", on=date(2026, 3, 2))
    with pytest.raises(Missing):
        admin.change("nobody", "die", on=date(2026, 3, 2))
    with pytest.raises(Refused):
        admin.fault("police", "down")


# --- bank --------------------------------------------------------------------------


def batch(*amounts: int, encoding: str = "utf-8-sig") -> bytes:
    return write_payments(
        [
            PaymentLine(str(i), f"62170012345{i:04d}", "覃美芳", amount, "补贴")
            for i, amount in enumerate(amounts)
        ],
        encoding,
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_batch_is_paid_and_the_closed_account_comes_back(bank: HttpBank, encoding: str) -> None:
    number = f"B-{encoding}"
    assert bank.fetch_return(number) is None
    receipt = bank.deliver(number, batch(14700, 27300, encoding=encoding))
    assert (receipt.rows, receipt.total) == (2, 42000)
    content = bank.fetch_return(number)
    assert content is not None
    content.decode(encoding)
    back = read_returns(content)
    assert [(r.seq, r.status, r.reason) for r in back] == [
        ("0", "returned", "account_closed"), ("1", "paid", ""),
    ]  # fmt: skip


def test_the_same_batch_twice_is_one_batch_other_content_is_refused(bank: HttpBank) -> None:
    assert bank.deliver("B-2", batch(1, 2)) == bank.deliver("B-2", batch(1, 2))
    with pytest.raises(Conflict):
        bank.send("B-2", batch(1, 3))


def test_a_file_that_breaks_the_layout_never_leaves(bank: HttpBank) -> None:
    with pytest.raises(Refused, match="bank_refused_file"):
        bank.send("B-3", b"seq,amount\r\n")
    assert bank.fetch_return("B-3") is None


@pytest.mark.parametrize("mode", ["slow", "down", "garbage", "contradicting"])
def test_unknown_outcome_then_the_same_bytes_again_pay_once(
    bank: HttpBank, admin: SimulatorAdmin, mode: str
) -> None:
    number, content = f"B-{mode}", batch(500)
    admin.fault("bank", mode)
    with pytest.raises(Unavailable):
        bank.send(number, content)
    admin.fault("bank", "none")
    assert bank.deliver(number, content).total == 500
    found = bank.fetch_return(number)
    assert found is not None
    assert len(read_returns(found)) == 1


@pytest.mark.parametrize("mode", ["slow", "down", "garbage"])
def test_a_return_file_that_is_none(bank: HttpBank, admin: SimulatorAdmin, mode: str) -> None:
    bank.send(f"R-{mode}", batch(500))
    admin.fault("bank", mode)
    with pytest.raises(Unavailable):
        bank.fetch_return(f"R-{mode}")


# --- SMS ---------------------------------------------------------------------------


def test_one_message_per_key_however_often_sent(sms: HttpSms, admin: SimulatorAdmin) -> None:
    text = "【安居】有一套房给您看：榕荫里2栋704。"
    for _ in range(3):
        sms.send("13697717731", text, "offer-1")
    sms.send("13697717731", text, "offer-2")
    assert admin.messages()[:2] == [{"to": "13697717731", "text": text}] * 2
    assert len([m for m in admin.messages() if m["text"] == text]) == 2


def test_one_key_cannot_carry_two_messages(sms: HttpSms) -> None:
    sms.send("13697717731", "一", "same-key")
    with pytest.raises(Refused):
        sms.send("13697717731", "二", "same-key")


def test_no_phone_no_message(sms: HttpSms, admin: SimulatorAdmin) -> None:
    with pytest.raises(Refused):
        sms.send("0771-5530000", "一", "landline")
    assert all(m["to"] != "0771-5530000" for m in admin.messages())


@pytest.mark.parametrize("mode", ["slow", "down", "garbage"])
def test_a_silent_gateway(sms: HttpSms, admin: SimulatorAdmin, mode: str) -> None:
    admin.fault("sms", mode)
    with pytest.raises(Unavailable):
        sms.send("13697717731", f"消息 {mode}", f"key-{mode}")
    admin.fault("sms", "none")
    sms.send("13697717731", f"消息 {mode}", f"key-{mode}")
    assert SLOW > 0
    assert [m["text"] for m in admin.messages()].count(f"消息 {mode}") == 1


def test_the_document_is_plain_json() -> None:
    assert json.loads(json.dumps(document())) == document()
