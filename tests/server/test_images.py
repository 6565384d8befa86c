"""Images over HTTP: read in a worker that may be too slow or die, refused from their head where they are too large."""

from __future__ import annotations

import base64
import json
import os
import signal
import struct
import threading
import time
import zlib
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from digitscope.data.dataset import Dataset
from digitscope.ink import prepare
from server.visiting import UNHURRIED, Place, opened, until


def png(image: Any, **how: Any) -> bytes:
    Image.fromarray(np.asarray(image, np.uint8)).save(file := BytesIO(), "PNG", **how)
    return file.getvalue()


def head_only(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def drawn(side: int = 60) -> Any:
    paper = np.full((side, side), 255, np.uint8)
    paper[side // 6 : -side // 6, side // 2 : side // 2 + side // 10] = 0
    return paper


def refused(place: Place, content: bytes) -> tuple[int, str]:
    answer = place.post("/api/images", content)
    return answer.status, answer.error["code"]


def test_the_way_of_an_image_is_what_ink_says(place: Place, mnist_test: Dataset) -> None:
    for picture in (drawn(), drawn(900), mnist_test.images[0].reshape(28, 28)):
        content = png(picture)
        found = json.loads(place.post("/api/images", content).body)
        wanted = prepare(content)
        height, width = np.shape(picture)
        assert (found["width"], found["height"], found["inverted"], found["blank"]) == (
            width,
            height,
            wanted.inverted,
            False,
        )
        assert tuple(found["box"]) == wanted.box
        assert base64.b64decode(found["levels"]) == wanted.levels.tobytes()
        assert base64.b64decode(found["scaled"]["levels"]) == wanted.scaled.tobytes()
        for part in ("grey", "ink"):
            shown = found[part]
            assert max(shown["width"], shown["height"]) <= 224
            assert len(base64.b64decode(shown["levels"])) == shown["width"] * shown["height"]


@pytest.mark.parametrize("content", [b"", b"\x89", b"\x89PNG\r\n\x1a\n"])
def test_a1_next_to_nothing_is_unreadable(place: Place, content: bytes) -> None:
    assert refused(place, content) == (422, "IMAGE_UNREADABLE")


@pytest.mark.parametrize(
    ("size", "code"),
    [
        ((65_500, 65_500), "IMAGE_TOO_MANY_PIXELS"),
        ((2**31 - 1, 1), "IMAGE_TOO_MANY_PIXELS"),
        ((9_000, 9_000), "IMAGE_TOO_MANY_PIXELS"),
        ((1, 1_000_000), "IMAGE_SIDE_TOO_LONG"),
        ((1_000_000, 1), "IMAGE_SIDE_TOO_LONG"),
        ((4_000, 4_001), "IMAGE_TOO_MANY_PIXELS"),
    ],
)
def test_a3_a4_a5_a6_too_large_is_seen_in_the_head(place: Place, size: tuple[int, int], code: str) -> None:
    began = time.monotonic()
    assert refused(place, head_only(*size)) == (413, code)
    assert time.monotonic() - began < 0.5


def test_a5_sixteen_million_pixels_exactly_pass(place: Place) -> None:
    content = png(np.full((4_000, 4_000), 255, np.uint8), compress_level=1)
    answer = place.post("/api/images", content)
    assert (answer.status, json.loads(answer.body)["blank"]) == (200, True)


@pytest.mark.parametrize("size", [(0, 10), (10, 0)])
def test_a7_no_width_or_height_is_unreadable(place: Place, size: tuple[int, int]) -> None:
    assert refused(place, head_only(*size)) == (422, "IMAGE_UNREADABLE")


def test_a8_texts_that_inflate_are_passed_over(place: Place) -> None:
    bomb = b"zTXt" + b"a\0\0" + zlib.compress(b"\0" * 50_000_000)
    chunk = struct.pack(">I", len(bomb) - 4) + bomb + struct.pack(">I", zlib.crc32(bomb))
    content = png(drawn(28))
    answer = place.post("/api/images", content[:33] + chunk + content[33:])
    assert answer.status in (200, 422)


@pytest.mark.parametrize(
    "content",
    [
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"%PDF-1.7\n",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"SIMPLE  =                    T",
        b"8BPS\0\1",
        b"\0\0\1\0\1\0",
        b"<html><script>alert(1)</script>",
    ],
)
def test_a9_a11_other_formats_are_not_supported_whatever_they_are_called(place: Place, content: bytes) -> None:
    request = place.sound("POST", "/api/images", body=content).with_header("Content-Type", "image/png")
    answer = place.ask(request)
    assert (answer.status, answer.error["code"]) == (415, "IMAGE_FORMAT_UNSUPPORTED")
    assert b"<" not in answer.body


def test_a10_a11_what_follows_an_image_never_comes_back(place: Place) -> None:
    request = place.sound("POST", "/api/images", body=png(drawn()) + b"<script>alert(7)</script>PK\x03\x04")
    answer = place.ask(request.with_header("Content-Type", "text/html"))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert b"script" not in answer.body
    assert b"alert" not in base64.b64decode(json.loads(answer.body)["grey"]["levels"])


def test_a13_blanks_have_no_ink(place: Place) -> None:
    Image.new("RGBA", (60, 60), (9, 9, 9, 0)).save(clear := BytesIO(), "PNG")
    for content in (clear.getvalue(), png(np.full((60, 60), 255)), png(np.zeros((60, 60)))):
        found = json.loads(place.post("/api/images", content).body)
        assert (found["blank"], found["box"], found["scaled"]) == (True, None, {"width": 0, "height": 0, "levels": ""})


def test_a16_of_an_animation_the_first_picture_is_read(place: Place) -> None:
    frames = [Image.fromarray(np.roll(drawn(28), shift)) for shift in range(2)] * 500
    frames[0].save(file := BytesIO(), "GIF", save_all=True, append_images=frames[1:])
    began = time.monotonic()
    found = json.loads(place.post("/api/images", file.getvalue()).body)
    assert found["warnings"] == ["ANIMATED"]
    assert time.monotonic() - began < 1


def test_a17_an_image_that_takes_too_long_is_given_up_and_others_go_on() -> None:
    with opened(replace(UNHURRIED, image_seconds=0.05)) as place:
        large = png(np.random.default_rng(0).integers(0, 255, (2_000, 2_000)), compress_level=0)
        place.post("/api/images", b"")
        pid = place.lab.crew.reading.pid
        began = time.monotonic()
        assert refused(place, large) == (422, "IMAGE_TOO_SLOW")
        assert time.monotonic() - began < 1
        assert place.get("/healthz").status == 200
        until(lambda: place.lab.crew.reading.pid not in (None, pid))
        assert place.post("/api/images", png(drawn(28))).status == 200


def test_a17_while_a_worker_computes_the_server_answers(place: Place) -> None:
    large = png(np.random.default_rng(0).integers(0, 255, (2_000, 2_000)), compress_level=0)
    thread = threading.Thread(target=place.post, args=("/api/images", large))
    thread.start()
    times = []
    while thread.is_alive():
        began = time.monotonic()
        assert place.get("/healthz").status == 200
        times.append(time.monotonic() - began)
    thread.join()
    assert max(times) < 0.5


def test_a20_a_damaged_image_is_read_the_same_after_any_other(place: Place) -> None:
    Image.fromarray(drawn(200)).save(file := BytesIO(), "JPEG")
    damaged = file.getvalue()[:-300] + b"\xff\xd9"
    first = place.post("/api/images", damaged)
    place.post("/api/images", png(np.full((200, 200), 7)))
    second = place.post("/api/images", damaged)
    assert first.status == second.status
    if first.status == 200:
        assert first.body == second.body


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
def test_a22_a_worker_that_crashes_takes_one_request_down(number: int) -> None:
    with opened() as place:
        large = png(np.random.default_rng(0).integers(0, 255, (3_000, 2_500)), compress_level=0)
        assert place.post("/api/images", png(drawn())).status == 200
        pid = place.lab.crew.reading.pid
        assert pid
        found: list[Any] = []
        thread = threading.Thread(target=lambda: found.append(place.post("/api/images", large)))
        thread.start()
        until(lambda: place.lab.crew.reading.waiting)
        time.sleep(0.05)
        os.kill(pid, number)
        thread.join()
        assert (found[0].status, found[0].error["code"]) == (422, "IMAGE_CRASHED_DECODER")
        until(lambda: place.lab.crew.reading.pid not in (None, pid))
        assert place.post("/api/images", png(drawn())).status == 200


def test_a_worker_that_died_idle_costs_nobody_anything() -> None:
    with opened() as place:
        place.post("/api/images", b"")
        pid = place.lab.crew.reading.pid
        assert pid
        os.kill(pid, signal.SIGKILL)
        until(lambda: place.lab.crew.reading.pid != pid)
        assert place.post("/api/images", png(drawn())).status == 200


def test_an_image_beyond_the_workers_memory_is_refused_and_the_worker_lives() -> None:
    with opened(replace(UNHURRIED, worker_bytes=280 * 2**20)) as place:
        assert place.post("/api/images", png(drawn())).status == 200
        pid = place.lab.crew.reading.pid
        wide = png(np.zeros((4_000, 4_000, 4)), compress_level=1)
        answer = place.post("/api/images", wide)
        assert answer.status in (413, 422)
        assert place.lab.crew.reading.pid == pid
        assert place.post("/api/images", png(drawn())).status == 200
