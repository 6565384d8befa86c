"""The type of the fixture that runs the command."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

Run = Callable[..., "subprocess.CompletedProcess[Any]"]
