from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date

import httpx
import pytest

from portal.applications import FactQuestion, LogEntry, Outcome, Source
from portal.exchange import HttpFactSource, InProcess, SigningKey, SimulatorAdmin
from portal.exchange.breaker import Breaker
from portal.exchange.contract import faults
from tests.service.exchange.conftest import KEY, TIMEOUT, TODAY, question

Make = Callable[..., HttpFactSource]


def outcome(facts: HttpFactSource, token: str, source: Source, **changed: object) -> Outcome:
    return facts.ask([question(token, source, **changed)])[0].outcome


def test_every_department_answers_about_a_family_in_order(facts: HttpFactSource) -> None:
    tokens = ("huang-liping", "wei-guoqiang", "wei-xinyi")
    questions = [question(t, s) for t in tokens for s in Source]
    answers = facts.ask(questions)
    assert [(a.source, a.person) for a in answers] == [(q.source, q.person) for q in questions]
    assert {a.outcome for a in answers} == {Outcome.HIT, Outcome.NO_HIT}
    for answer in answers:
        if answer.outcome is Outcome.HIT:
            assert faults(f"{answer.source.value}_values", answer.values) == []
        else:
            assert answer.values == {}
        assert answer.valid_until is not None
        assert answer.valid_until > TODAY
        assert answer.as_of.tzinfo is not None


def test_in_process_and_over_http_say_the_same(facts: HttpFactSource) -> None:
    questions = [question("huang-zhiqiang", s) for s in Source]
    inside = InProcess().facts.ask(questions)
    outside = facts.ask(questions)
    assert [(a.outcome, a.values) for a in inside] == [(a.outcome, a.values) for a in outside]


def test_nothing_asked_nothing_answered(facts: HttpFactSource) -> None:
    assert facts.ask([]) == []


def test_silent_about_one_person_is_unavailable_for_him_alone(facts: HttpFactSource) -> None:
    both = [question(t, Source.VEHICLE) for t in ("huang-zhiqiang", "nong-xiuzhen")]
    assert [a.outcome for a in facts.ask(both)] == [Outcome.UNAVAILABLE, Outcome.NO_HIT]


def test_another_name_is_a_conflict_without_values(facts: HttpFactSource) -> None:
    answer = facts.ask([question("qin-meifang", Source.HUKOU, name="李四")])[0]
    assert (answer.outcome, answer.values) == (Outcome.CONFLICT, {})


@pytest.mark.parametrize("source", [Source.HUKOU, Source.INCOME, Source.TAX])
@pytest.mark.parametrize("mode", ["slow", "down", "garbage", "wrong_person"])
def test_a_broken_department_is_unknown_the_others_answer(
    mode: str, source: Source, facts: HttpFactSource, admin: SimulatorAdmin
) -> None:
    admin.fault(source, mode)
    questions = [question("qin-meifang", s) for s in (source, Source.PROPERTY)]
    broken, sound = facts.ask(questions)
    assert (broken.outcome, broken.values, broken.valid_until) == (Outcome.UNAVAILABLE, {}, None)
    assert sound.outcome is Outcome.HIT
    admin.fault(source, "none")
    assert outcome(facts, "qin-meifang", source) is Outcome.HIT


@pytest.mark.parametrize("mode", ["slow", "down", "garbage", "contradicting", "wrong_person"])
def test_in_process_a_fault_is_what_it_is_over_http(
    mode: str, facts: HttpFactSource, admin: SimulatorAdmin
) -> None:
    inside = InProcess()
    for source in (Source.INCOME, Source.PROPERTY):
        admin.fault(source, mode)
        inside.admin.fault(source, mode)
    questions = [question("qin-meifang", s) for s in (Source.INCOME, Source.PROPERTY)]
    here, there = inside.facts.ask(questions), facts.ask(questions)
    assert [(a.outcome, a.values) for a in here] == [(a.outcome, a.values) for a in there]


def test_a_contradiction_is_a_conflict(facts: HttpFactSource, admin: SimulatorAdmin) -> None:
    admin.fault("hukou", "contradicting")
    admin.fault("property", "contradicting")
    questions = [question("qin-meifang", s) for s in (Source.HUKOU, Source.PROPERTY)]
    hukou, property_ = facts.ask(questions)
    assert (hukou.outcome, hukou.values) == (Outcome.CONFLICT, {})
    assert property_.outcome is Outcome.CONFLICT
    assert property_.values["rights"]


def test_slowness_costs_no_more_than_time_limits_and_budget(
    make_facts: Make, admin: SimulatorAdmin
) -> None:
    admin.fault("income", "slow")
    facts = make_facts(workers=1, attempts=2, budget=0.5)
    began = time.monotonic()
    answers = facts.ask([question("qin-meifang", Source.INCOME)] * 6)
    assert time.monotonic() - began < 0.5 + TIMEOUT + 0.6
    assert {a.outcome for a in answers} == {Outcome.UNAVAILABLE}


def test_a_wrong_key_gets_no_fact(make_facts: Make) -> None:
    for key in (SigningKey(KEY.id, b"guessed"), SigningKey("mallory", KEY.secret)):
        assert outcome(make_facts(key=key), "qin-meifang", Source.INCOME) is Outcome.UNAVAILABLE


def test_nobody_listens(make_facts: Make) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nowhere = make_facts(url=f"http://127.0.0.1:{taken.getsockname()[1]}")
        assert outcome(nowhere, "qin-meifang", Source.INCOME) is Outcome.UNAVAILABLE


def test_the_breaker_rests_one_source_and_lets_a_probe_through(
    make_facts: Make, admin: SimulatorAdmin
) -> None:
    now = [0.0]
    facts = make_facts(
        attempts=1, workers=1, breaker=lambda: Breaker(limit=2, rest=30, clock=lambda: now[0])
    )
    admin.fault("income", "slow")
    facts.ask([question("qin-meifang", Source.INCOME)] * 2)
    assert facts.resting() == [Source.INCOME]
    admin.fault("income", "none")
    began = time.monotonic()
    assert outcome(facts, "qin-meifang", Source.INCOME) is Outcome.UNAVAILABLE
    assert time.monotonic() - began < TIMEOUT, "a resting source is not asked"
    assert outcome(facts, "qin-meifang", Source.HUKOU) is Outcome.HIT
    now[0] = 31
    assert outcome(facts, "qin-meifang", Source.INCOME) is Outcome.HIT
    assert facts.resting() == []


def test_a_declined_question_does_not_rest_the_department(make_facts: Make) -> None:
    facts = make_facts(workers=1, breaker=lambda: Breaker(limit=2))
    unfit = question("qin-meifang", Source.INCOME, basis="")
    asked = [unfit, unfit, unfit, question("qin-meifang", Source.INCOME)]
    assert [a.outcome for a in facts.ask(asked)] == [Outcome.UNAVAILABLE] * 3 + [Outcome.HIT]


def test_an_id_number_is_in_no_url_and_no_log(
    facts: HttpFactSource, admin: SimulatorAdmin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    admin.fault("income", "garbage")
    admin.fault("fund", "down")
    admin.fault("vehicle", "slow")
    questions = [question("qin-meifang", s) for s in Source]
    facts.ask(questions)
    assert caplog.text, "urls are logged at debug level, else this proves nothing"
    for secret in (questions[0].id_number, questions[0].name, questions[0].phone):
        assert secret is not None
        assert secret not in caplog.text
    assert "query" in caplog.text


def test_what_was_asked_is_told_once_per_ask(make_facts: Make, admin: SimulatorAdmin) -> None:
    heard: list[list[LogEntry]] = []
    facts = make_facts(on_asked=lambda entries: heard.append(list(entries)))
    admin.fault("income", "down")
    facts.ask([question("qin-meifang", s) for s in (Source.INCOME, Source.PROPERTY)])
    assert [[e.outcome for e in entries] for entries in heard] == [
        [Outcome.UNAVAILABLE, Outcome.HIT]
    ]
    assert heard[0][1].fields == ("rights",)
    assert heard[0][0].milliseconds >= 0
    assert "4501" not in repr(heard)


# --- a department that misbehaves in ways the simulator would not ---------------


@pytest.fixture
def liar() -> Iterator[tuple[str, list[bytes]]]:
    """A server that says whatever it is told to, connection by connection."""
    says: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(says[0])

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", says
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(timeout=2)


def http(body: str, length: int | None = None) -> bytes:
    content = body.encode()
    size = len(content) if length is None else length
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {size}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode() + content


INCOME = '{"annual_fen":1,"assets_fen":0,"year":2025}'


def said(subject: str, result: str = "hit", values: str = INCOME) -> str:
    return (
        f'{{"source":"income","subject":"{subject}","result":"{result}","values":{values},'
        '"as_of":"2026-03-02T00:00:00+08:00","valid_until":null}'
    )


@pytest.mark.parametrize(
    "bad",
    [
        http(said("uid-somebody-else")),
        http(said("uid-qin-meifang", values='{"annual_fen":-1,"assets_fen":0,"year":2025}')),
        http(said("uid-qin-meifang", values='{"annual_fen":1,"year":2025}')),
        http(said("uid-qin-meifang", result="no_hit")),
        http(said("uid-qin-meifang", result="fine")),
        http(said("uid-qin-meifang").replace("2026-03-02T00", "2026-13-02T00")),
        http("[" * 5000),
        http("null"),
        http(said("uid-qin-meifang").replace("2026-03-02T00", "2026-03-04T00")),
        http(said("uid-qin-meifang") + " " * 2_000_000),
        http(said("uid-qin-meifang")).replace(b"Content-Type", b"Content-Encoding: gzip\r\nX-Type"),
        http(said("uid-qin-meifang"), length=5000),
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"\x00\x01\x02",
        b"",
    ],
)
def test_nonsense_is_unknown(make_facts: Make, liar: tuple[str, list[bytes]], bad: bytes) -> None:
    url, says = liar
    facts = make_facts(url=url, attempts=1)
    says[:] = [http(said("uid-qin-meifang"))]
    assert outcome(facts, "qin-meifang", Source.INCOME) is Outcome.HIT
    says[:] = [bad]
    answer = facts.ask([question("qin-meifang", Source.INCOME)])[0]
    assert (answer.outcome, answer.values) == (Outcome.UNAVAILABLE, {})


FAMILY = (
    '{"status":"normal","name":"覃美芳","sex":"F","birth":"1981-10-30","kind":"urban",'
    '"region":"450107","address":"x","since":"2003-07-15","died_on":null,"members":[%s]}'
)
OWN = '{"name":"覃美芳","id_number":"450107198110303206","relation":"self"}'
SON = '{"name":"蒋宇航","id_number":"450107200807062553","relation":"child"}'


def register_says(members: str, result: str = "hit") -> bytes:
    body = said("uid-qin-meifang", result=result, values=FAMILY % members)
    return http(body.replace('"source":"income"', '"source":"hukou"'))


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        (register_says(f"{OWN},{SON}"), Outcome.HIT),
        (register_says(SON), Outcome.HIT),
        # the same name, another number: her namesake's booklet
        (register_says(OWN.replace("3206", "3222")), Outcome.CONFLICT),
        (register_says(f"{OWN},{SON.replace('2553', '2554')}"), Outcome.UNAVAILABLE),
        (register_says(f"{OWN},{SON.replace('20080706', '20981306')}"), Outcome.UNAVAILABLE),
    ],
)
def test_a_register_that_names_people_who_cannot_be(
    make_facts: Make, liar: tuple[str, list[bytes]], says: bytes, expected: Outcome
) -> None:
    url, script = liar
    script[:] = [says]
    answer = make_facts(url=url, attempts=1).ask([question("qin-meifang", Source.HUKOU)])[0]
    assert answer.outcome is expected
    assert bool(answer.values) == (expected is Outcome.HIT)


def test_another_name_in_an_answer_is_dropped_whatever_it_calls_itself(
    make_facts: Make, liar: tuple[str, list[bytes]]
) -> None:
    url, script = liar
    other = (FAMILY % OWN).replace("覃美芳", "覃美方")
    for result in ("hit", "conflict"):
        body = said("uid-qin-meifang", result=result, values=other)
        script[:] = [http(body.replace('"source":"income"', '"source":"hukou"'))]
        answer = make_facts(url=url, attempts=1).ask([question("qin-meifang", Source.HUKOU)])[0]
        assert (answer.outcome, answer.values) == (Outcome.CONFLICT, {})


def test_a_reply_that_drips_in_is_given_up(make_facts: Make) -> None:
    """Each byte comes in time, the whole does not: the attempt's time is one for all of it."""
    server = socket.create_server(("127.0.0.1", 0))
    whole = http(said("uid-qin-meifang"))
    given_up = threading.Event()

    def drip() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(whole[:-40])
            for byte in whole[-40:]:
                if given_up.wait(TIMEOUT / 8):
                    return
                try:
                    connection.sendall(bytes([byte]))
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    facts = make_facts(url=f"http://127.0.0.1:{server.getsockname()[1]}", attempts=1)
    found = outcome(facts, "qin-meifang", Source.INCOME)
    given_up.set()
    thread.join(timeout=5)
    server.close()
    assert found is Outcome.UNAVAILABLE


def test_a_repeat_carries_the_same_key_and_a_fresh_signature(make_facts: Make) -> None:
    seen: list[httpx.Request] = []

    def busy_once(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(503 if len(seen) == 1 else 200, text=said("uid-qin-meifang"))

    facts = make_facts(transport=httpx.MockTransport(busy_once), attempts=2, pause=0)
    assert outcome(facts, "qin-meifang", Source.INCOME) is Outcome.HIT
    first, again = seen
    assert first.headers["Idempotency-Key"] == again.headers["Idempotency-Key"] == "req-1"
    assert first.content == again.content
    assert first.headers["X-Nonce"] != again.headers["X-Nonce"]


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422])
def test_what_was_refused_is_not_repeated(make_facts: Make, status: int) -> None:
    seen: list[int] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        seen.append(status)
        return httpx.Response(status, text="{}")

    facts = make_facts(transport=httpx.MockTransport(refuse), attempts=3, pause=0)
    assert outcome(facts, "qin-meifang", Source.INCOME) is Outcome.UNAVAILABLE
    assert seen == [status]


# --- life goes on ----------------------------------------------------------------


def test_a_recheck_finds_the_home_bought_in_between(
    facts: HttpFactSource, admin: SimulatorAdmin
) -> None:
    before = question("wei-guoqiang", Source.PROPERTY)
    later = question("wei-guoqiang", Source.PROPERTY, on=date(2026, 9, 1))
    assert [a.outcome for a in facts.ask([before, later])] == [Outcome.NO_HIT] * 2
    admin.change("wei-guoqiang", "buy_home", on=date(2026, 8, 15), area=8800)
    assert [a.outcome for a in facts.ask([before, later])] == [Outcome.NO_HIT, Outcome.HIT]
    admin.change("wei-guoqiang", "sell_homes", on=date(2026, 8, 30))
    sold = facts.ask([later])[0].values["rights"][0]
    assert sold["transferred_on"] == "2026-08-30"


def test_income_car_shop_benefit_and_silence(facts: HttpFactSource, admin: SimulatorAdmin) -> None:
    token, on = "lan-chunhua", date(2026, 3, 1)
    admin.change(token, "income", on=on, annual_fen=9_900_000)
    admin.change(token, "buy_car", on=on)
    admin.change(token, "open_shop", on=on, area=1500)
    admin.change(token, "start_benefit", on=on, benefit="prh_lease", region="450200")
    sources = (Source.INCOME, Source.VEHICLE, Source.PROPERTY, Source.BENEFITS)
    income, vehicle, shop, benefit = facts.ask([question(token, s) for s in sources])
    assert income.values["annual_fen"] == 9_900_000
    assert vehicle.values["vehicles"][0]["kind"] == "car"
    assert shop.values["rights"][0]["use"] == "shop"
    assert benefit.values["benefits"][0]["city"] == "450200"
    admin.change(token, "sell_cars", on=on)
    assert outcome(facts, token, Source.VEHICLE) is Outcome.NO_HIT
    admin.change(token, "silence", on=on, source="vehicle")
    assert outcome(facts, token, Source.VEHICLE) is Outcome.UNAVAILABLE
    admin.change(token, "speak", on=on, source="vehicle")
    assert outcome(facts, token, Source.VEHICLE) is Outcome.NO_HIT


def test_death_reaches_both_registers_from_its_day(
    facts: HttpFactSource, admin: SimulatorAdmin
) -> None:
    admin.change("tao-xiulan", "die", on=date(2026, 2, 20))
    hukou, marriage = facts.ask(
        [question("tao-xiulan", Source.HUKOU), question("mo-jianjun", Source.MARRIAGE)]
    )
    assert (hukou.values["status"], hukou.values["died_on"]) == ("deceased", "2026-02-20")
    assert (marriage.outcome, marriage.values["status"]) == (Outcome.HIT, "widowed")
    earlier: FactQuestion = question("tao-xiulan", Source.HUKOU, on=date(2026, 2, 19))
    assert facts.ask([earlier])[0].values["status"] == "normal"
