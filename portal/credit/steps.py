"""What every step of a case has in common: locking, recording, periods."""

from __future__ import annotations

from typing import Any

from portal.credit.codes import Clock
from portal.credit.machine import CASE
from portal.credit.models import Case
from portal.kernel import deadlines, payloads
from portal.kernel.act import Act
from portal.kernel.database import db, lock
from portal.kernel.errors import Conflict, Refused
from portal.kernel.policy import rulebook


def take(case_uid: str, version: int | None) -> Case:
    """The case, locked; ``Conflict`` when it changed since it was shown."""
    case = lock(Case, case_uid)
    if version is not None and case.version != int(version):
        raise Conflict("changed_meanwhile", uid=case.uid)
    return case


def step(
    case: Case, verb: str, act: Act, *, text: str = "", reason: str = "", **body: Any
) -> str | None:
    """Advance, keeping what was written as a sealed payload; its uid comes back."""
    uid = None
    if text or body:
        payload = payloads.keep(f"credit.{verb}", {"text": text, **body}, at=act.at)
        db.session.flush()
        uid = payload.uid
    policy = rulebook(case.city, on=act.on).fingerprint
    CASE.advance(case, verb, act, reason=reason, policy=policy, payload=uid)
    return uid


def need(text: str, field: str) -> str:
    """The text without spaces around it; ``Refused('credit_say_why')`` when there is none."""
    if not text.strip():
        raise Refused("credit_say_why", field=field)
    return text.strip()


def run(act: Act, case: Case, kind: Clock, key: str) -> None:
    """Let a period of the rulebook run for the case; an older one of its kind ends."""
    rules = rulebook(case.city, on=act.on)
    close(case, act, "again", kind)
    deadlines.open_deadline(
        kind=kind, subject_kind="credit_case", subject_uid=case.uid, city=case.city,
        since=act.on, period=rules.period(key), clause=rules.get(key).clause or key,
    )  # fmt: skip


def close(case: Case, act: Act, why: str, *kinds: Clock) -> None:
    """End what runs of those kinds."""
    for kind in kinds:
        running = deadlines.running(kind, case.uid)
        if running is not None:
            deadlines.close(running, on=act.on, why=why)
