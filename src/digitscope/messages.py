"""The wire: every message between the lab's page and its server, its fields and shapes.

In: JSON text from a client, believed in nothing. Out: a frozen message, or a MessageError; and the answers as strict
JSON bytes, in which NaN cannot be written. Arrays travel as base64 of their bytes, little-endian, row by row.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from digitscope.errors import DigitscopeError
from digitscope.text import from_json, shown

EXACT_INTEGERS: Final = 2**53 - 1
"""The largest integer up to which JavaScript's numbers hold every one."""

Id: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=EXACT_INTEGERS)]
Name: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}\Z")]


class MessageError(DigitscopeError, ValueError):
    """A message that is none of those that a client may send.

    id: the number that the client gave it, where one could be read.
    """

    code = "MESSAGE_INVALID"
    id: int | None = None


class Evaluate(msgspec.Struct, frozen=True, tag="evaluate", forbid_unknown_fields=True):
    """Ask: how does this network, a shipped one or one that was sent here, answer the 10,000 test digits?"""

    id: Id
    network: Name


Asked: TypeAlias = Evaluate
"""All that a client may send, one type for each `type`; further ones are added with `|`."""


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """The first word on every socket."""

    version: str


class Evaluation(msgspec.Struct, frozen=True, tag="evaluation"):
    """The answers to MNIST's test digits, in their order.

    accuracy, interval: 0..1, the interval holds it with 95% confidence.  answers: base64 of one byte an image, 255
    where the outputs were not finite.  confidences: base64 of one float32 an image, 0..1.
    """

    id: int
    network: str
    images: int
    correct: int
    accuracy: float
    interval: tuple[float, float]
    answers: str
    confidences: str


class Failure(msgspec.Struct, frozen=True, tag="error"):
    """What was asked could not be done; nothing has changed. id: of the message, where it could be read."""

    id: int | None
    code: str
    message: str
    hint: str

    @classmethod
    def of(cls, error: DigitscopeError, *, id: int | None = None) -> Failure:  # noqa: A002 (the wire's own word)
        """The error as it is told to a client."""
        return cls(id, error.code, f"{error.asked}; got {error.came}", error.hint)


Said: TypeAlias = Hello | Evaluation | Failure
"""All that a server may send on a socket."""


class Card(msgspec.Struct, frozen=True):
    """A shipped network and how it did on the test digits; widths: inputs first; activations: one a layer."""

    name: str
    summary: str
    widths: tuple[int, ...]
    activations: tuple[str, ...]
    parameters: int
    images: int
    correct: int
    accuracy: float
    interval: tuple[float, float]


class Cards(msgspec.Struct, frozen=True):
    """The shipped networks; default: the name of the one to begin with."""

    default: str
    networks: tuple[Card, ...]


class Taken(msgspec.Struct, frozen=True):
    """A network file that was taken in.

    name: what to ask for it by, the SHA-256 of its bytes.  notices: what was changed on the way in, for people.
    """

    name: str
    widths: tuple[int, ...]
    activations: tuple[str, ...]
    parameters: int
    notices: tuple[str, ...]


class Grey(msgspec.Struct, frozen=True):
    """A picture. levels: base64 of height x width bytes, row by row, 0..255."""

    width: int
    height: int
    levels: str


class Prepared(msgspec.Struct, frozen=True):
    """An image on its way to the 784 numbers.

    width, height: of the image, in pixels, upright.  box: (x, y, width, height) of its ink in these pixels, None on a
    blank.  grey, ink: thumbnails of the image and of the ink found in it.  scaled: the ink in 20 x 20.
    levels: base64 of the 28 x 28 bytes that the network gets.  warnings: TRUNCATED, ANIMATED.
    """

    width: int
    height: int
    inverted: bool
    blank: bool
    box: tuple[int, int, int, int] | None
    grey: Grey
    ink: Grey
    scaled: Grey
    levels: str
    warnings: tuple[str, ...]


class Problem(msgspec.Struct, frozen=True):
    """Why a request was refused; request_id stands in the log too."""

    code: str
    message: str
    hint: str
    request_id: str


class Refused(msgspec.Struct, frozen=True):
    """The body of every HTTP answer that is an error."""

    error: Problem


def read_message(text: str) -> Asked:
    """The message that a client sent, as strict JSON. Raises MessageError for anything else.

    >>> read_message('{"type": "evaluate", "id": 1, "network": "plain"}')
    Evaluate(id=1, network='plain')
    """
    value = from_json(text, what="a message", refusal=MessageError)
    try:
        if isinstance(value, dict) and "type" not in value:  # msgspec asks for it only where there are several types
            raise msgspec.ValidationError("Object missing required field `type`")
        return msgspec.convert(value, Asked)
    except msgspec.ValidationError as error:
        refusal = MessageError(
            "a message must be one that this server knows",
            came=shown(str(error)),
            hint='send {"type": "evaluate", "id": 1, "network": "plain"}',
        )
        refusal.id = _id_of(value)
        raise refusal from None


def _id_of(value: Any) -> int | None:
    found = value.get("id") if isinstance(value, dict) else None
    return found if type(found) is int and 0 <= found <= EXACT_INTEGERS else None


def to_wire(answer: msgspec.Struct) -> bytes:
    """An answer as strict JSON in UTF-8.

    >>> to_wire(Hello("0.1.0"))
    b'{"type":"hello","version":"0.1.0"}'
    """
    return msgspec.json.encode(answer)


def as_text(content: bytes) -> str:
    """Bytes as base64, as they stand in JSON.

    >>> as_text(b"seven")
    'c2V2ZW4='
    """
    return b64encode(content).decode()
