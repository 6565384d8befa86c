"""Data of one's own, from whatever it lies in: in goes a path, out comes a Dataset; the walk LEARN begins here.

A folder with a sub-folder for each label, a .npz, a CSV of pixels, or IDX files. What a file is, its bytes say. Images
of files go the way of `read`; arrays are taken as they are, unless `prepared` is asked for.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digitscope.data.csv_pixels import read_csv
from digitscope.data.folders import Example, examples, gathered, has_part, is_folder, own_name
from digitscope.data.idx import GZIP_MAGIC, UNPACKED_LIMIT, unpacked
from digitscope.data.idx_pairs import holds_pairs, pair_in, read_pair
from digitscope.data.known import check_known, turned
from digitscope.data.npz import MAGIC, has_arrays, read_npz
from digitscope.errors import DatasetError
from digitscope.ink.normalise import prepare
from digitscope.storage import AnyPath, read_file
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitscope.data.dataset import Dataset
    from digitscope.data.mnist import Part
    from digitscope.data.values import Raw

NOT_TABLES: Final = (
    (b"\x93NUMPY", "a single array of NumPy", "save images and labels together, with numpy.savez"),
    (b"\x89HDF", "HDF5", "save the arrays with numpy.savez"),
    (
        b"\x80",
        "a pickle, or other bytes of a program",
        "save the arrays with numpy.savez: nothing is ever unpickled here",
    ),
    (b"\x89PNG", "an image", "give a folder with a sub-folder of images for each label"),
    (b"\xff\xd8\xff", "an image", "give a folder with a sub-folder of images for each label"),
    (b"PAR1", "Parquet", "save it as CSV"),
    (b"7z\xbc\xaf", "an archive", "unpack it first"),
    (b"Rar!", "an archive", "unpack it first"),
)
TAR: Final = slice(257, 262)
TURNED: Final = (
    "TRANSPOSED these digits lie with rows for columns, as in EMNIST's files: give --transposed (transposed=True)"
)


def load_data(
    path: AnyPath, *, part: Part = "training", transposed: bool = False, prepared: bool = False,
    allow_modified: bool = False,
) -> Dataset:  # fmt: skip
    """Images and labels of one's own, from a folder for each label, a .npz, a CSV of pixels, or IDX files.

    part: where the data is divided into parts, "training" or "test"; what is not divided is taken whole.  transposed:
    swap rows and columns, as EMNIST's files want it.  prepared: bring arrays to 28 x 28 as `prepare` does; images of
    files always are.  allow_modified: take what is MNIST but for some changed bytes.
    Raises DatasetError: DATASET_INVALID, DATASET_TOO_LARGE, DATASET_CHECKSUM, or the code of a path that is none.
    >>> np.savez(folder / "dots.npz", images=np.eye(4), labels=np.array(["left", "left", "right", "right"]))
    >>> dots = load_data(folder / "dots.npz")
    >>> dots.images.shape, dots.names
    ((4, 4), ('left', 'right'))
    """
    *_, dataset = loading(path, part=part, transposed=transposed, prepared=prepared, allow_modified=allow_modified)
    return dataset  # type: ignore[return-value]  # the last one


def loading(
    path: AnyPath, *, part: Part = "training", transposed: bool = False, prepared: bool = False,
    allow_modified: bool = False,
) -> Iterator[Example | Dataset]:  # fmt: skip
    """As `load_data`, with each image that goes through `prepare` on the way; the Dataset comes last.

    >>> np.savez(folder / "ink.npz", images=np.pad(np.ones((2, 9, 3)), 9)[9:11], labels=[4, 5])
    >>> [type(step).__name__ for step in loading(folder / "ink.npz", prepared=True)]
    ['Example', 'Example', 'Dataset']
    """
    place = Path(path)
    name = own_name(place)
    found = _found(place, part)
    if isinstance(found, Path):
        if transposed:
            raise DatasetError(
                "--transposed is for arrays",
                came="a folder of images",
                hint="they are read as they are seen: leave it out",
            )
        taken = []
        for example in examples(found, part=part):
            taken.append(example)
            yield example
        yield gathered(taken, name=_named(name, part) if has_part(found, part) else name)
        return
    raw = found.transposed() if transposed else found
    dataset = check_known(raw.dataset(), allow_modified=allow_modified)
    if prepared:
        taken = []
        for example in _prepared(dataset, raw.pictures().shape):
            taken.append(example)
            yield example
        changed = [notice for notice in dataset.notices if notice.startswith("MODIFIED")]  # others are mended by it
        dataset = gathered(taken, name=raw.name).noticed(*changed)
    yield dataset.noticed(TURNED) if turned(dataset) else dataset


def other_part(path: AnyPath, part: Part) -> Part | None:
    """The part that is not this one, where the data at that path has it beside this one.

    >>> np.savez(folder / "both.npz", x_train=[[0]], y_train=[0], x_test=[[1]], y_test=[0])
    >>> other_part(folder / "both.npz", "training"), other_part(folder / "both.npz", "test")
    ('test', 'training')
    """
    place = Path(path)
    other: Part = "test" if part == "training" else "training"
    if is_folder(place):
        there = pair_in(place, other) is not None if holds_pairs(place) else has_part(place, other)
        return other if there else None
    content = _content(place)
    return other if content.startswith(MAGIC) and has_arrays(content, other) else None


def _found(place: Path, part: Part) -> Raw | Path:
    """What there is of that part: arrays, or a folder of images. Raises DatasetError."""
    if is_folder(place):
        if not holds_pairs(place):
            return place
        images = pair_in(place, part)
        if images is None:
            raise _no_part(place, part)
        return replace(read_pair(images), name=_named(own_name(place), part))
    content, name = _content(place), shown(place.name)
    if content.startswith(MAGIC):
        raw = read_npz(content, part=part, name=name)
        if raw is None:
            raise _no_part(place, part)
        return replace(raw, name=_named(name, part)) if has_arrays(content, part) else raw
    if content[:2] == b"\0\0":
        return read_pair(place, content)
    for start, kind, hint in NOT_TABLES:
        if content.startswith(start):
            raise _unknown(name, kind, hint)
    if content[TAR] == b"ustar":
        raise _unknown(name, "an archive", "unpack it first")
    return read_csv(content, name=name)


def _content(place: Path) -> bytes:
    content = read_file(place, limit=UNPACKED_LIMIT, refusal=DatasetError)
    return unpacked(content, name=shown(place.name)) if content.startswith(GZIP_MAGIC) else content


def _named(name: str, part: Part) -> str:
    return f"{name}, {part} part"


def _prepared(dataset: Dataset, shape: tuple[int, ...]) -> Iterator[Example]:
    for index, (picture, label) in enumerate(zip(dataset.images.reshape(shape), dataset.labels, strict=True)):
        made = prepare(picture)
        yield Example(f"image {index:,}", dataset.names[label], None if made.blank else made.levels)


def _no_part(place: Path, part: Part) -> DatasetError:
    return DatasetError(
        f"{own_name(place)} must have a {part} part",
        came="the other part alone",
        hint="training takes the training part, evaluating the test part: give the file or folder of that part",
    )


def _unknown(name: str, kind: str, hint: str) -> DatasetError:
    asked = f"{name} must be a folder of images for each label, a .npz, a CSV of pixels, or an IDX file of images"
    return DatasetError(asked, came=kind, hint=hint)
