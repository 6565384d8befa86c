"""The routes: the door with its tokens, the page, the digits; and what the server holds afterwards."""

from __future__ import annotations

import gzip
import json
import sys
import threading
import time
from dataclasses import replace
from typing import Any, Literal

import pytest

from digitscope.data.dataset import Dataset
from digitscope.data.mnist import packed
from server.visiting import PAGE, UNHURRIED, Place, opened, until


def test_g91_a_token_opens_the_lab_once_and_leaves_the_address(place: Place) -> None:
    token = place.lab.keys.fresh_token()
    first = place.get(f"/?token={token}", cookie="none=1")
    assert (first.status, first.headers["location"]) == (303, "/")
    given = first.headers["set-cookie"]
    assert given.startswith(f"digitscope-{place.port}=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(given.split("; "))
    cookie = given.partition(";")[0]
    assert place.get("/", cookie=cookie).body == PAGE["index.html"].content
    again = place.get(f"/?token={token}", cookie="none=1")
    assert (again.status, again.error["code"]) == (401, "TOKEN_NOT_VALID")
    assert token.encode() not in again.body
    back = place.get(f"/?token={token}", cookie=cookie)  # the same browser follows the printed address again
    assert (back.status, back.headers["location"], "set-cookie" in back.headers) == (303, "/", False)


def test_g91_wrong_tokens_open_nothing(place: Place) -> None:
    token = place.lab.keys.fresh_token()
    for wrong in ("", "x", token[:-1], token + "x", token.swapcase(), "%00", "%ff", "\\"):
        assert place.get(f"/?token={wrong}", cookie="none=1").status == 401
    head = place.ask(place.sound("HEAD", f"/?token={token}", cookie="none=1"))
    assert head.status == 401  # what only looks at a link uses no token up
    assert place.get(f"/?token={token}", cookie="none=1").status == 303


def test_people_are_told_what_to_do_on_a_plain_page(place: Place) -> None:
    request = place.sound("GET", "/", cookie="none=1").with_header("Accept", "text/html,*/*;q=0.8")
    answer = place.ask(request)
    assert (answer.status, answer.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert b"newest address from the terminal" in answer.body
    assert b"<script" not in answer.body
    assert b"style" not in answer.body
    assert place.ask(request.with_header("Host", "evil.example")).body.startswith(b"<!doctype html>")
    assert place.ask(replace(request, path="/api/networks")).error["code"] == "NOT_SIGNED_IN"


@pytest.mark.parametrize(
    "path", ["/?next=//evil.example", "/?next=https:evil", "/?token=x&next=%5c%5cevil", "/?url=http://evil", "////evil"]
)
def test_g94_nothing_leads_elsewhere(place: Place, path: str) -> None:
    answer = place.get(path)
    assert answer.headers.get("location", "/") == "/"
    assert b"evil" not in answer.body


def test_only_a_used_address_asks_for_a_fresh_one() -> None:
    with opened() as place:
        place.get("/?token=never-was", cookie="none=1")
        assert place.announced == []
        token = place.lab.keys.fresh_token()
        place.get(f"/?token={token}", cookie="none=1")
        place.get(f"/?token={token}", cookie="none=1")
        assert place.announced == ["used", "tried again"]


def test_with_too_many_browsers_the_one_that_was_idle_longest_goes() -> None:
    with opened(replace(UNHURRIED, sessions=2)) as place:
        first, second = place.session(), place.session()
        place.get("/api/networks", cookie=first)
        third = place.session()
        found = [place.get("/api/networks", cookie=cookie).status for cookie in (first, second, third)]
        assert found == [200, 401, 200]
        with place.connection() as one, place.connection() as two:
            for wire, cookie in ((one, first), (two, third)):
                wire.sendall(place.handshake(cookie=cookie).raw())
                wire.recv(4096)
            token = place.lab.keys.fresh_token()
            full = place.get(f"/?token={token}", cookie="none=1")
            assert (full.status, full.error["code"]) == (503, "BUSY")
        until(lambda: place.get(f"/?token={token}", cookie="none=1").status == 303)  # the refusal used no token up


def test_the_page_is_packed_for_who_takes_that_and_kept_by_name(place: Place) -> None:
    plain = place.get("/")
    assert (plain.body, "content-encoding" in plain.headers) == (PAGE["index.html"].content, False)
    assert plain.headers["cache-control"] == "no-store"
    for accepted, is_packed in (
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("br", False),
        ("*", True),
    ):
        answer = place.ask(place.sound("GET", "/").with_header("Accept-Encoding", accepted))
        assert (answer.headers.get("content-encoding") == "gzip") is is_packed
        assert answer.body == (PAGE["index.html"].packed if is_packed else PAGE["index.html"].content)
    asset = place.get("/assets/lab-1234.js")
    assert asset.headers["content-type"] == "text/javascript; charset=utf-8"
    assert asset.headers["cache-control"] == "private, max-age=31536000, immutable"
    head = place.ask(place.sound("HEAD", "/assets/lab-1234.js"))
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "9")


def test_a_page_that_was_not_built_says_so() -> None:
    with opened(static={}) as place:
        answer = place.get("/")
        assert answer.status == 200
        assert b"has no page" in answer.body
        assert place.get("/favicon.ico").status == 404


def test_the_test_digits_come_as_they_are_shipped(place: Place, mnist_test: Dataset) -> None:
    labels = mnist_test.labels.astype("uint8")
    parts: list[tuple[Literal["images", "labels"], int, Any]] = [
        ("images", 16, mnist_test.images),
        ("labels", 8, labels),
    ]
    for what, header, wanted in parts:
        request = place.sound("GET", f"/api/digits/{what}")
        zipped = place.ask(request.with_header("Accept-Encoding", "gzip, deflate"))
        assert zipped.headers["content-encoding"] == "gzip"
        assert zipped.headers["cache-control"] == "private, max-age=86400"
        assert zipped.body == packed("test", what)
        plain = place.ask(request)
        assert plain.body == gzip.decompress(zipped.body)
        assert plain.body[header:] == wanted.tobytes()
    assert place.get("/api/digits/training").status == 404


def test_two_requests_at_a_time_and_the_others_wait_their_turn() -> None:
    with opened(replace(UNHURRIED, wait_seconds=1.0, body_seconds=10.0)) as place:
        mine = place.session()
        place.post("/api/images", b"")  # the worker has started
        waiting = place.sound("POST", "/api/images", cookie=mine).with_header("Content-Length", "10").raw()
        with place.connection() as one, place.connection() as two:
            one.sendall(waiting)
            two.sendall(waiting)
            time.sleep(0.1)
            third = place.get("/api/networks", cookie=mine)
            assert (third.status, third.error["code"]) == (429, "RATE")
            assert place.get("/api/networks").status == 200
            threading.Timer(0.1, lambda: one.sendall(b"x" * 10)).start()
            assert place.get("/api/networks", cookie=mine).status == 200


def test_uploads_of_all_browsers_together_are_few() -> None:
    crowded = replace(UNHURRIED, wait_seconds=0.2, body_seconds=1.0, uploads=1)
    with opened(crowded) as place, place.connection() as one:
        one.sendall(place.sound("POST", "/api/images").with_header("Content-Length", "10").raw())
        time.sleep(0.1)
        answer = place.post("/api/images", b"x")
        assert (answer.status, answer.error["code"]) == (503, "BUSY")


def test_the_networks_have_cards(place: Place) -> None:
    found: dict[str, Any] = json.loads(place.get("/api/networks").body)
    assert found["default"] == "plain"
    (plain,) = [card for card in found["networks"] if card["name"] == "plain"]
    assert set(plain) == {
        "name", "summary", "widths", "activations", "parameters", "images", "correct", "accuracy", "interval",
    }  # fmt: skip
    assert (plain["widths"], plain["parameters"]) == ([784, 16, 16, 10], 13_002)


def test_a_fault_of_ours_says_so_in_the_same_shape(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(type(place.lab.shelf), "content", broken)
    answer = place.get("/api/networks/plain")
    assert (answer.status, answer.error["code"]) == (500, "INTERNAL")
    assert b"secret" not in answer.body


OUTSIDE: list[tuple[str, Any]] = []
_listening = threading.Event()


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _listening.is_set() and event in ("socket.connect", "socket.getaddrinfo", "pickle.find_class"):
        OUTSIDE.append((event, arguments))


def test_e73_g97_b23_the_server_connects_to_nobody_and_unpickles_nothing() -> None:
    sys.addaudithook(_hear)
    with opened() as place, place.connection() as upload, place.connection() as other:
        requests = [place.sound("POST", "/api/images", body=b"x"), place.sound("GET", "/api/digits/labels")]
        _listening.set()
        try:
            for wire, request in zip((upload, other), requests, strict=True):
                wire.sendall(request.raw())
                wire.recv(1 << 20)
        finally:
            _listening.clear()
    assert OUTSIDE == []
