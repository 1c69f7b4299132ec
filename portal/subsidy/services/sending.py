"""To the bank and back: jobs whose outside part may be repeated at any moment.

The batch number is the bank's idempotency key and the file is kept byte for byte since
approval, so a worker killed between sending and settling sends the same again and the
bank pays once.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select

from portal.kernel import blobs
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.daily import daily
from portal.kernel.database import db, load, lock
from portal.kernel.errors import Conflict
from portal.kernel.outbox import enqueue
from portal.kernel.worker import Handler
from portal.subsidy.codes import Permission, RunState
from portal.subsidy.machine import PAYMENT, RUN
from portal.subsidy.models import Run
from portal.subsidy.ports import bank
from portal.subsidy.queries import payments_in, unanswered
from portal.subsidy.services.returns import read_return
from portal.subsidy.services.runs import LIST_JOB, SEND_JOB, list_on

FETCH_JOB = "subsidy.fetch_return"


def hand_in(payload: dict[str, Any], key: str) -> str:
    """Outside: hand the approved file to the bank; the digest of what was sent.

    Raises ``Unavailable`` when the outcome is unknown (the job tries again),
    ``Conflict("file_altered")`` when the kept file is not the approved one.
    """
    run = load(Run, payload["run"])
    batch, expected = run.batch, run.file_hash
    content = blobs.open_blob(run.file_uid or "")
    db.session.rollback()
    digest = hashlib.sha256(content).hexdigest()
    if digest != expected:
        raise Conflict("file_altered")
    bank().send(batch, content)
    return digest


def run_sent(payload: dict[str, Any], act: Act, digest: str) -> None:
    """The bank has the file: payments are on their way, their outcome is not known."""
    run = lock(Run, payload["run"])
    if run.state != RunState.APPROVED:
        return
    RUN.advance(run, "send", act, reason=digest[:16])
    run.sent_on = act.on
    for payment in payments_in(run.uid):
        PAYMENT.advance(payment, "send", act)
    enqueue(FETCH_JOB, {"run": run.uid}, key=f"subsidy-return:{run.uid}:sent", act=act)


def fetch(payload: dict[str, Any], key: str) -> bytes | None:
    """Outside: the bank's return file, or ``None`` while there is none."""
    batch = load(Run, payload["run"]).batch
    db.session.rollback()
    return bank().fetch_return(batch)


def run_returned(payload: dict[str, Any], act: Act, content: bytes | None) -> None:
    """Read the answer if there is one; tomorrow's daily work asks again if not."""
    if content is not None:
        read_return(act, run_uid=payload["run"], content=content)


def ask_again(act: Act, *, run_uid: str) -> Run:
    """Somebody asks the bank for its answer now."""
    run = load(Run, run_uid)
    require(act.by, Permission.FETCH, run)
    enqueue(FETCH_JOB, {"run": run.uid}, key=f"subsidy-return:{run.uid}:{act.request}", act=act)
    return run


def _unanswered(act: Act) -> list[str]:
    waiting = select(Run.uid).where(Run.state.in_((RunState.SENT, RunState.RETURNED)))
    return [uid for uid in db.session.scalars(waiting.order_by(Run.batch)) if unanswered(uid)]


@daily(_unanswered)
def returns_due(act: Act, run_uid: str) -> None:
    """Ask the bank about a run that has payments without an answer."""
    enqueue(FETCH_JOB, {"run": run_uid}, key=f"subsidy-return:{run_uid}:{act.on}", act=act)


SEND_RUN = Handler(SEND_JOB, run_sent, outside=hand_in)
FETCH_RETURN = Handler(FETCH_JOB, run_returned, outside=fetch)
LIST_RUN = Handler(LIST_JOB, list_on)
JOBS = (LIST_RUN, SEND_RUN, FETCH_RETURN)
