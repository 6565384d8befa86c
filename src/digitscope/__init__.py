"""digitscope, the neural network that one can see through.

>>> import digitscope
>>> network = digitscope.load("plain").network
>>> network.parameter_count
13002
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digitscope.data.augment import Augmentation as Augmentation
    from digitscope.data.dataset import Dataset as Dataset
    from digitscope.data.mnist import mnist as mnist
    from digitscope.engine.forward import Trace as Trace
    from digitscope.engine.gradient import gradient as gradient
    from digitscope.engine.initialise import initialise as initialise
    from digitscope.engine.network import Layer as Layer
    from digitscope.engine.network import Network as Network
    from digitscope.errors import DigitscopeError as DigitscopeError
    from digitscope.ink.normalise import prepare as prepare
    from digitscope.measures.accuracy import evaluation as evaluation
    from digitscope.measures.paired import paired as paired
    from digitscope.networks.catalogue import find
    from digitscope.networks.files import NetworkFile as NetworkFile
    from digitscope.networks.files import save as save
    from digitscope.probes.contributions import contributions as contributions
    from digitscope.probes.contributions import rather as rather
    from digitscope.probes.sweep import Knob as Knob
    from digitscope.probes.sweep import sweep as sweep
    from digitscope.reading.reader import Reader as Reader
    from digitscope.reading.reader import read as read
    from digitscope.training.many import train_many as train_many
    from digitscope.training.recipe import Recipe as Recipe
    from digitscope.training.trainer import train as train

    load = find

_FACE = {
    "Augmentation": "data.augment",
    "Dataset": "data.dataset",
    "DigitscopeError": "errors",
    "Knob": "probes.sweep",
    "Layer": "engine.network",
    "Network": "engine.network",
    "NetworkFile": "networks.files",
    "Reader": "reading.reader",
    "Recipe": "training.recipe",
    "Trace": "engine.forward",
    "contributions": "probes.contributions",
    "evaluation": "measures.accuracy",
    "gradient": "engine.gradient",
    "initialise": "engine.initialise",
    "load": "networks.catalogue:find",
    "mnist": "data.mnist",
    "paired": "measures.paired",
    "prepare": "ink.normalise",
    "rather": "probes.contributions",
    "read": "reading.reader",
    "save": "networks.files",
    "sweep": "probes.sweep",
    "train": "training.trainer",
    "train_many": "training.many",
}


__all__ = list(_FACE)  # computed, so that it is written once


def __getattr__(name: str) -> Any:
    """Each name is imported when it is first asked for, so that `import digitscope` costs next to nothing."""
    if name == "__version__":
        return import_module("digitscope.environment").versions()["digitscope"]
    if name not in _FACE:
        raise AttributeError(f"digitscope has no {name!r}; it has {', '.join(_FACE)}")
    place, _, inner = _FACE[name].partition(":")
    return getattr(import_module(f"digitscope.{place}"), inner or name)


def __dir__() -> list[str]:
    return sorted(_FACE)
