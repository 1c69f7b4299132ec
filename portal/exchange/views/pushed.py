"""What departments send us: ``POST /exchange/v1/notices`` (docs/specs/anju.openapi.json).

Nothing but the signature lets anybody in; size is looked at before reading, the signature
before the content. Answers and log lines never say whom a notice is about.
"""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import cast

from flask import Response, current_app, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from portal.exchange.codes import Permission, Way
from portal.exchange.notices.receiving import Unreadable, read_notice, receive
from portal.exchange.signing import SignatureRefused, Verifier
from portal.exchange.views import partners
from portal.kernel.act import system_act
from portal.kernel.database import utcnow, write
from portal.kernel.demo import legal_today
from portal.kernel.errors import HouseError
from portal.kernel.throttle import count_try
from portal.kernel.web.doors import needs

log = logging.getLogger(__name__)

LARGEST = 64 * 1024
PER_MINUTE = 1200
"""Notices a partner may push in a minute; whoever has more to tell is pulled from at night."""

FORGED_PER_MINUTE = 30
"""Refused signatures from one address in a minute. A partner behind it is not held up."""


@partners.before_request
def small() -> None:
    """Refuse a large body before any of it is read."""
    request.max_content_length = LARGEST


@partners.post("/notices")
@needs(Permission.GIVE_NOTICE)
def notices() -> Response:
    """Take in one notice; the receipt is the same whoever it is about."""
    content = request.get_data()
    if request.query_string:
        return problem(HTTPStatus.BAD_REQUEST, "query_string")
    try:
        partner = _verifier().check(
            dict(request.headers), method=request.method, path=request.path, body=content
        )
    except SignatureRefused as refusal:
        log.warning("notice refused: %s", refusal.code)
        count_try("exchange.forged", request.remote_addr or "", limit=FORGED_PER_MINUTE)
        return problem(HTTPStatus.UNAUTHORIZED, refusal.code)
    count_try("exchange.partner", partner, limit=PER_MINUTE)
    if not _plain_json():
        return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_json")
    try:
        told = read_notice(content)
    except Unreadable:
        return problem(HTTPStatus.BAD_REQUEST, "not_a_notice")
    act = system_act(legal_today(), utcnow(), request=g.request_id)
    with write():
        receipt = receive(act, told=told, way=Way.PUSH)
    return _json(receipt.as_sent(), HTTPStatus.OK, "application/json")


@partners.route("/notices", methods=["GET", "PUT", "PATCH", "DELETE"])
@needs(Permission.GIVE_NOTICE)
def no_other_way() -> Response:
    """Notices are posted; there is nothing here to read or to change."""
    raise MethodNotAllowed(["POST"])


@partners.errorhandler(HouseError)
def refused(error: HouseError) -> Response:
    """An error of the house, for a machine."""
    answer = problem(HTTPStatus(error.status), error.code)
    if "minutes" in error.facts:
        answer.headers["Retry-After"] = str(int(error.facts["minutes"]) * 60)
    return answer


@partners.errorhandler(HTTPException)
def failed(error: HTTPException) -> Response:
    """An error of the framework, for a machine."""
    status = HTTPStatus(error.code or 500)
    answer = problem(status, status.name.lower())
    if isinstance(error, MethodNotAllowed):
        answer.headers["Allow"] = "POST"
    return answer


def problem(status: HTTPStatus, code: str) -> Response:
    """A problem as RFC 9457 writes it; ``code`` is ours, one word."""
    told: dict[str, object] = {
        "type": "about:blank", "title": status.phrase, "status": status.value, "code": code,
    }  # fmt: skip
    answer = _json(told, status, "application/problem+json")
    if status is HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "HMAC-SHA256"
    return answer


def _json(body: object, status: HTTPStatus, content_type: str) -> Response:
    return Response(json.dumps(body), status.value, content_type=content_type)


def _verifier() -> Verifier:
    return cast(Verifier, current_app.extensions["anju.partners"])


def _plain_json() -> bool:
    """JSON in UTF-8, not packed: what was signed is what is read."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    packed = request.headers.get("Content-Encoding", "identity").lower()
    return (request.mimetype, charset, packed) == ("application/json", "utf-8", "identity")
