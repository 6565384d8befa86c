// What the 10,000 test digits say of a network as it is turned, and how the loss goes along one number, or two.
import type { Table } from "./texts.ts";

export const figures = {
  "figures.title": { en: "The 10,000 test digits", de: "Die 10.000 Testziffern" },
  "figures.why": {
    en: "Turn a number and see here, while you turn it, what that does to digits that the network never saw.",
    de: "Dreh an einer Zahl und sieh hier, noch während du drehst, was das bei Ziffern bewirkt, die das Netz nie gesehen hat.",
  },
  "figures.offline": {
    en: "The test digits are with the server, and it does not answer. The figures come as soon as it does.",
    de: "Die Testziffern liegen beim Server, und der antwortet nicht. Die Zahlen kommen, sobald er es tut.",
  },
  "figures.waiting": { en: "The network is reading them ...", de: "Das Netz liest sie gerade ..." },
  "figures.right": { en: "{correct} of {images} read right", de: "{correct} von {images} richtig gelesen" },
  "figures.range": {
    en: "With other digits of this kind: {low} to {high}",
    de: "Mit anderen Ziffern dieser Art: {low} bis {high}",
  },
  "figures.unanswered": {
    en: "{count} have no answer: the sums have grown beyond what a number of 32 bits can hold.",
    de: "{count} bleiben ohne Antwort: Die Summen sind größer, als eine Zahl mit 32 Bit fassen kann.",
  },
  "figures.cost": { en: "Mean loss", de: "Mittlerer Loss" },
  "figures.cost.none": { en: "no number", de: "keine Zahl" },
  "figures.cost.quadratic": {
    en: "How far the outputs are from the wanted ones: the squared differences, summed over the outputs, mean over the digits. 0 is perfect.",
    de: "Wie weit die Ausgaben von den gewünschten entfernt sind: die quadrierten Unterschiede, summiert über die Ausgaben, gemittelt über die Ziffern. 0 ist vollkommen.",
  },
  "figures.cost.cross-entropy": {
    en: "How surprised the network is by the right digit: minus the logarithm of the share that it gives to it, mean over the digits. 0 is perfect.",
    de: "Wie überrascht das Netz von der richtigen Ziffer ist: minus der Logarithmus des Anteils, den es ihr gibt, gemittelt über die Ziffern. 0 ist vollkommen.",
  },

  // Against another network
  "figures.against": { en: "Compared with", de: "Verglichen mit" },
  "figures.against.loaded": { en: "the network as it was loaded", de: "dem Netz, wie es geladen wurde" },
  "figures.same": {
    en: "It is the very same network: nothing is turned yet.",
    de: "Es ist dasselbe Netz: Noch ist nichts gedreht.",
  },
  "figures.change": { en: "{points} points", de: "{points} Punkte" },
  "figures.interval": {
    en: "between {low} and {high} with other digits of this kind",
    de: "mit anderen Ziffern dieser Art zwischen {low} und {high}",
  },
  "figures.verdict.better": { en: "better", de: "besser" },
  "figures.verdict.worse": { en: "worse", de: "schlechter" },
  "figures.verdict.cannot tell": { en: "cannot tell", de: "nicht zu entscheiden" },
  "figures.verdict.no difference": { en: "no difference", de: "kein Unterschied" },
  "figures.verdict.means": {
    en: "Points are hundredths of all digits. Both networks read the same digits, so only those that were won or lost count. Would other digits tell the same? 95 times in 100 the true change lies in the interval: all above 0 is better, all below 0 is worse, and where 0 lies within nobody can tell. It holds for one change tried once; who tries a hundred finds a few that only look better.",
    de: "Punkte sind Hundertstel aller Ziffern. Beide Netze lesen dieselben Ziffern, deshalb zählen nur die gewonnenen und verlorenen. Würden andere Ziffern dasselbe sagen? In 95 von 100 Fällen liegt der wahre Unterschied im Intervall: ganz über 0 heißt besser, ganz unter 0 schlechter, und wo 0 darin liegt, kann es niemand entscheiden. Das gilt für eine Änderung, die einmal versucht wird; wer hundert versucht, findet einige, die nur besser aussehen.",
  },
  "figures.won": { en: "{count} won", de: "{count} gewonnen" },
  "figures.lost": { en: "{count} lost", de: "{count} verloren" },
  "figures.won.how": { en: "wrong before, right now", de: "vorher falsch, jetzt richtig" },
  "figures.lost.how": { en: "right before, wrong now", de: "vorher richtig, jetzt falsch" },
  "figures.none": { en: "none", de: "keine" },
  "figures.flip": {
    en: "Test digit {index}, a {label}, answered as {before} before and as {after} now. Look into the network with it",
    de: "Testziffer {index}, eine {label}, vorher als {before} gelesen und jetzt als {after}. Mit ihr ins Netz schauen",
  },
  "figures.flip.none": { en: "nothing", de: "nichts" },
  "figures.page.back": { en: "Previous digits", de: "Vorige Ziffern" },
  "figures.page.next": { en: "Next digits", de: "Nächste Ziffern" },
  "figures.page": { en: "{first}–{last}", de: "{first}–{last}" },

  // What is taken for what
  "figures.shift": { en: "What is taken for what", de: "Was wofür gehalten wird" },
  "figures.shift.how": {
    en: "A row for each digit, a column for each answer. Blue (+): more often than before; orange (−): less often.",
    de: "Eine Zeile für jede Ziffer, eine Spalte für jede Antwort. Blau (+): öfter als zuvor; Orange (−): seltener.",
  },
  "figures.shift.cell": {
    en: "{label} read as {answer}: {before} before, {after} now, {change}",
    de: "{label} als {answer} gelesen: vorher {before}, jetzt {after}, {change}",
  },
  "figures.shift.point": {
    en: "Point at a cell to read its numbers.",
    de: "Zeige auf ein Feld, um seine Zahlen zu lesen.",
  },
  "figures.mistakes": { en: "All its mistakes", de: "Alle seine Fehler" },

  // One knob, one curve
  "curve.title": { en: "One knob, one curve", de: "Ein Regler, eine Kurve" },
  "curve.title.map": { en: "Two knobs, one map", de: "Zwei Regler, eine Karte" },
  "curve.of": { en: "The loss of", de: "Der Loss für" },
  "curve.of.digits": { en: "the 10,000 test digits", de: "die 10.000 Testziffern" },
  "curve.of.drawing": { en: "this drawing", de: "diese Zeichnung" },
  "curve.document": {
    en: "The loss of this drawing. That of the 10,000 test digits is drawn by digitscope itself: they are not in this file.",
    de: "Der Loss für diese Zeichnung. Den für die 10.000 Testziffern zeichnet digitscope selbst: Sie sind nicht in dieser Datei.",
  },
  "curve.meant": { en: "meant to be", de: "gemeint ist" },
  "curve.meant.label": { en: "Test digit {index} is a {label}.", de: "Testziffer {index} ist eine {label}." },
  "curve.meant.answer": { en: "its own answer ({digit})", de: "die eigene Antwort ({digit})" },
  "curve.meant.why": {
    en: "A loss measures how far the outputs are from the wanted ones, so somebody must say which digit is wanted. Until you do, it is what the network itself answers.",
    de: "Ein Loss misst, wie weit die Ausgaben von den gewünschten entfernt sind, also muss jemand sagen, welche Ziffer gewünscht ist. Bis du es tust, ist es die Antwort des Netzes selbst.",
  },
  "curve.mean": { en: "the mean over all of them", de: "im Mittel über alle" },
  "curve.what": { en: "What is the loss?", de: "Was ist der Loss?" },
  "curve.blank": {
    en: "Draw a digit, and its loss along this number stands here.",
    de: "Zeichne eine Ziffer, dann steht hier ihr Loss über dieser Zahl.",
  },
  "curve.beyond": {
    en: "This network has no output for a {label}: there is no loss.",
    de: "Dieses Netz hat keine Ausgabe für eine {label}: Es gibt keinen Loss.",
  },
  "curve.muted": {
    en: "This weight leaves a muted neuron: whatever it is, nothing is sent, and the loss stays.",
    de: "Dieses Gewicht geht von einem stummen Neuron aus: Wie es auch steht, nichts wird gesendet, und der Loss bleibt.",
  },
  "curve.offline": {
    en: "The 10,000 test digits are with the server, and it does not answer. The curve of this drawing needs none.",
    de: "Die 10.000 Testziffern liegen beim Server, und der antwortet nicht. Die Kurve dieser Zeichnung braucht keinen.",
  },
  "curve.waiting": {
    en: "10,000 digits at {count} settings ...",
    de: "10.000 Ziffern bei {count} Einstellungen ...",
  },
  "curve.failed": {
    en: "The server could not work out this curve.",
    de: "Der Server konnte diese Kurve nicht berechnen.",
  },
  "curve.again": { en: "Try again", de: "Noch einmal versuchen" },
  "curve.none": { en: "no number here", de: "hier keine Zahl" },
  "curve.at": { en: "at", de: "bei" },
  "curve.loss": { en: "loss", de: "Loss" },
  "curve.right": { en: "right", de: "richtig" },
  "curve.answer": { en: "answer", de: "Antwort" },
  "curve.slope": { en: "slope", de: "Steigung" },
  "curve.slider.weight": { en: "This weight, along the curve", de: "Dieses Gewicht, entlang der Kurve" },
  "curve.slider.bias": { en: "This bias, along the curve", de: "Dieser Bias, entlang der Kurve" },
  "curve.slider.value": { en: "{value}: loss {loss}", de: "{value}: Loss {loss}" },
  "curve.locked": { en: "This number is locked.", de: "Diese Zahl ist gesperrt." },
  "curve.picture": {
    en: "The loss while this number goes from {low} to {high}: between {least} and {most}, least at {best}. It stands at {value}, where the loss is {loss} and its slope {slope}.",
    de: "Der Loss, während diese Zahl von {low} bis {high} geht: zwischen {least} und {most}, am kleinsten bei {best}. Sie steht bei {value}; dort ist der Loss {loss} und seine Steigung {slope}.",
  },
  "curve.closer": { en: "A narrower range", de: "Ein engerer Bereich" },
  "curve.wider": { en: "A wider range", de: "Ein weiterer Bereich" },
  "curve.range": { en: "range", de: "Bereich" },
  "curve.falls.weight": {
    en: "If this weight grows by {step}, the loss falls by about {change}.",
    de: "Wächst dieses Gewicht um {step}, so fällt der Loss um etwa {change}.",
  },
  "curve.rises.weight": {
    en: "If this weight grows by {step}, the loss rises by about {change}.",
    de: "Wächst dieses Gewicht um {step}, so steigt der Loss um etwa {change}.",
  },
  "curve.hardly.weight": {
    en: "If this weight grows by {step}, the loss hardly changes.",
    de: "Wächst dieses Gewicht um {step}, so ändert sich der Loss kaum.",
  },
  "curve.stays.weight": {
    en: "If this weight grows a little, the loss stays as it is.",
    de: "Wächst dieses Gewicht ein wenig, so bleibt der Loss, wie er ist.",
  },
  "curve.falls.bias": {
    en: "If this bias grows by {step}, the loss falls by about {change}.",
    de: "Wächst dieser Bias um {step}, so fällt der Loss um etwa {change}.",
  },
  "curve.rises.bias": {
    en: "If this bias grows by {step}, the loss rises by about {change}.",
    de: "Wächst dieser Bias um {step}, so steigt der Loss um etwa {change}.",
  },
  "curve.hardly.bias": {
    en: "If this bias grows by {step}, the loss hardly changes.",
    de: "Wächst dieser Bias um {step}, so ändert sich der Loss kaum.",
  },
  "curve.stays.bias": {
    en: "If this bias grows a little, the loss stays as it is.",
    de: "Wächst dieser Bias ein wenig, so bleibt der Loss, wie er ist.",
  },
  "curve.gradient": {
    en: "This slope is one of the {count} numbers of the gradient.",
    de: "Diese Steigung ist eine der {count} Zahlen des Gradienten.",
  },
  "curve.gradient.two": {
    en: "These slopes are two of the {count} numbers of the gradient.",
    de: "Diese Steigungen sind zwei der {count} Zahlen des Gradienten.",
  },

  // Two knobs
  "curve.second": { en: "Take a second number", de: "Eine zweite Zahl dazunehmen" },
  "curve.second.hint": {
    en: "This one is kept. Now take another number in hand, and the loss over both becomes a map.",
    de: "Diese bleibt stehen. Nimm jetzt eine andere Zahl in die Hand, dann wird der Loss über beiden eine Karte.",
  },
  "curve.second.bias": { en: "The bias of the same neuron", de: "Der Bias desselben Neurons" },
  "curve.second.drop": { en: "Back to one number", de: "Zurück zu einer Zahl" },
  "curve.swap": { en: "Swap the two", de: "Die beiden tauschen" },
  "curve.across": { en: "across", de: "waagrecht" },
  "curve.up": { en: "up", de: "senkrecht" },
  "curve.map": {
    en: "The loss as a map. Across goes {across} from {left} to {right}, up goes {up} from {low} to {high}. The loss lies between {least} and {most}; here it is {loss}.",
    de: "Der Loss als Karte. Waagrecht geht {across} von {left} bis {right}, senkrecht {up} von {low} bis {high}. Der Loss liegt zwischen {least} und {most}; hier ist er {loss}.",
  },
  "curve.map.place": {
    en: "{across} across, {up} up: loss {loss}",
    de: "waagrecht {across}, senkrecht {up}: Loss {loss}",
  },
  "curve.map.slider": {
    en: "Both numbers, on the map: arrow keys turn them",
    de: "Beide Zahlen, auf der Karte: Pfeiltasten drehen sie",
  },
  "curve.map.lines": { en: "a line every {step}", de: "eine Linie alle {step}" },
  "curve.map.paper": { en: "paper: {least}, deepest orange: {most}", de: "Papier: {least}, tiefstes Orange: {most}" },
  "curve.map.downhill": {
    en: "The arrow points downhill, the way that gradient descent would go: against the slopes {across} across and {up} up.",
    de: "Der Pfeil zeigt bergab, wohin der Gradientenabstieg ginge: gegen die Steigungen {across} waagrecht und {up} senkrecht.",
  },
  "curve.map.level": {
    en: "No way leads downhill from here: both slopes are 0.",
    de: "Von hier führt kein Weg bergab: Beide Steigungen sind 0.",
  },

  // Its numbers
  "curve.numbers": { en: "The numbers of the curve", de: "Die Zahlen der Kurve" },
  "curve.numbers.value": { en: "value", de: "Wert" },
  "curve.numbers.map": { en: "The numbers of the map", de: "Die Zahlen der Karte" },
} as const satisfies Table;
