"""Every doctest has numpy as np, and an empty folder of its own as folder."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from pathlib import Path

collect_ignore = [] if find_spec("sklearn") else ["src/digitscope/estimator.py"]


@pytest.fixture(autouse=True)
def _names_in_doctests(doctest_namespace: dict[str, Any], tmp_path: Path) -> None:
    doctest_namespace["np"] = np
    doctest_namespace["folder"] = tmp_path
