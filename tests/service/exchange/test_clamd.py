"""A scanner over a real socket: clean, found, silent, babbling, hanging up."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.exchange import Clamd
from portal.kernel.errors import Unavailable
from portal.kernel.scanning import Scan, Verdict

VIRUS = b"this is a harmful file"


class FakeClamd:
    """Answers one file per connection, in the manner of a mode."""

    def __init__(self, listener: socket.socket, mode: str) -> None:
        self.listener, self.mode = listener, mode
        self.received: list[bytes] = []
        self.closing = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _peer = self.listener.accept()
            except OSError:
                return
            with line:
                try:
                    self._answer(line)
                except OSError:
                    continue

    def _answer(self, line: socket.socket) -> None:
        if self.mode == "hangs up at once":
            return
        if self.mode == "too large":
            # Said after the first part; what still comes is thrown away.
            line.recv(64)
            line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            line.shutdown(socket.SHUT_WR)
            while line.recv(65_536):
                pass
            return
        self.received.append(self._read(line))
        if self.mode == "honest":
            found = VIRUS in self.received[-1]
            line.sendall(b"stream: Test.Harm FOUND\0" if found else b"stream: OK\0")
        elif self.mode == "garbage":
            line.sendall(b"\xff\xfe stream: perhaps\0")
        elif self.mode == "endless":
            line.sendall(b"stream: OK " * 4_000)
        elif self.mode == "error":
            line.sendall(b"stream: Can't allocate memory ERROR\0")
        elif self.mode == "half":
            line.sendall(b"stream: O")
            self.closing.wait(30)
        elif self.mode == "silent":
            self.closing.wait(30)

    @staticmethod
    def _read(line: socket.socket) -> bytes:
        file = line.makefile("rb")
        assert file.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", file.read(4))[0]:
            content += file.read(size)
        return content


@contextmanager
def clamd(mode: str, path: Path | None = None) -> Iterator[tuple[FakeClamd, str]]:
    if path is None:
        listener = socket.create_server(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    else:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen()
        address = f"unix:{path}"
    fake = FakeClamd(listener, mode)
    try:
        yield fake, address
    finally:
        fake.closing.set()
        listener.close()


def test_clean_and_found_over_tcp() -> None:
    with clamd("honest") as (fake, address):
        large = b"0123456789" * 40_000
        assert Clamd(address).scan(large) == Verdict(Scan.CLEAN)
        assert fake.received == [large]
        assert Clamd(address).scan(b"x" + VIRUS) == Verdict(Scan.FOUND, "Test.Harm")


def test_over_a_unix_socket(tmp_path: Path) -> None:
    with clamd("honest", tmp_path / "clamd.sock") as (_fake, address):
        assert Clamd(address).scan(b"") == Verdict(Scan.CLEAN)


@pytest.mark.parametrize("mode", ["hangs up at once", "garbage", "endless", "error"])
def test_no_answer_is_never_clean(mode: str) -> None:
    with clamd(mode) as (_fake, address), pytest.raises(Unavailable, match="scanner_silent"):
        Clamd(address).scan(b"a file")


@pytest.mark.parametrize("mode", ["silent", "half"])
def test_it_does_not_wait_for_ever(mode: str) -> None:
    with clamd(mode) as (_fake, address), pytest.raises(Unavailable, match="scanner_silent"):
        Clamd(address, seconds=0.2).scan(b"a file")


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Unavailable):
        Clamd(address).scan(b"a file")


def test_too_large_for_the_daemon_is_said_as_not_scanned() -> None:
    with clamd("too large") as (_fake, address):
        assert Clamd(address).scan(b"0" * 5_000_000).state is Scan.NOT_SCANNED


@pytest.mark.parametrize("address", ["http://127.0.0.1:3310", "tcp://", "unix:", "3310"])
def test_addresses_of_another_kind(address: str) -> None:
    with pytest.raises(ValueError, match="scanner's address"):
        Clamd(address)
