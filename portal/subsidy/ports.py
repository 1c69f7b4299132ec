"""The bank, as this package needs it; ``app`` puts one into ``extensions["anju.bank"]``."""

from __future__ import annotations

from typing import Protocol

from flask import current_app


class PaymentChannel(Protocol):
    """A bank. The batch number is the idempotency key: the same batch pays once."""

    def send(self, batch: str, content: bytes) -> None:
        """Hand in a payment file. Raises ``Unavailable`` when the outcome is unknown."""
        ...

    def fetch_return(self, batch: str) -> bytes | None:
        """The return file, or ``None`` while the bank has none. Raises ``Unavailable``."""
        ...


def bank() -> PaymentChannel:
    """The bank this installation pays through."""
    channel: PaymentChannel = current_app.extensions["anju.bank"]
    return channel
