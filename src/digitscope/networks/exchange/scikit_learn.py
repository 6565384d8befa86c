"""scikit-learn: in goes a fitted MLPClassifier, out comes a Network; and back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.engine.network import Network
from digitscope.errors import SettingError
from digitscope.networks.exchange.chain import Weights, needed, unknown
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

ACTIVATIONS: Final = {
    "logistic": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "identity": "identity",
    "softmax": "softmax",
}
OURS: Final = {ours: theirs for theirs, ours in ACTIVATIONS.items()}


def from_sklearn(model: Any) -> Network:
    """The network that a fitted MLPClassifier (or MLPRegressor) is; float64 stays float64.

    Its classes stay with it: output j stands for model.classes_[j]. For two classes it has one output, which says yes
    to the second: here they are two outputs with softmax, of which the first is always 0 before, and the same
    probabilities. Several labels at a time stay sigmoid outputs.  Raises SettingError where it is not fitted.
    """
    if not hasattr(model, "coefs_"):
        raise SettingError(
            "the model must be a fitted MLPClassifier",
            came=type(model).__name__,
            hint="fit it first; of a Pipeline or a search, give the step that is one",
        )
    for name in (model.activation, model.out_activation_):
        if name not in ACTIVATIONS:
            raise unknown(f"activation {name}", hint=f"known are {', '.join(ACTIVATIONS)}")
    names = [model.activation] * (len(model.coefs_) - 1) + [model.out_activation_]
    pairs = zip(model.coefs_, model.intercepts_, names, strict=True)
    layers = [Weights(np.asarray(w).T, np.asarray(b)).layer(ACTIVATIONS[name]) for w, b, name in pairs]
    if model.out_activation_ == "logistic" and len(layers[-1].bias) == 1:
        weights, bias = (np.concatenate([np.zeros_like(part), part]) for part in (layers[-1].weights, layers[-1].bias))
        layers[-1] = replace(layers[-1], weights=weights, bias=bias, activation="softmax")
    return Network(tuple(layers))


def to_sklearn(network: Network, *, classes: Sequence[Any] | None = None) -> Any:
    """The network as a fitted MLPClassifier, which can predict and go on with partial_fit. Needs scikit-learn.

    classes: what the outputs stand for, in rising order; 0, 1, 2 ... where none are given.
    Two softmax outputs become the one that an MLPClassifier has for two classes, with the same probabilities.
    Raises SettingError for hidden layers of different activations, for outputs that are not softmax, for one output.
    """
    hidden, outs = _one_activation(network), network.widths[-1]
    known = np.arange(outs) if classes is None else np.asarray(classes)
    if known.shape != (outs,) or not np.array_equal(np.unique(known), known) or outs < 2:
        raise SettingError(
            f"classes must be {max(2, outs)} different ones in rising order, one for each output",
            came=shown(str(known)),
            hint="sort them with the rows of the last layer",
        )
    made = needed("sklearn.neural_network", "'digitscope[sklearn]'").MLPClassifier(
        hidden_layer_sizes=network.widths[1:-1], activation=OURS[hidden], random_state=0
    )
    nothing = np.zeros((outs, network.widths[0]), network.dtype)
    made.partial_fit(nothing, known, classes=known)  # makes all that a fitted one has, then gets our numbers
    for layer, weights, bias in zip(_at_last(network).layers, made.coefs_, made.intercepts_, strict=True):
        weights[...] = layer.weights.T
        bias[...] = layer.bias
    return made


def _one_activation(network: Network) -> str:
    *hidden, output = network.activations
    if len(set(hidden)) > 1 or (hidden and hidden[0] not in OURS):
        raise SettingError(
            f"an MLPClassifier has one of {', '.join(ACTIVATIONS)} in all hidden layers",
            came=", ".join(hidden),
            hint="it cannot be one",
        )
    if output != "softmax":
        raise SettingError(
            "an MLPClassifier has softmax outputs",
            came=output,
            hint="structure.with_activation(network, -1, 'softmax') gives the same answers",
        )
    return hidden[0] if hidden else "identity"


def _at_last(network: Network) -> Network:
    """Two outputs as one, the second's z less the first's."""
    last = network.layers[-1]
    if len(last.bias) != 2:
        return network
    weights, bias = last.weights[1:] - last.weights[:1], last.bias[1:] - last.bias[:1]
    return Network((*network.layers[:-1], replace(last, weights=weights, bias=bias, activation="sigmoid")))
