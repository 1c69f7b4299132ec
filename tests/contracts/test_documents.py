"""Both published documents, tried with cases made from them: 2,000 in all, the same every time.

Requests that fit the document and requests that do not; most are signed as a partner would sign
them, some as they were made up. No answer is a server error, and each is one the document names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks, not_a_server_error
from werkzeug.test import Client

from portal import households
from portal.applications import Source
from portal.exchange import SigningKey, create_simulator
from portal.exchange.contract import OUR_SPEC, SPEC, document, requested_fields
from portal.exchange.models import NoticeReceipt
from portal.exchange.signing import signed_headers
from portal.kernel.database import db
from tests import casework
from tests.notices import KEY

pytestmark = pytest.mark.contracts

load_all_checks()
CONFORM = [
    not_a_server_error,
    *(
        CHECKS.get_one(name)
        for name in (
            "status_code_conformance", "content_type_conformance",
            "response_headers_conformance", "response_schema_conformance",
        )
    ),
]  # fmt: skip
THEIRS, OURS = 1400, 600
"""Cases of each document; together the two thousand."""

PARTNER = SigningKey("anju", b"a secret for the contract tests")
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
Mend = Callable[[Case, Any], None]


def operations(spec: Path) -> list[Any]:
    loaded = schemathesis.openapi.from_dict(document(spec))
    return [found.ok() for found in loaded.get_all_operations()]


def send(client: Client, case: Case, key: SigningKey | None) -> Any:
    """The case over WSGI; with a key, signed afresh as its last step."""
    given_ = case.as_transport_kwargs(base_url="http://partner.invalid")
    wanted = ("method", "url", "headers", "params", "data", "json", "cookies", "files")
    ready = requests.Request(**{k: v for k, v in given_.items() if k in wanted}).prepare()
    assert ready.method is not None
    body = ready.body or b""
    content = body.encode() if isinstance(body, str) else bytes(body)
    headers = {
        name: value if isinstance(value, str) else value.decode("latin-1")
        for name, value in ready.headers.items()
    }
    if key is not None:
        headers |= signed_headers(key, method=ready.method, path=ready.path_url, body=content)
    return client.open(ready.path_url, method=ready.method, headers=headers, data=content)


def tried(
    operation: Any, mode: GenerationMode, cases: int, client: Client, key: SigningKey, mend: Mend
) -> Counter[str]:
    """Try that many cases of an operation; how often it was answered with what."""
    seen = Counter[str]()

    @settings(
        max_examples=cases, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(
        case=operation.as_strategy(generation_mode=mode),
        honest=st.sampled_from([True] * 7 + [False]),
        choice=st.integers(0, 9),
    )
    def one(case: Case, honest: bool, choice: int) -> None:
        mend(case, choice)
        answer = send(client, case, key if honest else None)
        seen[f"{operation.label} {answer.status_code}"] += 1
        case.validate_response(answer, checks=CONFORM)

    one()
    return seen


def nearer(case: Case, choice: int) -> None:
    """Bring what is made up closer to the simulated city, so that it is not refused at once."""
    if case.operation.label == "POST /v1/{source}/query" and isinstance(case.body, dict):
        source = str((case.path_parameters or {}).get("source"))
        if source in set(Source) and choice < 8:
            case.body["fields"] = list(requested_fields(Source(source)))
    if "{token}" in case.operation.label and choice < 6:
        case.path_parameters = {"token": "qin-meifang"}


def test_the_departments_document() -> None:
    found = operations(SPEC)
    each = -(-THEIRS // (len(found) * len(MODES)))
    seen = Counter[str]()
    for operation in found:
        for mode in MODES:
            # A world of its own: what one breaks, another need not suffer.
            world = create_simulator(size=0, keys={PARTNER.id: PARTNER}, slow_seconds=0)
            seen += tried(operation, mode, each, world.test_client(), PARTNER, nearer)
    assert seen.total() >= THEIRS
    # All but the bank's, whose files nobody makes up, were taken at least once.
    taken = {label.rsplit(" ", 1)[0] for label in seen if label.endswith((" 200", " 204"))}
    assert {op.label for op in found if "/bank/" not in op.label} <= taken, sorted(seen)


def test_our_own_document(app: Flask) -> None:
    case = casework.accepted()
    number, name = households.id_number_of(case.applicant), households.person(case.applicant).name
    db.session.rollback()

    def known(one: Case, choice: int) -> None:
        """Every other notice is about somebody who applies here."""
        if isinstance(one.body, dict) and isinstance(one.body.get("subject"), dict) and choice < 5:
            one.body["subject"] |= {"id_number": number, "name": name}

    (operation,) = operations(OUR_SPEC)
    client = app.test_client()
    seen = Counter[str]()
    for mode in MODES:
        seen += tried(operation, mode, OURS // 2, client, KEY, known)
    assert seen.total() >= OURS
    assert {label.rsplit(" ", 1)[1] for label in seen} >= {"200", "400", "401"}, seen
    db.session.rollback()
    taken = db.session.query(NoticeReceipt)
    assert taken.filter(NoticeReceipt.concerns.is_(True)).count() > 10
    assert taken.filter(NoticeReceipt.concerns.is_(False)).count() > 10
