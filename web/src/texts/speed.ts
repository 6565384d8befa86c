import type { Table } from "./texts.ts";

export const speed = {
  "shell.speed": { en: "Speed", de: "Tempo" },
  "shell.speed.hint": {
    en: "Why it learns so fast: one step written in three ways, and measured here (key 5)",
    de: "Warum es so schnell lernt: ein Schritt auf drei Arten geschrieben und hier gemessen (Taste 5)",
  },
  "speed.title": { en: "Why it is fast", de: "Warum es schnell ist" },
  "speed.lead": {
    en: "To learn from a picture, the lesson’s network sends it forward, finds out how each weight should change, and changes it a little. It is always the same arithmetic; but it can be written in three ways, and they take very different times.",
    de: "Um aus einem Bild zu lernen, schickt das Netz der Lektion es vorwärts, findet heraus, wie sich jedes Gewicht ändern sollte, und ändert es ein wenig. Es ist immer dieselbe Rechnung; aber man kann sie auf drei Arten schreiben, und die dauern sehr verschieden lang.",
  },
  "speed.loop": { en: "A loop", de: "Eine Schleife" },
  "speed.loop.in": { en: "plain Python", de: "schlichtes Python" },
  "speed.loop.how": {
    en: "One weight after the other, neuron by neuron, whatever is drawn. Then all of them again to find how they should change, and once more to change them.",
    de: "Ein Gewicht nach dem anderen, Neuron für Neuron, was auch immer gezeichnet ist. Dann alle noch einmal, um zu finden, wie sie sich ändern sollen, und ein drittes Mal, um sie zu ändern.",
  },
  "speed.loop.count": { en: "{count} weights, one by one", de: "{count} Gewichte, eins nach dem anderen" },
  "speed.matrix": { en: "Matrix products", de: "Matrixprodukte" },
  "speed.matrix.in": { en: "NumPy", de: "NumPy" },
  "speed.matrix.how": {
    en: "All weights in one product, for a whole batch of pictures. The library takes many at a time, in an order of its own. Pixels without ink are multiplied all the same, by 0.",
    de: "Alle Gewichte in einem Produkt, für einen ganzen Stapel Bilder. Die Bibliothek nimmt viele auf einmal, in ihrer eigenen Reihenfolge. Pixel ohne Tinte werden trotzdem multipliziert, mit 0.",
  },
  "speed.matrix.count": { en: "{count} weights, many at a time", de: "{count} Gewichte, viele auf einmal" },
  "speed.kernel": { en: "The kernel", de: "Der Kernel" },
  "speed.kernel.in": { en: "C, for narrow networks", de: "C, für schmale Netze" },
  "speed.kernel.how": {
    en: "Only the pixels with ink. The 16 weights that leave a pixel lie side by side: one line of memory, 64 bytes, fetched in one go. On the way back the weights in each line are changed as soon as it is known how.",
    de: "Nur die Pixel mit Tinte. Die 16 Gewichte, die von einem Pixel ausgehen, liegen nebeneinander: eine Zeile Speicher, 64 Byte, in einem Zug geholt. Auf dem Rückweg werden die Gewichte jeder Zeile geändert, sobald klar ist, wie.",
  },
  "speed.kernel.count": {
    en: "{count} weights: {lines} of 16",
    de: "{count} Gewichte: {lines} zu 16",
  },
  "speed.line": { en: "1 line", de: "1 Zeile" },
  "speed.lines": { en: "{lines} lines", de: "{lines} Zeilen" },
  "speed.forward": { en: "forward", de: "vorwärts" },
  "speed.backward": { en: "backward", de: "rückwärts" },
  "speed.update": { en: "update", de: "Änderung" },
  "speed.both": { en: "backward and update in one", de: "rückwärts und Änderung in einem" },

  "speed.times": { en: "How long it takes", de: "Wie lange es dauert" },
  "speed.measure": { en: "Measure here", de: "Hier messen" },
  "speed.again": { en: "Measure again", de: "Noch einmal messen" },
  "speed.measuring": { en: "Measuring: about a second ...", de: "Es wird gemessen: etwa eine Sekunde ..." },
  "speed.way": { en: "Written as", de: "Geschrieben als" },
  "speed.scale": {
    en: "From each line to the next it takes ten times as long.",
    de: "Von jeder Linie zur nächsten dauert es zehnmal so lang.",
  },
  "speed.image": { en: "an image", de: "ein Bild" },
  "speed.epoch": { en: "60,000 images", de: "60.000 Bilder" },
  "speed.ratio": { en: "as fast as the loop", de: "so schnell wie die Schleife" },
  "speed.factor": { en: "{factor} times", de: "{factor}-mal" },
  "speed.scaled": { en: "scaled up", de: "hochgerechnet" },
  "speed.scaled.hint": {
    en: "Measured with {images} images a round, and scaled up to 60,000",
    de: "Mit {images} Bildern je Runde gemessen und auf 60.000 hochgerechnet",
  },
  "speed.how": {
    en: "Seconds of one processor, the median of several rounds; the lesson's network with its {parameters} weights and biases learns in batches of {batch}.",
    de: "Sekunden eines Prozessors, der Median mehrerer Runden; das Netz der Lektion mit seinen {parameters} Gewichten und Biaswerten lernt in Stapeln zu {batch}.",
  },
  "speed.once": {
    en: "Not counted, as it is done once for each image: its pixels become numbers for the matrix products in {floats}",
    de: "Nicht mitgezählt, weil je Bild nur einmal getan: Seine Pixel werden für die Matrixprodukte in {floats} zu Zahlen",
  },
  "speed.once.ink": {
    en: ", its ink is found for the kernel in {ink}",
    de: ", seine Tinte wird für den Kernel in {ink} gefunden",
  },
  "speed.engine": {
    en: "The kernel used {path}, an instruction set of the processor.",
    de: "Der Kernel benutzte {path}, einen Befehlssatz des Prozessors.",
  },
  "speed.absent": {
    en: "The kernel does not run on this machine: it learns with matrix products.",
    de: "Der Kernel läuft auf diesem Rechner nicht: Er lernt mit Matrixprodukten.",
  },
  "speed.baseline": {
    en: "The kernel used what every processor of this kind can do.",
    de: "Der Kernel benutzte, was jeder Prozessor dieser Art kann.",
  },
  "speed.document": {
    en: "digitscope measures how long each way takes on the machine it runs on; that needs its server, and this file has none.",
    de: "digitscope misst auf dem Rechner, auf dem es läuft, wie lange jede Art dauert; dafür braucht es seinen Server, und diese Datei hat keinen.",
  },
  "speed.saved": {
    en: "Measured on the machine on which this file was saved, {day}.",
    de: "Gemessen auf dem Rechner, auf dem diese Datei gespeichert wurde, {day}.",
  },
  "speed.offline": {
    en: "Measuring needs the server, and it does not answer.",
    de: "Zum Messen braucht es den Server, und der antwortet nicht.",
  },
  "speed.failed": {
    en: "That could not be measured. Try again.",
    de: "Das ließ sich nicht messen. Versuch es noch einmal.",
  },

  "speed.touched": { en: "What one step touches", de: "Was ein Schritt berührt" },
  "speed.ink": {
    en: "{what} has ink in {inked} of 784 pixels: the kernel reads {lines}, the matrix product all 784.",
    de: "{what} hat Tinte in {inked} von 784 Pixeln: Der Kernel liest {lines}, das Matrixprodukt alle 784.",
  },
  "speed.ink.digit": { en: "This {digit}", de: "Diese {digit}" },
  "speed.ink.drawing": { en: "This drawing", de: "Diese Zeichnung" },
  "speed.blank": {
    en: "Nothing is drawn yet, so the kernel has nothing to read. Draw a digit, and watch.",
    de: "Noch ist nichts gezeichnet, und der Kernel hat nichts zu lesen. Zeichne eine Ziffer und schau zu.",
  },
  "speed.legend": {
    en: "Each picture is all {weights} weights of the lesson’s network that leave the pixels: 28 × 28 for each of 16 neurons. Blue is what is touched: faint at first, strong at last.",
    de: "Jedes Bild zeigt alle {weights} Gewichte des Netzes der Lektion, die von den Pixeln ausgehen: 28 × 28 für jedes von 16 Neuronen. Blau ist, was berührt wird: matt zuerst, kräftig zuletzt.",
  },
  "speed.picture": {
    en: "{way}: {count} of {weights} weights are touched, drawn as 16 pictures of 28 × 28",
    de: "{way}: {count} von {weights} Gewichten werden berührt, gezeichnet als 16 Bilder aus 28 × 28",
  },
} as const satisfies Table;
