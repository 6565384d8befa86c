"""Every figure by one name: in go networks, traces, counts and histories, out come matplotlib figures.

The numbers are the network's own, on scales that the figure states. `render` gives the bytes of a file;
the caller writes them through digitscope.storage.
"""

from __future__ import annotations

from digitscope.pictures.canvas import render
from digitscope.pictures.charts import confusion, curves, training
from digitscope.pictures.figure_activations import activations
from digitscope.pictures.figure_equation import equation
from digitscope.pictures.figure_weights import weights

__all__ = ["activations", "confusion", "curves", "equation", "render", "training", "weights"]
