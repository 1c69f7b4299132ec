"""SMTP against a server of our own that says what it is told to say."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.exchange import MailServer, SmtpMail
from portal.kernel.errors import Refused, Unavailable

SENDER, BOX = "anju@example.com", "li@example.com"


class Server:
    """Speaks as much SMTP as is needed; ``says`` replaces its answers by verb."""

    def __init__(self, tls: ssl.SSLContext | None = None, says: dict[str, str] | None = None):
        self.tls, self.says = tls, says or {}
        self.verbs: list[str] = []
        self.mails: list[bytes] = []
        self.secured = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # wakes whoever waits in accept
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                link, _ = self._listening.accept()
                with suppress(OSError):
                    self._talk(link)

    def _talk(self, link: socket.socket) -> None:  # noqa: C901 - one verb after another
        file = link.makefile("rwb")

        def say(words: str) -> None:
            file.write(words.encode() + b"\r\n")
            file.flush()

        if self.says.get("hello") == "nothing":
            file.readline()
            return
        say("220 here")
        while line := file.readline():
            verb = line.decode().split()[0].upper().split(":")[0]
            self.verbs.append(verb)
            if verb in self.says:
                say(self.says[verb])
            elif verb == "EHLO":
                say("250-here\r\n250-AUTH PLAIN\r\n250 STARTTLS")
            elif verb == "STARTTLS" and self.tls:
                say("220 go")
                file.close()
                link = self.tls.wrap_socket(link, server_side=True)
                self.secured, file = True, link.makefile("rwb")
            elif verb == "AUTH":
                say("235 ok")
            elif verb == "DATA":
                say("354 go")
                body = b""
                while (part := file.readline()) != b".\r\n":
                    body += part
                self.mails.append(body)
                say("250 kept")
            else:
                say("250 ok")
            if verb == "QUIT":
                break
        file.close()
        link.close()

    def last(self) -> EmailMessage:
        found: Any = message_from_bytes(self.mails[-1], policy=policy.SMTP)
        assert isinstance(found, EmailMessage)
        return found


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    plain = serialization.NoEncryption()
    coded = serialization.Encoding.PEM
    private = key.private_bytes(coded, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + made.public_bytes(coded))
    return file


@pytest.fixture
def servers() -> Iterator[Any]:
    made: list[Server] = []

    def start(**given: Any) -> Server:
        made.append(Server(**given))
        return made[-1]

    yield start
    for one in made:
        one.stop()


def handed(server: Server, **given: Any) -> SmtpMail:
    trust = given.pop("trust", None)
    values = {"security": "none", "timeout": 5, **given}
    return SmtpMail(MailServer("localhost", SENDER, server.port, **values), trust=trust)


def test_a_mail_arrives_as_written(servers: Any) -> None:
    server = servers()
    for _ in range(2):
        handed(server).send(BOX, "安居：有一封信给您", "请登录查看：\nhttps://x\n", "mail:1")
    mail = server.last()
    assert (mail["From"], mail["To"], mail["Subject"]) == (SENDER, BOX, "安居：有一封信给您")
    assert mail.get_content().replace("\r\n", "\n") == "请登录查看：\nhttps://x\n"
    assert mail["Auto-Submitted"] == "auto-generated"
    first: Any = message_from_bytes(server.mails[0], policy=policy.SMTP)
    assert first["Message-ID"] == mail["Message-ID"], "sent twice, one letter"
    assert mail["Message-ID"].endswith("@example.com>")
    handed(server).send(BOX, "s", "t", "mail:2")
    assert server.last()["Message-ID"] != mail["Message-ID"]


def test_a_rude_goodbye_does_not_send_the_mail_again(servers: Any) -> None:
    server = servers(says={"QUIT": "554 who are you"})
    handed(server).send(BOX, "s", "t", "k")
    assert len(server.mails) == 1


def test_starttls_comes_before_password_and_mail(servers: Any, certificate: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    server = servers(tls=tls)
    trust = ssl.create_default_context(cafile=str(certificate))
    given = {"security": "starttls", "user": "anju", "password": "secret", "trust": trust}
    handed(server, **given).send(BOX, "s", "t", "k")
    assert server.secured
    assert server.verbs.index("STARTTLS") < server.verbs.index("AUTH") < server.verbs.index("MAIL")
    assert len(server.mails) == 1


def test_a_certificate_nobody_vouches_for_gets_nothing(servers: Any, certificate: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    server = servers(tls=tls)
    with pytest.raises(Unavailable, match="mail_silent"):
        handed(server, security="starttls", user="u", password="p").send(BOX, "s", "t", "k")
    assert "AUTH" not in server.verbs
    assert server.mails == []


def test_a_server_without_tls_gets_nothing(servers: Any) -> None:
    server = servers(says={"EHLO": "250 here"})
    with pytest.raises(Unavailable, match="mail_silent"):
        handed(server, security="starttls").send(BOX, "s", "t", "k")
    assert server.mails == []


@pytest.mark.parametrize(
    ("says", "error", "code"),
    [
        ({"RCPT": "550 no such mailbox li@example.com"}, Refused, "mail_refused"),
        ({"RCPT": "450 later li@example.com"}, Unavailable, "mail_silent"),
        ({"MAIL": "421 too busy"}, Unavailable, "mail_silent"),
        ({"DATA": "554 no"}, Unavailable, "mail_silent"),
    ],
)
def test_a_refusal_is_told_without_the_address(
    servers: Any, says: dict[str, str], error: Any, code: str
) -> None:
    with pytest.raises(error, match=code) as caught:
        handed(servers(says=says)).send(BOX, "s", "t", "k")
    assert BOX not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_wrong_password_sends_nothing(servers: Any) -> None:
    server = servers(says={"AUTH": "535 no"})
    with pytest.raises(Unavailable, match="mail_silent"):
        handed(server, user="u", password="p").send(BOX, "s", "t", "k")
    assert server.mails == []


def test_a_server_that_says_nothing_is_not_waited_for(servers: Any) -> None:
    server = servers(says={"hello": "nothing"})
    with pytest.raises(Unavailable, match="mail_silent"):
        handed(server, timeout=0.2).send(BOX, "s", "t", "k")


def test_nobody_there() -> None:
    with socket.socket() as taken:  # bound, so that nobody else listens there meanwhile
        taken.bind(("127.0.0.1", 0))
        nobody = MailServer("127.0.0.1", SENDER, taken.getsockname()[1], security="none")
        with pytest.raises(Unavailable, match="mail_silent"):
            SmtpMail(nobody).send(BOX, "s", "t", "k")


def test_another_word_for_security_is_refused() -> None:
    with pytest.raises(ValueError, match="security"):
        SmtpMail(MailServer("localhost", SENDER, security="ssl3"))


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(MailServer("localhost", SENDER, password="secret"))
