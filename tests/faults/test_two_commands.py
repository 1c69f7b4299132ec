"""`make run` and `make reset`, as somebody who just cloned the house types them.

The folder's name has spaces. The packages are those of the running tests: a .venv with the stamps
`make` looks for, so nothing is fetched; the real install is what `.ci/run` does on a clean clone.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOUSEHOLDS = 20
TICKS = os.sysconf("SC_CLK_TCK")
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "instance", "node_modules", "__pycache__", ".*_cache", ".hypothesis", "tests"
)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house with its own .venv of the present packages."""
    place = tmp_path_factory.mktemp("two commands") / "our house 安居"
    shutil.copytree(ROOT, place, ignore=LEFT_OUT)
    venv = place / ".venv"
    venv.mkdir()
    for part in ("bin", "lib", "pyvenv.cfg"):
        (venv / part).symlink_to(Path(sys.prefix) / part)
    (venv / "installed-run").touch()
    return place


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def status(url: str) -> int:
    """What answers there; 0 for nothing yet."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError:
        return 0


class Run:
    """`make run` at work, in a terminal of its own."""

    def __init__(self, place: Path, log: Path, ports: tuple[int, int]) -> None:
        self.place, self.log, (self.port, self.departments) = place, log, ports
        self.url = f"http://127.0.0.1:{self.port}"
        given = {k: v for k, v in os.environ.items() if not k.startswith(("ANJU_", "DATABASE_"))}
        self.began = time.monotonic()
        self.make = subprocess.Popen(
            ["make", "run", f"PORT={self.port}", f"households={HOUSEHOLDS}"], cwd=place,
            env={**given, "ANJU_DEPARTMENTS_URL": f"http://127.0.0.1:{self.departments}"},
            stdout=log.open("wb"), stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def until(self, seconds: float) -> float:
        """Wait for the first page; how long it took (seconds of the clock)."""
        while status(self.url) != 200:
            assert self.make.poll() is None, self.said
            assert time.monotonic() - self.began < seconds, self.said
            time.sleep(0.05)
        return time.monotonic() - self.began

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def processes(self) -> list[int]:
        """Everything that works in the clone."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if (entry / "cwd").readlink().is_relative_to(self.place):
                        found.append(int(entry.name))
                except OSError:
                    continue
        return found

    def cpu(self) -> float:
        """Processor seconds of all of it so far, ended children included."""
        total = 0
        for pid in self.processes:
            try:
                told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            total += sum(int(n) for n in told[11:15])
        return total / TICKS

    def ctrl_c(self) -> float:
        """Press it, as a terminal does: to the whole foreground group. How long it took to end."""
        began = time.monotonic()
        os.killpg(self.make.pid, signal.SIGINT)
        self.make.wait(30)
        return time.monotonic() - began

    def kill(self) -> None:
        """Whatever happened, leave nothing behind."""
        for pid in self.processes:
            os.kill(pid, signal.SIGKILL)
        self.make.wait(10)


@pytest.fixture
def runs(clone: Path, tmp_path: Path) -> Iterator[list[Run]]:
    """Every run of a test, swept up at its end."""
    made: list[Run] = []
    yield made
    for run in made:
        run.kill()


def rows(clone: Path, sql: str) -> int:
    database = sqlite3.connect(f"file:{clone / 'instance' / 'anju.db'}?mode=ro", uri=True)
    try:
        return int(database.execute(sql).fetchone()[0])
    finally:
        database.close()


def ended_well(run: Run) -> None:
    """Ctrl-C: at once, without a word about it, and nothing goes on."""
    assert run.ctrl_c() < 15
    assert "Traceback" not in run.said, run.said
    assert run.processes == []
    assert is_free(run.port)
    assert is_free(run.departments)


@pytest.mark.faults
def test_make_alone_says_what_there_is(clone: Path) -> None:
    told = subprocess.run(["make"], cwd=clone, capture_output=True, text=True, check=True).stdout
    for command in ("make run", "make test", "make reset"):
        assert command in told


@pytest.mark.faults
def test_ctrl_c_while_the_city_is_built(clone: Path, runs: list[Run], tmp_path: Path) -> None:
    run = Run(clone, tmp_path / "broken off.log", (free_port(), free_port()))
    runs.append(run)
    while "staff:" not in run.said:
        assert run.make.poll() is None, run.said
        assert time.monotonic() - run.began < 300, run.said
        time.sleep(0.05)
    ended_well(run)
    assert "begun afresh" in run.said


@pytest.mark.faults
def test_run_stop_and_run_again(
    clone: Path, runs: list[Run], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ports = free_port(), free_port()
    first = Run(clone, tmp_path / "first.log", ports)
    runs.append(first)
    built = first.until(900)
    assert [status(first.url + page) for page in ("/sign-in", "/staff/sign-in", "/demo/")] == [
        200, 200, 200,
    ]  # fmt: skip
    assert status(f"http://127.0.0.1:{first.departments}/health") in (200, 401)
    said = first.said
    assert "Building the demo city" in said
    assert first.url in said
    assert f"{first.url}/demo" in said
    assert "Password for all:" in said
    for login in ("qinlixin", "zhouqiming", "heguodong"):
        assert login in said
    ends = time.monotonic() + 120
    while not rows(clone, "SELECT count(*) FROM sealed_leaf"):
        assert time.monotonic() < ends, "the worker does no chores"
        time.sleep(0.2)
    ended_well(first)

    held = "SELECT count(*) FROM application"
    before = rows(clone, held)
    began = os.times()
    subprocess.run(
        [str(clone / ".venv/bin/python"), "-c", "import portal.app"], cwd=clone, check=True
    )
    after = os.times()
    unit = sum(after[2:4]) - sum(began[2:4])
    again = Run(clone, tmp_path / "again.log", ports)
    runs.append(again)
    clock = again.until(120)
    cpu = again.cpu()
    with capsys.disabled():
        print(
            f"\nmake run: {built:.0f} s with {HOUSEHOLDS} households; again in {clock:.1f} s, "
            f"{cpu:.1f} s of processor, {cpu / unit:.1f} times importing the house ({unit:.1f} s)"
        )
    assert rows(clone, held) == before > 0
    assert "Building" not in again.said
    # On a busy machine the clock tells about the neighbours; the processor about us, and what one
    # import costs just now about the processor.
    assert clock < 5 or cpu < max(5.0, 4 * unit), f"{clock:.1f} s, {cpu:.1f} s of processor"
    ended_well(again)

    subprocess.run(["make", "reset"], cwd=clone, check=True, capture_output=True)
    assert not (clone / "instance").exists()
