"""What tests share that must be importable: the type of the fixture that runs the command, and a deadly reader."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from typing import Any

from digitscope.reading.reader import Reader
from digitscope.reading.sources import Source

Run = Callable[..., "subprocess.CompletedProcess[Any]"]


class Deadly(Reader):
    """A reader that dies of one image, as of one too large for memory."""

    def _prepared(self, source: Source) -> Any:
        if "deadly" in source.name:
            os.kill(os.getpid(), signal.SIGKILL)
        return super()._prepared(source)
