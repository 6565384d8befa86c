"""The table of limits in the manual is the one in the code."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from digitscope.server.limits import Limits

MANUAL = Path(__file__).parents[2] / "docs" / "threat-model.md"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| [^|]+ \|$", re.MULTILINE)
UNITS = {"KiB": 2**10, "MiB": 2**20, "s": 1, "bytes": 1, "": 1}


def test_the_manual_says_what_the_code_holds() -> None:
    said = {}
    for name, value in ROW.findall(MANUAL.read_text(encoding="utf-8")):
        number, _, unit = value.partition(" ")
        said[name] = float(number.replace(",", "")) * UNITS[unit]
        if name.endswith("_seconds"):
            assert unit == "s"
    assert said == {field.name: field.default for field in fields(Limits)}


def test_the_limits_that_the_lab_promises() -> None:
    limits = Limits()
    assert (limits.image_bytes, limits.image_pixels, limits.image_side) == (8 * 2**20, 16_000_000, 8_192)
    assert (limits.network_bytes, limits.network_tensors, limits.network_parameters) == (16 * 2**20, 64, 4 * 2**20)
    assert (limits.header_seconds, limits.body_seconds, limits.image_seconds) == (10, 30, 5)
    assert (limits.message_bytes, limits.sockets_per_session, limits.requests_in_flight) == (65_536, 4, 2)
