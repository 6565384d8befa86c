"""The wire: every message between the lab's page and its server, its fields and shapes.

In: JSON text from a client, believed in nothing. Out: a frozen message, or a MessageError; and the answers as strict
JSON bytes, in which NaN cannot be written. Arrays travel as base64 of their bytes, little-endian, row by row.
Longer than most: the wire is one list, so that both sides are read in one place.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import msgspec
import numpy as np

from digitscope.errors import DigitscopeError
from digitscope.text import from_json, shown

if TYPE_CHECKING:
    from digitscope.arrays import Floats, Labels

EXACT_INTEGERS: Final = 2**53 - 1
"""The largest integer up to which JavaScript's numbers hold every one."""

Id: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=EXACT_INTEGERS)]
Name: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}\Z")]
Index: TypeAlias = Annotated[int, msgspec.Meta(ge=0, lt=2**32)]
Turned: TypeAlias = Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)]
LONGEST_LINE: Final = 101
"""Values of one knob."""
WIDEST_MAP: Final = 33
"""Values of each of two knobs."""


class MessageError(DigitscopeError, ValueError):
    """A message that is none of those that a client may send.

    id: the number that the client gave it, where one could be read.
    """

    code = "MESSAGE_INVALID"
    id: int | None = None


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Some numbers of one layer, turned.

    places: base64 of uint32, where they stand among the layer's numbers (its weights row by row, then its bias), each
    above the one before.  values: base64 of as many float32, finite: what they are now.
    Raises ValueError for anything else.
    >>> Change(0, as_text(b"\\7\\0\\0\\0"), as_text(b"\\0\\0\\0\\x40")).numbers()
    (array([7]), array([2.], dtype=float32))
    """

    layer: Index
    places: str
    values: str

    def __post_init__(self) -> None:
        places, values = self.numbers()
        if len(places) != len(values):
            raise ValueError(f"{len(places)} `places` for {len(values)} `values`")
        if (np.diff(places) <= 0).any():
            raise ValueError("`places` must ascend, none twice")
        if not np.isfinite(values).all():
            raise ValueError("`values` must be finite")

    def numbers(self) -> tuple[Labels, Floats]:
        """Places (k,) int64 and values (k,) float32."""
        places = np.frombuffer(_as_bytes(self.places, "places"), "<u4").astype(np.int64)
        return places, np.frombuffer(_as_bytes(self.values, "values"), "<f4").astype(np.float32)


class Knob(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A weight, or with no source a bias, on its way from low to high: `count` values, in equal steps, both ends too.

    Raises ValueError where low is not below high.
    """

    layer: Index
    neuron: Index
    source: Index | None
    low: Turned
    high: Turned
    count: Annotated[int, msgspec.Meta(ge=2, le=LONGEST_LINE)]

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError("`low` must be below `high`")

    def values(self) -> Floats:
        """(count,) float64.

        >>> Knob(0, 3, None, -1, 1, 5).values().tolist()
        [-1.0, -0.5, 0.0, 0.5, 1.0]
        """
        return self.low + np.arange(self.count) * (self.high - self.low) / (self.count - 1)


Changes: TypeAlias = Annotated[tuple[Change, ...], msgspec.Meta(max_length=64)]


class Evaluate(msgspec.Struct, frozen=True, tag="evaluate", forbid_unknown_fields=True):
    """Ask: how does this network, a shipped one or one that was sent here, answer the 10,000 test digits?

    changes: made to it before it is asked, at most one a layer; they are forgotten after it.
    """

    id: Id
    network: Name
    changes: Changes = ()

    def __post_init__(self) -> None:
        _check_layers(self.changes)


class Sweep(msgspec.Struct, frozen=True, tag="sweep", forbid_unknown_fields=True):
    """Ask: how do the cost and the right answers move as one knob of this network turns, or two?

    The answer is one line, or with two knobs one for each value of the first.
    """

    id: Id
    network: Name
    knobs: Annotated[tuple[Knob, ...], msgspec.Meta(min_length=1, max_length=2)]
    changes: Changes = ()

    def __post_init__(self) -> None:
        _check_layers(self.changes)
        if len(self.knobs) == 2 and max(knob.count for knob in self.knobs) > WIDEST_MAP:
            raise ValueError(f"`count` must be at most {WIDEST_MAP} of each of two `knobs`")
        if len({(knob.layer, knob.neuron, knob.source) for knob in self.knobs}) != len(self.knobs):
            raise ValueError("two `knobs` must not be the same one")


class Measure(msgspec.Struct, frozen=True, tag="measure", forbid_unknown_fields=True):
    """Ask: how long does one step of learning take on the server's machine, written in three ways?"""

    id: Id


def _check_layers(changes: tuple[Change, ...]) -> None:
    if len({change.layer for change in changes}) != len(changes):
        raise ValueError("`changes` must be at most one for each layer")


def _as_bytes(text: str, name: str) -> bytes:
    """The bytes of numbers of 4 bytes each, from the one text that is their base64."""
    try:
        content = b64decode(text, validate=True)
    except ValueError:
        content = b"?"
    if len(content) % 4 or as_text(content) != text:
        raise ValueError(f"`{name}` must be base64 of numbers of 4 bytes each")
    return content


Asked: TypeAlias = Evaluate | Sweep | Measure
"""All that a client may send, one type for each `type`; further ones are added with `|`."""


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """The first word on every socket."""

    version: str


class Evaluation(msgspec.Struct, frozen=True, tag="evaluation"):
    """The answers to MNIST's test digits, in their order.

    accuracy, interval: 0..1, the interval holds it with 95% confidence.  answers: base64 of one byte an image, 255
    where the outputs were not finite.  confidences: base64 of one float32 an image, 0..1.
    loss: the one that goes with the outputs.  cost: its mean over the images; None where an output is not finite, or
    where there are fewer outputs than digits.
    """

    id: int
    network: str
    images: int
    correct: int
    accuracy: float
    interval: tuple[float, float]
    answers: str
    confidences: str
    loss: str
    cost: float | None


class SweepLine(msgspec.Struct, frozen=True, tag="sweep"):
    """One line of a sweep: what the last knob brings about, on the way from its low to its high.

    line: 0..lines-1, with two knobs which value the first one has.  costs: base64 of one float32 a value, the mean
    loss over the images, NaN where it is not finite.  correct: base64 of one uint32 a value, right answers.
    cost, present, slopes: loss, where each knob stands, and d loss / d knob before anything is turned, the same in
    every line; cost or slopes are None where they are not finite.
    """

    id: int
    network: str
    line: int
    lines: int
    loss: str
    costs: str
    correct: str
    cost: float | None
    present: tuple[float, ...]
    slopes: tuple[float, ...] | None


class TimedWay(msgspec.Struct, frozen=True):
    """One way to write a step of learning, and its time.

    name: loop, matrix or kernel.  seconds: of a processor, an image, the median of the rounds.  images: learned from in
    each round.  prepared: seconds of a processor, an image, once and before, until it has the form that this way takes.
    """

    name: str
    seconds: float
    images: int
    prepared: float


class Measurement(msgspec.Struct, frozen=True, tag="measurement"):
    """How long a step of learning takes here, each way.

    parameters: of the network that learned, the lesson's.  batch: images an update.  engine: which takes that network
    here, "kernel" or "numpy".  path: its instruction set, empty for NumPy.  why: in a sentence.  ways: loop, matrix,
    and kernel where that is here.
    """

    id: int
    parameters: int
    batch: int
    engine: str
    path: str
    why: str
    ways: tuple[TimedWay, ...]


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


Said: TypeAlias = Hello | Evaluation | SweepLine | Measurement | Failure
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
    Evaluate(id=1, network='plain', changes=())
    """
    value = from_json(text, what="a message", refusal=MessageError)
    try:
        message: Asked = msgspec.convert(value, Asked)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:  # the latter: half of a surrogate pair in a name
        refusal = MessageError(
            "a message must be one that this server knows",
            came=shown(str(error)),
            hint='send {"type": "evaluate", "id": 1, "network": "plain"}',
        )
        refusal.id = _id_of(value)
        raise refusal from None
    return message


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
