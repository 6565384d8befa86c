"""What goes through the pipe between the server and a worker: frames of a length and as many bytes.

Plain data only: nothing that comes out of a worker, which has read a stranger's file, can run anything in the server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

import msgspec

from digitscope.messages import Change, Knob  # noqa: TC001 (msgspec reads them where a Question is read)

if TYPE_CHECKING:
    import asyncio

FRAME_LIMIT: Final = 64 * 2**20
HEAD: Final = 4


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of work and how it is refused. what: as one says it.  seconds: the field of the server's Limits."""

    name: str
    what: str
    seconds: str
    too_slow: str
    crashed: str


PREPARE: Final = Job("prepare", "an image", "image_seconds", "IMAGE_TOO_SLOW", "IMAGE_CRASHED_DECODER")
TAKE: Final = Job("take", "a network file", "network_seconds", "MODEL_TOO_SLOW", "MODEL_CRASHED_READER")
EVALUATE: Final = Job("evaluate", "an evaluation", "evaluation_seconds", "EVALUATION_TOO_SLOW", "EVALUATION_CRASHED")
SWEEP: Final = Job("sweep", "a sweep", "evaluation_seconds", "SWEEP_TOO_SLOW", "SWEEP_CRASHED")
MEASURE: Final = Job("measure", "a measurement", "measurement_seconds", "MEASUREMENT_TOO_SLOW", "MEASUREMENT_CRASHED")


class Question(msgspec.Struct, frozen=True):
    """What is asked of a network that the worker may know already.

    digest: the SHA-256 of its file.  changes, knobs: as in the messages.  line: of a sweep, the value that the first
    of two knobs has.  start: the first value of the last knob that is asked for; the worker says how many it took.
    """

    digest: bytes
    changes: tuple[Change, ...] = ()
    knobs: tuple[Knob, ...] = ()
    line: int = 0
    start: int = 0


class Task(msgspec.Struct, frozen=True, tag=True):
    """Work to do.

    job: its name among the jobs.  content: bytes from outside.  settings: numbers that it needs.  question: for the
    jobs that are asked one; with it `content` is the network's file, or nothing where the worker may know that.
    """

    job: str
    content: bytes
    settings: dict[str, int]
    question: Question | None = None


class Done(msgspec.Struct, frozen=True, tag=True):
    """What the work gave, in parts as its job defines them."""

    parts: tuple[bytes, ...]


class Refused(msgspec.Struct, frozen=True, tag=True):
    """An error of ours that the work ended in."""

    asked: str
    came: str
    hint: str
    code: str


class Failed(msgspec.Struct, frozen=True, tag=True):
    """An error that was not foreseen."""

    what: str


Reply: TypeAlias = Done | Refused | Failed


def as_frame(message: Task | Reply) -> bytes:
    """A message with its length before it."""
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(HEAD, "big") + body


def read_task(stream: BinaryIO) -> Task | None:
    """The next task of a worker; None at the end of the stream."""
    head = stream.read(HEAD)
    size = int.from_bytes(head, "big")
    if len(head) < HEAD or len(body := stream.read(size)) < size:
        return None
    return msgspec.msgpack.decode(body, type=Task)


async def read_reply(stream: asyncio.StreamReader) -> Reply:
    """The next reply of a worker. Raises EOFError where it ended, or sends what no worker of ours sends."""
    size = int.from_bytes(await stream.readexactly(HEAD), "big")
    if size > FRAME_LIMIT:
        raise EOFError("a frame beyond the limit")
    try:
        reply: Reply = msgspec.msgpack.decode(await stream.readexactly(size), type=Reply)
    except msgspec.DecodeError as error:
        raise EOFError("a frame that cannot be read") from error
    return reply
