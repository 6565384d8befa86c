// What the workshop says: the network's steps and names, two networks number by number, its structure, and the tasks
// of designing a detector. Longer than most: each change of structure is explained, and each task has its hints.
import type { Table } from "./texts.ts";

export const workshop = {
  "shell.workshop": { en: "Workshop", de: "Werkstatt" },
  "shell.workshop.hint": {
    en: "Go back and forth among your changes, rebuild the network, design a detector (key 4)",
    de: "Vor und zurück durch deine Änderungen, das Netz umbauen, einen Detektor entwerfen (Taste 4)",
  },
  "workshop.title": { en: "The workshop", de: "Die Werkstatt" },
  "workshop.lead": {
    en: "Here the network as a whole is on the bench. Nothing can break: every step is remembered, and every step can be taken back.",
    de: "Hier liegt das ganze Netz auf der Werkbank. Kaputtgehen kann nichts: Jeder Schritt wird gemerkt, und jeder lässt sich zurücknehmen.",
  },
  "workshop.parts": { en: "Parts of the workshop", de: "Teile der Werkstatt" },

  // Functions
  "workshop.function.sigmoid": { en: "sigmoid", de: "Sigmoid" },
  "workshop.function.relu": { en: "ReLU", de: "ReLU" },
  "workshop.function.leaky_relu": { en: "leaky ReLU", de: "Leaky ReLU" },
  "workshop.function.tanh": { en: "tanh", de: "Tanh" },
  "workshop.function.identity": { en: "identity", de: "Identität" },
  "workshop.function.softmax": { en: "softmax", de: "Softmax" },

  // History
  "workshop.history": { en: "History", de: "Verlauf" },
  "workshop.history.lead": {
    en: "Every change to the network, the oldest on top. A click goes there, and what came after stays to come back to.",
    de: "Jede Änderung am Netz, die älteste oben. Ein Klick geht dorthin, und was danach kam, bleibt zum Zurückkommen.",
  },
  "workshop.undo": { en: "Undo", de: "Rückgängig" },
  "workshop.undo.hint": {
    en: "Takes the newest change of the network back; drawings stay",
    de: "Nimmt die neueste Änderung am Netz zurück; Zeichnungen bleiben",
  },
  "workshop.redo": { en: "Redo", de: "Wiederholen" },
  "workshop.redo.hint": {
    en: "Makes the next change again that was taken back",
    de: "Macht die nächste zurückgenommene Änderung wieder",
  },
  "workshop.steps": { en: "Steps of the network", de: "Schritte des Netzes" },
  "workshop.steps.none": {
    en: "Nothing is changed yet. Turn a number in Look, or rebuild the network here.",
    de: "Noch ist nichts geändert. Dreh unter Schauen an einer Zahl oder bau das Netz hier um.",
  },
  "workshop.step.present": { en: "now", de: "jetzt" },
  "workshop.step.undone": { en: "undone", de: "zurück" },
  "workshop.step.go": { en: "Go to this step", de: "Zu diesem Schritt gehen" },
  "workshop.step.loaded": { en: "as loaded: {title}", de: "wie geladen: {title}" },
  "workshop.step.opened": { en: "opened: {title}, edited", de: "geöffnet: {title}, geändert" },
  "workshop.step.back": { en: "back to: {step}", de: "zurück zu: {step}" },
  "workshop.step.is": { en: "{what}: {how}", de: "{what}: {how}" },
  "workshop.neuron": {
    en: "neuron {neuron} of hidden layer {layer}",
    de: "Neuron {neuron} der versteckten Schicht {layer}",
  },
  "workshop.network": { en: "the whole network", de: "das ganze Netz" },
  "workshop.how.value": { en: "to {value}", de: "auf {value}" },
  "workshop.how.all": { en: "all to {value}", de: "alles auf {value}" },
  "workshop.how.scaled": { en: "times {factor}", de: "mal {factor}" },
  "workshop.how.negated": { en: "sign turned round", de: "Vorzeichen umgedreht" },
  "workshop.how.reset": { en: "as loaded", de: "wie geladen" },
  "workshop.how.random": { en: "random, seed {seed}", de: "zufällig, Startzahl {seed}" },
  "workshop.how.painted": { en: "painted", de: "gemalt" },
  "workshop.how.muted": { en: "muted", de: "stumm" },
  "workshop.how.unmuted": { en: "no longer muted", de: "nicht mehr stumm" },
  "workshop.how.locked": { en: "locked", de: "gesperrt" },
  "workshop.how.unlocked": { en: "unlocked", de: "entsperrt" },
  "workshop.how.more.one": { en: "one neuron more", de: "ein Neuron mehr" },
  "workshop.how.more": { en: "{count} neurons more", de: "{count} Neuronen mehr" },
  "workshop.how.fewer": { en: "neuron {neuron} removed", de: "Neuron {neuron} entfernt" },
  "workshop.how.added": { en: "put in, {count} neurons, {function}", de: "eingesetzt, {count} Neuronen, {function}" },
  "workshop.how.taken": { en: "taken out", de: "herausgenommen" },

  // Names
  "workshop.points": { en: "Named networks", de: "Benannte Netze" },
  "workshop.points.lead": {
    en: "Keep the network as it is now under a name, to come back to it or to compare with it.",
    de: "Behalte das Netz, wie es jetzt ist, unter einem Namen: um zurückzukommen oder damit zu vergleichen.",
  },
  "workshop.points.name": { en: "Name", de: "Name" },
  "workshop.points.number": { en: "network {number}", de: "Netz {number}" },
  "workshop.points.keep": { en: "Keep", de: "Behalten" },
  "workshop.points.keep.hint": {
    en: "Keeps the network as it is now, under this name",
    de: "Behält das Netz, wie es jetzt ist, unter diesem Namen",
  },
  "workshop.points.replace": { en: "Replace", de: "Ersetzen" },
  "workshop.points.none": { en: "None yet.", de: "Noch keines." },
  "workshop.points.loaded": { en: "as loaded", de: "wie geladen" },
  "workshop.points.is": { en: "{title}, {shape}", de: "{title}, {shape}" },
  "workshop.points.return": { en: "Go back", de: "Zurück" },
  "workshop.points.return.of": { en: "Go back to {name}", de: "Zurück zu {name}" },
  "workshop.points.reference": { en: "Reference", de: "Maßstab" },
  "workshop.points.reference.of": {
    en: "Reference: compare the figures with {name}",
    de: "Maßstab: die Zahlen mit {name} vergleichen",
  },
  "workshop.points.rename": { en: "Rename", de: "Umbenennen" },
  "workshop.points.rename.of": { en: "Rename {name}", de: "{name} umbenennen" },
  "workshop.points.renamed": { en: "New name", de: "Neuer Name" },
  "workshop.points.taken": {
    en: "There is a network of this name; it would be replaced.",
    de: "Ein Netz dieses Namens gibt es schon; es würde ersetzt.",
  },
  "workshop.points.save": { en: "Save", de: "Sichern" },
  "workshop.points.cancel": { en: "Cancel", de: "Abbrechen" },
  "workshop.points.forget": { en: "Forget", de: "Vergessen" },
  "workshop.points.forget.of": { en: "Forget {name}", de: "{name} vergessen" },
  "workshop.points.forgotten": { en: "{name} is forgotten.", de: "{name} ist vergessen." },
  "workshop.points.replaced": { en: "{name} was replaced.", de: "{name} wurde ersetzt." },
  "workshop.points.again": { en: "Bring it back", de: "Wieder holen" },

  // Two networks
  "workshop.two": { en: "Compare two networks", de: "Zwei Netze vergleichen" },
  "workshop.two.lead": {
    en: "Number by number, and digit by digit. Any two can be compared, those of different networks too: keep one under a name, then load the other.",
    de: "Zahl für Zahl und Ziffer für Ziffer. Je zwei lassen sich vergleichen, auch aus verschiedenen Netzen: Behalte eines unter einem Namen und lade dann das andere.",
  },
  "workshop.two.one": { en: "Before", de: "Vorher" },
  "workshop.two.other": { en: "After", de: "Nachher" },
  "workshop.two.present": { en: "the present network", de: "das jetzige Netz" },
  "workshop.two.loaded": { en: "{title}, as loaded", de: "{title}, wie geladen" },
  "workshop.two.swap": { en: "Swap", de: "Tauschen" },
  "workshop.two.swap.hint": { en: "What was before comes after", de: "Was vorher war, kommt nachher" },
  "workshop.two.same": {
    en: "Both are the same network. Choose another one on one of the sides, or change a number.",
    de: "Beide sind dasselbe Netz. Wähle auf einer Seite ein anderes oder ändere eine Zahl.",
  },
  "workshop.two.equal": {
    en: "All {of} numbers are equal.",
    de: "Alle {of} Zahlen sind gleich.",
  },
  "workshop.two.count": { en: "{count} of {of} numbers differ", de: "{count} von {of} Zahlen sind verschieden" },
  "workshop.two.count.one": { en: "1 of {of} numbers differs", de: "1 von {of} Zahlen ist verschieden" },
  "workshop.two.function": {
    en: "{layer}: {before} before, {after} after.",
    de: "{layer}: vorher {before}, nachher {after}.",
  },
  "workshop.two.shapes": {
    en: "{before} and {after} are shapes of their own: no number of one belongs to a number of the other, so there is nothing to subtract. The digits can be compared all the same.",
    de: "{before} und {after} sind verschieden gebaut: Keine Zahl des einen gehört zu einer Zahl des anderen, also lässt sich nichts voneinander abziehen. Die Ziffern lassen sich trotzdem vergleichen.",
  },
  "workshop.two.pictures": {
    en: "What the first layer looks for: after less before",
    de: "Worauf die erste Schicht schaut: nachher minus vorher",
  },
  "workshop.two.order": { en: "Order", de: "Reihenfolge" },
  "workshop.two.order.size": { en: "largest first", de: "größte zuerst" },
  "workshop.two.order.number": { en: "by number", de: "nach Nummer" },
  "workshop.two.scale": {
    en: "Blue: larger after (+). Orange: smaller (−). Full colour at ±{scale}, in all pictures of this layer alike.",
    de: "Blau: nachher größer (+). Orange: kleiner (−). Volle Farbe bei ±{scale}, in allen Bildern dieser Schicht gleich.",
  },
  "workshop.two.picture": {
    en: "{neuron}: after less before; largest difference {size}",
    de: "{neuron}: nachher minus vorher; größter Unterschied {size}",
  },
  "workshop.two.picture.same": { en: "{neuron}: no difference", de: "{neuron}: kein Unterschied" },
  "workshop.two.alike": { en: "No weight of this layer differs.", de: "Kein Gewicht dieser Schicht ist verschieden." },
  "workshop.two.alike.others": {
    en: "The weights of the other {count} are equal.",
    de: "Die Gewichte der übrigen {count} sind gleich.",
  },
  "workshop.two.alike.other": {
    en: "The weights of the other one are equal.",
    de: "Die Gewichte des übrigen sind gleich.",
  },
  "workshop.two.more": { en: "Show {count} more", de: "{count} weitere zeigen" },
  "workshop.two.deeper": { en: "Layer by layer", de: "Schicht für Schicht" },
  "workshop.two.matrix": {
    en: "{layer}: weights after less before, a row for each neuron, a column for each that feeds it",
    de: "{layer}: Gewichte nachher minus vorher, eine Zeile je Neuron, eine Spalte je Neuron davor",
  },
  "workshop.two.layer": { en: "{count} of {of} differ", de: "{count} von {of} verschieden" },
  "workshop.two.bias": { en: "{layer}: biases after less before", de: "{layer}: Biaswerte nachher minus vorher" },
  "workshop.two.biases": { en: "biases", de: "Biaswerte" },
  "workshop.two.weights": { en: "weights", de: "Gewichte" },
  "workshop.two.largest": { en: "The largest differences", de: "Die größten Unterschiede" },
  "workshop.two.largest.hint": {
    en: "Take this number in hand, in Look",
    de: "Diese Zahl in die Hand nehmen, unter Schauen",
  },
  "workshop.two.number": { en: "Number", de: "Zahl" },
  "workshop.two.difference": { en: "Difference", de: "Unterschied" },
  "workshop.two.digits": { en: "The same 10,000 digits", de: "Dieselben 10.000 Ziffern" },
  "workshop.two.digits.none": {
    en: "This document carries its networks and no test digits: which of them they read right cannot be told here.",
    de: "Dieses Dokument hat seine Netze bei sich, aber keine Testziffern: Welche davon sie richtig lesen, lässt sich hier nicht sagen.",
  },
  "workshop.two.digits.offline": {
    en: "The test digits are with the server, and it does not answer.",
    de: "Die Testziffern liegen beim Server, und der antwortet nicht.",
  },
  "workshop.two.digits.waiting": { en: "Both networks read the digits ...", de: "Beide Netze lesen die Ziffern ..." },
  "workshop.two.accuracy": {
    en: "{correct} of {images} right: {accuracy}",
    de: "{correct} von {images} richtig: {accuracy}",
  },

  // Structure
  "workshop.structure": { en: "Structure", de: "Aufbau" },
  "workshop.structure.lead": {
    en: "How many layers, how wide, and which function bends each sum: that is chosen, not learned. Choose.",
    de: "Wie viele Schichten, wie breit, und welche Funktion jede Summe biegt: Das wird gewählt, nicht gelernt. Wähle.",
  },
  "workshop.layers": { en: "Layers, from the pixels to the output", de: "Schichten, von den Pixeln bis zur Ausgabe" },
  "workshop.pixels.are": { en: "one for each pixel of 28 × 28", de: "eine für jedes Pixel von 28 × 28" },
  "workshop.pixels.count": { en: "{count} inputs", de: "{count} Eingaben" },
  "workshop.layer.count": { en: "{count} neurons", de: "{count} Neuronen" },
  "workshop.layer.count.one": { en: "1 neuron", de: "1 Neuron" },
  "workshop.layer.numbers": {
    en: "{outputs} × {inputs} weights + {outputs} biases = {count}",
    de: "{outputs} × {inputs} Gewichte + {outputs} Biaswerte = {count}",
  },
  "workshop.layer.output": {
    en: "one neuron for each digit: they stay",
    de: "ein Neuron für jede Ziffer: sie bleiben",
  },
  "workshop.layer.function": { en: "Activation function of {layer}", de: "Aktivierungsfunktion: {layer}" },

  "workshop.layer.add": {
    en: "{layer}: +{count}, at the end. They send nothing yet",
    de: "{layer}: +{count}, am Ende. Sie senden noch nichts",
  },
  "workshop.layer.remove": { en: "Remove neuron", de: "Neuron entfernen" },
  "workshop.layer.remove.which": { en: "{layer}: which neuron to remove", de: "{layer}: welches Neuron entfernt wird" },
  "workshop.layer.remove.hint": {
    en: "{layer}: removes neuron {neuron}, with all that leaves it",
    de: "{layer}: entfernt Neuron {neuron} mit allem, was von ihm ausgeht",
  },
  "workshop.layer.remove.last": { en: "{neuron}, last", de: "{neuron}, letztes" },
  "workshop.layer.take": { en: "Take this layer out", de: "Diese Schicht herausnehmen" },
  "workshop.layer.take.hint": {
    en: "{layer}: taken out; the layer behind it starts with random weights",
    de: "{layer}: herausgenommen; die Schicht dahinter beginnt mit zufälligen Gewichten",
  },
  "workshop.layer.muted": { en: "{count} muted", de: "{count} stumm" },
  "workshop.layer.put": { en: "Put a layer in", de: "Schicht einsetzen" },
  "workshop.layer.put.where": { en: "between {before} and {after}", de: "zwischen {before} und {after}" },
  "workshop.layer.put.width": { en: "neurons", de: "Neuronen" },
  "workshop.layer.put.function": { en: "function", de: "Funktion" },
  "workshop.layer.put.do": { en: "Put in", de: "Einsetzen" },
  "workshop.limit.widest": {
    en: "{count} neurons is as wide as a layer can be here.",
    de: "Breiter als {count} Neuronen kann eine Schicht hier nicht sein.",
  },
  "workshop.limit.narrowest": {
    en: "The last neuron stays: without it nothing would pass. Take the whole layer out instead.",
    de: "Das letzte Neuron bleibt: Ohne es käme nichts mehr durch. Nimm stattdessen die ganze Schicht heraus.",
  },
  "workshop.limit.deepest": {
    en: "{count} layers is as deep as a network can be here.",
    de: "Tiefer als {count} Schichten kann ein Netz hier nicht sein.",
  },
  "workshop.limit.width": { en: "1 to {count}", de: "1 bis {count}" },
  "workshop.count": { en: "{count} weights and biases", de: "{count} Gewichte und Biaswerte" },
  "workshop.count.same": { en: "as many as when it was loaded", de: "so viele wie beim Laden" },
  "workshop.count.more": { en: "{count} more than when it was loaded", de: "{count} mehr als beim Laden" },
  "workshop.count.fewer": { en: "{count} fewer than when it was loaded", de: "{count} weniger als beim Laden" },
  "workshop.again": { en: "Start again", de: "Neu beginnen" },
  "workshop.again.random": { en: "Random weights", de: "Zufällige Gewichte" },
  "workshop.again.random.hint": {
    en: "Every weight by chance, small enough that no sum overflows; every bias 0. The same seed gives the same weights",
    de: "Jedes Gewicht durch Zufall, klein genug, dass keine Summe überläuft; jeder Bias 0. Dieselbe Startzahl gibt dieselben Gewichte",
  },
  "workshop.again.seed": { en: "Seed", de: "Startzahl" },
  "workshop.again.another": { en: "Again", de: "Noch einmal" },
  "workshop.again.another.hint": {
    en: "Random weights with the next seed",
    de: "Zufällige Gewichte mit der nächsten Startzahl",
  },
  "workshop.again.zero": { en: "All zero", de: "Alles null" },
  "workshop.again.zero.hint": {
    en: "Every weight and every bias becomes 0",
    de: "Jedes Gewicht und jeder Bias wird 0",
  },
  "workshop.again.loaded": { en: "As loaded", de: "Wie geladen" },
  "workshop.again.loaded.hint": {
    en: "The network as it was loaded: its shape, its numbers, nothing muted, nothing locked",
    de: "Das Netz, wie es geladen wurde: sein Aufbau, seine Zahlen, nichts stumm, nichts gesperrt",
  },
  "workshop.locked": {
    en: "Locked: {count}. Random weights and zero leave them as they are.",
    de: "Gesperrt: {count}. Zufällige Gewichte und Null lassen sie, wie sie sind.",
  },
  "workshop.effect": { en: "Of the 10,000 test digits", de: "Von den 10.000 Testziffern" },
  "workshop.effect.right": { en: "read right", de: "richtig gelesen" },
  "workshop.effect.change": { en: "{points} points (reference: {name})", de: "{points} Punkte (Maßstab: {name})" },
  "workshop.effect.same": { en: "the network as it was loaded", de: "das Netz, wie es geladen wurde" },
  "workshop.meaning": { en: "What this does", de: "Was das bewirkt" },
  "workshop.meaning.none": {
    en: "Change something: what it does to the test digits stands here at once.",
    de: "Ändere etwas: Was das bei den Testziffern bewirkt, steht sofort hier.",
  },
  "workshop.meaning.add neurons": {
    en: "The new neurons have random weights, but send nothing yet: all weights that leave them are 0. Hence nothing changes, until those weights are turned or trained.",
    de: "Die neuen Neuronen haben zufällige Gewichte, senden aber noch nichts: Alle Gewichte, die von ihnen ausgehen, sind 0. Darum ändert sich nichts, bis man an ihnen dreht oder sie trainiert.",
  },
  "workshop.meaning.remove neuron": {
    en: "What this neuron sent is gone, and nobody has taken its part. How much the network misses it shows in the digits.",
    de: "Was dieses Neuron sandte, ist fort, und niemand hat seinen Teil übernommen. Wie sehr es dem Netz fehlt, zeigen die Ziffern.",
  },
  "workshop.meaning.add layer": {
    en: "The new layer starts with random weights, and so does the layer behind it: what was learned there no longer fits. It ruins the network, until it is trained.",
    de: "Die neue Schicht beginnt mit zufälligen Gewichten, und die Schicht dahinter auch: Was dort gelernt war, passt nicht mehr. Das ruiniert das Netz, bis es trainiert wird.",
  },
  "workshop.meaning.remove layer": {
    en: "The layer behind it now gets other inputs, and starts with random weights: what was learned there no longer fits. It ruins the network, until it is trained.",
    de: "Die Schicht dahinter bekommt nun andere Eingaben und beginnt mit zufälligen Gewichten: Was dort gelernt war, passt nicht mehr. Das ruiniert das Netz, bis es trainiert wird.",
  },
  "workshop.meaning.activation": {
    en: "The weights were learned for another function. They still add up the same sums here, but what is sent on is not what the next layer expects.",
    de: "Die Gewichte sind für eine andere Funktion gelernt. Hier bilden sie noch dieselben Summen, aber was weitergegeben wird, ist nicht, was die nächste Schicht erwartet.",
  },
  "workshop.meaning.activation.output": {
    en: "At the output the function changes how bright each digit shines, and the loss, but no answer: the largest sum wins, whatever the function makes of it.",
    de: "An der Ausgabe ändert die Funktion, wie hell jede Ziffer leuchtet, und den Loss, aber keine Antwort: Die größte Summe gewinnt, was immer die Funktion daraus macht.",
  },
  "workshop.meaning.random": {
    en: "The shape is there, and it knows nothing: by chance about one digit in ten comes out right. This is where training begins.",
    de: "Der Aufbau ist da, und er weiß nichts: Durch Zufall kommt etwa jede zehnte Ziffer richtig heraus. Hier beginnt jedes Training.",
  },
  "workshop.meaning.zero": {
    en: "All neurons of a layer are alike now: each does what all the others do, and training would change them all in the same way. That is why one starts from random weights: they break the symmetry.",
    de: "Alle Neuronen einer Schicht sind jetzt gleich: Jedes tut, was alle anderen tun, und Training würde alle auf dieselbe Weise ändern. Darum beginnt man mit zufälligen Gewichten: Sie brechen die Symmetrie.",
  },

  // Design a detector
  "workshop.detector": { en: "Design a detector", de: "Einen Detektor entwerfen" },
  "workshop.detector.lead": {
    en: "A neuron of the first layer looks at all pixels. Paint its weights so that it lights up for one thing at one place, and for nothing else.",
    de: "Ein Neuron der ersten Schicht schaut auf alle Pixel. Male seine Gewichte so, dass es bei einer Sache an einer Stelle aufleuchtet und bei nichts anderem.",
  },
  "workshop.task": { en: "The task", de: "Die Aufgabe" },
  "workshop.task.horizontal": {
    en: "A horizontal edge, in the upper half",
    de: "Eine waagrechte Kante in der oberen Hälfte",
  },
  "workshop.task.horizontal.goal": {
    en: "Light up for a short horizontal edge at this place: a little higher or lower, thinner or thicker, slightly tilted. Stay dark for a blob there, for edges elsewhere, for other directions.",
    de: "Leuchte bei einer kurzen waagrechten Kante an dieser Stelle: etwas höher oder tiefer, dünner oder dicker, leicht gekippt. Bleib dunkel bei einem Fleck dort, bei Kanten anderswo, bei anderen Richtungen.",
  },
  "workshop.task.vertical": {
    en: "A vertical stroke, on the right",
    de: "Ein senkrechter Strich auf der rechten Seite",
  },
  "workshop.task.vertical.goal": {
    en: "Light up for an upright stroke on the right, as in a 4 or a 9. Stay dark for the same stroke further left or right, for lying ones, for a blob.",
    de: "Leuchte bei einem aufrechten Strich rechts, wie in einer 4 oder 9. Bleib dunkel beim selben Strich weiter links oder rechts, bei liegenden Strichen, bei einem Fleck.",
  },
  "workshop.task.slanted": {
    en: "A slanted edge, rising to the right",
    de: "Eine schräge Kante, die nach rechts steigt",
  },
  "workshop.task.slanted.goal": {
    en: "Light up for an edge that rises to the right, below the middle, as in the stem of a 7. Stay dark for one that falls, for lying and upright ones, for a blob.",
    de: "Leuchte bei einer Kante unterhalb der Mitte, die nach rechts steigt, wie im Stamm einer 7. Bleib dunkel bei einer fallenden, bei liegenden und aufrechten, bei einem Fleck.",
  },
  "workshop.task.ring": { en: "A small ring, in the upper half", de: "Ein kleiner Ring in der oberen Hälfte" },
  "workshop.task.ring.goal": {
    en: "Light up for a small ring in the upper half, as in a 9 or an 8. Stay dark for a filled disc of the same size: the hollow is what counts.",
    de: "Leuchte bei einem kleinen Ring in der oberen Hälfte, wie in einer 9 oder 8. Bleib dunkel bei einer gefüllten Scheibe gleicher Größe: Auf das Loch kommt es an.",
  },
  "workshop.detector.neuron": { en: "Neuron", de: "Neuron" },
  "workshop.detector.fresh": { en: "A new neuron", de: "Neues Neuron" },
  "workshop.detector.fresh.hint": {
    en: "Adds a neuron with an empty picture to the first layer. It sends nothing on, so the network goes on reading as before",
    de: "Setzt in die erste Schicht ein Neuron mit leerem Bild. Es gibt nichts weiter, also liest das Netz wie zuvor",
  },
  "workshop.detector.place": {
    en: "The dashed outline is the place of the task.",
    de: "Der gestrichelte Umriss ist die Stelle der Aufgabe.",
  },
  "workshop.detector.empty": { en: "Empty it", de: "Leeren" },
  "workshop.detector.empty.hint": {
    en: "All weights of this neuron, and its bias, become 0. Undo brings them back",
    de: "Alle Gewichte dieses Neurons und sein Bias werden 0. Rückgängig holt sie zurück",
  },
  "workshop.detector.look": { en: "Open in Look", de: "Unter Schauen öffnen" },
  "workshop.detector.look.hint": {
    en: "This neuron with its sum and its curve, and whatever you draw",
    de: "Dieses Neuron mit seiner Summe und seiner Kurve, und was immer du zeichnest",
  },
  "workshop.detector.bias": { en: "Bias", de: "Bias" },
  "workshop.detector.bias.means": {
    en: "How far the sum must rise before the neuron lights up: the lower the bias, the choosier it is.",
    de: "Wie hoch die Summe steigen muss, bevor das Neuron aufleuchtet: je tiefer der Bias, desto wählerischer.",
  },
  "workshop.detector.locked": {
    en: "Locked: {count} of its {of} numbers. No brush and no solution changes them.",
    de: "Gesperrt: {count} seiner {of} Zahlen. Weder Pinsel noch Lösung ändert sie.",
  },
  "workshop.detector.softmax": {
    en: "This network has no hidden layer: its first layer is the output. Put a layer in, under Structure, to design a detector.",
    de: "Dieses Netz hat keine versteckte Schicht: Seine erste Schicht ist die Ausgabe. Setz unter Aufbau eine Schicht ein, um einen Detektor zu entwerfen.",
  },
  "workshop.detector.stimuli": { en: "What it says to drawn stimuli", de: "Was es zu gezeichneten Reizen sagt" },
  "workshop.kind.wanted": { en: "Light up for these", de: "Hier soll es leuchten" },
  "workshop.kind.unwanted": { en: "Stay dark for these", de: "Hier soll es dunkel bleiben" },
  "workshop.kind.blob": { en: "a blob there", de: "ein Fleck dort" },
  "workshop.kind.elsewhere": { en: "the same elsewhere", de: "dasselbe anderswo" },
  "workshop.kind.turned": { en: "another direction", de: "eine andere Richtung" },
  "workshop.kind.strokes": { en: "strokes right through", de: "Striche mittendurch" },
  "workshop.kind.reversed": { en: "dark on bright", de: "dunkel auf hell" },
  "workshop.kind.blank": { en: "nothing", de: "nichts" },
  "workshop.stimulus": { en: "{kind}: activation {value}", de: "{kind}: Aktivierung {value}" },
  "workshop.bars": {
    en: "Each bar is the activation, 0 to 1; the line across marks 0.5. Lit: above it.",
    de: "Jeder Balken ist die Aktivierung, 0 bis 1; der Strich quer steht bei 0,5. Darüber leuchtet es.",
  },
  "workshop.score": { en: "Score", de: "Wertung" },
  "workshop.score.area": {
    en: "how often a wanted stimulus lights it more than an unwanted one: 0.5 is chance, 1 is always",
    de: "wie oft ein gewünschter Reiz es heller leuchten lässt als ein unerwünschter: 0,5 ist Zufall, 1 ist immer",
  },
  "workshop.score.area.name": {
    en: "This share is the area under the ROC curve (AUC).",
    de: "Dieser Anteil ist die Fläche unter der ROC-Kurve (AUC).",
  },
  "workshop.score.lit": {
    en: "{count} of {of} wanted ones light it (above 0.5)",
    de: "{count} von {of} gewünschten lassen es leuchten (über 0,5)",
  },
  "workshop.score.dark": {
    en: "{count} of {of} others leave it dark (below 0.5)",
    de: "{count} von {of} anderen lassen es dunkel (unter 0,5)",
  },
  "workshop.verdict.none": { en: "It says the same to everything. Paint.", de: "Es sagt zu allem dasselbe. Male." },
  "workshop.verdict.opposite": {
    en: "It prefers what it should not: turn the signs round.",
    de: "Es mag lieber, was es nicht soll: Dreh die Vorzeichen um.",
  },
  "workshop.verdict.chance": { en: "Little better than chance.", de: "Kaum besser als der Zufall." },
  "workshop.verdict.some": {
    en: "It has the idea, but can be fooled.",
    de: "Es hat eine Ahnung, lässt sich aber täuschen.",
  },
  "workshop.verdict.bias": {
    en: "It tells them apart. Now move the bias, until the bars part at 0.5.",
    de: "Es unterscheidet sie. Schieb nun den Bias, bis sich die Balken bei 0,5 trennen.",
  },
  "workshop.verdict.good": { en: "That is a detector.", de: "Das ist ein Detektor." },
  "workshop.fooled": { en: "Fooled most by: {kind}.", de: "Am meisten getäuscht von: {kind}." },
  "workshop.fooled.nothing": { en: "Nothing fools it.", de: "Nichts täuscht es." },

  // Hints
  "workshop.hints": { en: "Hints", de: "Hinweise" },
  "workshop.hint.next": { en: "A hint", de: "Ein Hinweis" },
  "workshop.hint.more": { en: "The next hint", de: "Der nächste Hinweis" },
  "workshop.hint.solve": { en: "Show me one that works", de: "Zeig mir eine Lösung" },
  "workshop.hint.solve.hint": {
    en: "Paints a weight picture and a bias that solve the task; Undo brings yours back",
    de: "Malt ein Gewichtsbild und einen Bias, die die Aufgabe lösen; Rückgängig holt deines zurück",
  },
  "workshop.hint.solved": {
    en: "One solution of many. Undo brings yours back; or change it and see when it breaks.",
    de: "Eine Lösung von vielen. Rückgängig holt deine zurück; oder ändere sie und sieh, wann sie zerbricht.",
  },
  "workshop.hint.strokes.1": {
    en: "Empty the picture, and paint positive weights (blue) where the stroke is. The neuron adds up the pixels there.",
    de: "Leere das Bild und male positive Gewichte (Blau), wo der Strich liegt. Das Neuron zählt dort die Pixel zusammen.",
  },
  "workshop.hint.strokes.2": {
    en: "A blob covers the stroke, too. What does a blob have that a stroke has not? Ink beside it. Punish that: negative weights (orange) on both sides.",
    de: "Auch ein Fleck bedeckt den Strich. Was hat ein Fleck, das ein Strich nicht hat? Tinte daneben. Bestrafe sie: negative Gewichte (Orange) auf beiden Seiten.",
  },
  "workshop.hint.strokes.3": {
    en: "Make the blue band wide enough for strokes a pixel higher or lower, and the orange ones as strong as the blue one.",
    de: "Mach das blaue Band breit genug für Striche, die ein Pixel versetzt sind, und die orangefarbenen so stark wie das blaue.",
  },
  "workshop.hint.strokes.4": {
    en: "Now the bias: lower it until all that is unwanted is dark, and stop before the wanted ones go out.",
    de: "Nun der Bias: Senk ihn, bis alles Unerwünschte dunkel ist, und halt an, bevor die gewünschten ausgehen.",
  },
  "workshop.hint.ring.1": {
    en: "Empty the picture, and paint positive weights (blue) along the ring.",
    de: "Leere das Bild und male positive Gewichte (Blau) den Ring entlang.",
  },
  "workshop.hint.ring.2": {
    en: "A filled disc covers the ring, too. The difference is the hollow: paint strong negative weights (orange) into the middle.",
    de: "Auch eine volle Scheibe bedeckt den Ring. Der Unterschied ist das Loch: Male starke negative Gewichte (Orange) in die Mitte.",
  },
  "workshop.hint.ring.3": {
    en: "The middle has few pixels, the ring many. To outweigh the ring, each weight of the middle must be several times as strong.",
    de: "Die Mitte hat wenige Pixel, der Ring viele. Um den Ring aufzuwiegen, muss jedes Gewicht der Mitte mehrmals so stark sein.",
  },
  "workshop.hint.ring.4": {
    en: "A faint negative rim outside helps against what is too large. Then lower the bias until only rings light up.",
    de: "Ein schwach negativer Rand außen hilft gegen alles, was zu groß ist. Dann senk den Bias, bis nur noch Ringe leuchten.",
  },

  // The digits that light it
  "workshop.digits": { en: "What it says to the 10,000 test digits", de: "Was es zu den 10.000 Testziffern sagt" },
  "workshop.digits.lead": {
    en: "You drew it for a shape. Which handwritten digits have that shape?",
    de: "Entworfen ist es für eine Form. Welche handgeschriebenen Ziffern haben sie?",
  },
  "workshop.digits.most": { en: "Light it most", de: "Bei diesen leuchtet es am hellsten" },
  "workshop.digits.least": { en: "Light it least", de: "Bei diesen am wenigsten" },
  "workshop.digits.labels": { en: "Labels of the {count} that light it most", de: "Was die {count} hellsten zeigen" },
  "workshop.digits.label": { en: "{label}: {count} of {of}", de: "{label}: {count} von {of}" },
  "workshop.digits.alike": {
    en: "All digits light it alike: it has nothing to choose by.",
    de: "Alle Ziffern lassen es gleich leuchten: Es hat nichts, wonach es wählt.",
  },
  "workshop.digits.waiting": { en: "The digits are on their way ...", de: "Die Ziffern sind unterwegs ..." },
  "workshop.digits.document": {
    en: "A document carries no test digits: open the network in the lab to see which ones light this neuron.",
    de: "Ein Dokument hat keine Testziffern bei sich: Öffne das Netz im Labor, um zu sehen, welche dieses Neuron leuchten lassen.",
  },
  "workshop.digits.offline": {
    en: "The test digits are with the server, and it does not answer.",
    de: "Die Testziffern liegen beim Server, und der antwortet nicht.",
  },
  "workshop.digits.open": {
    en: "Test digit {index}, a {label}: activation {value}. Look into the network with it",
    de: "Testziffer {index}, eine {label}: Aktivierung {value}. Mit ihr ins Netz schauen",
  },
} as const satisfies Table;
