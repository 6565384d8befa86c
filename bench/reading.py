"""How fast a folder of images is read: `digitscope read` beside loops that one would write by hand.

    python bench/reading.py [IMAGES]

MNIST's test digits as PNG files; every contender is a process of its own, on one processor, in turns. The loops only
open each file and run the network on it as it is; digitscope checks, prepares and writes CSV as well.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from digitscope.data.mnist import mnist

ROUNDS = 5
PILLOW = """
from pathlib import Path
import numpy as np
from PIL import Image
files = sorted(Path({folder!r}).iterdir())
"""
NUMPY = """
layers = [(np.random.randn(m, n).astype("f4"), np.zeros(m, "f4")) for n, m in ((784, 16), (16, 16), (16, 10))]
for file in files:
    a = np.asarray(Image.open(file), np.float32).ravel() / 255
    for weights, bias in layers:
        a = 1 / (1 + np.exp(-(weights @ a + bias)))
    print(file, a.argmax())
"""
TORCH = """
import torch
from torch import nn
torch.set_num_threads(1)
network = nn.Sequential(
    nn.Linear(784, 16), nn.Sigmoid(), nn.Linear(16, 16), nn.Sigmoid(), nn.Linear(16, 10), nn.Sigmoid()
)
with torch.no_grad():
    for file in files:
        pixels = torch.from_numpy(np.asarray(Image.open(file), np.float32).reshape(1, -1) / 255)
        print(file, network(pixels).argmax().item())
"""


def seconds_and_memory(command: list[str]) -> tuple[float, float]:
    """CPU seconds of one run on one processor, and its peak memory in MiB."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[0]} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        for number, image in enumerate(mnist("test").images[:count].reshape(-1, 28, 28)):
            Image.fromarray(image).save(Path(folder, f"{number:05}.png"))
        start = PILLOW.format(folder=folder)
        contenders = {
            "digitscope read": [sys.executable, "-m", "digitscope", "read", folder, "--format", "csv"],
            "Pillow + NumPy": [sys.executable, "-c", start + NUMPY],
        }
        if subprocess.run([sys.executable, "-c", "import torch"], capture_output=True).returncode == 0:
            contenders["Pillow + PyTorch"] = [sys.executable, "-c", start + TORCH]
        runs = {name: [seconds_and_memory(command) for _ in range(ROUNDS)] for name, command in contenders.items()}
        few = Path(folder, "few")
        few.mkdir()
        for file in sorted(Path(folder).glob("0000?.png")):
            file.rename(few / file.name)
        _, memory_of_few = seconds_and_memory([sys.executable, "-m", "digitscope", "read", str(few), "--format", "csv"])
    ours = statistics.median(seconds for seconds, _ in runs["digitscope read"])
    print(f"{count:,} PNG files of 28 x 28, one processor, median CPU of {ROUNDS} runs, start-up included")
    for name, measured in runs.items():
        middle = statistics.median(seconds for seconds, _ in measured)
        memory = max(peak for _, peak in measured)
        print(
            f"{name:<18} {count / middle:>7,.0f} images/s   {middle / ours:>5.2f} x our time   peak {memory:,.0f} MiB"
        )
    grown = max(peak for _, peak in runs["digitscope read"]) - memory_of_few
    print(f"digitscope read takes {grown:+.1f} MiB more for {count:,} images than for 10")


if __name__ == "__main__":
    main()
