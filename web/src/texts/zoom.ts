// What the answer and the closer views say. Longer than most: every part of a sum explains itself in words.
import type { Table } from "./texts.ts";

export const zoom = {
  // Names
  "zoom.pixels": { en: "Pixels", de: "Pixel" },
  "zoom.pixel": { en: "row {row}, column {column}", de: "Zeile {row}, Spalte {column}" },
  "zoom.hidden": { en: "Hidden layer {layer}", de: "Versteckte Schicht {layer}" },
  "zoom.output": { en: "Output", de: "Ausgabe" },
  "zoom.neuron": { en: "Neuron {neuron}", de: "Neuron {neuron}" },
  "zoom.neuron.within": { en: "neuron {neuron}", de: "Neuron {neuron}" },
  "zoom.pixel.within": { en: "the pixel in {place}", de: "das Pixel in {place}" },
  "zoom.digit": { en: "Digit {neuron}", de: "Ziffer {neuron}" },
  "zoom.colour": { en: "Full colour at ±{scale}", de: "Volle Farbe bei ±{scale}" },
  "zoom.height": { en: "Full height at ±{scale}", de: "Volle Höhe bei ±{scale}" },
  "zoom.more": { en: "Show {count} more", de: "{count} weitere zeigen" },
  "zoom.all": { en: "Show all {count}", de: "Alle {count} zeigen" },
  "zoom.fewer": { en: "Show fewer", de: "Weniger zeigen" },

  // The answer
  "answer.title": { en: "The answer", de: "Die Antwort" },
  "answer.blank": { en: "nothing drawn yet", de: "noch nichts gezeichnet" },
  "answer.blank.hint": {
    en: "The bars below are what the network says to an empty picture.",
    de: "Die Balken unten zeigen, was das Netz zu einem leeren Bild sagt.",
  },
  "answer.travelling": { en: "the signal is on its way", de: "das Signal ist unterwegs" },
  "answer.overflow": { en: "no answer", de: "keine Antwort" },
  "answer.overflow.hint": {
    en: "The sums have grown beyond what a number of 32 bits can hold.",
    de: "Die Summen sind größer, als eine Zahl mit 32 Bit fassen kann.",
  },
  "answer.confidence": { en: "confidence {share}", de: "Sicherheit {share}" },
  "answer.confidence.means": {
    en: "Confidence: how large a share of one whole the answer gets when the ten weighted sums are compared (softmax, with the network's own temperature). Of answers given with 98%, about 98 in 100 should be right.",
    de: "Sicherheit: welchen Anteil an einem Ganzen die Antwort erhält, wenn die zehn gewichteten Summen verglichen werden (Softmax, mit der eigenen Temperatur des Netzes). Von Antworten mit 98 % sollten etwa 98 von 100 stimmen.",
  },
  "answer.runner": { en: "or {digit}: {share}", de: "oder {digit}: {share}" },
  "answer.outputs": { en: "The ten outputs", de: "Die zehn Ausgaben" },
  "answer.outputs.count": { en: "The {count} outputs", de: "Die {count} Ausgaben" },
  "answer.activation": { en: "activation", de: "Aktivierung" },
  "answer.activation.means": {
    en: "The output neuron's activation, 0 to 1; the bar shows it.",
    de: "Die Aktivierung des Ausgabeneurons, 0 bis 1; der Balken zeigt sie.",
  },
  "answer.share": { en: "confidence", de: "Sicherheit" },
  "answer.digit": { en: "digit", de: "Ziffer" },
  "answer.is": { en: "the answer", de: "die Antwort" },
  "answer.open": { en: "open this output neuron", de: "dieses Ausgabeneuron öffnen" },

  // 7 rather than 9
  "rather.before": { en: "{chosen} rather than", de: "{chosen} statt" },
  "rather.after": { en: "because ...", de: "– weil ..." },
  "rather.than": { en: "Compare the answer with", de: "Die Antwort vergleichen mit" },
  "rather.runner": { en: "{digit} (next)", de: "{digit} (nächste)" },
  "rather.both": {
    en: "{most} of {layer} speaks most for {chosen}; {least} speaks most against.",
    de: "{most} der {layer} spricht am meisten für {chosen}; {least} am meisten dagegen.",
  },
  "rather.for": {
    en: "{most} of {layer} speaks most for {chosen}; none speaks against.",
    de: "{most} der {layer} spricht am meisten für {chosen}; keines dagegen.",
  },
  "rather.against": {
    en: "{least} of {layer} speaks most against {chosen}; none speaks for it.",
    de: "{least} der {layer} spricht am meisten gegen {chosen}; keines dafür.",
  },
  "rather.layer": { en: "hidden layer {layer}", de: "versteckten Schicht {layer}" },
  "rather.pixels": { en: "the picture", de: "Zeichnung" },
  "rather.others": { en: "{count} more terms", de: "{count} weitere Terme" },
  "rather.bias": { en: "difference of the biases", de: "Unterschied der Biaswerte" },
  "rather.sum": { en: "difference of the weighted sums", de: "Unterschied der gewichteten Summen" },
  "rather.blank": {
    en: "Draw a digit, and here stands, term by term, what tipped the scales.",
    de: "Zeichne eine Ziffer, dann steht hier Term für Term, was den Ausschlag gab.",
  },

  // Standing closer
  "zoom.title": { en: "A closer look", de: "Näher betrachtet" },
  "zoom.up": { en: "Up to the drawing", de: "Hinauf zur Zeichnung" },
  "zoom.where": { en: "Where you stand", de: "Wo du stehst" },
  "zoom.network": { en: "Network", de: "Netz" },
  "zoom.layer": { en: "Layer", de: "Schicht" },
  "zoom.layer.choose": { en: "choose a layer", de: "Schicht wählen" },
  "zoom.which": { en: "Neuron", de: "Neuron" },
  "zoom.which.choose": { en: "choose a neuron", de: "Neuron wählen" },
  "zoom.previous": { en: "Previous: {name}", de: "Zurück: {name}" },
  "zoom.next": { en: "Next: {name}", de: "Weiter: {name}" },

  // The network
  "zoom.pictures": { en: "What the first layer looks for", de: "Wonach die erste Schicht schaut" },
  "zoom.pictures.mean": {
    en: "Each neuron has one weight for every pixel; laid out as a picture, they show what it looks for. Ink on blue (+) excites it, ink on orange (−) inhibits it. Open one to see its sum, term by term.",
    de: "Jedes Neuron hat ein Gewicht für jedes Pixel; als Bild ausgelegt zeigen sie, wonach es schaut. Tinte auf Blau (+) regt es an, Tinte auf Orange (−) hemmt es. Öffne eines, um seine Summe Term für Term zu sehen.",
  },
  "zoom.open.neuron": { en: "Open {name}", de: "{name} öffnen" },
  "zoom.layers": { en: "Layer by layer", de: "Schicht für Schicht" },
  "zoom.layers.mean": {
    en: "Each step from one layer to the next is one line of arithmetic. Open a layer to read it with its numbers.",
    de: "Jeder Schritt von einer Schicht zur nächsten ist eine Zeile Rechnung. Öffne eine Schicht, um sie mit ihren Zahlen zu lesen.",
  },
  "zoom.shape": {
    en: "{outputs} neurons × {inputs} weights, {biases} biases",
    de: "{outputs} Neuronen × {inputs} Gewichte, {biases} Biaswerte",
  },

  // The layer
  "zoom.layer.title": { en: "{from} → {to}", de: "{from} → {to}" },
  "zoom.layer.means": {
    en: "Each row of W holds one neuron's weights. Row by row: weights times activations, summed, plus the bias, gives z; the function makes it the new activation.",
    de: "Jede Zeile von W enthält die Gewichte eines Neurons. Zeile für Zeile: Gewichte mal Aktivierungen, summiert, plus Bias ergibt z; die Funktion macht daraus die neue Aktivierung.",
  },
  "zoom.layer.pixels": {
    en: "Each row of W holds 784 weights, one for each pixel, and is drawn as the picture it makes. Point at a pixel to read its weights.",
    de: "Jede Zeile von W enthält 784 Gewichte, eines für jedes Pixel, und ist als Bild gezeichnet. Zeige auf ein Pixel, um seine Gewichte zu lesen.",
  },
  "zoom.weights.of": { en: "Weights of {name} as a picture", de: "Gewichte von {name} als Bild" },
  "zoom.drawing": { en: "The 784 pixels of this drawing", de: "Die 784 Pixel dieser Zeichnung" },
  "zoom.matrix": {
    en: "Weights: a row for each neuron, a column for each source",
    de: "Gewichte: eine Zeile je Neuron, eine Spalte je Quelle",
  },
  "zoom.vector": { en: "Activations of the layer before", de: "Aktivierungen der Schicht davor" },
  "zoom.results": {
    en: "Bias, weighted sum and activation of each neuron",
    de: "Bias, gewichtete Summe und Aktivierung jedes Neurons",
  },
  "zoom.equation": { en: "The whole layer as one equation", de: "Die ganze Schicht als eine Gleichung" },
  "zoom.bias": { en: "bias", de: "Bias" },
  "zoom.sum": { en: "weighted sum", de: "gewichtete Summe" },
  "zoom.activation": { en: "activation", de: "Aktivierung" },
  "zoom.weight": { en: "weight", de: "Gewicht" },
  "zoom.point.cell": {
    en: "Point at a weight to read what it adds.",
    de: "Zeige auf ein Gewicht, um zu lesen, was es beiträgt.",
  },
  "zoom.point.pixel": {
    en: "Point at a pixel to read what it adds.",
    de: "Zeige auf ein Pixel, um zu lesen, was es beiträgt.",
  },
  "zoom.pointed": { en: "{neuron} ← {source}", de: "{neuron} ← {source}" },

  // The neuron
  "zoom.weights": { en: "Weights", de: "Gewichte" },
  "zoom.weights.note": { en: "What it looks for.", de: "Wonach es schaut." },
  "zoom.product": { en: "Weight × pixel", de: "Gewicht × Pixel" },
  "zoom.product.note": { en: "What it finds in this drawing.", de: "Was es in dieser Zeichnung findet." },
  "zoom.strip": { en: "Weights over {layer}", de: "Gewichte zu: {layer}" },
  "zoom.strip.product": { en: "Weight × activation", de: "Gewicht × Aktivierung" },
  "zoom.pulled": { en: "Pulled back to the pixels", de: "Zurückgeholt auf die Pixel" },
  "zoom.pulled.note": {
    en: "A linear approximation around this drawing: how this neuron's weighted sum would change if a pixel became a little brighter. Another drawing, another picture.",
    de: "Eine lineare Näherung um diese Zeichnung: wie sich die gewichtete Summe dieses Neurons ändern würde, wenn ein Pixel ein wenig heller würde. Andere Zeichnung, anderes Bild.",
  },
  "zoom.pulled.at": { en: "{place}: {slope} for each 1 of brightness", de: "{place}: {slope} je 1 Helligkeit" },
  "zoom.picture.keys": {
    en: "{label}. Arrow keys move from pixel to pixel.",
    de: "{label}. Pfeiltasten gehen von Pixel zu Pixel.",
  },
  "zoom.strip.keys": {
    en: "{label}. Arrow keys move from neuron to neuron.",
    de: "{label}. Pfeiltasten gehen von Neuron zu Neuron.",
  },
  "zoom.terms": { en: "The sum, term by term", de: "Die Summe, Term für Term" },
  "zoom.term.pixel": { en: "weight · pixel", de: "Gewicht · Pixel" },
  "zoom.term.neuron": { en: "weight · activation", de: "Gewicht · Aktivierung" },
  "zoom.term.adds": { en: "adds", de: "ergibt" },
  "zoom.term.running": { en: "so far", de: "bisher" },
  "zoom.from": { en: "from", de: "von" },
  "zoom.others": { en: "{count} more terms", de: "{count} weitere Terme" },
  "zoom.zeros.pixels": {
    en: "The other {count} terms are 0: their pixels are black, so their weights add nothing.",
    de: "Die übrigen {count} Terme sind 0: Ihre Pixel sind schwarz, also tragen ihre Gewichte nichts bei.",
  },
  "zoom.zeros.neurons": {
    en: "The other {count} terms are 0: their neurons are dark, so their weights add nothing.",
    de: "Die übrigen {count} Terme sind 0: Ihre Neuronen sind dunkel, also tragen ihre Gewichte nichts bei.",
  },
  "zoom.zeros.muted": {
    en: "The other {count} terms are 0: their neurons are dark or muted, so their weights add nothing.",
    de: "Die übrigen {count} Terme sind 0: Ihre Neuronen sind dunkel oder stumm, also tragen ihre Gewichte nichts bei.",
  },
  "zoom.zeros.none": { en: "No term is 0.", de: "Kein Term ist 0." },
  "zoom.curve": { en: "The activation", de: "Die Aktivierung" },
  "zoom.curve.label": {
    en: "{function}: at z = {z} the activation a is {a}; the slope there is {slope}",
    de: "{function}: bei z = {z} ist die Aktivierung a gleich {a}; die Steigung dort ist {slope}",
  },
  "zoom.curve.slope": { en: "slope here {slope}", de: "Steigung hier {slope}" },
  "zoom.curve.sigmoid": { en: "Sigmoid squashes any sum into 0 to 1.", de: "Sigmoid staucht jede Summe auf 0 bis 1." },
  "zoom.curve.relu": {
    en: "ReLU lets a positive sum pass and makes any other 0.",
    de: "ReLU lässt eine positive Summe durch und macht jede andere zu 0.",
  },
  "zoom.curve.leaky_relu": {
    en: "Leaky ReLU lets a positive sum pass and a hundredth of a negative one.",
    de: "Leaky ReLU lässt eine positive Summe durch und von einer negativen ein Hundertstel.",
  },
  "zoom.curve.tanh": { en: "Tanh squashes any sum into −1 to 1.", de: "Tanh staucht jede Summe auf −1 bis 1." },
  "zoom.curve.identity": {
    en: "The identity hands the sum on as it is.",
    de: "Die Identität reicht die Summe weiter, wie sie ist.",
  },
  "zoom.curve.bias.up": {
    en: "The bias {bias} gives it a head start: z stays above 0 until the terms fall below {bar}.",
    de: "Der Bias {bias} gibt einen Vorsprung: z bleibt über 0, bis die Terme unter {bar} fallen.",
  },
  "zoom.curve.bias.down": {
    en: "The bias {bias} sets a bar: the terms must add up to more than {bar} before z rises above 0.",
    de: "Der Bias {bias} setzt eine Schwelle: Die Terme müssen mehr als {bar} ergeben, bevor z über 0 steigt.",
  },
  "zoom.curve.bias.zero": {
    en: "The bias is 0: the terms alone decide.",
    de: "Der Bias ist 0: Die Terme allein entscheiden.",
  },
  "zoom.softmax": {
    en: "Softmax has no curve of one number: it looks at all the outputs' sums at once and gives each its share of one whole.",
    de: "Softmax hat keine Kurve einer einzigen Zahl: Es schaut auf die Summen aller Ausgaben zugleich und gibt jeder ihren Anteil an einem Ganzen.",
  },
} as const satisfies Table;
