// What is said where the network's numbers are taken in hand and turned, painted and muted.
import type { Table } from "./texts.ts";

export const touch = {
  "touch.title": { en: "In hand", de: "In der Hand" },
  "touch.none": {
    en: "Each of the {count} numbers is a knob. Click a weight, a bias, a line, or a pixel of a weights picture to take it in hand and turn it.",
    de: "Jede der {count} Zahlen ist ein Regler. Klicke auf ein Gewicht, einen Bias, eine Linie oder ein Pixel eines Gewichtsbilds, um sie in die Hand zu nehmen und daran zu drehen.",
  },
  "touch.strongest": { en: "Take the strongest weight", de: "Das stärkste Gewicht nehmen" },
  "touch.strongest.why": {
    en: "The weight through which most flows for this drawing",
    de: "Das Gewicht, durch das bei dieser Zeichnung am meisten fließt",
  },
  "touch.leave": { en: "Put it back (Escape)", de: "Zurücklegen (Escape)" },
  "touch.more": { en: "More to do with it", de: "Mehr damit tun" },
  "touch.now": { en: "The answer now", de: "Die Antwort jetzt" },

  // What it is called
  "touch.neuron": {
    en: "neuron {neuron} of hidden layer {layer}",
    de: "Neuron {neuron} der versteckten Schicht {layer}",
  },
  "touch.weight": { en: "Weight from {source} to {neuron}", de: "Gewicht von {source} zu {neuron}" },
  "touch.weight.pixel": {
    en: "Weight from pixel row {row}, column {column} to {neuron}",
    de: "Gewicht vom Pixel in Zeile {row}, Spalte {column} zu {neuron}",
  },
  "touch.bias": { en: "Bias of {neuron}", de: "Bias von {neuron}" },
  "touch.target.neuron": {
    en: "Neuron {neuron} of hidden layer {layer}: its {weights} weights and its bias",
    de: "Neuron {neuron} der versteckten Schicht {layer}: seine {weights} Gewichte und sein Bias",
  },
  "touch.target.output": {
    en: "Output {neuron}: its {weights} weights and its bias",
    de: "Ausgabe {neuron}: ihre {weights} Gewichte und ihr Bias",
  },
  "touch.target.layer": {
    en: "Hidden layer {layer}: all its {count} numbers",
    de: "Versteckte Schicht {layer}: alle {count} Zahlen",
  },
  "touch.target.outputs": { en: "The output: all its {count} numbers", de: "Die Ausgabe: alle {count} Zahlen" },
  "touch.target.network": { en: "The whole network: all {count} numbers", de: "Das ganze Netz: alle {count} Zahlen" },

  // Its value
  "touch.value": { en: "Value", de: "Wert" },
  "touch.value.keys": {
    en: "Type a number, or drag sideways; arrow keys turn it, Shift ten times as far, Alt a tenth.",
    de: "Tippe eine Zahl oder ziehe seitwärts; Pfeiltasten drehen, mit Umschalt zehnmal so weit, mit Alt ein Zehntel.",
  },
  "touch.slider": { en: "Value, as a slider", de: "Wert, als Schieber" },
  "touch.was": { en: "was {value}", de: "war {value}" },
  "touch.was.same": { en: "as it was", de: "wie es war" },
  "touch.nonsense": {
    en: "That is no number: write one like 0.5 or -2.",
    de: "Das ist keine Zahl: Schreibe eine wie 0,5 oder -2.",
  },
  "touch.beyond": { en: "Numbers go from {low} to {high}.", de: "Zahlen gehen von {low} bis {high}." },
  "touch.adds": { en: "adds", de: "ergibt" },
  "touch.so": { en: "so", de: "also" },
  "touch.adds.black": {
    en: "This pixel is black now, so its weight adds nothing, whatever it is.",
    de: "Dieses Pixel ist gerade schwarz: Sein Gewicht trägt nichts bei, wie groß es auch ist.",
  },
  "touch.adds.dark": {
    en: "The neuron it comes from is dark now, so it adds nothing, whatever it is.",
    de: "Das Neuron, von dem es kommt, ist gerade dunkel: Es trägt nichts bei, wie groß es auch ist.",
  },
  "touch.adds.muted": {
    en: "The neuron it comes from is muted: it adds nothing until that is over.",
    de: "Das Neuron, von dem es kommt, ist stumm: Solange trägt es nichts bei.",
  },
  "touch.adds.silent": { en: "muted", de: "stumm" },
  "touch.adds.unheard": {
    en: "The neuron it goes to is muted: nothing of this is heard further on.",
    de: "Das Neuron, zu dem es führt, ist stumm: Weiter hinten kommt davon nichts an.",
  },

  // What is turned, and how
  "touch.scope": { en: "What is turned", de: "Was gedreht wird" },
  "touch.scope.number": { en: "number", de: "Zahl" },
  "touch.scope.neuron": { en: "neuron", de: "Neuron" },
  "touch.scope.layer": { en: "layer", de: "Schicht" },
  "touch.scope.network": { en: "all", de: "alles" },
  "touch.half": { en: "Halve", de: "Halbieren" },
  "touch.double": { en: "Double", de: "Verdoppeln" },
  "touch.negate": { en: "Turn the sign round", de: "Vorzeichen umkehren" },
  "touch.zero": { en: "Set to 0", de: "Auf 0 setzen" },
  "touch.random": { en: "Random", de: "Zufall" },
  "touch.random.why": {
    en: "Random weights as before any training, biases 0; others each time",
    de: "Zufällige Gewichte wie vor jedem Training, Biaswerte 0; jedes Mal andere",
  },
  "touch.reset": { en: "Reset", de: "Zurücksetzen" },
  "touch.reset.why": { en: "Back to what it was", de: "Zurück zu dem, was es war" },
  "touch.lock": { en: "Lock", de: "Sperren" },
  "touch.lock.why": { en: "Locked numbers stay as they are", de: "Gesperrte Zahlen bleiben, wie sie sind" },
  "touch.unlock": { en: "Unlock", de: "Entsperren" },
  "touch.locked": { en: "Locked: it stays as it is.", de: "Gesperrt: Sie bleibt, wie sie ist." },
  "touch.locked.some": {
    en: "{locked} of them are locked and stay as they are.",
    de: "{locked} davon sind gesperrt und bleiben, wie sie sind.",
  },
  "touch.locked.all": {
    en: "All are locked and stay as they are.",
    de: "Alle sind gesperrt und bleiben, wie sie sind.",
  },
  "touch.factor": { en: "Multiply by", de: "Multiplizieren mit" },
  "touch.factor.go": { en: "Multiply", de: "Multiplizieren" },
  "touch.undo": { en: "Undo the last change to the network", de: "Letzte Änderung am Netz rückgängig machen" },
  "touch.redo": { en: "Redo the change to the network", de: "Änderung am Netz wiederholen" },

  // Chosen by name
  "touch.choose": { en: "Choose a number by its place", de: "Eine Zahl nach ihrem Ort wählen" },
  "touch.choose.layer": { en: "Layer", de: "Schicht" },
  "touch.choose.neuron": { en: "Neuron", de: "Neuron" },
  "touch.choose.source": { en: "From", de: "Von" },
  "touch.choose.none": { en: "choose a layer", de: "Schicht wählen" },
  "touch.choose.bias": { en: "none: its bias", de: "nichts: der Bias" },
  "touch.choose.pixel": { en: "pixel", de: "Pixel" },
  "touch.choose.row": { en: "Row", de: "Zeile" },
  "touch.choose.column": { en: "Column", de: "Spalte" },

  // Where it stands
  "touch.take": { en: "Take this number in hand", de: "Diese Zahl in die Hand nehmen" },
  "touch.take.enter": { en: "Enter takes the weight in hand.", de: "Enter nimmt das Gewicht in die Hand." },
  "touch.bias.slider": { en: "Bias, as a slider", de: "Bias, als Schieber" },
  "touch.bias.value": { en: "Bias", de: "Bias" },

  // Neurons that are muted
  "touch.own": { en: "This neuron", de: "Dieses Neuron" },
  "touch.own.output": { en: "This output", de: "Diese Ausgabe" },
  "touch.mute": { en: "Mute", de: "Stumm" },
  "touch.mute.why": {
    en: "A muted neuron still computes its number, but nothing leaves it: all that follows does without it.",
    de: "Ein stummes Neuron berechnet seine Zahl noch, aber nichts verlässt es: Alles Weitere kommt ohne es aus.",
  },
  "touch.muted": {
    en: "Muted: it still computes its number, but nothing leaves it.",
    de: "Stumm: Es berechnet seine Zahl noch, aber nichts verlässt es.",
  },
  "touch.mute.output": {
    en: "An output cannot be muted: nothing comes after it.",
    de: "Eine Ausgabe lässt sich nicht stumm schalten: Nach ihr kommt nichts.",
  },
  "touch.name.muted": { en: "{name}, muted", de: "{name}, stumm" },

  // Painting
  "paint.toggle": { en: "Paint", de: "Malen" },
  "paint.toggle.why": {
    en: "Paint this picture: each pixel is a weight",
    de: "Dieses Bild malen: Jedes Pixel ist ein Gewicht",
  },
  "paint.surface": {
    en: "The weights, to be painted. Arrow keys move the brush, Space paints, Shift with an arrow key paints on the way.",
    de: "Die Gewichte, zum Malen. Pfeiltasten bewegen den Pinsel, Leertaste malt, Umschalt mit Pfeiltaste malt unterwegs.",
  },
  "paint.at": { en: "row {row}, column {column}: {weight}", de: "Zeile {row}, Spalte {column}: {weight}" },
  "paint.invite": {
    en: "Draw on the picture. Ink on blue (+) will excite the neuron, ink on orange (−) inhibit it.",
    de: "Male auf das Bild. Tinte auf Blau (+) wird das Neuron anregen, Tinte auf Orange (−) hemmen.",
  },
  "paint.locked": { en: "Hatched: locked, they stay.", de: "Schraffiert: gesperrt, sie bleiben." },
  "paint.mode": { en: "What the brush does", de: "Was der Pinsel tut" },
  "paint.positive": { en: "+ excite", de: "+ anregen" },
  "paint.negative": { en: "− inhibit", de: "− hemmen" },
  "paint.erase": { en: "erase", de: "löschen" },
  "paint.positive.why": { en: "Makes weights positive: blue", de: "Macht Gewichte positiv: blau" },
  "paint.negative.why": { en: "Makes weights negative: orange", de: "Macht Gewichte negativ: orange" },
  "paint.erase.why": { en: "Makes weights 0", de: "Macht Gewichte zu 0" },
  "paint.width": { en: "Width", de: "Breite" },
  "paint.width.says": { en: "{width} pixels", de: "{width} Pixel" },
  "paint.strength": { en: "Strength", de: "Stärke" },
  "paint.strength.why": {
    en: "What a painted weight becomes, without its sign",
    de: "Was ein gemaltes Gewicht wird, ohne sein Vorzeichen",
  },
  "paint.soft": { en: "soft edge", de: "weicher Rand" },
  "paint.mirror": { en: "mirror left and right", de: "links und rechts spiegeln" },
  "paint.presets": { en: "Start from", de: "Beginnen mit" },
  "paint.presets.where": {
    en: "Placed where the brush was last",
    de: "Dort, wo der Pinsel zuletzt war",
  },
  "paint.preset.horizontal": { en: "Short horizontal edge", de: "Kurze waagrechte Kante" },
  "paint.preset.vertical": { en: "Short vertical edge", de: "Kurze senkrechte Kante" },
  "paint.preset.rising": { en: "Short edge, rising", de: "Kurze Kante, steigend" },
  "paint.preset.falling": { en: "Short edge, falling", de: "Kurze Kante, fallend" },
  "paint.preset.blob": { en: "Blob", de: "Fleck" },
  "paint.preset.ring": { en: "Ring", de: "Ring" },
  "paint.preset.blank": { en: "Blank", de: "Leer" },
  "paint.average": { en: "Average digit", de: "Mittlere Ziffer" },
  "paint.average.why": {
    en: "The average of the test digits of one kind minus the average of the rest",
    de: "Der Durchschnitt der Testziffern einer Sorte minus der Durchschnitt der übrigen",
  },
  "paint.average.choose": { en: "choose", de: "wählen" },
} as const satisfies Table;
