"""The networks that ship with digitscope, each with its card; and any network by name or by path.

In: a name as "plain", or a path. Out: the NetworkFile, or the cards of all. A name is only ever compared with
the names of the files that are there; it never becomes part of a path.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from digitscope.errors import NetworkFileError
from digitscope.networks.checks import refused
from digitscope.networks.files import NetworkFile, load
from digitscope.storage import AnyPath, read_file
from digitscope.text import from_json, frozen_value, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHIPPED: Final = Path(__file__).parent / "shipped"
CARD_LIMIT: Final = 65_536


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_share(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= 1


def _are(fits: Callable[[Any], bool], value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(fits(part) for part in value)


CARD_FIELDS: Final[Mapping[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(("name", "summary", "command", "loss"), _is_text),
    **dict.fromkeys(("seed", "parameters"), _is_count),
    "widths": lambda value: _are(_is_count, value),
    "activations": lambda value: _are(_is_text, value),
    "test": lambda value: isinstance(value, dict),
}
SCORE_FIELDS: Final[Mapping[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(("images", "correct"), _is_count),
    "accuracy": _is_share,
    "interval": lambda value: _are(_is_share, value) and len(value) == 2,
}


@dataclass(frozen=True, slots=True)
class Score:
    """How a network did on images that it never saw in training.

    accuracy: share of `images` that were answered right.  interval: where it lies with 95% confidence.
    """

    images: int
    correct: int
    accuracy: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Card:
    """What a person wants to know of a shipped network before using it.

    summary: one sentence.  command: what made it, with `seed`.  widths: inputs first.  activations: one a
    layer.  details: what else its card says, read-only.
    """

    name: str
    summary: str
    command: str
    seed: int
    parameters: int
    widths: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    test: Score
    details: Mapping[str, Any]

    def told(self) -> dict[str, Any]:
        """What the lab says of it, by the names of its wire.

        >>> cards()[0].told()["images"]
        10000
        """
        mine = ("name", "summary", "widths", "activations", "parameters")
        scored = ("images", "correct", "accuracy", "interval")
        return {name: getattr(self, name) for name in mine} | {name: getattr(self.test, name) for name in scored}


def cards(*, folder: AnyPath = SHIPPED) -> tuple[Card, ...]:
    """The card of every shipped network, in order of name. Raises NetworkFileError (CARD_INVALID).

    >>> [card.name for card in cards()] == sorted(card.name for card in cards())
    True
    """
    return tuple(_card(path) for _, path in sorted(_listed(folder).items()))


def find(name_or_path: AnyPath, *, folder: AnyPath = SHIPPED) -> NetworkFile:
    """The shipped network of that name, else the one in the file at that path ("./plain" is always a path).

    Raises NetworkFileError: NOT_FOUND with the shipped names for a name that is none, or as `networks.load`.
    >>> find("ordinary")
    Traceback (most recent call last):
    digitscope.errors.NetworkFileError: ...
    """
    listed = _listed(folder) if isinstance(name_or_path, str) else {}
    if name_or_path in listed:
        return load(listed[str(name_or_path)].with_suffix(".safetensors"))
    try:
        return load(name_or_path)
    except NetworkFileError as error:
        if error.code != "NOT_FOUND" or not listed or not _is_bare(str(name_or_path)):
            raise
        asked = f"a network must be a file or one of {', '.join(sorted(listed))}"
        raise refused(asked, shown(repr(name_or_path)), "see `digitscope networks`", "NOT_FOUND") from None


def _listed(folder: AnyPath) -> dict[str, Path]:
    return {path.stem: path for path in Path(folder).glob("*.json")}


def _is_bare(name: str) -> bool:
    return not {"/", "\\", os.sep} & set(name) and not name.endswith(".safetensors")


def _card(path: Path) -> Card:
    content = read_file(path, limit=CARD_LIMIT, refusal=NetworkFileError)
    what = f"the card {shown(path.name)}"
    about = from_json(content, what=what, refusal=NetworkFileError, code="CARD_INVALID")
    known, details = _taken(about, CARD_FIELDS, what)
    if known["name"] != path.stem:
        raise _wrong(what, "name", known["name"])
    score, _ = _taken(known["test"], SCORE_FIELDS, f"{what}, test")
    low, high = score["interval"]
    return Card(
        known["name"],
        known["summary"],
        known["command"],
        known["seed"],
        known["parameters"],
        tuple(known["widths"]),
        tuple(known["activations"]),
        known["loss"],
        Score(score["images"], score["correct"], float(score["accuracy"]), (float(low), float(high))),
        frozen_value(details, what=what),
    )


def _taken(about: Any, fields: Mapping[str, Callable[[Any], bool]], what: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The known fields, checked, and the rest."""
    if not isinstance(about, dict):
        raise _wrong(what, "content", about)
    for name, fits in fields.items():
        if not fits(about.get(name)):
            raise _wrong(what, name, about.get(name))
    return {name: about[name] for name in fields}, {name: about[name] for name in about if name not in fields}


def _wrong(what: str, name: str, came: Any) -> NetworkFileError:
    return refused(f"{what} must have a sound {name}", shown(repr(came)), "make the card again", "CARD_INVALID")
