"""A model of whatever library: in goes the object, out comes a Network; and back, by the library's name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from digitscope.errors import SettingError
from digitscope.text import shown

if TYPE_CHECKING:
    from digitscope.engine.network import Network

ROOMS: Final = {"torch": "pytorch", "keras": "keras", "sklearn": "scikit_learn"}


def from_model(model: Any, **options: Any) -> Network:
    """The network that somebody else's model is: of PyTorch, Keras or scikit-learn.

    model: an nn.Sequential or a state_dict, a keras.Sequential, a fitted MLPClassifier.
    options: see exchange.pytorch.from_torch, whose `activations` a state_dict needs.
    Raises SettingError for other objects, and for layers that no Network has, by their names.
    >>> from_model({"weight": np.ones((2, 4)), "bias": np.zeros(2)}, activations=["softmax"]).widths
    (4, 2)
    """
    library = "torch" if isinstance(model, Mapping) else _library(model)
    made: Network = _function(library, f"from_{library}")(model, **options)
    return made


def to_model(network: Network, library: str, **options: Any) -> Any:
    """The network as a model of "torch", "keras" or "sklearn", with the same numbers.

    options: see exchange.scikit_learn.to_sklearn.  Raises MissingError without that library, SettingError.
    """
    if library not in ROOMS:
        raise SettingError("a library must be known", came=shown(repr(library)), hint=f"use one of {', '.join(ROOMS)}")
    return _function(library, f"to_{library}")(network, **options)


def _function(library: str, name: str) -> Any:
    return getattr(import_module(f"digitscope.networks.exchange.{ROOMS[library]}"), name)


def _library(model: Any) -> str:
    for kind in type(model).__mro__:
        parts = kind.__module__.split(".")
        for library in ROOMS:
            if library == parts[0] or (library in parts and parts[0] == "tensorflow"):
                return library
    raise SettingError(
        "a model must be of PyTorch, Keras or scikit-learn",
        came=type(model).__name__,
        hint="or give a state_dict, names to weights, with activations",
    )
