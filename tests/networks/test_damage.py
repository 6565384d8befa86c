"""Network files with flipped bits and with every part changed: only our own refusal ever comes out."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import numpy as np
import pytest

from digitscope.engine.initialise import initialise
from digitscope.errors import NetworkFileError
from digitscope.networks.checks import seal
from digitscope.networks.files import NetworkFile, from_bytes, to_bytes
from digitscope.tensors import unpack

JUNK: list[Any] = [
    *(
        None,
        True,
        False,
        -1,
        0,
        1,
        2,
        3,
        4,
        24,
        48,
        2**31,
        2**62,
        2**63,
        2**64,
        10**400,
        1.5,
        -0.0,
        1e308,
        1e-320,
    ),
    *(
        "",
        "F32",
        "F16",
        "F64",
        "BF16",
        "tanh",
        "softmax",
        "../../x",
        "\0",
        "\u202e",
        "\ud800",
        "x" * 500,
        "0" * 64,
    ),
    *([], [1], [0, 2**62], [[]], [1] * 9, [4, 3, 2], ["tanh", "tanh"], {}, {"": None}, {"a": {"b": []}}),
]


def whole() -> bytes:
    network = initialise((4, 3, 2), "tanh", rng=np.random.default_rng(7))
    return to_bytes(
        NetworkFile(network, recipe={"seed": 7, "rates": [0.1, 1e-05]}, extras={"reader.x": np.ones(3, np.float16)})
    )


def header_and_body(content: bytes) -> tuple[dict[str, Any], bytes]:
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def refused_code(content: bytes) -> str:
    with pytest.raises(NetworkFileError) as caught:
        from_bytes(content)
    return caught.value.code


def bits_of_the_tensors(content: bytes) -> range:
    return range(8 * (len(content) - len(header_and_body(content)[1])), 8 * len(content))


def test_b39_every_flipped_bit_of_a_tensor_is_found() -> None:
    content = whole()
    bits = bits_of_the_tensors(content)
    assert len(bits) == 8 * (4 * (12 + 3 + 6 + 2) + 6)
    assert {refused_code(flipped(content, bit)) for bit in bits} == {"MODEL_CORRUPT"}


def test_b39_every_flipped_bit_of_the_header_is_refused() -> None:
    content = whole()
    for bit in range(bits_of_the_tensors(content).start):
        refused_code(flipped(content, bit))


def lesson() -> bytes:
    return to_bytes(NetworkFile(initialise((784, 16, 16, 10), rng=np.random.default_rng(7))))


def flip_many(times: int) -> None:
    content, chance = lesson(), random.Random(7)
    bits = bits_of_the_tensors(content)
    for _ in range(times):
        assert refused_code(flipped(content, chance.choice(bits))) == "MODEL_CORRUPT"


def test_b39_flipped_bits_of_the_lessons_network_are_found() -> None:
    flip_many(100)


@pytest.mark.slow
def test_b39_two_thousand_flipped_bits_of_the_lessons_network_are_found() -> None:
    flip_many(2000)


def test_b27_a_file_cut_anywhere_is_refused() -> None:
    content = whole()
    for size in range(len(content)):
        refused_code(content[:size])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths to everything inside a JSON value."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [inner for key in keys for inner in ((*path, key), *places(value[key], (*path, key)))]


def change(value: Any, chance: random.Random) -> None:
    """Changes one place of a JSON value: other value, other key, gone, nudged, swapped, or one more."""
    found = places(value)
    if not found:
        return
    *path, last = chance.choice(found)
    inside = value
    for key in path:
        inside = inside[key]
    kind = chance.randrange(5)
    if kind == 0:
        inside[last] = copy.deepcopy(chance.choice(JUNK))
    elif kind == 1:
        del inside[last]
    elif kind == 2 and type(inside[last]) is int:
        inside[last] += chance.choice([-1, 1, -8, 8, 2**32, -(2**63)])
    elif kind == 3 and isinstance(inside, dict):
        inside[chance.choice(["layers.2.bias", "reader.y", "../x", "", "sha256", "\ud800"])] = inside.pop(last)
    elif isinstance(inside, dict):
        other = chance.choice(list(inside))
        inside[last], inside[other] = inside[other], inside[last]
    else:
        inside.insert(last, copy.deepcopy(chance.choice(JUNK)))


def with_header(header: Any, body: bytes) -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A file that is wrong in its bytes, its header, or, sealed anew, in its metadata or its numbers."""
    header, body = header_and_body(content)
    kind = chance.randrange(4)
    if kind == 0:
        for _ in range(chance.randint(1, 4)):
            start, size = chance.randrange(len(content)), chance.choice([0, 1, 1, 2, 8, 40])
            content = content[:start] + chance.randbytes(chance.choice([0, 1, size])) + content[start + size :]
        return content
    if kind == 1:
        for _ in range(chance.randint(1, 3)):
            change(header, chance)
        return with_header(header, body)
    about = json.loads(header["__metadata__"]["digitscope"])
    if kind == 2:
        for _ in range(chance.randint(1, 3)):
            change(about, chance)
    else:
        body = bytes(byte if chance.random() > 0.05 else chance.randrange(256) for byte in body)
    about.pop("sha256", None)
    text = f"{json.dumps(about)[:-1]},"
    arrays = unpack(with_header(header, body)).arrays
    header["__metadata__"]["digitscope"] = f'{text}"sha256":"{seal(arrays, text)}"}}'
    return with_header(header, body)


def mutate_many(times: int) -> dict[str, int]:
    content, chance = whole(), random.Random(7)
    told: dict[str, int] = {}
    for _ in range(times):
        try:
            file = from_bytes(mutated(content, chance))
            code = "loaded"
        except NetworkFileError as error:
            str(error).encode()
            code = error.code
        told[code] = told.get(code, 0) + 1
        if code == "loaded":
            assert from_bytes(to_bytes(file)) == file
    return told


def test_b40_thousands_of_mutated_files_give_only_our_own_refusal() -> None:
    told = mutate_many(4000)
    for code in ("loaded", "MODEL_HEADER_INVALID", "MODEL_DTYPE", "MODEL_ARCHITECTURE", "MODEL_CORRUPT"):
        assert told.get(code, 0) > 5, told
    assert {"MODEL_NOT_FINITE", "MODEL_TOO_NEW", "MODEL_FORMAT_UNSUPPORTED"} <= told.keys()


@pytest.mark.slow
def test_b40_three_hundred_thousand_mutated_files_give_only_our_own_refusal() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    mutate_many(300_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024
