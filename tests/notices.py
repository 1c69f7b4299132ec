"""Notices from departments for tests: signed pushes, and registers that say what they are told."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.applications import FactAnswer, FactQuestion, Outcome
from portal.exchange import JOBS as EXCHANGE_JOBS
from portal.exchange import SigningKey, partner_key, receive
from portal.exchange.codes import Way
from portal.exchange.models import DepartmentNotice, NoticeMatter, NoticeReceipt
from portal.exchange.notices.finding import Found
from portal.exchange.signing import signed_headers
from portal.households import id_number_of, person
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.worker import Worker
from portal.subscriptions import JOBS, LIFE
from tests import casework
from tests.pages import HouseClient

KEY = partner_key("k" * 40)
"""The key the test house shares with the departments (``tests/conftest.py``)."""

DOOR = "/exchange/v1/notices"

SOURCE = {
    "death": "hukou", "home_bought": "property", "home_sold": "property",
    "income_changed": "income", "marriage": "marriage", "divorce": "marriage", "birth": "hukou",
    "graduation": "education", "vehicle_bought": "vehicle", "benefit_granted": "benefits",
    "hukou_moved": "hukou",
}  # fmt: skip


def a_notice(who: str, kind: str = "home_bought", **changed: Any) -> dict[str, Any]:
    """A notice about a person of ours, by uid."""
    told = {
        "id": new_uid().replace("_", "-"), "source": SOURCE[kind], "kind": kind,
        "happened_on": "2026-03-01",
        "subject": {"id_number": id_number_of(who), "name": person(who).name},
    }  # fmt: skip
    db.session.rollback()
    return told | changed


def packed(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def push(
    client: HouseClient,
    told: Any,
    *,
    key: SigningKey = KEY,
    headers: dict[str, str] | None = None,
    content_type: str = "application/json",
    at: int | None = None,
) -> TestResponse:
    """Push it as a department would; ``headers`` replace the fresh signature."""
    body = told if isinstance(told, bytes) else packed(told)
    signed = signed_headers(key, method="POST", path=DOOR, body=body, at=at)
    sent = signed if headers is None else headers
    return client.post(DOOR, data=body, headers=sent, content_type=content_type)


def pushed(client: HouseClient, told: Any) -> dict[str, Any]:
    """Push it; it is taken."""
    answer = push(client, told)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def heard(who: str, kind: str = "home_bought", **changed: Any) -> dict[str, Any]:
    """The same past the door: taken in by the verb."""
    told = a_notice(who, kind, **changed)
    with write():
        receive(casework.house_act(), told=told, way=Way.PUSH)
    return told


def right(area: int, **more: Any) -> dict[str, Any]:
    return {
        "use": "residential", "area": area, "share": [1, 1], "region": "450103",
        "address": "青秀区", "acquired_on": "2020-03-01", "transferred_on": None, **more,
    }  # fmt: skip


@dataclass
class Registers:
    """Departments that say of everybody what fits ``casework.MET``, unless told otherwise."""

    told: dict[tuple[str, str], dict[str, Any] | None] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    asked: list[FactQuestion] = field(default_factory=list)
    before_answering: Callable[[], object] = lambda: None

    def ask(self, questions: Sequence[FactQuestion]) -> list[FactAnswer]:
        self.asked += questions
        found = [self._answer(q) for q in questions]
        self.before_answering()
        return found

    def _answer(self, q: FactQuestion) -> FactAnswer:
        source = q.source.value
        if source in self.silent:
            return FactAnswer(q.source, q.person, Outcome.UNAVAILABLE, {}, utcnow(), None)
        values = self.told.get((source, q.person), self._usual(source, q))
        outcome = Outcome.HIT if values else Outcome.NO_HIT
        return FactAnswer(q.source, q.person, outcome, values or {}, utcnow(), None)

    @staticmethod
    def _usual(source: str, q: FactQuestion) -> dict[str, Any] | None:
        if source == "hukou":
            return hukou(q.name, q.id_number)
        if source == "marriage":
            return {"status": "married", "since": "2010-01-01", "spouse": None}
        if source == "income":
            return {"year": 2025, "annual_fen": 1_000_000, "assets_fen": 0}
        return None

    def says(self, who: str, source: str, values: dict[str, Any] | None) -> None:
        self.told[source, who] = values

    def buys_home(self, who: str, area: int = 9000) -> None:
        self.says(who, "property", {"rights": [right(area)]})

    def dies(self, who: str, on: str = "2026-03-01") -> None:
        card = person(who)
        told = hukou(card.name, id_number_of(who)) | {"status": "deceased", "died_on": on}
        db.session.rollback()
        self.says(who, "hukou", told)

    def about(self, source: str) -> set[str]:
        return {q.person for q in self.asked if q.source.value == source}


def hukou(name: str, id_number: str, *members: str) -> dict[str, Any]:
    birth = f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}"
    return {
        "status": "normal", "name": name, "sex": "M" if int(id_number[16]) % 2 else "F",
        "birth": birth, "kind": "urban", "region": "450103", "address": "青秀区",
        "since": birth, "died_on": None,
        "members": [
            {"name": "某", "id_number": number, "relation": "other"}
            for number in (id_number, *members)
        ],
    }  # fmt: skip


def a_worker(app: Flask) -> Worker:
    """A worker that knows the life of a household, and nothing that goes to phones."""
    jobs = {handler.name: handler for handler in (*JOBS, *EXCHANGE_JOBS)}
    worker = Worker(LIFE, tuple(jobs.values()))
    app.extensions["anju.worker"] = worker
    return worker


def matters(subject_uid: str = "") -> list[NoticeMatter]:
    """What notices led to, oldest first."""
    db.session.rollback()
    query = select(NoticeMatter).order_by(NoticeMatter.at, NoticeMatter.uid)
    if subject_uid:
        query = query.where(NoticeMatter.subject_uid == subject_uid)
    return list(db.session.scalars(query))


def found(matter: NoticeMatter) -> Found:
    return Found.from_text(matter.found)


def kept() -> tuple[int, int, int]:
    """(receipts, notices, matters) that are kept."""
    db.session.rollback()
    return tuple(  # type: ignore[return-value]
        db.session.scalar(select(func.count()).select_from(table))
        for table in (NoticeReceipt, DepartmentNotice, NoticeMatter)
    )
