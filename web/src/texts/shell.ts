import type { Table } from "./texts.ts";

export const shell = {
  "shell.tagline": {
    en: "the neural network that one can see through",
    de: "das neuronale Netz, durch das man hindurchsieht",
  },
  "shell.look": { en: "Look", de: "Schauen" },
  "shell.look.hint": {
    en: "Draw a digit and see through the network (key 1)",
    de: "Eine Ziffer zeichnen und durch das Netz hindurchsehen (Taste 1)",
  },
  "shell.compare": { en: "Compare", de: "Vergleichen" },
  "shell.compare.hint": {
    en: "Two drawings side by side: what the pixels share, and what the layers (key 2)",
    de: "Zwei Zeichnungen nebeneinander: was die Pixel teilen und was die Schichten (Taste 2)",
  },
  "shell.mistakes": { en: "Mistakes", de: "Fehler" },
  "shell.mistakes.hint": {
    en: "All test digits that the network gets wrong (key 3)",
    de: "Alle Testziffern, bei denen das Netz sich irrt (Taste 3)",
  },
  "shell.views": { en: "Views", de: "Ansichten" },
  "shell.theme": { en: "Light or dark", de: "Hell oder dunkel" },
  "shell.theme.now": { en: "{what}: {theme}. Press to change", de: "{what}: {theme}. Drücken zum Wechseln" },
  "shell.theme.auto": { en: "as the system", de: "wie das System" },
  "shell.theme.light": { en: "light", de: "hell" },
  "shell.theme.dark": { en: "dark", de: "dunkel" },
  "shell.language": { en: "Language", de: "Sprache" },
  "shell.tour": { en: "Show me around", de: "Rundgang" },
  "shell.tour.hint": { en: "The first minute, guided", de: "Die erste Minute, geführt" },
  "shell.close": { en: "Close", de: "Schließen" },
  "shell.waiting": { en: "The network is on its way ...", de: "Das Netz wird geladen ..." },
  "shell.offline": { en: "offline", de: "offline" },
  "shell.offline.hint": {
    en: "The server does not answer. Drawing and looking go on; photographs and the 10,000 test digits wait for it.",
    de: "Der Server antwortet nicht. Zeichnen und Schauen gehen weiter; Fotos und die 10.000 Testziffern warten auf ihn.",
  },

  "shell.network": { en: "Network", de: "Netz" },
  "shell.network.none": { en: "choose a network", de: "Netz wählen" },
  "shell.network.hint": {
    en: "The network that you look into: its name, its layers from the pixels to the outputs, and how many of the test digits it gets right. Press to choose another one",
    de: "Das Netz, in das du hineinschaust: sein Name, seine Schichten von den Pixeln bis zu den Ausgaben und wie viele der Testziffern es richtig liest. Drücken, um ein anderes zu wählen",
  },
  "shell.networks": { en: "Networks", de: "Netze" },
  "shell.networks.none": {
    en: "The list comes from the server, and it does not answer yet.",
    de: "Die Liste kommt vom Server, und der antwortet noch nicht.",
  },
  "shell.networks.is.plain": {
    en: "Two hidden layers of 16 neurons, sigmoid in every layer; trained with the quadratic cost and plain stochastic gradient descent.",
    de: "Zwei versteckte Schichten mit je 16 Neuronen, Sigmoid in jeder Schicht; trainiert mit quadratischen Kosten und schlichtem stochastischem Gradientenabstieg.",
  },
  "shell.networks.is.tuned": {
    en: "The lesson's 13,002 numbers, sigmoid in every layer, with every trick in the training.",
    de: "Die 13.002 Zahlen der Lektion, Sigmoid in jeder Schicht, mit allen Kniffen beim Training.",
  },
  "shell.networks.is.relu": {
    en: "The lesson's widths, with ReLU in the hidden layers and softmax outputs.",
    de: "So breit wie in der Lektion, mit ReLU in den versteckten Schichten und Softmax am Ausgang.",
  },
  "shell.networks.is.wide": {
    en: "Two fully connected networks of 600 and 600 ReLU neurons side by side in one: what reads best.",
    de: "Zwei voll verbundene Netze mit 600 und 600 ReLU-Neuronen, Seite an Seite in einem: was am besten liest.",
  },
  "shell.networks.shown": { en: "shown now", de: "wird gezeigt" },
  "shell.networks.parameters": { en: "{count} weights and biases", de: "{count} Gewichte und Biaswerte" },
  "shell.networks.accuracy": {
    en: "{correct} of {images} test digits right: {accuracy}",
    de: "{correct} von {images} Testziffern richtig: {accuracy}",
  },
  "shell.networks.interval": {
    en: "With other digits of the same kind it would be between {low} and {high} (95% interval).",
    de: "Mit anderen Ziffern derselben Art wären es zwischen {low} und {high} (95-%-Intervall).",
  },
  "shell.networks.load": { en: "Load a network file ...", de: "Netzdatei laden ..." },
  "shell.networks.drop": {
    en: "A .safetensors file that digitscope wrote. Or drop it here.",
    de: "Eine .safetensors-Datei, die digitscope geschrieben hat. Oder hier ablegen.",
  },
  "shell.networks.loading": { en: "The file is being checked ...", de: "Die Datei wird geprüft ..." },

  "shell.spoken": {
    en: "The network reads {digit}, {confidence} sure; next {next} with {nextConfidence}.",
    de: "Das Netz liest {digit}, zu {confidence} sicher; danach {next} mit {nextConfidence}.",
  },
  "shell.spoken.alone": {
    en: "The network reads {digit}, {confidence} sure.",
    de: "Das Netz liest {digit}, zu {confidence} sicher.",
  },
  "shell.spoken.blank": { en: "Nothing is drawn.", de: "Nichts ist gezeichnet." },
  "shell.spoken.overflow": {
    en: "The network gives no answer: its numbers grew too large.",
    de: "Das Netz gibt keine Antwort: Seine Zahlen sind zu groß geworden.",
  },

  "shell.tour.step": { en: "{step} of {steps}", de: "{step} von {steps}" },
  "shell.tour.next": { en: "Next", de: "Weiter" },
  "shell.tour.back": { en: "Back", de: "Zurück" },
  "shell.tour.skip": { en: "Skip", de: "Überspringen" },
  "shell.tour.done": { en: "Start looking", de: "Loslegen" },
  "shell.tour.draw": { en: "Draw a 7", de: "Zeichne eine 7" },
  "shell.tour.draw.text": {
    en: "Right here, with the mouse, a pen or a finger. The network reads along with every stroke.",
    de: "Gleich hier, mit Maus, Stift oder Finger. Das Netz liest bei jedem Strich mit.",
  },
  "shell.tour.pixels": { en: "784 numbers are all it gets", de: "784 Zahlen sind alles, was es bekommt" },
  "shell.tour.pixels.text": {
    en: "Your drawing becomes a picture of 28 × 28 pixels. Each pixel is one number, from 0 for black to 1 for white.",
    de: "Aus deiner Zeichnung wird ein Bild aus 28 × 28 Pixeln. Jedes Pixel ist eine Zahl, von 0 für Schwarz bis 1 für Weiß.",
  },
  "shell.tour.network": { en: "Each light is a neuron", de: "Jedes Licht ist ein Neuron" },
  "shell.tour.network.text": {
    en: "It takes every number of the layer before times a weight, adds them up, adds its bias, and shines: dark is 0, bright is 1. Blue lines excite, orange ones inhibit.",
    de: "Es nimmt jede Zahl der Schicht davor mal ein Gewicht, zählt alles zusammen, zählt seinen Bias dazu und leuchtet: dunkel ist 0, hell ist 1. Blaue Linien regen an, orangefarbene hemmen.",
  },
  "shell.tour.answer": { en: "The brightest output is the answer", de: "Die hellste Ausgabe ist die Antwort" },
  "shell.tour.answer.text": {
    en: "One output for each digit. Below stands why it is this digit rather than the next best, term by term.",
    de: "Eine Ausgabe für jede Ziffer. Darunter steht, warum es diese Ziffer ist und nicht die nächstbeste, Term für Term.",
  },
  "shell.tour.zoom": { en: "Click a neuron", de: "Klick auf ein Neuron" },
  "shell.tour.zoom.text": {
    en: "Here its weights appear as a picture and its sum is written out, with the real numbers. Point at a term, and its line and its pixel light up.",
    de: "Hier erscheinen seine Gewichte als Bild, und seine Summe wird ausgeschrieben, mit den echten Zahlen. Zeig auf einen Term, und seine Linie und sein Pixel leuchten auf.",
  },
  "shell.tour.yours": { en: "All of it is yours", de: "Alles gehört dir" },
  "shell.tour.yours.text": {
    en: "Compare two drawings, browse the mistakes, choose another network or load your own. Nothing goes out to the internet, and nothing can break.",
    de: "Vergleiche zwei Zeichnungen, stöbere in den Fehlern, wähle ein anderes Netz oder lade dein eigenes. Nichts geht hinaus ins Internet, und nichts kann kaputtgehen.",
  },
} as const satisfies Table;
