"""Writes that belong to a verb's own transaction: steps and log leaves."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from portal.kernel.act import Act
from portal.kernel.canonical import canonical
from portal.kernel.journal.models import Leaf, Step
from portal.kernel.rows import append


def leaf_body(leaf: Leaf) -> bytes:
    """The bytes a leaf's hash covers: time, actor, action, object and salted commitment."""
    return canonical(
        {
            "at": leaf.at.isoformat(),
            "actor": leaf.actor,
            "action": leaf.action,
            "object": leaf.object,
            "commitment": leaf.commitment,
        }
    )


def log(act: Act, action: str, subject: str, body: dict[str, Any] | None = None) -> None:
    """Append a line to the log; ``body`` holds codes, uids and amounts, never personal text."""
    text = canonical(body or {}).decode()
    salt = secrets.token_hex(16)
    append(
        Leaf,
        {
            "at": act.at,
            "actor": f"{act.by.kind}:{act.by.uid}",
            "action": action,
            "object": subject,
            "salt": salt,
            "body": text,
            "commitment": hashlib.sha256(salt.encode() + text.encode()).hexdigest(),
        },
    )


def record_step(
    act: Act,
    *,
    machine: str,
    thing: Any,
    source: str,
    verb: str,
    target: str,
    reason: str = "",
    clause: str = "",
    policy: str = "",
    payload: str | None = None,
) -> int:
    """Write one move of a machine and its log leaf; the number of the step."""
    step: int = append(
        Step,
        {
            "machine": machine,
            "subject": thing.uid,
            "city": thing.city,
            "source": source,
            "verb": verb,
            "target": target,
            "actor_kind": act.by.kind,
            "actor": act.by.uid,
            "role": act.duty.role if act.duty else "",
            "region": act.duty.region if act.duty else "",
            "reason": reason,
            "clause": clause,
            "policy": policy,
            "payload": payload,
            "legal_day": act.on,
            "at": act.at,
            "channel": act.channel,
            "request": act.request,
        },
    )
    log(
        act,
        f"{machine}.{verb}",
        thing.uid,
        {
            "from": source,
            "to": target,
            "reason": reason,
            "clause": clause,
            "policy": policy,
            "payload": payload or "",
            "on": act.on,
            "role": act.duty.role if act.duty else "",
        },
    )
    return step
