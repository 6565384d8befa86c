"""What is fuzzed: every reader of what somebody else made. Each takes bytes, and gives its answer or our own refusal.

A Target's `take` also holds what comes out: a picture has its 784 numbers, a file that is read can be written again.
"""

from __future__ import annotations

import asyncio
import atexit
import gzip
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import h11
import numpy as np
from PIL import Image

from digitscope.data.idx import read_idx
from digitscope.data.loading import load_data
from digitscope.data.mnist import mnist
from digitscope.engine.choice import engines
from digitscope.engine.initialise import initialise
from digitscope.errors import DatasetError, DigitscopeError, ImageError, NetworkFileError
from digitscope.ink import Limits as ImageLimits
from digitscope.ink import open_image, prepare
from digitscope.messages import Evaluate, MessageError, Sweep, read_message
from digitscope.networks import files
from digitscope.server.address import Address
from digitscope.server.app import Lab, guarded, lab
from digitscope.server.edits import ChangeError, changed, knob_of
from digitscope.server.jobs import take_network
from digitscope.server.known import Known
from digitscope.server.limits import Limits
from digitscope.server.lines import Lines
from digitscope.server.pipe import TAKE, Question, Task, as_frame, read_task
from digitscope.training import checkpoint
from digitscope.training.checkpoint import Checkpoint
from digitscope.training.history import History
from digitscope.training.recipe import Recipe
from digitscope.training.run import begin, take_up
from digitscope.training.trainer import train
from hardening.mutation import (
    Mutate,
    checkpoint_changed,
    header_changed,
    image_changed,
    json_changed,
    network_changed,
    packed_changed,
    text_changed,
    zipped_changed,
)
from hardening.runs import DOTS, RECIPE
from networks.test_damage import whole

SERVER = ImageLimits(file_bytes=8 * 2**20, pixels=16_000_000, side=8_192)
LESSON = initialise((784, 16, 16, 10), rng=0)
SETTINGS = {name: value for name, value in asdict(Limits()).items() if isinstance(value, int)}


@dataclass(frozen=True)
class Target:
    """seeds: sound inputs, made when they are wanted.  errors: all that may come out of `take`."""

    seeds: Callable[[], list[bytes]]
    change: Mutate
    take: Callable[[bytes], Any]
    errors: type[Exception] | tuple[type[Exception], ...] = DigitscopeError


def _held(claim: bool, what: str) -> None:
    if not claim:
        raise AssertionError(what)


def image_seeds() -> list[bytes]:
    """A seven in every kind of file that is read."""
    seven = Image.fromarray(np.array(mnist("test").images[0]).reshape(28, 28))
    colours, page = seven.convert("RGB"), seven.resize((61, 47))
    wide = Image.fromarray(np.asarray(seven).astype(np.uint16) * 257)
    exif = Image.Exif()
    exif[0x0112] = 6
    kinds: list[tuple[Image.Image, str, dict[str, Any]]] = [
        *((picture, "PNG", {}) for picture in (seven, colours, colours.quantize(8), page.convert("LA"), wide)),
        (colours.convert("RGBA"), "PNG", {}),
        (seven.convert("1"), "PNG", {"exif": exif}),
        (page, "JPEG", {"exif": exif}),
        (colours, "JPEG", {"progressive": True}),
        (colours.convert("CMYK"), "JPEG", {}),
        (colours, "WEBP", {}),
        (colours.convert("RGBA"), "WEBP", {"lossless": True, "exif": exif}),
        *((picture, "BMP", {}) for picture in (seven, colours, seven.convert("1"), colours.quantize(8))),
        *((seven, "TIFF", {"compression": name}) for name in (None, "tiff_adobe_deflate", "packbits", "tiff_lzw")),
        (colours, "TIFF", {"compression": "jpeg"}),
        (seven.convert("1"), "TIFF", {"compression": "group4"}),
        (seven, "GIF", {}),
        (page, "GIF", {"save_all": True, "append_images": [page.transpose(Image.Transpose.ROTATE_180)]}),
    ]
    made = []
    for picture, kind, options in kinds:
        picture.save(file := BytesIO(), kind, **{name: value for name, value in options.items() if value})
        made.append(file.getvalue())
    return made


def take_image(data: bytes) -> None:
    opened = open_image(data, limits=SERVER)
    _held(opened.grey.dtype == np.uint8 and opened.grey.size <= SERVER.pixels, "grey levels")
    pixels = prepare(opened).pixels
    _held(pixels.shape == (784,) and 0 <= pixels.min() <= pixels.max() <= 1, "784 numbers from 0 to 1")


def network_seeds() -> list[bytes]:
    network = initialise((9, 4, 3, 2), "relu", output_activation="softmax", rng=3)
    labelled = files.NetworkFile(initialise((784, 2, 3), rng=1), temperature=2.0, labels=("a", "b", "no"))
    return [whole(), whole(), whole(), files.to_bytes(files.NetworkFile(network)), files.to_bytes(labelled)]


def take_network_file(data: bytes) -> None:
    file = files.from_bytes(data)
    again = files.to_bytes(file)
    _held(files.from_bytes(again) == file, "read, written, and read again")
    with np.errstate(all="ignore"):
        if file.network.widths[0] < 10_000:
            file.network(np.zeros(file.network.widths[0]))
    if file.network.widths[0] == LESSON.widths[0]:
        take_network(Task(TAKE.name, data, SETTINGS), Known())


def idx_seeds() -> list[bytes]:
    images = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4]) + bytes(range(24))
    labels = bytes([0, 0, 8, 1, 0, 0, 0, 5, 7, 4, 9, 0, 1])
    return [images, labels, gzip.compress(images), gzip.compress(labels, 1)]


def take_idx(data: bytes) -> None:
    try:
        found = read_idx(data, dimensions=3, limit=2**22)
    except DatasetError:
        found = read_idx(data, dimensions=1, limit=2**22)
    _held(found.dtype == np.uint8 and 0 < found.size <= 2**22, "bytes")


def npz_seeds() -> list[bytes]:
    images, labels = (np.arange(48) * 5).astype(np.uint8).reshape(3, 4, 4), np.array([7, 1, 7])
    named = np.array(["one", "two", "one"])
    both = {"x_train": images, "y_train": labels, "x_test": images / 255, "y_test": named}
    halves = images.reshape(3, 16).astype(">f2")
    kinds: list[dict[str, Any]] = [{"images": images, "labels": named}, both, {"data": halves, "target": labels}]
    made = []
    for kind in kinds:
        for save in (np.savez, np.savez_compressed):
            save(file := BytesIO(), **kind)
            made.append(file.getvalue())
    return made


def csv_seeds() -> list[bytes]:
    rows = [",".join(str((row * 37 + place * 11) % 256) for place in range(9)) for row in range(4)]
    return [
        "\n".join(["label," + ",".join(f"p{place}" for place in range(9)), *(f"{7},{row}" for row in rows)]).encode(),
        "\r\n".join(f"name {len(row)},{row}" for row in rows).encode(),
        "\n".join(f"{row};3" for row in (row.replace(",", ";") for row in rows)).encode(),
        b'p0\tp1\tlabel\n0.5\t1\t"a b"\n0\t0.25\tc\n',
        gzip.compress(b"1,0,255\n2,255,0\n"),
    ]


@cache
def _place() -> Path:
    """A folder of this process; in memory where there is one, as it is written to for each input."""
    memory = Path("/dev/shm")
    found = tempfile.mkdtemp(prefix=f"digitscope-fuzz-{os.getpid()}-", dir=memory if memory.is_dir() else None)
    atexit.register(shutil.rmtree, found, ignore_errors=True)
    return Path(found)


def take_table(data: bytes) -> None:
    (_place() / "data").write_bytes(data)
    for part in ("training", "test"):
        found = load_data(_place() / "data", part=part)
        _held(len(found.labels) == len(found.images) > 0 and found.classes == len(found.names), "a data set")


def checkpoint_seeds() -> list[bytes]:
    made = []
    for optimizer in ("sgd", "momentum", "adam"):
        history = History()
        for step in train(initialise((4, 3, 2), rng=1), DOTS, replace(RECIPE, optimizer=optimizer), every=3):
            history = history.with_row(step.row)
            made.append(checkpoint.to_bytes(Checkpoint(step.state, history)))
    return made


def take_checkpoint(data: bytes) -> None:
    found = checkpoint.from_bytes(data)
    again = checkpoint.to_bytes(checkpoint.from_bytes(checkpoint.to_bytes(found)))
    _held(again == checkpoint.to_bytes(found), "written, read, and written again")
    found.history.to_csv()
    for optimizer in ("sgd", "momentum", "adam"):
        recipe = Recipe(epochs=4, batch=1, validation=0, optimizer=optimizer, learning_rate=0.1)
        with np.errstate(all="ignore"):
            try:
                for _ in train(found.state, DOTS, recipe, every=2):
                    pass
            except DigitscopeError:
                continue


def record_seeds() -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        run = begin(initialise((4, 2), rng=0), DOTS, RECIPE, runs=Path(folder), origin="glorot")
        return [(run.folder / "run.json").read_bytes()]


@cache
def _run() -> Path:
    return begin(initialise((4, 2), rng=0), DOTS, RECIPE, runs=_place(), origin="glorot").folder


def take_record(data: bytes) -> None:
    (_run() / "run.json").write_bytes(data)
    take_up(_run(), DOTS)


def message_seeds() -> list[bytes]:
    change = {"layer": 0, "places": "BwAAAAgAAAA=", "values": "AAAAQAAAgD8="}
    knob = {"layer": 0, "neuron": 3, "source": 400, "low": -3, "high": 3.5, "count": 5}
    return [
        json.dumps(message).encode()
        for message in (
            {"type": "evaluate", "id": 1, "network": "plain", "changes": [change, {**change, "layer": 2}]},
            {"type": "sweep", "id": 2, "network": "wide", "knobs": [knob, {**knob, "source": None}], "changes": []},
            {"type": "sweep", "id": 3, "network": "plain", "knobs": [{**knob, "count": 101}], "changes": [change]},
            {"type": "measure", "id": 2**53 - 1},
        )
    ]


def take_message(data: bytes) -> None:
    asked = read_message(data.decode(errors="replace"))
    if not isinstance(asked, Evaluate | Sweep):
        return
    question = Lines(asked).question(bytes(32)) if isinstance(asked, Sweep) else Question(bytes(32), asked.changes)
    task = Task("sweep", b"", {}, question)
    _held(read_task(BytesIO(as_frame(task))) == task, "what the worker gets is what was asked")
    turned = changed(LESSON, question.changes)
    _held(turned.parameter_count == LESSON.parameter_count, "as many numbers")
    for knob in question.knobs:
        knob_of(turned, knob)


def request_seeds() -> list[bytes]:
    own = "Host: 127.0.0.1:8784\r\nOrigin: http://127.0.0.1:8784\r\nCookie: digitscope-8784=SECRET\r\nX-Digitscope: lab"
    lines = (
        "GET / HTTP/1.1", "GET /?token=abc HTTP/1.1", "GET /healthz HTTP/1.1", "GET /api/networks HTTP/1.1",
        "GET /api/networks/plain HTTP/1.1", "GET /api/digits/labels HTTP/1.1", "GET /assets/index.js HTTP/1.1",
        "POST /api/networks HTTP/1.1\r\nContent-Length: 4", "POST /api/images HTTP/1.1\r\nTransfer-Encoding: chunked",
        "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13",
        "HEAD /favicon.svg HTTP/1.1\r\nSec-Fetch-Site: same-origin\r\nAccept-Encoding: gzip;q=0, *",
    )  # fmt: skip
    return [f"{line}\r\n{own}\r\n\r\n".encode() for line in lines]


class RefusedError(Exception):
    """An answer that is a refusal in its one shape."""


@cache
def _server() -> tuple[Lab, Any, bytes]:
    patient = replace(Limits(), requests_per_second=1e9, request_burst=10**9, wait_seconds=0.1, worker_queue=0)
    made = lab(Address(8784), limits=patient, static={})
    session = made.keys.exchange(made.keys.fresh_token())
    return made, guarded(made), session.secret.encode()


def take_request(data: bytes) -> None:
    _, app, secret = _server()
    parsed = h11.Connection(h11.SERVER, max_incomplete_event_size=2**14)
    parsed.receive_data(data.replace(b"SECRET", secret))
    request = parsed.next_event()
    if not isinstance(request, h11.Request):
        raise RefusedError("no request")
    path, _, query = request.target.partition(b"?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": request.method.decode(),
        "scheme": "http", "path": path.decode("latin-1"), "raw_path": path, "query_string": query,
        "root_path": "", "headers": list(request.headers), "client": ("127.0.0.1", 9), "server": ("127.0.0.1", 8784),
    }  # fmt: skip
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"body", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    asyncio.run(app(scope, receive, send))
    status = next(message["status"] for message in said if message["type"] == "http.response.start")
    _held(status < 500 or status in (503, 507), f"status {status}")
    if status >= 400:
        body = b"".join(message.get("body", b"") for message in said)
        if body and scope["method"] != "HEAD" and path != b"/":
            _held(set(json.loads(body)["error"]) == {"code", "message", "hint", "request_id"}, "one shape")
        raise RefusedError(str(status))


TARGETS: dict[str, Target] = {
    "images": Target(image_seeds, image_changed, take_image, ImageError),
    "networks": Target(network_seeds, network_changed, take_network_file, NetworkFileError),
    "headers": Target(network_seeds, header_changed, take_network_file, NetworkFileError),
    "idx": Target(idx_seeds, packed_changed, take_idx, DatasetError),
    "npz": Target(npz_seeds, zipped_changed, take_table, DatasetError),
    "csv": Target(csv_seeds, text_changed, take_table, DatasetError),
    "checkpoints": Target(checkpoint_seeds, checkpoint_changed, take_checkpoint, NetworkFileError),
    "records": Target(record_seeds, json_changed, take_record),
    "messages": Target(message_seeds, json_changed, take_message, (MessageError, ChangeError)),
    "requests": Target(request_seeds, text_changed, take_request, (h11.RemoteProtocolError, RefusedError)),
}


def settle() -> None:
    """Whatever is loaded late is loaded now, so that a case is charged for itself alone."""
    engines()
    for target in TARGETS.values():
        for seed in target.seeds():
            try:
                target.take(seed)
            except target.errors:
                continue
