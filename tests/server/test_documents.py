"""A document is saved and never shown: what comes, for whom, and at what price."""

from __future__ import annotations

import base64
import json
import re
import socket
import time
from dataclasses import replace

import pytest

from digitscope.engine.initialise import initialise
from digitscope.networks.catalogue import find
from digitscope.networks.files import NetworkFile, to_bytes
from digitscope.pictures.document import document
from digitscope.pictures.page import File
from server.visiting import PAGE, UNHURRIED, Place, opened

INSIDE = re.compile(rb'<script type="application/json" id="digitscope-document">(.*?)</script>', re.DOTALL)


def brought(place: Place, file: NetworkFile, *, cookie: str) -> str:
    name: str = json.loads(place.post("/api/networks", to_bytes(file), cookie=cookie).body)["name"]
    return name


def test_a_shipped_networks_document_is_the_one_that_the_command_makes(place: Place) -> None:
    answer = place.get("/api/documents/plain")
    assert answer.status == 200
    assert answer.body == document(find("plain"), name="plain", page=PAGE)
    assert answer.headers["content-length"] == str(len(answer.body))


def test_a_network_that_was_brought_stands_in_its_document(place: Place) -> None:
    mine, file = place.session(), NetworkFile(initialise((784, 4, 10), rng=0), temperature=1.5)
    name = brought(place, file, cookie=mine)
    found = INSIDE.search(place.get(f"/api/documents/{name}", cookie=mine).body)
    assert found
    about = json.loads(found[1])
    assert (about["name"], about["card"], about["start"]) == (name, None, "")
    assert base64.b64decode(about["network"]) == to_bytes(file)


def test_e71_g93_it_is_to_be_saved_and_no_browser_would_show_it(place: Place) -> None:
    headers = place.get("/api/documents/plain").headers
    assert headers["content-disposition"] == 'attachment; filename="digitscope.html"'
    assert headers["content-type"] == "application/octet-stream"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_b38_what_is_not_there_and_what_is_anothers_look_the_same(place: Place) -> None:
    theirs = brought(place, NetworkFile(initialise((784, 2), rng=8)), cookie=place.session())
    mine = place.session()
    names = (theirs, "0" * 64, "..%2fx", "%2e%2e%2f", "..%5c", "%00", "plain.html", "PLAIN")
    answers = [place.get(f"/api/documents/{name}", cookie=mine) for name in names]
    assert {answer.status for answer in answers} == {404}
    assert len({json.dumps({**answer.error, "request_id": ""}) for answer in answers}) == 1


def test_a_head_says_as_much_and_brings_nothing(place: Place) -> None:
    whole, head = (place.ask(place.sound(method, "/api/documents/plain")) for method in ("GET", "HEAD"))
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(whole.body)))


def test_h98_a_network_too_large_for_a_document_is_left_to_the_command_line() -> None:
    with opened(replace(UNHURRIED, document_network_bytes=20_000)) as place:
        mine = place.session()
        name = brought(place, NetworkFile(initialise((784, 10), rng=0)), cookie=mine)
        answer = place.get(f"/api/documents/{name}", cookie=mine)
        assert (answer.status, answer.error["code"]) == (422, "MODEL_TOO_LARGE")
        assert "digitscope export document" in answer.error["hint"]
        small = brought(place, NetworkFile(initialise((784, 2), rng=0)), cookie=mine)
        assert place.get(f"/api/documents/{small}", cookie=mine).status == 200


def test_documents_beyond_the_pace_are_refused() -> None:
    with opened(replace(UNHURRIED, documents_per_second=1.0, document_burst=3)) as place:
        mine = place.session()
        answers = [place.get("/api/documents/plain", cookie=mine) for _ in range(5)]
        assert [answer.status for answer in answers] == [200] * 3 + [429] * 2
        assert answers[-1].error["code"] == "RATE"
        assert place.get("/api/networks", cookie=mine).status == place.get("/api/documents/plain").status == 200


@pytest.mark.parametrize("page", [{}, {"index.html": replace(PAGE["index.html"], content=b"<p>no charset</p>")}])
def test_without_a_sound_page_there_is_no_document(page: dict[str, File]) -> None:
    with opened(static=page) as place:
        answer = place.get("/api/documents/plain")
        assert (answer.status, answer.error["code"].partition("_NOT")[0]) == (404, "PAGE")
        assert place.get("/healthz").status == 200


def test_f81_who_does_not_read_a_document_waits_alone() -> None:
    more_than_the_system_holds = replace(UNHURRIED, wait_seconds=0.2, document_network_bytes=2**24)
    with opened(more_than_the_system_holds) as place:
        slow = place.session()
        name = brought(place, NetworkFile(initialise((784, 3_000, 10), rng=0)), cookie=slow)
        request = place.sound("GET", f"/api/documents/{name}", cookie=slow).raw()
        unread = []
        try:
            for _ in range(2):
                wire = socket.socket()
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                wire.connect(("127.0.0.1", place.port))
                wire.sendall(request)
                unread.append(wire)
            time.sleep(1)
            assert place.get("/api/networks", cookie=slow).status == 429
            assert place.get("/api/documents/plain").status == 200
            assert place.get("/api/networks", cookie=slow).status == 429  # both are held still: nobody waited for them
        finally:
            for wire in unread:
                wire.close()
        assert place.get("/api/networks", cookie=slow).status == 200
