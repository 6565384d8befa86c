import type { Table } from "./texts.ts";

export const network = {
  "network.title": { en: "The network", de: "Das Netz" },
  "network.drawing": {
    en: "Diagram of the network: {shape}. Tab goes from layer to layer, arrow keys from neuron to neuron, Enter opens one.",
    de: "Bild des Netzes: {shape}. Tab geht von Schicht zu Schicht, Pfeiltasten von Neuron zu Neuron, Enter öffnet eines.",
  },

  "network.pixels": { en: "{count} pixels", de: "{count} Pixel" },
  "network.hidden": { en: "hidden layer {number}", de: "versteckte Schicht {number}" },
  "network.hidden.short": { en: "hidden {number}", de: "versteckt {number}" },
  "network.output": { en: "output", de: "Ausgabe" },
  "network.output.short": { en: "out", de: "aus" },
  "network.neurons": { en: "{count} neurons", de: "{count} Neuronen" },
  "network.drawn": { en: "{shown} of {total} drawn", de: "{shown} von {total} gezeigt" },
  "network.left_out": {
    en: "Layers this wide are drawn in part: their first neurons. All of them are counted and computed.",
    de: "So breite Schichten sind nur zum Teil gezeichnet: ihre ersten Neuronen. Gezählt und gerechnet wird mit allen.",
  },
  "network.layer.open": {
    en: "{layer}: {count} neurons. Look at this layer closely",
    de: "{layer}: {count} Neuronen. Diese Schicht aus der Nähe ansehen",
  },

  "network.pixel.name": { en: "pixel, row {row}, column {column}", de: "Pixel, Zeile {row}, Spalte {column}" },
  "network.neuron.name": { en: "{layer}, neuron {number}", de: "{layer}, Neuron {number}" },
  "network.output.name": { en: "output {number}", de: "Ausgabe {number}" },
  "network.neuron.says": { en: "{neuron}, activation {value}", de: "{neuron}, Aktivierung {value}" },
  "network.pixel.says": { en: "{pixel}: {value}", de: "{pixel}: {value}" },
  "network.pixel.silent": { en: "{pixel}: {value}, nothing flows", de: "{pixel}: {value}, nichts fließt" },
  "network.neuron.dark": { en: "{neuron}, not reached yet", de: "{neuron}, noch nicht erreicht" },
  "network.pixels.walk": {
    en: "The picture of {count} pixels; arrow keys point at one. {pixel}",
    de: "Das Bild aus {count} Pixeln; Pfeiltasten zeigen auf eines. {pixel}",
  },
  "network.layer.walk": {
    en: "{layer}: arrow keys point at a neuron, Enter opens it. {neuron}",
    de: "{layer}: Pfeiltasten zeigen auf ein Neuron, Enter öffnet es. {neuron}",
  },
  "network.tag.weight": { en: "weight {weight}", de: "Gewicht {weight}" },
  "network.tag.flow": {
    en: "{weight} × {activation} = {flow}",
    de: "{weight} × {activation} = {flow}",
  },

  "network.lines": { en: "Lines show", de: "Linien zeigen" },
  "network.lines.by": { en: "What the lines show", de: "Was die Linien zeigen" },
  "network.lines.weight": { en: "weights", de: "Gewichte" },
  "network.lines.weight.why": {
    en: "Each line shows its weight: what the network has learned. It stays the same whatever you draw.",
    de: "Jede Linie zeigt ihr Gewicht: was das Netz gelernt hat. Es bleibt gleich, was man auch zeichnet.",
  },
  "network.lines.signal": { en: "signal now", de: "Signal jetzt" },
  "network.lines.signal.why": {
    en: "Each line shows weight × activation: what flows through it for this drawing.",
    de: "Jede Linie zeigt Gewicht × Aktivierung: was bei dieser Zeichnung durch sie fließt.",
  },
  "network.lines.count": { en: "How many lines are drawn", de: "Wie viele Linien gezeichnet sind" },
  "network.lines.none": { en: "none of {total}", de: "keine von {total}" },
  "network.lines.some": { en: "the strongest {count} of {total}", de: "die stärksten {count} von {total}" },
  "network.lines.all": { en: "all {total}", de: "alle {total}" },
  "network.lines.carrying": { en: "all {count} with a signal, of {total}", de: "alle {count} mit Signal, von {total}" },

  "network.legend": { en: "What the colours mean", de: "Was die Farben bedeuten" },
  "network.legend.positive": { en: "+ excites", de: "+ regt an" },
  "network.legend.negative": { en: "− inhibits", de: "− hemmt" },
  "network.legend.activation": { en: "activation", de: "Aktivierung" },

  "network.play": { en: "Play the signal", de: "Signal abspielen" },
  "network.pause": { en: "Pause", de: "Anhalten" },
  "network.back": { en: "One layer back", de: "Eine Schicht zurück" },
  "network.forth": { en: "One layer on", de: "Eine Schicht weiter" },
  "network.rest": { en: "Show all", de: "Alles zeigen" },
  "network.rest.why": {
    en: "At rest: every layer shows its light at once",
    de: "In Ruhe: alle Schichten leuchten zugleich",
  },
  "network.pace": { en: "Pace", de: "Tempo" },
  "network.pace.slow": { en: "slow", de: "langsam" },
  "network.pace.quick": { en: "quick", de: "schnell" },
  "network.pace.says": { en: "{seconds} seconds a layer", de: "{seconds} Sekunden je Schicht" },
  "network.step.rest": {
    en: "Every layer shows its light for this drawing. Click a neuron to look inside it.",
    de: "Jede Schicht zeigt ihr Licht für diese Zeichnung. Ein Klick öffnet ein Neuron.",
  },
  "network.step.start": {
    en: "Only the {from} have light: they are all that the network gets.",
    de: "Nur die {from} leuchten: mehr bekommt das Netz nicht.",
  },
  "network.step": {
    en: "{from} → weighted sums + bias → {function} → {to}",
    de: "{from} → gewichtete Summen + Bias → {function} → {to}",
  },
  "network.function.sigmoid": { en: "squashed to 0..1 (sigmoid)", de: "auf 0..1 gestaucht (Sigmoid)" },
  "network.function.relu": { en: "below 0 cut to 0 (ReLU)", de: "unter 0 wird 0 (ReLU)" },
  "network.function.leaky_relu": {
    en: "below 0 shrunk to a hundredth (leaky ReLU)",
    de: "unter 0 auf ein Hundertstel verkleinert (Leaky ReLU)",
  },
  "network.function.tanh": { en: "squashed to −1..1 (tanh)", de: "auf −1..1 gestaucht (tanh)" },
  "network.function.identity": { en: "left as they are", de: "unverändert" },
  "network.function.softmax": { en: "made shares of 1 (softmax)", de: "zu Anteilen von 1 (Softmax)" },

  "network.tally": { en: "{total} numbers are this network", de: "{total} Zahlen sind dieses Netz" },
  "network.tally.why": {
    en: "One weight for every line, one bias for every neuron: nothing else was learned.",
    de: "Ein Gewicht je Linie, ein Bias je Neuron: mehr wurde nicht gelernt.",
  },
  "network.tally.layer": { en: "layer", de: "Schicht" },
  "network.tally.weights": { en: "weights", de: "Gewichte" },
  "network.tally.biases": { en: "biases", de: "Biaswerte" },
  "network.tally.sum": { en: "together", de: "zusammen" },
} as const satisfies Table;
