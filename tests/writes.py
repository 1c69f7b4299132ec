"""How much happens while a write holds everybody else up: statements counted, by who opened it.

Counted, not timed: on a busy machine time tells about the neighbours. What one statement costs on
a quiet one stands in docs/decisions/0011-write-time.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

MOST = 60
"""Statements that read or write, between BEGIN IMMEDIATE and COMMIT."""

RARE = {
    "portal.kernel.policy.commands.publish_command": "an operator's command, a few times a year",
    "portal.cli.foundation": "once in the life of an installation",
}
"""Who may hold the others up for longer, with the reason."""

_BETWEEN = ("sqlalchemy.", "flask_sqlalchemy.", "contextlib", "portal.kernel.database", __name__)
_FREE = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


class LongWrite(AssertionError):
    """A write transaction that holds everybody else up for more than 20 ms."""


@dataclass
class Write:
    """One write transaction: who opened it, and how many statements it made."""

    opened_by: str
    product: bool
    statements: int = 0


_heard: list[list[Write]] = []


def _opener() -> FrameType | None:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_globals.get("__name__", "").startswith(_BETWEEN):
        frame = frame.f_back
    return frame


def _begun(connection: Connection) -> None:
    connection.info.pop("held", None)
    if not connection.get_execution_options().get("anju_write"):
        return
    frame = _opener()
    module = frame.f_globals.get("__name__", "") if frame else ""
    name = f"{module}.{frame.f_code.co_name}" if frame else ""
    if frame and "handler" in frame.f_locals:
        name += f" {getattr(frame.f_locals['handler'], 'name', '')}"
    elif has_request_context():
        name += f" {request.endpoint}"
    ours = module.startswith("portal.") and not module.startswith("portal.demo_city")
    connection.info["held"] = Write(name, ours)


def _said(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
    held = connection.info.get("held")
    if held is not None and not statement.startswith(_FREE):
        held.statements += 1


def _ends(connection: Connection) -> None:
    held = connection.info.pop("held", None)
    if held is None:
        return
    for heard in _heard:
        heard.append(held)
    if held.product and held.statements > MOST and held.opened_by.split()[0] not in RARE:
        raise LongWrite(f"{held.opened_by}: {held.statements} statements in one write")


def _undone(connection: Connection) -> None:
    connection.info.pop("held", None)


def watch_writes() -> None:
    """From now on, whatever the product writes at a stretch must be short (once per process)."""
    for name, hear in (
        ("begin", _begun), ("before_cursor_execute", _said), ("commit", _ends),
        ("rollback", _undone),
    ):  # fmt: skip
        if not event.contains(Engine, name, hear):
            event.listen(Engine, name, hear)


@contextmanager
def writes() -> Iterator[list[Write]]:
    """Every write transaction meanwhile, also those that a test opens itself."""
    heard: list[Write] = []
    _heard.append(heard)
    try:
        yield heard
    finally:
        _heard.remove(heard)
