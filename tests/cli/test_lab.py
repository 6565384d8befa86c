"""`digitscope lab` as a person runs it: what it prints, whom it lets in, how it ends."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from digitscope.cli.lab import _code
from running import Run

ADDRESS = re.compile(r"http://(\S+):(\d+)/\?token=(\S+)")


class Running:
    """A lab in a process of its own, and what it has printed."""

    def __init__(self, process: subprocess.Popen[str], output: Path) -> None:
        self.process = process
        self._output = output

    @property
    def printed(self) -> str:
        return self._output.read_text(encoding="utf-8")

    def addresses(self, count: int = 1) -> list[tuple[str, int, str]]:
        """The addresses printed so far, once there are so many."""
        end = time.monotonic() + 10
        while len(found := ADDRESS.findall(self.printed)) < count:
            assert time.monotonic() < end, self.printed
            assert self.process.poll() is None, self.printed
            time.sleep(0.02)
        return [(host, int(port), token) for host, port, token in found]

    def get(self, path: str, *, cookie: str = "", at: str = "127.0.0.1") -> tuple[int, dict[str, str], bytes]:
        _, port, _ = self.addresses()[0]
        connection = http.client.HTTPConnection(at, port, timeout=5)
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, body

    def come_in(self) -> str:
        """A browser follows the newest address; its cookie."""
        status, headers, _ = self.get(f"/?token={self.addresses()[-1][2]}")
        assert status == 303
        return headers["set-cookie"].partition(";")[0]

    def children(self) -> list[int]:
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if int(parent) == self.process.pid:
                found.append(int(folder.name))
        return found


@contextmanager
def running(folder: Path, *arguments: str, command: tuple[str, ...] = ("lab",), **env: str) -> Iterator[Running]:
    output = folder / f"output-{time.monotonic_ns()}"
    with output.open("w") as stream:
        words = [sys.executable, "-W", "error", "-m", "digitscope", *command, *arguments]
        settings: Any = {"env": {**os.environ, **env}, "start_new_session": True}
        process = subprocess.Popen(
            words, stdout=stream, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, **settings
        )
    try:
        yield Running(process, output)
    finally:
        process.kill()
        process.wait(10)


def test_an_address_is_printed_and_opens_the_lab(tmp_path: Path) -> None:
    with running(tmp_path, "--no-browser", "--port", "0") as lab:
        host, port, token = lab.addresses()[0]
        assert host == "127.0.0.1"
        assert lab.get("/healthz")[2] == b'{"ok":true}'
        cookie = lab.come_in()
        assert lab.get("/", cookie=cookie)[0] == 200
        assert lab.get(f"/?token={token}", cookie=cookie)[0] == 303
        assert "█" not in lab.printed
        assert lab.get(f"/?token={token}")[0] == 401
        time.sleep(0.2)
        assert len(lab.addresses()) == 1  # within two seconds of the last one none is printed for who asks again
        time.sleep(2)
        lab.get(f"/?token={token}")
        fresh = lab.addresses(2)[1][2]
        assert fresh != token
        assert lab.get(f"/?token={fresh}")[0] == 303
        assert port == lab.addresses()[1][1]


def test_the_command_alone_opens_the_lab_and_the_browser(tmp_path: Path) -> None:
    note = tmp_path / "opened"
    browser = f"{sys.executable} -c \"import sys; open('{note}', 'w').write(sys.argv[1])\" %s"
    with running(tmp_path, command=(), BROWSER=browser) as lab:
        address = lab.addresses()[0]
        end = time.monotonic() + 10
        while not (note.exists() and note.read_text()):
            assert time.monotonic() < end
            time.sleep(0.02)
        assert ADDRESS.findall(note.read_text()) == [(address[0], str(address[1]), address[2])]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_i116_it_leaves_quickly_and_leaves_nothing(tmp_path: Path, number: int, code: int) -> None:
    with running(tmp_path, "--no-browser", "--port", "0") as lab:
        port = lab.addresses()[0][1]
        cookie = lab.come_in()
        origin: Any = f"http://127.0.0.1:{port}"
        headers = {"Cookie": cookie}
        with connect(f"ws://127.0.0.1:{port}/ws", origin=origin, additional_headers=headers) as wire:
            wire.recv()
            wire.send('{"type":"evaluate","id":1,"network":"plain"}')
            wire.recv(20)
            wire.send('{"type":"evaluate","id":2,"network":"plain"}')
            children = lab.children()
            assert children
            began = time.monotonic()
            lab.process.send_signal(number)
            with pytest.raises(ConnectionClosed) as caught:  # noqa: PT012 (until it is closed)
                while True:
                    wire.recv(10)
            assert caught.value.rcvd
            assert caught.value.rcvd.code == 1001
        assert lab.process.wait(10) == code
        assert time.monotonic() - began < 5
        assert not any(Path(f"/proc/{pid}").exists() for pid in children)
        assert "Traceback" not in lab.printed


def test_h102_with_few_files_new_connections_are_told_so_and_it_recovers(tmp_path: Path) -> None:
    words = ["bash", "-c", f"ulimit -n 64; exec {sys.executable} -m digitscope lab --no-browser --port 0"]
    with (tmp_path / "output").open("w") as stream:
        process = subprocess.Popen(words, stdout=stream, stderr=subprocess.STDOUT, start_new_session=True, text=True)
    try:
        lab = Running(process, tmp_path / "output")
        port = lab.addresses()[0][1]
        wires = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(40)]
        last = wires[-1].recv(4096)
        assert last.startswith(b"HTTP/1.1 503")
        before = _processor_seconds(process.pid)
        time.sleep(0.5)
        assert _processor_seconds(process.pid) - before < 0.1
        for wire in wires:
            wire.close()
        time.sleep(0.2)
        assert lab.get("/healthz")[0] == 200
    finally:
        process.kill()
        process.wait(10)


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_h106_it_listens_at_the_printed_address_only(tmp_path: Path) -> None:
    with running(tmp_path, "--no-browser", "--port", "0") as lab:
        port = lab.addresses()[0][1]
        listening = []
        for name in ("tcp", "tcp6"):
            for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
                _, local, _, status, *_ = line.split()
                if status == "0A" and int(local.rpartition(":")[2], 16) == port:
                    listening.append(local.partition(":")[0])
        assert listening == ["0100007F"]


def test_g91_the_log_holds_no_token_and_is_one_line_a_request(tmp_path: Path) -> None:
    with running(tmp_path, "--no-browser", "--port", "0", "--log") as lab:
        token = lab.addresses()[0][2]
        lab.come_in()
        lab.get("/nothing")
        lines = [line for line in lab.printed.splitlines() if line.startswith("{")]
        assert len(lines) == 2
        assert token not in "".join(lines)


def _own_address() -> str | None:
    """The address, not loopback's, from which this machine would speak to others. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))
        except OSError:
            return None
        own = str(asking.getsockname()[0])
    return None if own.startswith(("127.", "0.")) else own


@pytest.mark.skipif(_own_address() is None, reason="this machine has no address beside loopback's")
def test_g87_with_host_a_phone_comes_in_by_the_code_and_the_next_one_follows(tmp_path: Path) -> None:
    own = str(_own_address())
    with running(tmp_path, "--no-browser", "--port", "0", "--host", own) as lab:
        host, port, token = lab.addresses()[0]
        assert host == own
        while "Ctrl-C" not in lab.printed:
            time.sleep(0.02)
        assert "█" in lab.printed
        assert "may come in" in lab.printed
        status, headers, _ = lab.get(f"/?token={token}", at=own)
        assert status == 303
        assert lab.get("/", cookie=headers["set-cookie"].partition(";")[0], at=own)[0] == 200
        fresh = lab.addresses(2)[1][2]
        assert lab.get(f"/?token={fresh}", at="127.0.0.1")[0] == 303
        connection = http.client.HTTPConnection(own, port, timeout=5)
        connection.request("GET", "/healthz", headers={"Host": f"evil.example:{port}"})
        assert connection.getresponse().status == 403
        connection.close()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--host", "0.0.0.0"], "whoever reaches this machine"),
        (["--host", "::"], "whoever reaches this machine"),
        (["--host", "127.0.1.1"], "only this machine itself can reach"),
        (["--host", "*"], "a name or address of this machine"),
        (["--host", ""], "a name or address of this machine"),
        (["--host", "nobody.invalid"], "a name or address of this machine"),
        (["--host", "192.0.2.77"], "none of this machine's"),
        (["--allow-host", "*"], "one exact name"),
        (["--allow-host", "*.example"], "one exact name"),
        (["--allow-host", "a b"], "one exact name"),
        (["--allow-host", "http://x"], "one exact name"),
        (["--port", "65536"], "65536"),
        (["--port", "x"], "not a valid integer"),
    ],
)
def test_h105_g87_where_it_cannot_listen_it_says_what_to_do(
    digitscope: Run, arguments: list[str], message: str
) -> None:
    done = digitscope("lab", "--no-browser", *arguments, timeout=20)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_h105_a_port_in_use_is_not_exchanged_in_silence(digitscope: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = digitscope("lab", "--no-browser", "--port", str(taken.getsockname()[1]), timeout=20)
    assert (done.returncode, "another program uses" in done.stderr) == (2, True)


def test_the_code_is_the_address_in_half_blocks() -> None:
    import segno

    url = "http://192.168.1.20:8784/?token=Q267yGzU7Szu3N9oxGVH4g"
    wanted = [[bool(cell) for cell in row] for row in segno.make(url, error="l", micro=False).matrix_iter(border=2)]
    dark = {"█": (False, False), "▀": (False, True), "▄": (True, False), " ": (True, True)}
    lines = [line[4:] for line in _code(url).splitlines()]
    found = []
    for line in lines:
        found += [[dark[letter][row] for letter in line] for row in (0, 1)]
    assert found[: len(wanted)] == wanted
    assert len({len(line) for line in lines}) == 1
