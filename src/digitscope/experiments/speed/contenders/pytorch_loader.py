"""PyTorch as its tutorials teach it: a TensorDataset, and a DataLoader that puts batches together image by image."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitscope.experiments.speed.contenders.pytorch import learned

if TYPE_CHECKING:
    from digitscope.experiments.speed.material import Epoch, Lesson


def epoch(lesson: Lesson) -> Epoch:
    """In the images' own order, as everybody here; shuffling would come on top."""
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    pixels, labels = torch.from_numpy(lesson.pixels), torch.from_numpy(np.array(lesson.labels))
    wanted = labels if lesson.case.output == "softmax" else torch.from_numpy(lesson.wanted)
    loader = DataLoader(TensorDataset(pixels, wanted), batch_size=lesson.case.batch)
    return learned(lesson.start, lesson.case, lambda: loader)
