"""A clamd daemon asked over its socket (INSTREAM): the file is streamed, nothing is shared."""

from __future__ import annotations

import socket
import struct
import time
from contextlib import suppress
from urllib.parse import urlsplit

from portal.kernel.errors import Unavailable
from portal.kernel.scanning import Scan, Verdict

PORT = 3310
CHUNK = 64 * 1024
LONGEST_REPLY = 4096
SECONDS = 30.0
"""For one file, connecting and answering included; a job's lease is longer."""


class Clamd:
    """A daemon at ``tcp://host:port`` or ``unix:/path/to/socket``."""

    def __init__(self, address: str, *, seconds: float = SECONDS) -> None:
        """Raises ``ValueError`` for an address of another kind."""
        told = urlsplit(address)
        self._peer: tuple[str, int] | str
        if told.scheme == "tcp" and told.hostname:
            self._peer = (told.hostname, told.port or PORT)
        elif told.scheme == "unix" and told.path:
            self._peer = told.path
        else:
            raise ValueError(f"a scanner's address is tcp://host:port or unix:/path, not {address}")
        self._seconds = seconds

    def scan(self, content: bytes) -> Verdict:
        """Ask once. A file that is too large for the daemon was not scanned.

        Raises ``Unavailable('scanner_silent')`` for silence, a broken line or an answer that is
        none.
        """
        until = time.monotonic() + self._seconds
        try:
            with self._connected(until) as line:
                # It hangs up as soon as the file is too large, and says so before.
                with suppress(BrokenPipeError, ConnectionResetError):
                    _send(line, content, until)
                reply = _read(line, until)
        except OSError as error:
            raise Unavailable("scanner_silent") from error
        return _verdict(reply)

    def _connected(self, until: float) -> socket.socket:
        if isinstance(self._peer, tuple):
            return socket.create_connection(self._peer, timeout=_left(until))
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_left(until))
        try:
            line.connect(self._peer)
        except OSError:
            line.close()
            raise
        return line


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scanner takes too long")
    return left


def _send(line: socket.socket, content: bytes, until: float) -> None:
    line.settimeout(_left(until))
    line.sendall(b"zINSTREAM\0")
    for at in range(0, len(content), CHUNK):
        part = content[at : at + CHUNK]
        line.settimeout(_left(until))
        line.sendall(struct.pack("!I", len(part)) + part)
    line.sendall(struct.pack("!I", 0))


def _read(line: socket.socket, until: float) -> str:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < LONGEST_REPLY:
        line.settimeout(_left(until))
        part = line.recv(LONGEST_REPLY)
        if not part:
            break
        reply += part
    return reply.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(reply: str) -> Verdict:
    if reply == "stream: OK":
        return Verdict(Scan.CLEAN)
    if reply.startswith("stream: ") and reply.endswith(" FOUND"):
        return Verdict(Scan.FOUND, reply.removeprefix("stream: ").removesuffix(" FOUND")[:100])
    if reply.startswith("INSTREAM size limit exceeded"):
        return Verdict(Scan.NOT_SCANNED)
    raise Unavailable("scanner_silent")
