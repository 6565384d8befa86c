"""The beginning and the end: where the server listens, what it does when files run out, how it leaves."""

from __future__ import annotations

import socket
import sys

import pytest

from digitscope.errors import SettingError
from digitscope.server.serve import PORTS, listen


def close(sockets: list[socket.socket]) -> None:
    for listening in sockets:
        listening.close()


def test_h105_a_port_in_use_is_refused_with_a_way_out() -> None:
    taken = listen(["127.0.0.1"], 0)
    port = taken[0].getsockname()[1]
    with pytest.raises(SettingError, match=f"port {port}, which another program uses") as caught:
        listen(["127.0.0.1"], port)
    assert "--port" in caught.value.hint
    close(taken)


def test_h105_without_a_wish_the_next_free_port_is_taken() -> None:
    first = listen(["127.0.0.1"], None)
    second = listen(["127.0.0.1"], None)
    ports = [sockets[0].getsockname()[1] for sockets in (first, second)]
    close(first + second)
    assert ports[0] in PORTS
    assert ports[1] in PORTS
    assert ports[0] < ports[1]


def test_h105_where_all_are_in_use_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = listen(["127.0.0.1"], 0)
    port = taken[0].getsockname()[1]
    monkeypatch.setattr("digitscope.server.serve.PORTS", range(port, port + 1))
    with pytest.raises(SettingError, match="in use"):
        listen(["127.0.0.1"], None)
    close(taken)


def test_h105_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(SettingError, match="none of this machine's"):
        listen(["127.0.0.1", "192.0.2.77"], 0)


@pytest.mark.skipif(sys.platform != "linux", reason="what needs rights differs")
def test_h105_a_port_that_needs_rights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(SettingError, match="needs more rights") as caught:
        listen(["127.0.0.1"], 80)
    assert "above 1023" in caught.value.hint


def test_all_addresses_share_one_port() -> None:
    sockets = listen(["127.0.0.1", "127.0.0.2"], 0)
    assert len({listening.getsockname()[1] for listening in sockets}) == 1
    close(sockets)
