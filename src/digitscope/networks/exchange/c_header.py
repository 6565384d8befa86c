"""C: in goes a network file, out comes one self-contained C99 header, with nothing to link but the C library's math.

Long because the words of two languages stand in it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from digitscope.engine.activations import LEAK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digitscope.arrays import Floats
    from digitscope.networks.files import NetworkFile

NUMBERS_A_LINE: Final = 8
EACH: Final = {
    "sigmoid": "z[j] = 1.0 / (1.0 + exp(-z[j]));",
    "relu": "z[j] = z[j] > 0.0 ? z[j] : 0.0;",
    "leaky_relu": f"z[j] = z[j] > 0.0 ? z[j] : {LEAK} * z[j];",
    "tanh": "z[j] = tanh(z[j]);",
}
"""What turns the z of one neuron into its a; nothing for the identity, and softmax looks at all of them."""

HEADER: Final = """\
/* {name}.h: a plain, fully connected network, {widths}, {parameters} numbers. C99; link with -lm.
 *
 *     #include "{name}.h"
 *
 *     float pixels[{NAME}_INPUTS];           0 background to 1 ink, row by row
 *     float confidence[{NAME}_OUTPUTS];      each 0 to 1, together 1
 *     int answer = {name}_answer(pixels, confidence);
 *     puts({name}_labels[answer]);
 *
 * {name}_forward(pixels, a) gives the activations of the output layer ({output}), [{NAME}_OUTPUTS].
 * {name}_sums(pixels, z) gives z, the weighted sums before them.
 *
 * Nothing is allocated and nothing is remembered: all functions may be called from any thread.
 * Weights are given neuron by neuron, each from source 0 on. Sums are taken in double, and rounded to float at the end.
 * Pixels must be finite. Includes nothing but math.h.
 */
#ifndef DIGITSCOPE_{NAME}_H
#define DIGITSCOPE_{NAME}_H

#include <math.h>

#define {NAME}_INPUTS {inputs}
#define {NAME}_OUTPUTS {outputs}
#define {NAME}_TEMPERATURE {temperature}

static const char *const {name}_labels[{NAME}_OUTPUTS] = {{
{labels}
}};

{layers}
/* z[j] = bias[j] + sum over k of weights[j][k] a[k] */
static inline void {name}_layer(const float *weights, const float *bias, int n_in, int n_out,
                                const double *a, double *z)
{{
    int j, k;
    for (j = 0; j < n_out; j++) {{
        double sum = (double)bias[j];
        for (k = 0; k < n_in; k++)
            sum += (double)weights[(long)j * n_in + k] * a[k];
        z[j] = sum;
    }}
}}

/* z becomes softmax(z / temperature) */
static inline void {name}_softmax(double *z, int n, double temperature)
{{
    int j;
    double most = z[0], total = 0.0;
    for (j = 1; j < n; j++)
        if (z[j] > most)
            most = z[j];
    for (j = 0; j < n; j++) {{
        z[j] = exp((z[j] - most) / temperature);
        total += z[j];
    }}
    for (j = 0; j < n; j++)
        z[j] /= total;
}}

static inline void {name}_run(const float *pixels, double *z)
{{
    int j;
{room}
    for (j = 0; j < {NAME}_INPUTS; j++)
        a0[j] = (double)pixels[j];
{steps}}}

/* z of the output layer, [{NAME}_OUTPUTS] */
static inline void {name}_sums(const float *pixels, float *sums)
{{
    int j;
    double z[{NAME}_OUTPUTS];
    {name}_run(pixels, z);
    for (j = 0; j < {NAME}_OUTPUTS; j++)
        sums[j] = (float)z[j];
}}

/* the activations of the output layer, [{NAME}_OUTPUTS] */
static inline void {name}_forward(const float *pixels, float *activations)
{{
    int j;
    double z[{NAME}_OUTPUTS];
    {name}_run(pixels, z);
{last}    for (j = 0; j < {NAME}_OUTPUTS; j++)
        activations[j] = (float)z[j];
}}

/* which output is the brightest; confidence, [{NAME}_OUTPUTS], may be 0 where nobody asks for it */
static inline int {name}_answer(const float *pixels, float *confidence)
{{
    int j, answer = 0;
    double z[{NAME}_OUTPUTS];
    {name}_run(pixels, z);
    for (j = 1; j < {NAME}_OUTPUTS; j++)
        if (z[j] > z[answer])
            answer = j;
    {name}_softmax(z, {NAME}_OUTPUTS, {NAME}_TEMPERATURE);
    for (j = 0; confidence && j < {NAME}_OUTPUTS; j++)
        confidence[j] = (float)z[j];
    return answer;
}}

#endif
"""


def to_c(file: NetworkFile, *, name: str = "network") -> str:
    """The network as a C99 header that documents itself: constants of nine digits, and functions that are inline.

    name: what its functions begin with; what C does not allow in a name becomes _.
    >>> from digitscope.engine.initialise import initialise
    >>> from digitscope.networks.files import NetworkFile
    >>> header = to_c(NetworkFile(initialise((4, 2), rng=0)), name="two")
    >>> "int two_answer(const float *pixels, float *confidence)" in header
    True
    """
    network = file.network
    own = identifier(name)
    named = file.labels or [str(number) for number in range(network.widths[-1])]
    depth = len(network.layers)
    layers = zip(network.layers, range(depth), strict=True)
    return HEADER.format(
        name=own,
        NAME=own.upper(),
        widths="-".join(map(str, network.widths)),
        parameters=f"{network.parameter_count:,}",
        output=network.activations[-1],
        inputs=network.widths[0],
        outputs=network.widths[-1],
        temperature=repr(file.temperature),
        labels="\n".join(f"    {_text(label)}," for label in named),
        layers="\n".join(_constants(own, index, layer.weights, layer.bias) for layer, index in layers),
        room="\n".join(f"    double a{index}[{width}];" for index, width in enumerate(network.widths[:-1])),
        steps="".join(_steps(own, network.widths, network.activations)),
        last="".join(_shape(own, network.activations[-1], "z", network.widths[-1])),
    )


def identifier(name: str) -> str:
    """A name of C that is like that one.

    >>> identifier("my net-7"), identifier("7"), identifier("ö")
    ('my_net_7', 'network_7', 'network')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return plain if plain[:1].isalpha() else f"network_{plain}".strip("_")


def _steps(name: str, widths: Sequence[int], activations: Sequence[str]) -> Iterable[str]:
    for index, (n_in, n_out) in enumerate(pairwise(widths)):
        to = f"a{index + 1}" if index + 2 < len(widths) else "z"
        numbers = f"{name}_weights_{index}, {name}_bias_{index}"
        yield f"    {name}_layer({numbers}, {n_in}, {n_out}, a{index}, {to});\n"
        if to != "z":
            yield from _shape(name, activations[index], to, n_out)


def _shape(name: str, activation: str, where: str, width: int) -> Iterable[str]:
    """The activation of `width` neurons, in place."""
    if activation == "softmax":
        yield f"    {name}_softmax({where}, {width}, 1.0);\n"
    elif activation in EACH:
        formula = re.sub(r"\bz\[", f"{where}[", EACH[activation])
        yield f"    for (j = 0; j < {width}; j++)\n        {formula}\n"


def _constants(name: str, index: int, weights: Floats, bias: Floats) -> str:
    n_out, n_in = weights.shape
    rows = "".join(f"    /* neuron {neuron} */\n{_lines(row)}" for neuron, row in enumerate(weights.tolist()))
    return (
        f"static const float {name}_weights_{index}[{n_out} * {n_in}] = {{\n{rows}}};\n"
        f"static const float {name}_bias_{index}[{n_out}] = {{\n{_lines(bias.tolist())}}};\n"
    )


def _lines(numbers: Sequence[float]) -> str:
    parts = [", ".join(map(_number, numbers[i : i + NUMBERS_A_LINE])) for i in range(0, len(numbers), NUMBERS_A_LINE)]
    return "".join(f"    {part},\n" for part in parts)


def _number(value: float) -> str:
    """A float32 of C: nine digits give back every bit.

    >>> _number(1.0), _number(-1e-20)
    ('1.0f', '-1e-20f')
    """
    digits = f"{value:.9g}"
    return f"{digits}f" if "." in digits or "e" in digits else f"{digits}.0f"


def _text(label: str) -> str:
    """A string of C: all that is not plain ASCII as octal bytes of UTF-8, which no digit after them can spoil."""
    plain = (chr(x) if 32 <= x < 127 and chr(x) not in '"\\?' else f"\\{x:03o}" for x in label.encode())
    return f'"{"".join(plain)}"'
