"""Text from outside: shown safely, and JSON that is read and written strictly.

In: file names, metadata, documents of anyone. Out: text that is safe to print, plain values that JSON holds
without loss, frozen; or an error of ours, never another one.
"""

from __future__ import annotations

import json
import math
import os
import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NoReturn

from digitscope.errors import DigitscopeError, SettingError

SHOWN_LENGTH: Final = 200
BITS: Final = 1024
"""Of an integer at most: room for every seed and random state, none for numbers that take long to print."""
DEPTH: Final = 20
"""Lists and objects in each other, at most; far below what Python's own recursion can take."""


def shown(text: str | os.PathLike[str] | bytes) -> str:
    """A file name, or any text from outside, made safe to print: at most 200 characters, none a command.

    Control, direction and invisible characters and halves of surrogate pairs become U+FFFD; a long middle is
    cut.
    >>> shown("7\\n.png") == "7\\ufffd.png"
    True
    """
    whole = os.fsdecode(text)
    if len(whole) > SHOWN_LENGTH:
        whole = f"{whole[: SHOWN_LENGTH // 2 - 1]}…{whole[-SHOWN_LENGTH // 2 :]}"
    if whole.isprintable():
        return whole
    return "".join(
        letter if letter.isprintable() or unicodedata.category(letter) == "Zs" else "\ufffd" for letter in whole
    )


def natural(name: str) -> tuple[object, ...]:
    """A key that sorts as people count: page 2 before page 10.

    >>> sorted(["page10", "page2"], key=natural)
    ['page2', 'page10']
    """
    parts = re.split(r"([0-9]+)", name)  # text, number, text, number, ..., text
    return tuple(_as_number(part) if index % 2 else part for index, part in enumerate(parts)), name


def _as_number(digits: str) -> tuple[int, str]:
    """Sorts as the number does; int() refuses thousands of digits."""
    significant = digits.lstrip("0")
    return len(significant), significant


def from_json(text: str | bytes, *, what: str, refusal: type[DigitscopeError], code: str | None = None) -> Any:
    """The plain value that strict JSON (RFC 8259) holds.

    what: names the text in the error.  Raises `refusal` with `code` for anything else: bytes that are not
    UTF-8, a byte order mark, a key that comes twice, NaN, numbers beyond float64, more than 20 levels.
    >>> from digitscope.errors import NetworkFileError
    >>> from_json('{"seed": 7}', what="the recipe", refusal=NetworkFileError)
    {'seed': 7}
    """
    try:
        letters = text.decode() if isinstance(text, bytes) else text
        value = json.loads(
            letters,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_finite,
            parse_int=_whole,
        )
        if _deeper_than(DEPTH, value):
            raise ValueError(f"more than {DEPTH} levels")
    except (ValueError, RecursionError) as error:
        reason = "too many levels" if isinstance(error, RecursionError) else shown(str(error))
        raise refusal(
            f"{what} must be strict JSON", came=reason, hint="make the file again, or get it again", code=code
        ) from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key that comes twice")
    return made


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name}, which is no number of JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{digits}, which is beyond float64")
    return number


def _whole(digits: str) -> int:
    number = int(digits)
    if number.bit_length() > BITS:
        raise ValueError(f"an integer beyond {BITS} bits")
    return number


def _deeper_than(most: int, value: Any) -> bool:
    level = [value]
    for _ in range(most + 1):
        level = [part for whole in level if isinstance(whole, dict | list) for part in _parts(whole)]
        if not level:
            return False
    return True


def _parts(whole: dict[str, Any] | list[Any]) -> list[Any]:
    return list(whole.values()) if isinstance(whole, dict) else whole


def to_json(value: Any) -> str:
    """A plain value as one line of ASCII JSON with sorted keys: equal values give the same bytes.

    Takes what `frozen_value` gives. Raises SettingError for what JSON cannot hold.
    >>> to_json({"b": 0.1, "a": (1, None)})
    '{"a":[1,null],"b":0.1}'
    """
    return json.dumps(
        frozen_value(value, what="a value"),
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
        default=dict,
    )


def frozen_value(value: Any, *, what: str, depth: int = DEPTH) -> Any:
    """A read-only copy of a plain value: objects become read-only mappings, lists tuples.

    Numpy's numbers become Python's.  what: names the value in the error.  Raises SettingError for what JSON
    cannot hold without loss: other types, keys that are no strings, NaN and infinity, integers beyond 1,024
    bits, more than 20 levels.
    >>> frozen_value({"widths": [784, 10]}, what="the recipe")["widths"]
    (784, 10)
    """
    if depth < 0:
        raise _not_plain(what, f"more than {DEPTH} levels")
    if hasattr(value, "dtype") and hasattr(value, "item") and getattr(value, "shape", None) == ():
        value = value.item()  # a numpy number; numpy itself is not needed here
    if isinstance(value, Mapping):
        if wrong := [key for key in value if not isinstance(key, str)]:
            raise _not_plain(what, f"the key {shown(repr(wrong[0]))}")
        return MappingProxyType(
            {str(key): frozen_value(part, what=what, depth=depth - 1) for key, part in value.items()}
        )
    if isinstance(value, list | tuple):
        return tuple(frozen_value(part, what=what, depth=depth - 1) for part in value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int) and value.bit_length() <= BITS:
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    raise _not_plain(what, shown(repr(value)) if isinstance(value, float) else type(value).__name__)


def _not_plain(what: str, came: str) -> SettingError:
    return SettingError(
        f"{what} must be plain: None, bool, int, finite float, str, lists and mappings of them",
        came=came,
        hint="convert it first",
    )
