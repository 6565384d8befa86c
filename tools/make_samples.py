"""Makes the sample images: digits in ink on paper, drawn here stroke by stroke, and MNIST test digits.

    python tools/make_samples.py

writes src/digitscope/samples/*.png, the same pictures every time.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

PACKAGE: Final = Path(__file__).resolve().parent.parent / "src" / "digitscope"
FROM_MNIST: Final = (0, 1, 2, 4, 7, 9)
FINE: Final = 3  # strokes are drawn that many times larger and then averaged

Floats = npt.NDArray[np.float64]
Points = list[tuple[float, float]]

STROKES: Final[dict[int, list[Points]]] = {
    2: [
        [
            (0.14, 0.27), (0.27, 0.09), (0.52, 0.02), (0.77, 0.12), (0.82, 0.32), (0.66, 0.56), (0.40, 0.78),
            (0.11, 0.95),
        ],
        [(0.11, 0.95), (0.36, 0.90), (0.66, 0.94), (0.95, 0.90)],
    ],
    3: [
        [(0.15, 0.13), (0.40, 0.02), (0.72, 0.09), (0.77, 0.27), (0.62, 0.41), (0.38, 0.47)],
        [(0.38, 0.47), (0.70, 0.50), (0.88, 0.68), (0.78, 0.88), (0.48, 0.98), (0.12, 0.89)],
    ],
    5: [
        [(0.27, 0.07), (0.24, 0.25), (0.19, 0.45)],
        [(0.19, 0.45), (0.48, 0.37), (0.77, 0.48), (0.84, 0.70), (0.69, 0.91), (0.42, 0.99), (0.12, 0.91)],
        [(0.27, 0.07), (0.55, 0.06), (0.88, 0.01)],
    ],
    6: [
        [
            (0.70, 0.02), (0.44, 0.20), (0.25, 0.47), (0.18, 0.74), (0.33, 0.95), (0.60, 0.97),
            (0.79, 0.81), (0.72, 0.61), (0.49, 0.55), (0.24, 0.70),
        ],
    ],
    7: [
        [(0.12, 0.10), (0.34, 0.07), (0.60, 0.08), (0.88, 0.04)],
        [(0.88, 0.04), (0.70, 0.33), (0.53, 0.64), (0.42, 0.98)],
    ],
    8: [
        [
            (0.76, 0.17), (0.52, 0.02), (0.27, 0.13), (0.31, 0.33), (0.53, 0.47), (0.75, 0.65), (0.74, 0.88),
            (0.49, 0.99), (0.24, 0.88), (0.27, 0.67), (0.50, 0.47), (0.71, 0.32), (0.77, 0.14),
        ],
    ],
}  # fmt: skip
"""Each stroke as points that the pen passes, x to the right and y down, the digit in a box from 0 to 1."""


@dataclass(frozen=True)
class Scene:
    """A digit, a pen and what it writes on. Lengths are in pixels, colours are red-green-blue 0..255.

    grain: how much of the ground's tooth the pen leaves bare (0 a wet pen, 1 chalk).  slant: to the right.
    """

    name: str
    digit: int
    size: tuple[int, int]
    height: int
    pen: float
    ink: tuple[int, int, int]
    ground: tuple[int, int, int]
    grain: float = 0.0
    slant: float = 0.0
    fibres: int = 0
    flecks: int = 0
    shadow: float = 0.0
    dust: float = 0.0


SCENES: Final = (
    Scene("paper-3", 3, (300, 340), 210, 15, (24, 38, 104), (246, 240, 224), slant=0.08, fibres=160, shadow=0.05),
    Scene("shadow-5", 5, (320, 300), 176, 14, (30, 28, 32), (236, 233, 228), slant=0.12, fibres=60, shadow=0.30),
    Scene(
        "recycled-2",
        2,
        (260, 300),
        182,
        15,
        (34, 40, 62),
        (198, 194, 184),
        slant=0.05,
        fibres=140,
        flecks=260,
        shadow=0.08,
    ),
    Scene(
        "pencil-6",
        6,
        (240, 280),
        178,
        14,
        (70, 70, 76),
        (244, 243, 239),
        grain=0.55,
        slant=0.06,
        fibres=50,
        shadow=0.06,
    ),
    Scene(
        "ballpoint-8",
        8,
        (300, 300),
        190,
        13,
        (28, 58, 158),
        (250, 247, 240),
        grain=0.14,
        slant=0.16,
        fibres=90,
        shadow=0.1,
    ),
    Scene(
        "chalk-7",
        7,
        (340, 320),
        196,
        19,
        (236, 236, 226),
        (38, 56, 50),
        grain=0.8,
        slant=0.02,
        shadow=0.12,
        dust=1.0,
    ),
)


def draw(scene: Scene, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """The scene as a photograph, (height, width, 3)."""
    wide, tall = scene.size
    ground = np.array(scene.ground) * paper(scene, rng)[..., None]
    cover = ink_cover(scene, rng)
    pigment = np.array(scene.ink) * (1 + 0.05 * noise((tall, wide), 6, rng))[..., None]
    picture = ground * (1 - cover[..., None]) + pigment * cover[..., None]
    picture *= light(scene, rng)[..., None]
    picture = np.stack([blurred(picture[..., i], 0.6) for i in range(3)], axis=-1)
    picture += 1.1 * rng.standard_normal((tall, wide, 1))
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def ink_cover(scene: Scene, rng: np.random.Generator) -> Floats:
    """How much of the ground ink hides, 0..1: the pen's shape, its pressure, the tooth of the paper."""
    wide, tall = scene.size
    mask, pressure = pen_track(scene, rng)
    tooth = 0.8 * noise((tall, wide), 0.75, rng) + 0.5 * noise((tall, wide), 1.7, rng)
    bare = 1 / (1 + np.exp(-(tooth - 1.9 + 1.7 * scene.grain - 2.2 * (pressure - 1)) * 2.2))
    wet = mask * (1 - blurred(mask, scene.pen / 4)) * (1 - min(1.0, 2 * scene.grain))  # ink gathers at the edge
    cover = mask * (0.87 + 0.045 * noise((tall, wide), 8, rng)) * (1 - min(1.0, 1.6 * scene.grain) * bare) + 0.22 * wet
    if scene.dust:
        wiped = noise((tall, wide), 34, rng) + 0.35 * blurred(noise((tall, wide), 1, rng), 1.2)
        haze = 0.12 * blurred(mask, 6) + 0.035 * np.clip(wiped + 0.8, 0, None)
        cover = 1 - (1 - cover) * (1 - scene.dust * haze)
    return np.clip(cover, 0, 1)


def pen_track(scene: Scene, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Where the pen was (0..1, soft at the edge) and how hard it pressed there (around 1)."""
    wide, tall = scene.size
    mask = Image.new("L", (FINE * wide, FINE * tall))
    press = Image.new("L", mask.size, 128)
    pen, hand = ImageDraw.Draw(mask), ImageDraw.Draw(press)
    shift = np.array([wide, tall]) / 2 + rng.uniform(-0.03, 0.03, 2) * scene.height
    for points in STROKES[scene.digit]:
        line = curve(np.array(points)) - 0.5
        line[:, 0] = 0.72 * line[:, 0] - scene.slant * line[:, 1]
        line = line * scene.height + shift
        along = np.linspace(0, 1, len(line))
        reach = min(1.0, float(np.hypot(*np.diff(line, axis=0).T).sum()) / scene.height)
        line += scene.height * 0.006 * reach * np.stack([wobble(along, rng), wobble(along, rng)], axis=1)
        pressure = 1 + 0.09 * wobble(along, rng) - 0.28 * np.exp(-along / 0.03) - 0.34 * np.exp((along - 1) / 0.05)
        direction = np.gradient(line, axis=0)
        pressure += 0.10 * direction[:, 1] / np.maximum(np.hypot(*direction.T), 1e-9)  # downstrokes press harder
        for (x, y), strength in zip(FINE * line, pressure, strict=True):
            radius = FINE * scene.pen * strength / 2
            box = (x - radius, y - radius, x + radius, y + radius)
            pen.ellipse(box, fill=255)
            hand.ellipse(box, fill=round(128 * min(strength, 1.9)))
    small = [np.asarray(image.resize(scene.size, Image.Resampling.BOX), dtype=float) for image in (mask, press)]
    return blurred(small[0] / 255, 0.5), blurred(small[1] / 128, 3)


def curve(points: Floats) -> Floats:
    """A smooth line through all points (Catmull-Rom), (n, 2), its points equally far apart."""
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, 60)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    line = np.concatenate(pieces)
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    even = np.linspace(0, length[-1], 400)
    return np.stack([np.interp(even, length, line[:, i]) for i in range(2)], axis=1)


def wobble(along: Floats, rng: np.random.Generator) -> Floats:
    """A hand that is not quite steady: slow sines of random phase, about -1..1."""
    waves = [np.sin(2 * np.pi * (count * along + rng.uniform())) / count for count in (1.3, 2.1, 3.7)]
    return np.asarray(np.sum(waves, axis=0))


def paper(scene: Scene, rng: np.random.Generator) -> Floats:
    """The sheet, around 1: its grain at several sizes, fibres lighter and darker, flecks."""
    wide, tall = scene.size
    shape = (tall, wide)
    sheet = 1 + 0.006 * noise(shape, 0.8, rng) + 0.006 * noise(shape, 2, rng) + 0.010 * noise(shape, 14, rng)
    marks = Image.new("L", (2 * wide, 2 * tall), 128)
    pencil = ImageDraw.Draw(marks)
    for _ in range(scene.fibres):
        turn, bend, reach = rng.uniform(0, 2 * np.pi), rng.normal(0, 0.12), rng.integers(8, 30)
        angles = turn + np.cumsum(np.full(reach, bend))
        path = 2 * rng.uniform((0, 0), (wide, tall)) + 2 * np.cumsum(np.stack([np.cos(angles), np.sin(angles)], 1), 0)
        pencil.line([(float(x), float(y)) for x, y in path], fill=int(128 + rng.choice([-26, -14, 16])), width=2)
    for _ in range(scene.flecks):
        x, y, radius = rng.uniform(0, 2 * wide), rng.uniform(0, 2 * tall), rng.uniform(0.6, 1.9)
        pencil.ellipse((x - radius, y - radius, x + radius, y + radius), fill=int(rng.integers(40, 120)))
    drawn = np.asarray(marks.resize(scene.size, Image.Resampling.BOX), dtype=float) / 128 - 1
    return sheet + 0.35 * blurred(drawn, 0.5)


def light(scene: Scene, rng: np.random.Generator) -> Floats:
    """The light on the sheet, around 1, falling off to one side; a strong shadow has an edge."""
    wide, tall = scene.size
    y, x = np.mgrid[0:tall, 0:wide] / max(scene.size)
    turn = rng.uniform(0.5, 0.9)
    across = x * np.cos(turn) + y * np.sin(turn)
    falling: Floats = 1 - 0.5 * scene.shadow * (across - across.mean())
    if scene.shadow < 0.2:
        return falling
    edge = across + 0.10 * np.sin(3.1 * (y - x) + 1.0) - 0.72
    shaded: Floats = falling * (1 - scene.shadow / (1 + np.exp(-edge / 0.11)))
    return shaded


def noise(shape: tuple[int, int], size: float, rng: np.random.Generator) -> Floats:
    """Smooth noise with spots of about `size` pixels, mean 0, standard deviation 1."""
    raw = blurred(rng.standard_normal(shape), size)
    spots: Floats = (raw - raw.mean()) / raw.std()
    return spots


def blurred(image: Any, sigma: float) -> Floats:
    """Gaussian blur, edges mirrored."""
    reach = int(np.ceil(3 * sigma))
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    bell /= bell.sum()
    wide = np.pad(np.asarray(image, dtype=float), reach, mode="reflect")
    rows = sum(weight * wide[i : i + np.shape(image)[0]] for i, weight in enumerate(bell))
    return np.asarray(sum(weight * rows[:, i : i + np.shape(image)[1]] for i, weight in enumerate(bell)))


def mnist_digits() -> dict[str, npt.NDArray[np.uint8]]:
    """The first test image of each digit in FROM_MNIST, as (28, 28) levels."""
    files = PACKAGE / "data" / "files"
    with gzip.open(files / "t10k-images-idx3-ubyte.gz") as stream:
        images = np.frombuffer(stream.read(), np.uint8, offset=16).reshape(-1, 28, 28)
    with gzip.open(files / "t10k-labels-idx1-ubyte.gz") as stream:
        labels = np.frombuffer(stream.read(), np.uint8, offset=8)
    return {f"mnist-{digit}": images[int(np.argmax(labels == digit))] for digit in FROM_MNIST}


def main() -> None:
    folder = PACKAGE / "samples"
    folder.mkdir(exist_ok=True)
    pictures = mnist_digits() | {scene.name: draw(scene, np.random.default_rng([20, scene.digit])) for scene in SCENES}
    for name, levels in pictures.items():
        file = folder / f"{name}.png"
        Image.fromarray(levels).save(file, optimize=True)
        print(f"{file.name}  {levels.shape[1]} x {levels.shape[0]}  {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
