"""E-mail over SMTP, and a sink for tests that keeps what it is given."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from portal.kernel.database import utcnow
from portal.kernel.errors import Refused, Unavailable

SECURITIES = ("starttls", "tls", "none")


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in. ``timeout`` in seconds, for each step of the conversation."""

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: int = 15


class SmtpMail:
    """A mail server. ``trust`` replaces the machine's own list of authorities."""

    def __init__(self, server: MailServer, *, trust: ssl.SSLContext | None = None) -> None:
        if server.security not in SECURITIES:
            raise ValueError(f"security is one of {', '.join(SECURITIES)}")
        self._server = server
        self._trust = trust

    def send(self, address: str, subject: str, text: str, key: str) -> None:
        """Hand in one mail. The same ``key`` gives the same Message-ID: SMTP may deliver twice.

        Raises ``Unavailable("mail_silent")`` if it is unknown whether the mail was taken, or if
        the server will not talk to us; ``Refused("mail_refused")`` if there is no such mailbox.
        """
        letter = self._written(address, subject, text, key)
        try:
            self._hand_in(letter)
        except smtplib.SMTPRecipientsRefused as error:
            if any(code >= 500 for code, _words in error.recipients.values()):
                # Not "from": what the server says may repeat the address.
                raise Refused("mail_refused") from None
            raise Unavailable("mail_silent") from None
        except (OSError, smtplib.SMTPException):
            raise Unavailable("mail_silent") from None

    def _hand_in(self, letter: EmailMessage) -> None:
        server = self._opened()
        try:
            server.send_message(letter)
        finally:
            # Whether it was taken is known by now; a rude goodbye must not make us send it again.
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()

    def _written(self, address: str, subject: str, text: str, key: str) -> EmailMessage:
        letter = EmailMessage(policy=SMTP)
        domain = self._server.sender.rsplit("@", 1)[1]
        letter["From"], letter["To"] = self._server.sender, address
        letter["Subject"] = subject
        letter["Date"] = format_datetime(utcnow())
        letter["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        return letter

    def _opened(self) -> smtplib.SMTP:
        told = self._server
        trust = self._trust or ssl.create_default_context()
        server: smtplib.SMTP
        if told.security == "tls":
            server = smtplib.SMTP_SSL(told.host, told.port, timeout=told.timeout, context=trust)
        else:
            server = smtplib.SMTP(told.host, told.port, timeout=told.timeout)
        try:
            if told.security == "starttls":
                server.starttls(context=trust)
            if told.user:
                server.login(told.user, told.password)
        except BaseException:
            server.close()
            raise
        return server


@dataclass(frozen=True)
class Mail:
    """One mail in the sink."""

    address: str
    subject: str
    text: str
    key: str


class MailSink:
    """Takes mail and keeps it in this process; the same key twice is one mail."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []

    def send(self, address: str, subject: str, text: str, key: str) -> None:
        """Keep it."""
        if key not in {one.key for one in self.sent}:
            self.sent.append(Mail(address, subject, text, key))
