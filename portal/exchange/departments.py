"""Departments over HTTP: answers ``applications.FactSource``, never raises, never guesses.

No answer, a late one, nonsense, or an answer about somebody else is *unavailable*; it is
never a silent pass. An answer that contradicts what was asked is a *conflict*.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from portal.applications import FactAnswer, FactQuestion, LogEntry, Outcome, Source
from portal.exchange.breaker import Breaker
from portal.exchange.contract import answer_fits, moment_on, requested_fields
from portal.exchange.request_log import Timed, log_entries
from portal.exchange.signing import SigningKey
from portal.exchange.transport import (
    PAUSE_SECONDS,
    TIMEOUT_SECONDS,
    Reply,
    SignedChannel,
    Silent,
    encoded,
)
from portal.kernel.clock import legal_date
from portal.kernel.database import utcnow
from portal.kernel.errors import Refused
from portal.kernel.identifiers import IdNumber
from portal.kernel.names import same_name

log = logging.getLogger(__name__)

BreakerFactory = Callable[[], Breaker]
OnAsked = Callable[[Sequence[LogEntry]], None]


class HttpFactSource:
    """Asks departments concurrently, at most ``budget`` seconds for all questions together.

    Each attempt has ``timeout`` seconds; a question is repeated up to ``attempts`` times
    (queries change nothing, so repeating is safe). Each source has its own breaker, in the
    memory of this process. ``on_asked`` hears what was asked after each call of ``ask``;
    store the entries with ``record`` in the next write. One instance serves many threads.
    """

    def __init__(
        self,
        base_url: str,
        key: SigningKey,
        *,
        timeout: float = TIMEOUT_SECONDS,
        attempts: int = 2,
        workers: int = 8,
        budget: float = 10.0,
        pause: float = PAUSE_SECONDS,
        on_asked: OnAsked | None = None,
        transport: httpx.BaseTransport | None = None,
        breaker: BreakerFactory = Breaker,
    ) -> None:
        self._channel = SignedChannel(
            base_url, key, timeout=timeout, pause=pause, transport=transport
        )
        self._attempts = attempts
        self._workers = workers
        self._budget = budget
        self._on_asked = on_asked
        self._breakers = {source: breaker() for source in Source}

    def ask(self, questions: Sequence[FactQuestion]) -> list[FactAnswer]:
        """One answer per question, in order."""
        if not questions:
            return []
        deadline = time.monotonic() + self._budget
        if self._workers == 1:
            timed = [self._ask(question, deadline) for question in questions]
        else:
            with ThreadPoolExecutor(min(self._workers, len(questions))) as pool:
                timed = list(pool.map(lambda q: self._ask(q, deadline), questions))
        if self._on_asked is not None:
            self._on_asked(log_entries(questions, timed, at=utcnow()))
        return [t.answer for t in timed]

    def resting(self) -> list[Source]:
        """Sources that are not being asked for now (connectors page; this process only)."""
        return [source for source, breaker in self._breakers.items() if breaker.open]

    def close(self) -> None:
        """Let go of the connections."""
        self._channel.close()

    def _ask(self, question: FactQuestion, deadline: float) -> Timed:
        began = time.monotonic()
        answer, detail = self._answer(question, deadline)
        return Timed(answer, round((time.monotonic() - began) * 1000), detail)

    def _answer(self, question: FactQuestion, deadline: float) -> tuple[FactAnswer, str]:
        """The answer, and in one word why there is none."""
        breaker = self._breakers[question.source]
        if time.monotonic() >= deadline:
            return _unavailable(question), "late"
        if not breaker.allows():
            return _unavailable(question), "resting"
        try:
            answer = self._query(question, deadline)
            breaker.succeeded()
            return answer, "no_answer" if answer.outcome is Outcome.UNAVAILABLE else ""
        except _Declined as error:
            breaker.succeeded()
            log.error("department %s declined: %s", question.source.value, error.code)
            detail = error.code
        except Silent as error:
            breaker.failed()
            log.warning("department %s: %s", question.source.value, error.code)
            detail = error.code
        except Exception:
            breaker.failed()
            # The traceback may quote personal data; the source and request must do.
            log.error("department %s: request %s broke", question.source, question.request)
            detail = "broke"
        return _unavailable(question), detail

    def _query(self, question: FactQuestion, deadline: float) -> FactAnswer:
        body = encoded(
            {
                "request": question.request,
                "purpose": question.purpose,
                "basis": question.basis,
                "authorisation": question.authorisation or None,
                "on": question.on.isoformat(),
                "fields": list(requested_fields(question.source)),
                "subject": {
                    "token": question.person,
                    "id_number": question.id_number,
                    "name": question.name,
                    "phone": question.phone,
                },
            }
        )
        reply = self._channel.call(
            "POST",
            f"/v1/{question.source.value}/query",
            body,
            idempotency_key=question.request,
            attempts=self._attempts,
            deadline=deadline,
        )
        return _read(question, reply)


class _Declined(Silent):
    """The department is well but will not take this question; no reason to rest it."""


def _unavailable(question: FactQuestion) -> FactAnswer:
    return FactAnswer(
        source=question.source,
        person=question.person,
        outcome=Outcome.UNAVAILABLE,
        values={},
        as_of=moment_on(question.on),
        valid_until=None,
    )


def _read(question: FactQuestion, reply: Reply) -> FactAnswer:
    """The answer, or ``Silent`` for anything that is not one about this very question."""
    if 400 <= reply.status < 500:
        raise _Declined(f"status_{reply.status}")
    if reply.status != 200:
        raise Silent(f"status_{reply.status}")
    body = reply.json()
    if not answer_fits(body):
        raise Silent("garbage")
    if (body["source"], body["subject"]) != (question.source.value, question.person):
        raise Silent("someone_else")
    as_of = _moment(body["as_of"])
    # Clocks may differ across midnight, not by more.
    if legal_date(as_of) > question.on + timedelta(days=1):
        raise Silent("garbage")
    outcome, values = Outcome(body["result"]), dict(body["values"])
    if not all(_is_number(number, question.on) for number in _numbers_in(question, values)):
        raise Silent("garbage")
    if values and _other_person(question, values):
        outcome, values = Outcome.CONFLICT, {}
    elif outcome is Outcome.HIT and _contradicts_itself(question, values):
        outcome = Outcome.CONFLICT
    until = body["valid_until"]
    return FactAnswer(
        source=question.source,
        person=question.person,
        outcome=outcome,
        values=values,
        as_of=as_of,
        valid_until=None if until is None else date.fromisoformat(until),
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise Silent("garbage") from error


def _numbers_in(question: FactQuestion, values: dict[str, Any]) -> list[str]:
    """The ID numbers of other people an answer names."""
    if question.source is Source.HUKOU:
        return [line["id_number"] for line in values.get("members", ())]
    spouse = values.get("spouse") if question.source is Source.MARRIAGE else None
    return [spouse["id_number"]] if spouse else []


def _is_number(text: str, on: date) -> bool:
    try:
        IdNumber.parse(text, on=on)
    except Refused:
        return False
    return True


def _other_person(question: FactQuestion, values: dict[str, Any]) -> bool:
    """Does the register speak of somebody else? Then its values are none of our business."""
    if question.source is not Source.HUKOU:
        return False
    own = [line["id_number"] for line in values["members"] if line["relation"] == "self"]
    return not same_name(values["name"], question.name) or own not in ([], [question.id_number])


def _contradicts_itself(question: FactQuestion, values: dict[str, Any]) -> bool:
    number = question.id_number
    if question.source is Source.HUKOU:
        birth = values["birth"].replace("-", "")
        sex = "M" if int(number[16]) % 2 else "F"
        dead = values["status"] == "deceased"
        return bool(
            birth != number[6:14] or sex != values["sex"] or dead != bool(values["died_on"])
        )
    if question.source is Source.MARRIAGE:
        spouse = values["spouse"]
        married = values["status"] == "married"
        return married != bool(spouse) or bool(spouse and spouse["id_number"] == number)
    if question.source is Source.PROPERTY:
        return any(r["share"][0] > r["share"][1] for r in values["rights"])
    return False
