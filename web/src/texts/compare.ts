import type { Table } from "./texts.ts";

export const compare = {
  "compare.title": { en: "The same digit, drawn differently", de: "Dieselbe Ziffer, anders gezeichnet" },
  "compare.lead": {
    en: "Two drawings of one digit share few pixels, and yet one sees at once that they are the same. Does the network? Pin a drawing, draw another, and watch layer by layer how much the two have in common.",
    de: "Zwei Zeichnungen einer Ziffer haben wenige Pixel gemeinsam, und doch sieht man sofort, dass sie dasselbe sind. Sieht es das Netz? Hefte eine Zeichnung an, zeichne eine zweite und schau Schicht für Schicht, was die beiden gemeinsam haben.",
  },
  "compare.draw": { en: "Draw", de: "Zeichnen" },
  "compare.pin": { en: "Pin this drawing", de: "Diese Zeichnung anheften" },
  "compare.pin.hint": {
    en: "Keeps this drawing, to compare the next ones with it",
    de: "Behält diese Zeichnung, um die nächsten mit ihr zu vergleichen",
  },
  "compare.swap": { en: "Swap the two", de: "Die beiden tauschen" },
  "compare.swap.hint": {
    en: "The pinned drawing becomes the present one, and the other way round",
    de: "Die angeheftete Zeichnung wird die jetzige und umgekehrt",
  },
  "compare.another": { en: "Another {digit} from the test set", de: "Eine andere {digit} aus dem Testsatz" },
  "compare.another.hint": {
    en: "Somebody else's {digit}: one of MNIST's 10,000 test digits, taken at random",
    de: "Eine {digit} von fremder Hand: eine der 10.000 Testziffern von MNIST, zufällig gewählt",
  },
  "compare.different": { en: "A different digit", de: "Eine andere Ziffer" },
  "compare.different.hint": {
    en: "A test digit that is no {digit}, taken at random",
    de: "Eine Testziffer, die keine {digit} ist, zufällig gewählt",
  },
  "compare.example": { en: "Show me two {digit}s", de: "Zeig mir zweimal die {digit}" },
  "compare.example.hint": {
    en: "Two test digits by different hands",
    de: "Zwei Testziffern von verschiedenen Händen",
  },

  "compare.pinned": { en: "pinned", de: "angeheftet" },
  "compare.now": { en: "now", de: "jetzt" },
  "compare.picture.pinned": {
    en: "The pinned drawing, 28 × 28 pixels",
    de: "Die angeheftete Zeichnung, 28 × 28 Pixel",
  },
  "compare.picture.now": { en: "The present drawing, 28 × 28 pixels", de: "Die jetzige Zeichnung, 28 × 28 Pixel" },
  "compare.picture.both": {
    en: "Both drawings over each other; {overlap} of the ink is shared",
    de: "Beide Zeichnungen übereinander; {overlap} der Tinte ist gemeinsam",
  },
  "compare.picture.both.none": { en: "Both drawings over each other", de: "Beide Zeichnungen übereinander" },
  "compare.none": { en: "nothing pinned yet", de: "noch nichts angeheftet" },
  "compare.blank": { en: "nothing drawn", de: "nichts gezeichnet" },
  "compare.reads": { en: "reads as {digit}, {confidence}", de: "gelesen als {digit}, {confidence}" },
  "compare.overflow": { en: "no answer", de: "keine Antwort" },
  "compare.overlap": { en: "of the ink is in both", de: "der Tinte ist in beiden" },
  "compare.overlap.hint": {
    en: "At each pixel, the smaller of the two numbers is what both have, the larger is what either has. Shared ink: the sum of the smaller over the sum of the larger.",
    de: "An jedem Pixel ist die kleinere der beiden Zahlen das, was beide haben, die größere das, was eine hat. Gemeinsame Tinte: Summe der kleineren durch Summe der größeren.",
  },
  "compare.cosine": { en: "cosine similarity {cosine}", de: "Kosinus-Ähnlichkeit {cosine}" },
  "compare.cosine.hint": {
    en: "The cosine of the angle between the two rows of 784 numbers: 1 where they point the same way, 0 where they share nothing",
    de: "Der Kosinus des Winkels zwischen den beiden Reihen aus 784 Zahlen: 1, wenn sie in dieselbe Richtung zeigen, 0, wenn sie nichts gemeinsam haben",
  },

  "compare.layers": { en: "Layer by layer", de: "Schicht für Schicht" },
  "compare.measure": {
    en: "How much two rows of neurons agree: 1 if the same neurons are bright and the same ones dark in both, 0 if one row says nothing about the other, −1 if one is bright where the other is dark.",
    de: "Wie sehr zwei Reihen von Neuronen übereinstimmen: 1, wenn in beiden dieselben Neuronen hell und dieselben dunkel sind, 0, wenn die eine Reihe nichts über die andere sagt, −1, wenn die eine hell ist, wo die andere dunkel ist.",
  },
  "compare.measure.how": { en: "How it is reckoned", de: "Wie gerechnet wird" },
  "compare.measure.exact": {
    en: "From each row its mean is taken off; the agreement is the cosine of the angle between what remains (Pearson's correlation). Without taking off the mean, all would look alike, since a sigmoid's activations are all above 0.",
    de: "Von jeder Reihe wird ihr Mittelwert abgezogen; die Übereinstimmung ist der Kosinus des Winkels zwischen dem, was bleibt (die Korrelation nach Pearson). Ohne das Abziehen sähe sich alles ähnlich, denn die Aktivierungen einer Sigmoidfunktion sind alle größer als 0.",
  },
  "compare.mark.these": { en: "these two", de: "diese beiden" },
  "compare.mark.same": { en: "two of the same digit, on average", de: "zwei gleiche Ziffern, im Mittel" },
  "compare.mark.different": { en: "two different digits, on average", de: "zwei verschiedene Ziffern, im Mittel" },
  "compare.marks": {
    en: "Averages of {count} pairs each, drawn at random from the test digits.",
    de: "Mittel aus je {count} Paaren, zufällig aus den Testziffern gezogen.",
  },
  "compare.marks.waiting": {
    en: "The averages come with the test digits.",
    de: "Die Mittelwerte kommen mit den Testziffern.",
  },
  "compare.agree": { en: "agreement {value}", de: "Übereinstimmung {value}" },
  "compare.agree.none": {
    en: "no agreement to speak of: a row is all alike",
    de: "keine Angabe: eine Reihe ist ganz gleich",
  },
  "compare.usual": {
    en: "On average {same} for the same digit, {different} for different ones.",
    de: "Im Mittel {same} bei gleichen Ziffern, {different} bei verschiedenen.",
  },
  "compare.pixels.above": { en: "784 pixels, the pictures above", de: "784 Pixel, die Bilder oben" },
  "compare.strip": {
    en: "{layer}, {which}: brightness of {count} neurons",
    de: "{layer}, {which}: Helligkeit von {count} Neuronen",
  },
  "compare.strip.difference": {
    en: "{layer}: now less pinned, blue where it is brighter now, orange where it is darker",
    de: "{layer}: jetzt minus angeheftet, blau, wo es jetzt heller ist, orange, wo dunkler",
  },
  "compare.difference": { en: "difference", de: "Differenz" },
  "compare.neuron": {
    en: "{neuron}: pinned {pinned}, now {now}, difference {difference}",
    de: "{neuron}: angeheftet {pinned}, jetzt {now}, Differenz {difference}",
  },
  "compare.numbers": { en: "All the numbers", de: "Alle Zahlen" },
  "compare.column.neuron": { en: "Neuron", de: "Neuron" },
} as const satisfies Table;
