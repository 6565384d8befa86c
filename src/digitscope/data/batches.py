"""One epoch as batches: in go a count, a batch size and an rng, out come the row numbers of each batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitscope.errors import SettingError

if TYPE_CHECKING:
    import numpy as np

    from digitscope.arrays import Labels


def batches(count: int, *, size: int, rng: np.random.Generator) -> list[Labels]:
    """Row numbers 0..count-1 in random order, `size` at a time; the last batch is what is left.

    Together the batches are each row once: a partition.  Raises SettingError for a size below 1.
    >>> import numpy
    >>> [len(batch) for batch in batches(10, size=4, rng=numpy.random.default_rng(0))]
    [4, 4, 2]
    """
    if size < 1:
        raise SettingError("a batch has at least 1 image", came=str(size), hint="use 1 to learn from one at a time")
    order = rng.permutation(count)
    return [order[start : start + size] for start in range(0, count, size)]
