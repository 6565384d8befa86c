"""digitscope, the neural network that one can see through.

>>> import digitscope
>>> network = digitscope.load("plain").network
>>> network.parameter_count
13002
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digitscope.data.augment import Augmentation as Augmentation
    from digitscope.data.dataset import Dataset as Dataset
    from digitscope.data.loading import load_data as load_data
    from digitscope.data.mnist import mnist as mnist
    from digitscope.engine.forward import Trace as Trace
    from digitscope.engine.gradient import gradient as gradient
    from digitscope.engine.initialise import initialise as initialise
    from digitscope.engine.network import Layer as Layer
    from digitscope.engine.network import Network as Network
    from digitscope.errors import DigitscopeError as DigitscopeError
    from digitscope.estimator import DigitClassifier as DigitClassifier
    from digitscope.ink.normalise import prepare as prepare
    from digitscope.measures.accuracy import evaluation as evaluation
    from digitscope.measures.paired import paired as paired
    from digitscope.networks.catalogue import find
    from digitscope.networks.exchange.models import from_model as from_model
    from digitscope.networks.exchange.models import to_model as to_model
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
    "DigitClassifier": "estimator",
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
    "from_model": "networks.exchange.models",
    "gradient": "engine.gradient",
    "initialise": "engine.initialise",
    "load": "networks.catalogue:find",
    "load_data": "data.loading",
    "mnist": "data.mnist",
    "paired": "measures.paired",
    "prepare": "ink.normalise",
    "rather": "probes.contributions",
    "read": "reading.reader",
    "save": "networks.files",
    "sweep": "probes.sweep",
    "to_model": "networks.exchange.models",
    "train": "training.trainer",
    "train_many": "training.many",
}
_EXTRAS = {"DigitClassifier": "sklearn"}
"""What each of these needs beyond what digitscope brings."""

__all__ = [name for name in _FACE if name not in _EXTRAS]  # computed, so that it is written once


def __getattr__(name: str) -> Any:
    """Each name is imported when it is first asked for, so that `import digitscope` costs next to nothing."""
    if name == "__version__":
        return import_module("digitscope.environment").versions()["digitscope"]
    if name not in _FACE:
        raise AttributeError(f"digitscope has no {name!r}; it has {', '.join(_FACE)}")
    place, _, inner = _FACE[name].partition(":")
    return getattr(import_module(f"digitscope.{place}"), inner or name)


def __dir__() -> list[str]:
    return sorted(name for name in _FACE if name not in _EXTRAS or _is_there(_EXTRAS[name]))


def _is_there(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ValueError:  # what was imported so far says that it is not
        return False
