"""The bank over HTTP: hand in a payment file once, fetch what became of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

import httpx

from portal.exchange.contract import fits
from portal.exchange.payment_file import BadFile, read_payments, read_returns
from portal.exchange.signing import SigningKey
from portal.exchange.transport import SignedChannel, Silent
from portal.kernel.errors import Conflict, Refused, Unavailable

_TIMEOUT_SECONDS = 10.0
_LARGEST_RETURN = 20 * 1024 * 1024


class PaymentChannel(Protocol):
    """What the payments side needs of a bank (``subsidy`` declares its own alike)."""

    def send(self, batch: str, content: bytes) -> None:
        """Hand in a payment file; the same batch with the same bytes pays once."""
        ...

    def fetch_return(self, batch: str) -> bytes | None:
        """The return file, or None while the bank has none."""
        ...


@dataclass(frozen=True)
class Receipt:
    """The bank has the file: number of lines, total in fen, SHA-256 of what it received."""

    batch: str
    rows: int
    total: int
    digest: str

    def as_sent(self) -> dict[str, str | int]:
        """The receipt in the document's words."""
        return {
            "batch": self.batch,
            "rows": self.rows,
            "total_fen": self.total,
            "digest": self.digest,
        }


class HttpBank:
    """A ``PaymentChannel``. It never repeats a file by itself: after ``Unavailable`` the
    outcome is unknown, and sending the very same bytes again is the safe way to find out.
    """

    def __init__(
        self,
        base_url: str,
        key: SigningKey,
        *,
        timeout: float = _TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._channel = SignedChannel(
            base_url, key, timeout=timeout, largest=_LARGEST_RETURN, transport=transport
        )

    def send(self, batch: str, content: bytes) -> None:
        """As ``deliver``, without the receipt."""
        self.deliver(batch, content)

    def deliver(self, batch: str, content: bytes) -> Receipt:
        """Hand in the file; batch numbers are letters, digits and hyphens, at most 40.

        Raises ``Refused("bank_refused_file")`` if the file breaks the layout (nothing is
        paid), ``Conflict("bank_batch_differs")`` if the batch went out with other content,
        ``Unavailable("bank_silent")`` if the outcome is unknown.
        """
        try:
            lines = read_payments(content)
        except BadFile as error:
            raise Refused("bank_refused_file", why=error.code, line=error.line) from error
        try:
            reply = self._channel.call(
                "POST", f"/bank/v1/batches/{batch}", content,
                content_type="text/csv", idempotency_key=batch,
            )  # fmt: skip
            if reply.status == 422:
                raise Refused("bank_refused_file", why=str(reply.json().get("code")), line=0)
            if reply.status == 409:
                raise Conflict("bank_batch_differs")
            found = reply.json() if reply.status == 200 else None
        except Silent as error:
            raise Unavailable("bank_silent") from error
        receipt = Receipt(
            batch,
            len(lines),
            sum(line.amount for line in lines),
            hashlib.sha256(content).hexdigest(),
        )
        if not fits("Receipt", found) or found != receipt.as_sent():
            raise Unavailable("bank_silent")
        return receipt

    def fetch_return(self, batch: str) -> bytes | None:
        """The return file as received, or None if there is none yet.

        Raises ``Unavailable("bank_silent")`` for no answer and for one that is no return file.
        """
        try:
            reply = self._channel.call("GET", f"/bank/v1/batches/{batch}/return", attempts=2)
            if reply.status == 404:
                return None
            if reply.status != 200:
                raise Silent(f"status_{reply.status}")
            read_returns(reply.content)
        except (Silent, BadFile) as error:
            raise Unavailable("bank_silent") from error
        return reply.content
