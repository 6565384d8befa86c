"""Damaged, foreign and hostile image files; the cases A1 to A11, A17, A20 and A21 of the list of faults."""

from __future__ import annotations

import io
import os
import random
import struct
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from digitscope.errors import ImageError
from digitscope.ink import Limits, open_image
from digitscope.ink import open as open_module
from digitscope.ink.png import read_png
from imagefiles import PNG, SERVER, chunk, png_file, png_head, refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from digitscope.arrays import Bytes

    Save = Callable[..., bytes]
    Files = dict[str, bytes]

KINDS = (
    "png",
    "png-rgb",
    "png-palette",
    "png-rgba",
    "png-16",
    "jpeg",
    "jpeg-progressive",
    "webp",
    "webp-lossless",
    "bmp",
    "bmp-rgb",
    "tiff",
    "tiff-lzw",
    "tiff-jpeg",
    "tiff-deflate",
    "tiff-packbits",
    "tiff-fax",
    "gif",
    "gif-animated",
)


def outcome(data: bytes) -> Bytes | str:
    try:
        return open_image(data, limits=SERVER).grey
    except ImageError as error:
        return error.code


@pytest.mark.parametrize(
    "data", [b"", b"\x89", b"x", PNG, PNG[:5], b"GIF89a", b"RIFF", b"BM", b"II*\0", b"\xff\xd8\xff"]
)
def test_a1_nothing_or_only_a_signature_is_unreadable(data: bytes) -> None:
    assert refusal(data).code == "IMAGE_UNREADABLE"


@pytest.mark.parametrize("name", KINDS)
def test_a2_a_file_cut_at_any_byte_never_loses_rows_silently(files: Files, name: str) -> None:
    whole = open_image(files[name])
    for length in range(len(files[name])):
        try:
            cut = open_image(files[name][:length])
        except ImageError:
            continue
        assert np.array_equal(cut.grey, whole.grey), length
        assert cut.warnings in (("TRUNCATED",), ("ANIMATED",)), length
        assert cut.warnings == ("TRUNCATED",) or whole.warnings == ("ANIMATED",)


def test_a2_a_png_without_its_end_is_read_with_a_warning(files: Files) -> None:
    assert open_image(files["png"][:-12]).warnings == ("TRUNCATED",)


def test_a2_a_closed_stream_with_too_few_rows_is_refused() -> None:
    assert open_image(png_file(28, 28)).warnings == ()
    assert refusal(png_file(28, 28, rows=14)).code == "IMAGE_UNREADABLE"


def test_a2_an_interlaced_picture_is_counted_pass_by_pass(glyph: Bytes) -> None:
    passes = (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    )
    rows = [b"\0" + row.tobytes() for x, y, dx, dy in passes for row in glyph[y::dy, x::dx]]
    head = PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", 28, 28, 8, 0, 0, 0, 1))

    def file(count: int) -> bytes:
        return head + chunk(b"IDAT", zlib.compress(b"".join(rows[:count]))) + chunk(b"IEND")

    assert np.array_equal(open_image(file(len(rows))).grey, glyph)
    assert refusal(file(len(rows) - 1)).code == "IMAGE_UNREADABLE"


@pytest.mark.parametrize(
    ("width", "height", "code"),
    [
        (65_500, 65_500, "IMAGE_TOO_MANY_PIXELS"),
        (2**31 - 1, 1, "IMAGE_TOO_MANY_PIXELS"),
        (9_000, 9_000, "IMAGE_TOO_MANY_PIXELS"),
        (4_001, 4_000, "IMAGE_TOO_MANY_PIXELS"),
        (1, 1_000_000, "IMAGE_SIDE_TOO_LONG"),
        (1_000_000, 1, "IMAGE_SIDE_TOO_LONG"),
        (8_193, 1, "IMAGE_SIDE_TOO_LONG"),
        (0, 5, "IMAGE_UNREADABLE"),
        (5, 0, "IMAGE_UNREADABLE"),
    ],
)
def test_a3_to_a7_size_is_judged_from_the_head(width: int, height: int, code: str) -> None:
    data = png_head(width, height) + chunk(b"IDAT", b"never decoded")
    start = time.perf_counter()
    assert refusal(data).code == code
    assert time.perf_counter() - start < 0.05


def test_a3_every_kind_tells_its_size_in_its_head(files: Files) -> None:
    for name in KINDS:
        assert refusal(files[name], Limits(pixels=783)).code == "IMAGE_TOO_MANY_PIXELS", name
        assert refusal(files[name], Limits(side=27)).code == "IMAGE_SIDE_TOO_LONG", name
        assert open_image(files[name], limits=Limits(pixels=784, side=28)).grey.shape == (28, 28), name


def test_a4_the_command_line_refuses_what_pillow_would_not_even_warn_of() -> None:
    assert refusal(png_file(9_000, 9_000), Limits()).code == "IMAGE_TOO_MANY_PIXELS"


def test_a5_exactly_the_limit_is_read() -> None:
    assert open_image(png_file(4_000, 4_000), limits=SERVER).grey.shape == (4_000, 4_000)


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"iCCP"])
def test_a8_what_would_inflate_beside_the_picture_is_never_inflated(
    kind: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = zlib.compress(bytes(50_000_000), 9)
    middle = b"\1\0\0\0" if kind == b"iTXt" else b"\0"
    data = png_file(28, 28, extra=chunk(kind, b"name\0" + middle + bomb))
    sizes = []
    honest = zlib.decompressobj

    class Watched:
        def __init__(self) -> None:
            self.inner = honest()

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

        def decompress(self, *arguments: Any) -> bytes:
            sizes.append(len(result := self.inner.decompress(*arguments)))
            return result

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    assert open_image(data).grey.shape == (28, 28)
    assert sum(sizes) == 29 * 28


FOREIGN = {
    "%PDF-1.7": "pdftoppm -png",
    "%!PS-Adobe-3.0 EPSF-3.0": "gs ",
    "<svg xmlns='http://www.w3.org/2000/svg'/>": "rsvg-convert",
    "<?xml version='1.0'?><svg/>": "rsvg-convert",
    "\0\0\0\x18ftypheic": "most compatible",
    "\0\0\0\x1cftypavif": "PNG or JPEG",
    "\0\0\0\x18ftypisom": "frame",
    "8BPS\0\1": "export",
    "SIMPLE  =                    T": "export",
    "\0\0\1\0\1\0": "export",
    "PK\3\4": "unpack",
    "<!DOCTYPE html><html>": "image itself",
    "RIFF\0\0\0\0WAVEfmt ": "export",
    "just some text in a file": "export",
}


@pytest.mark.parametrize("start", FOREIGN)
def test_a9_what_is_no_image_is_refused_with_the_way_out(start: str, tmp_path: Path) -> None:
    path = tmp_path / "digit.png"
    path.write_bytes(start.encode("latin-1") + bytes(100))
    with pytest.raises(ImageError) as caught:
        open_image(path)
    assert caught.value.code == "IMAGE_FORMAT_UNSUPPORTED"
    assert FOREIGN[start] in caught.value.hint


def views(glyph: Bytes, save: Save, *, kind: int = 0, note: bytes = b"") -> bytes:
    """Two pictures in one JPEG file, the second of some kind, with a note before them."""
    second = Image.fromarray(255 - glyph)
    both = bytearray(save(Image.fromarray(glyph), "MPO", save_all=True, append_images=[second]))
    entries = both.index(b"MPF\0") + 4 + 50  # behind a directory of three tags
    assert both[entries : entries + 4] == struct.pack("<I", 0x030000)
    both[entries + 16 : entries + 20] = struct.pack("<I", kind)
    return bytes(both[:2] + (b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note if note else b"") + both[2:])


def test_a9_several_views_in_one_file_are_refused(glyph: Bytes, save: Save) -> None:
    for kind in (0, 0x020001, 0x020002, 0x020003):
        assert refusal(views(glyph, save, kind=kind)).code == "IMAGE_FORMAT_UNSUPPORTED"


@pytest.mark.parametrize(
    "note", [b"http://ns.adobe.com/xap/1.0/\0<x hdrgm:Version='1.0'/>", b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0"]
)
def test_a9_a_phones_brightness_map_is_no_second_view(note: bytes, glyph: Bytes, save: Save) -> None:
    assert open_image(views(glyph, save, note=note)).grey.shape == (28, 28)
    assert refusal(views(glyph, save, note=note, kind=0x020002)).code == "IMAGE_FORMAT_UNSUPPORTED"


@pytest.mark.parametrize("kind", [0x010001, 0x010002])
def test_a9_a_cameras_preview_is_no_second_view(kind: int, glyph: Bytes, save: Save) -> None:
    assert np.abs(open_image(views(glyph, save, kind=kind)).grey.astype(int) - glyph).max() < 50


def test_a9_no_child_process_is_ever_started(files: Files) -> None:
    started = []
    sys.addaudithook(
        lambda event, _: (
            started.append(event)
            if event.startswith(("subprocess", "os.exec", "os.posix_spawn", "os.fork", "os.system"))
            else None
        )
    )
    for data in (*files.values(), *(start.encode("latin-1") for start in FOREIGN)):
        outcome(data)
    assert started == []


@pytest.mark.parametrize("name", KINDS)
def test_a10_what_hangs_behind_the_picture_plays_no_part(files: Files, name: str) -> None:
    tailed = open_image(files[name] + b"<script>alert(1)</script>PK\3\4")
    assert np.array_equal(tailed.grey, open_image(files[name]).grey)


def test_a11_names_do_not_count(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(files["png"])
    assert open_image(path).format == open_image(str(path)).format == "PNG"


def jpeg_head(width: int, height: int, scans: int, *, marker: int = 0xC2) -> bytes:
    """A JPEG of which only the head is there, and the start of each scan."""
    frame = struct.pack(">BBHBHHB", 0xFF, marker, 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + frame + b"\xff\xda\0\x08\1\1\0\0\x3f\0" * scans


@pytest.mark.parametrize(
    ("width", "height", "most"), [(28, 28, 100), (6_324, 6_324, 100), (6_400, 6_400, 97), (8_000, 8_000, 62)]
)
def test_a17_countless_scans_are_refused_before_any_is_decoded(
    width: int, height: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[object] = []
    monkeypatch.setattr(open_module, "_decode", decoded.append)
    open_image(jpeg_head(width, height, most))
    assert len(decoded) == 1
    error = refusal(jpeg_head(width, height, most + 1), Limits())
    assert error.code == "IMAGE_TOO_SLOW"
    assert f"at most {most} scans; got {most + 1}" in str(error)
    assert len(decoded) == 1


def test_a17_an_ordinary_progressive_jpeg_is_read(files: Files) -> None:
    assert files["jpeg-progressive"].count(b"\xff\xda") > 5
    assert open_image(files["jpeg-progressive"]).grey.shape == (28, 28)


def test_a20_a_damaged_image_shows_nothing_of_the_one_before(save: Save) -> None:
    photo = save(Image.fromarray(np.random.default_rng(1).integers(0, 256, (200, 200), np.uint8)), "JPEG")
    damaged = bytearray(photo)
    damaged[len(photo) // 2 :] = b"\x55" * (len(photo) - len(photo) // 2 - 2) + b"\xff\xd9"
    code = (
        "import sys, hashlib; from digitscope.ink import open_image\n"
        "print(hashlib.sha256(open_image(sys.stdin.buffer.read()).grey.tobytes()).hexdigest())"
    )
    fresh = subprocess.run([sys.executable, "-c", code], input=bytes(damaged), capture_output=True, check=True)
    other = save(Image.fromarray(np.random.default_rng(2).integers(0, 256, (200, 200), np.uint8)), "JPEG")
    seen = set()
    for before in (photo, other):
        open_image(before)
        seen.add(open_image(bytes(damaged)).grey.tobytes())
    assert len(seen) == 1
    assert sha256(seen.pop()).hexdigest() == fresh.stdout.decode().strip()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Some bytes flipped, set, dropped, put in or made extreme, often within the head."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        place = chance.randrange(len(changed) if chance.random() < 0.5 else min(64, len(changed)))
        match chance.randrange(5):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                changed[place] = chance.choice((0, 1, 127, 128, 255))
            case 2:
                del changed[place : place + chance.randrange(1, 9)]
            case 3:
                changed[place:place] = chance.randbytes(chance.randrange(1, 9))
            case _:
                extreme = (b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff", b"\0\0\0\1", b"\1\0\0\0")
                changed[place : place + 4] = chance.choice(extreme)
        if not changed:
            return b"x"
    if chance.random() < 0.3:
        return with_sums(bytes(changed))
    return bytes(changed)


def with_sums(data: bytes) -> bytes:
    """A PNG with the right checksums again, so that what was changed gets past the first door."""
    if not data.startswith(PNG):
        return data
    fixed, position = bytearray(data), 8
    while position + 12 <= len(data):
        end = position + 8 + int.from_bytes(data[position : position + 4])
        if end + 4 > len(data):
            break
        fixed[end : end + 4] = struct.pack(">I", zlib.crc32(data[position + 4 : end]))
        position = end + 4
    return bytes(fixed)


def fuzz(files: Files, rounds: int, seed: int, capfd: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(seed)
    seeds = list(files.values())
    for _ in range(rounds):
        data = mutated(chance.choice(seeds), chance)
        start = time.perf_counter()
        answer = outcome(data)
        assert time.perf_counter() - start < 5
        assert isinstance(answer, np.ndarray) or answer.startswith("IMAGE_")
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def test_a21_mutated_images_give_an_image_or_an_image_error(files: Files, capfd: pytest.CaptureFixture[str]) -> None:
    fuzz(files, 5_000, 1, capfd)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_a21_half_a_million_of_them(files: Files, seed: int, capfd: pytest.CaptureFixture[str]) -> None:
    fuzz(files, 50_000, seed, capfd)


def test_a_picture_larger_than_its_head_is_not_decoded(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    lying = replace(read_png(files["png"]), width=20)
    monkeypatch.setitem(open_module._READERS, "PNG", lambda _: lying)
    assert "larger than its head" in refusal(files["png"]).came


def test_a_file_that_is_too_large_is_refused_as_bytes_and_by_path(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "digit.png"
    path.write_bytes(files["png"])
    limits = Limits(file_bytes=len(files["png"]) - 1)
    assert refusal(files["png"], limits).code == "FILE_TOO_LARGE"
    with pytest.raises(ImageError, match="digit"):
        open_image(path, limits=limits)


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, code in (("missing.png", "NOT_FOUND"), (".", "NOT_A_FILE"), ("pipe", "NOT_A_FILE")):
        with pytest.raises(ImageError) as caught:
            open_image(tmp_path / name)
        assert caught.value.code == code


def test_what_comes_out_cannot_be_written_to(files: Files) -> None:
    for name in KINDS:
        assert not open_image(files[name]).grey.flags.writeable, name


def test_a_compressed_bitmap_is_refused_with_the_way_out(files: Files) -> None:
    data = bytearray(files["bmp"])
    data[30] = 1
    assert refusal(bytes(data)).code == "IMAGE_FORMAT_UNSUPPORTED"


def test_what_a_phone_puts_behind_a_jpeg_is_neither_counted_nor_decoded() -> None:
    file = io.BytesIO()
    Image.new("L", (400, 300), 200).save(file, "JPEG")
    film = np.random.default_rng(0).bytes(3_000_000) + b"\xff\xda" * 200
    assert open_image(file.getvalue() + film).grey.shape == (300, 400)
