"""What goes through the pipe between the process that asked and one that trains: frames of plain JSON and bytes.

A network crosses as a checkpoint does, bit for bit. Nothing is pickled: what comes in can only be numbers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np

from digitscope.data.dataset import Dataset
from digitscope.errors import DigitscopeError
from digitscope.text import to_json
from digitscope.training.checkpoint import Checkpoint, from_bytes, to_bytes
from digitscope.training.outcome import Job, Outcome
from digitscope.training.recipe import Recipe
from digitscope.training.trainer import Step

if TYPE_CHECKING:
    from digitscope.training.outcome import Moments

WORD: Final = b"\xf7frame\r\n"
"""What a frame begins with, and a worker greets with: no text, so that nothing printed is taken for it."""
HEAD: Final = 16
"""Bytes after the word: how long the frame's JSON is and how long what follows, 8 each."""
LIMITS: Final = (2**24, 2**40)
"""Bytes that the two may be at most."""


def send(stream: BinaryIO, told: dict[str, Any], *contents: Any) -> None:
    """Writes one frame: a JSON object, then bytes (or buffers of them) one after the other."""
    text = to_json(told).encode()
    sizes = len(text), sum(memoryview(content).nbytes for content in contents)
    stream.write(WORD + b"".join(size.to_bytes(HEAD // 2, "big") for size in sizes) + text)
    stream.writelines(contents)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[Any, bytes]:
    """The next frame: its JSON and its bytes.

    Raises EOFError where the other side is gone, ValueError where what comes is no frame.
    """
    head = _whole(stream, len(WORD) + HEAD)
    sizes = [int.from_bytes(size, "big") for size in (head[-HEAD : -HEAD // 2], head[-HEAD // 2 :])]
    if not head.startswith(WORD) or any(size > limit for size, limit in zip(sizes, LIMITS, strict=True)):
        raise ValueError(f"no frame comes through the pipe but {head!r}")
    text, content = (_whole(stream, size) for size in sizes)
    return json.loads(text), content


def _whole(stream: BinaryIO, size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError("the other side of the pipe is gone")
    return content


def greet(stream: BinaryIO) -> None:
    """What a worker says first, before anything is sent to it."""
    stream.write(WORD)
    stream.flush()


def await_greeting(stream: BinaryIO) -> None:
    """Passes over what Python printed in there as it started, from a sitecustomize or a .pth file, to the greeting.

    Raises EOFError where the other side is gone.
    """
    heard = b""
    while heard != WORD:
        heard = heard[1 - len(WORD) :] + _whole(stream, 1)


def send_dataset(stream: BinaryIO, dataset: Dataset) -> None:
    """Once a worker: all images and labels."""
    told = {"name": dataset.name, "classes": dataset.classes, "names": dataset.names}
    told["shape"] = dataset.images.shape
    send(stream, told, np.ascontiguousarray(dataset.images), np.ascontiguousarray(dataset.labels))


def receive_dataset(stream: BinaryIO) -> Dataset:
    """The data set that was sent; its arrays lie in the frame itself."""
    told, content = receive(stream)
    count, inputs = told["shape"]
    images = np.frombuffer(content, np.uint8, count * inputs).reshape(count, inputs)
    labels = np.frombuffer(content, np.int64, count, offset=count * inputs)
    return Dataset(images, labels, told["name"], told["classes"], tuple(told["names"]))


def send_job(stream: BinaryIO, job: Job, *, every: Moments) -> None:
    """A network to train, with its recipe and where it stands."""
    told = {"index": job.index, "recipe": job.recipe.to_mapping(), "every": every}
    send(stream, told, to_bytes(Checkpoint(job.state, job.history)))


def receive_job(stream: BinaryIO) -> tuple[Job, Moments]:
    """The job that was sent, and when its Outcomes are wanted."""
    told, content = receive(stream)
    here = from_bytes(content)
    return Job(told["index"], Recipe.from_mapping(told["recipe"]), here.state, here.history), told["every"]


def send_outcome(stream: BinaryIO, outcome: Outcome) -> None:
    """Where a network has got to."""
    step, error = outcome.step, outcome.error
    told = {
        "finished": outcome.finished,
        "step": step and {"improved": step.improved, "stopped": step.stopped, "warnings": step.warnings},
        "error": error and {"asked": error.asked, "came": error.came, "hint": error.hint, "code": error.code},
    }
    send(stream, told, to_bytes(Checkpoint(outcome.state, outcome.history)))


def receive_outcome(stream: BinaryIO, job: Job) -> Outcome:
    """The Outcome of this job that was sent."""
    told, content = receive(stream)
    here = from_bytes(content)
    step = told["step"] and Step(
        here.state, here.history.rows[-1], told["step"]["improved"], told["step"]["stopped"],
        tuple(told["step"]["warnings"]),
    )  # fmt: skip
    error = told["error"] and DigitscopeError(**told["error"])
    return Outcome(job.index, job.recipe, here.state, here.history, step, error, told["finished"])
