"""Trainings that choose their engine do so for the test alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from digitscope.engine.choice import present


@pytest.fixture(autouse=True)
def _engine_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DIGITSCOPE_ENGINE", "auto")
    yield
    present.cache_clear()
