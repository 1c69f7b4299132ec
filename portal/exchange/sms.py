"""Text messages over HTTP; the idempotency key makes repeating safe."""

from __future__ import annotations

import httpx

from portal.exchange.contract import fits
from portal.exchange.signing import SigningKey
from portal.exchange.transport import TIMEOUT_SECONDS, SignedChannel, Silent, encoded
from portal.kernel.errors import Refused, Unavailable


class HttpSms:
    """An SMS gateway."""

    def __init__(
        self,
        base_url: str,
        key: SigningKey,
        *,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._channel = SignedChannel(base_url, key, timeout=timeout, transport=transport)

    def send(self, phone: str, text: str, key: str) -> None:
        """Send ``text`` once per ``key`` (1–100 characters), however often this is called.

        Raises ``Unavailable("sms_silent")`` if it is unknown whether the message went out
        (call again with the same key), ``Refused("sms_refused")`` if the gateway will not.
        """
        body = encoded({"to": phone, "text": text})
        try:
            reply = self._channel.call(
                "POST", "/sms/v1/messages", body, idempotency_key=key, attempts=2
            )
            if 400 <= reply.status < 500:
                raise Refused("sms_refused")
            if reply.status != 200 or not fits("MessageReceipt", reply.json()):
                raise Silent("garbage")
        except Silent as error:
            raise Unavailable("sms_silent") from error
