"""The simulated bank and SMS gateway."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from typing import Any

from flask import Flask, Response, request

from portal.exchange.payment_file import (
    PAID,
    RETURNED,
    BadFile,
    ReturnLine,
    encoding_of,
    read_payments,
    write_returns,
)
from portal.exchange.simulator.desk import Desk, FaultMode, Problem, garbage, reply

_BATCH = re.compile(r"[A-Za-z0-9-]{1,40}")
_CLOSED = "0000"
_MESSAGES_SHOWN = 100


def add_bank(app: Flask, desk: Desk) -> None:
    """A bank that pays at once; an account ending in 0000 is closed and returned."""
    returns: dict[str, bytes] = {}

    @app.post("/bank/v1/batches/<batch>")
    def take(batch: str) -> Response:
        mode = desk.suffer("bank")
        content = request.get_data()
        if _BATCH.fullmatch(batch) is None:
            raise Problem(400, "bad_request")
        try:
            lines = read_payments(content)
        except BadFile as error:
            raise Problem(422, error.code) from error
        receipt: dict[str, Any] = {
            "batch": batch,
            "rows": len(lines),
            "total_fen": sum(line.amount for line in lines),
            "digest": hashlib.sha256(content).hexdigest(),
        }
        kept, _ = desk.once("bank", batch, content, receipt)
        back = [
            ReturnLine(line.seq, RETURNED, "account_closed")
            if line.account.endswith(_CLOSED)
            else ReturnLine(line.seq, PAID, "")
            for line in lines
        ]
        returns[batch] = write_returns(back, encoding_of(content))
        if mode is FaultMode.CONTRADICTING:
            return reply({**kept, "total_fen": kept["total_fen"] + 1})
        return garbage() if mode is FaultMode.GARBAGE else reply(kept)

    @app.get("/bank/v1/batches/<batch>/return")
    def give(batch: str) -> Response:
        mode = desk.suffer("bank")
        if mode is FaultMode.GARBAGE:
            return garbage()
        if batch not in returns:
            raise Problem(404, "not_ready")
        return Response(returns[batch], content_type="text/csv")


def add_sms(app: Flask, desk: Desk) -> None:
    """A gateway that keeps the last messages, so the demo can show what phones received."""
    messages: deque[dict[str, str]] = deque(maxlen=_MESSAGES_SHOWN)

    @app.post("/sms/v1/messages")
    def send() -> Response:
        body = desk.body("Message")
        key = request.headers.get("Idempotency-Key", "")
        if not 1 <= len(key) <= 100:
            raise Problem(400, "bad_request")
        mode = desk.suffer("sms")
        receipt = {"message": hashlib.sha256(key.encode()).hexdigest()[:16]}
        kept, first = desk.once("sms", key, request.get_data(), receipt)
        if first:
            messages.appendleft({"to": body["to"], "text": body["text"]})
        return garbage() if mode is FaultMode.GARBAGE else reply(kept)

    @app.post("/admin/messages")
    def shown() -> Response:
        return reply(list(messages))
