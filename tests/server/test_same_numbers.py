"""One machine, one answer: command, library and server give the same bits for the same image, alone or among others."""

from __future__ import annotations

import base64
import json
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitscope.cli.app import main
from digitscope.data.dataset import Dataset
from digitscope.measures.calibration import probabilities
from digitscope.networks.catalogue import find
from digitscope.reading.reader import Reader
from server.test_conversation import answer, talking
from server.test_images import png
from server.visiting import Place

COUNT = 256
PLAIN = find("plain")


def _alone(pixels: Any) -> Any:
    """Confidence in each digit, (10,), from (784,) pixels that nothing else is computed with."""
    return probabilities(PLAIN.network.trace(pixels).pre_activations[-1], temperature=PLAIN.temperature)


def test_l144_the_server_gives_each_of_10000_digits_what_the_library_gives_it_alone(
    place: Place, mnist_test: Dataset
) -> None:
    with talking(place) as wire:
        found = answer(wire, type="evaluate", id=1, network="plain")
    digits = np.frombuffer(base64.b64decode(found["answers"]), np.uint8)
    sure = np.frombuffer(base64.b64decode(found["confidences"]), "<f4")
    assert len(digits) == len(sure) == len(mnist_test)
    for number in range(0, len(mnist_test), len(mnist_test) // COUNT):
        alone = _alone(mnist_test.pixels([number])[0])
        assert digits[number] == alone.argmax()
        assert sure[number] == np.float32(alone.max())


def test_l144_command_library_and_server_read_the_same_from_an_image(
    place: Place,
    mnist_test: Dataset,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    papers = [
        np.pad(255 - image.reshape(28, 28), 3 + number % 9, constant_values=255).repeat(1 + number % 3, axis=0)
        for number, image in enumerate(mnist_test.images[:24])
    ]
    for number, paper in enumerate(papers):
        (tmp_path / f"{number}.png").write_bytes(png(paper))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert main(["read", str(tmp_path), "--network", "plain", "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == len(papers)
    reader = Reader.of(PLAIN)
    for row in rows:
        content = Path(row["file"]).read_bytes()
        levels = base64.b64decode(json.loads(place.post("/api/images", content).body)["levels"])
        (reading,) = reader.read(content).readings
        assert reading.probabilities is not None
        assert levels == np.round(np.asarray(reading.pixels) * 255).astype(np.uint8).tobytes()
        served = _alone(np.frombuffer(levels, np.uint8) / np.float32(255))
        assert served.tobytes() == np.asarray(reading.probabilities).tobytes()
        (digit,) = row["digits"]
        assert digit["digit"] == reading.digit == served.argmax()
        assert digit["confidence"] == round(float(served.max()), 6)
