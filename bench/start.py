"""What it costs to start: CPU seconds of whole processes, beside Python itself and NumPy's import.

python bench/start.py
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

ROUNDS = 7
PROCESSES = {
    "python -c pass": ["-c", "pass"],
    "import digitscope": ["-c", "import digitscope"],
    "digitscope --help": ["-m", "digitscope", "--help"],
    "import numpy": ["-c", "import numpy"],
    "digitscope read --samples": ["-m", "digitscope", "read", "--samples", "--format", "csv"],
    "digitscope evaluate plain": ["-m", "digitscope", "evaluate", "plain", "--format", "json"],
}


def cpu_seconds(arguments: list[str]) -> float:
    """User and system seconds of one process from start to end."""
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{arguments} failed")
    return used.ru_utime + used.ru_stime


def main() -> None:
    measured: dict[str, list[float]] = {name: [] for name in PROCESSES}
    for _ in range(ROUNDS):  # in turns, so that all meet the same machine
        for name, arguments in PROCESSES.items():
            measured[name].append(cpu_seconds(arguments))
    python = statistics.median(measured["python -c pass"])
    print(f"median CPU seconds of {ROUNDS} runs, and as multiples of Python's own start")
    for name, seconds in measured.items():
        middle = statistics.median(seconds)
        print(f"{name:<26} {middle:6.3f}   {middle / python:5.1f} x")


if __name__ == "__main__":
    main()
