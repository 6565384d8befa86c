"""`digitscope networks`: what ships, and what is known of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from digitscope.cli.options import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitscope.networks.catalogue import Card


@click.command("networks", short_help="What ships with digitscope, and how it was made.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(form: str) -> None:
    """The networks that ship with digitscope, each with its card: what it is, how it was made, how well it does."""
    from digitscope.networks.catalogue import cards

    known = cards()
    if form == "json":
        say(json.dumps([_plain(card) for card in known], allow_nan=False))
        return
    for card in known:
        say("\n".join(_told(card)))


def _told(card: Card) -> Iterator[str]:
    """What a person reads of a card, line by line."""
    low, high = card.test.interval
    yield f"{card.name}   {' → '.join(map(str, card.widths))}   {card.parameters:,} parameters"
    yield f"  {card.summary}"
    yield f"  reads {card.test.accuracy:.2%} of MNIST's {card.test.images:,} test digits (95%: {low:.2%} to {high:.2%})"
    if luck := card.details.get("test_over_seeds"):
        mean, spread = luck["mean"], luck["standard_deviation"]
        yield f"  {len(luck['seeds'])} seeds of its recipe: {mean:.2%}, standard deviation {spread:.2%}"
    if (gap := card.details.get("calibration_error")) is not None:
        yield f"  its confidence is off by {gap:.2%} on average"
    yield f"  made by: {card.command} (seed {card.seed})\n"


def _plain(card: Card) -> dict[str, Any]:
    from digitscope.errors import NetworkFileError
    from digitscope.text import from_json, to_json

    details = {"details": from_json(to_json(card.details), what="the card", refusal=NetworkFileError)}
    shallow = {name: getattr(card, name) for name in card.__dataclass_fields__ if name not in ("details", "test")}
    return {**shallow, "test": asdict(card.test), **details}
