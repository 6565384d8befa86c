import type { Table } from "./texts.ts";

export const draw = {
  "draw.title": { en: "Draw", de: "Zeichnen" },

  // the pad
  "draw.pad": { en: "Drawing pad", de: "Zeichenfläche" },
  "draw.pad.keys": {
    en: "Draw with pen, finger or mouse. By keys: the arrows move the cursor, with Shift in bigger steps; Space puts the pen down and lifts it again; E changes between pen and eraser; Delete clears; Control and Z undoes.",
    de: "Zeichnen mit Stift, Finger oder Maus. Mit Tasten: Die Pfeile bewegen den Zeiger, mit Umschalt in größeren Schritten; Leertaste setzt den Stift auf und hebt ihn wieder ab; E wechselt zwischen Stift und Radierer; Entf leert die Fläche; Strg und Z nimmt zurück.",
  },
  "draw.invite": { en: "Draw a digit", de: "Zeichne eine Ziffer" },
  "draw.invite.more": { en: "with mouse, pen or finger", de: "mit Maus, Stift oder Finger" },
  "draw.caption.drawing": { en: "Light on dark, as the network sees it", de: "Hell auf dunkel, wie das Netz es sieht" },
  "draw.caption.digit": { en: "Draw on it to start afresh", de: "Zum Neubeginnen einfach zeichnen" },
  "draw.said.digit": { en: "test digit {index}, labelled {label}", de: "Testziffer {index}, eine {label}" },
  "draw.said.drawing": { en: "drawing, strokes: {count}", de: "Zeichnung, Striche: {count}" },
  "draw.said.blank": { en: "empty", de: "leer" },
  "draw.said.down": { en: "Pen down", de: "Stift unten" },
  "draw.said.up": { en: "Pen up", de: "Stift oben" },
  "draw.said.at": {
    en: "{x} from the left, {y} from the top, of 112",
    de: "{x} von links, {y} von oben, von 112",
  },
  "draw.drop": { en: "Let go to open the picture", de: "Loslassen öffnet das Bild" },
  "draw.opening": { en: "Reading the picture ...", de: "Das Bild wird gelesen ..." },

  // the tools
  "draw.tools": { en: "Tools", de: "Werkzeuge" },
  "draw.pen": { en: "Pen", de: "Stift" },
  "draw.pen.title": { en: "Draw (E changes to the eraser)", de: "Zeichnen (E wechselt zum Radierer)" },
  "draw.eraser": { en: "Eraser", de: "Radierer" },
  "draw.eraser.title": { en: "Take ink away (E changes to the pen)", de: "Wegnehmen (E wechselt zum Stift)" },
  "draw.width": { en: "Width of the line", de: "Breite der Linie" },
  "draw.width.value": { en: "{value} of 112", de: "{value} von 112" },
  "draw.undo": { en: "Undo", de: "Rückgängig" },
  "draw.undo.title": { en: "Undo (Ctrl+Z)", de: "Rückgängig (Strg+Z)" },
  "draw.redo": { en: "Redo", de: "Wiederholen" },
  "draw.redo.title": { en: "Redo (Ctrl+Y)", de: "Wiederholen (Strg+Y)" },
  "draw.clear": { en: "Clear", de: "Leeren" },
  "draw.clear.title": { en: "Clear the pad (Delete, on the pad)", de: "Fläche leeren (Entf, auf der Fläche)" },
  "draw.file": { en: "Open a picture", de: "Bild öffnen" },
  "draw.file.title": {
    en: "Open a picture of a digit; you can also paste one, or drop it on the pad",
    de: "Bild einer Ziffer öffnen; einfügen oder auf die Fläche ziehen geht auch",
  },
  "draw.pasted": { en: "pasted picture", de: "eingefügtes Bild" },

  // the camera
  "draw.camera": { en: "Camera", de: "Kamera" },
  "draw.camera.title": { en: "Photograph a digit", de: "Eine Ziffer fotografieren" },
  "draw.camera.photo": { en: "photograph", de: "Foto" },
  "draw.camera.view": { en: "What the camera sees", de: "Was die Kamera sieht" },
  "draw.camera.take": { en: "Take the picture", de: "Aufnehmen" },
  "draw.camera.cancel": { en: "Cancel", de: "Abbrechen" },
  "draw.camera.starting": { en: "The camera starts ...", de: "Die Kamera startet ..." },
  "draw.camera.denied": {
    en: "The browser may not use the camera. Allow it beside the address, or open a picture instead.",
    de: "Der Browser darf die Kamera nicht benutzen. Erlaube es neben der Adresse, oder öffne ein Bild.",
  },
  "draw.camera.missing": {
    en: "No camera was found. You can open a picture instead.",
    de: "Keine Kamera gefunden. Du kannst stattdessen ein Bild öffnen.",
  },
  "draw.camera.failed": {
    en: "The camera did not start; perhaps another program uses it. You can open a picture instead.",
    de: "Die Kamera startete nicht; vielleicht benutzt sie ein anderes Programm. Du kannst ein Bild öffnen.",
  },

  // the 10,000
  "draw.pick": { en: "Any of the 10,000 test digits", de: "Eine der 10.000 Testziffern" },
  "draw.pick.why": {
    en: "Written by people, and never shown to the network while it learned.",
    de: "Von Menschen geschrieben; beim Lernen hat das Netz sie nie gesehen.",
  },
  "draw.pick.number": { en: "Number of the test digit, 0 to 9999", de: "Nummer der Testziffer, 0 bis 9999" },
  "draw.pick.previous": { en: "Previous test digit", de: "Vorige Testziffer" },
  "draw.pick.next": { en: "Next test digit", de: "Nächste Testziffer" },
  "draw.pick.range": { en: "Choose a number from 0 to 9999.", de: "Wähle eine Zahl von 0 bis 9999." },
  "draw.pick.another": { en: "Another", de: "Noch eine" },
  "draw.pick.another.one": { en: "another {digit}", de: "noch eine {digit}" },
  "draw.pick.any": { en: "Any one", de: "Irgendeine" },
  "draw.pick.any.title": { en: "A random test digit", de: "Eine zufällige Testziffer" },
  "draw.pick.wrong": { en: "One it gets wrong", de: "Eine falsch gelesene" },
  "draw.pick.wrong.title": {
    en: "A random test digit that this network answers wrong",
    de: "Eine zufällige Testziffer, die dieses Netz falsch liest",
  },
  "draw.pick.busy": { en: "Fetching the test digits ...", de: "Die Testziffern werden geholt ..." },
  "draw.pick.evaluating": { en: "Asking it all 10,000 ...", de: "Alle 10.000 werden gefragt ..." },
  "draw.pick.flawless": { en: "It gets all 10,000 right.", de: "Alle 10.000 liest es richtig." },
  "draw.pick.right": {
    en: "Number {index} shows {label}. The network says {answer}: right.",
    de: "Nummer {index} ist eine {label}. Das Netz sagt {answer}: richtig.",
  },
  "draw.pick.mistake": {
    en: "Number {index} shows {label}. The network says {answer}: wrong.",
    de: "Nummer {index} ist eine {label}. Das Netz sagt {answer}: falsch.",
  },
  "draw.pick.unread": {
    en: "Number {index} shows {label}. The network gives no answer.",
    de: "Nummer {index} ist eine {label}. Das Netz gibt keine Antwort.",
  },

  // the preparation
  "draw.prepare": { en: "From ink to 784 numbers", de: "Von der Tinte zu 784 Zahlen" },
  "draw.prepare.steps": { en: "Steps of the preparation", de: "Schritte der Vorbereitung" },
  "draw.prepare.drawing": { en: "drawing", de: "Zeichnung" },
  "draw.prepare.grey": { en: "picture in grey", de: "Bild in Grau" },
  "draw.prepare.ink": { en: "its ink, light", de: "die Tinte, hell" },
  "draw.prepare.cropped": { en: "cut out, 20 × 20", de: "Zuschnitt 20 × 20" },
  "draw.prepare.centred": { en: "centred, 28 × 28 = 784 numbers", de: "zentriert, 28 × 28 = 784 Zahlen" },
  "draw.prepare.squeezed": { en: "shrunk, 28 × 28 = 784 numbers", de: "kleiner, 28 × 28 = 784 Zahlen" },
  "draw.prepare.numbers": { en: "= 784 numbers", de: "= 784 Zahlen" },
  "draw.prepare.came": {
    en: "A test digit comes as 784 numbers already: cut out and centred when the collection was made.",
    de: "Eine Testziffer kommt schon als 784 Zahlen: zugeschnitten und zentriert, als die Sammlung entstand.",
  },
  "draw.prepare.inverted": {
    en: "Dark ink on light paper: turned over, so that ink is light.",
    de: "Dunkle Tinte auf hellem Papier: umgekehrt, damit die Tinte hell ist.",
  },
  "draw.prepare.one": {
    en: "One digit a picture: only the ink in the frame is read.",
    de: "Eine Ziffer je Bild: Nur die Tinte im Rahmen wird gelesen.",
  },
  "draw.prepare.truncated": {
    en: "The end of the file is missing; what came of it was read.",
    de: "Das Ende der Datei fehlt; gelesen wurde, was da war.",
  },
  "draw.prepare.animated": {
    en: "The file holds several pictures; only the first was read.",
    de: "Die Datei enthält mehrere Bilder; nur das erste wurde gelesen.",
  },
  "draw.prepare.warning": { en: "Note: {code}", de: "Hinweis: {code}" },
  "draw.prepare.blank": { en: "No ink was found in this picture.", de: "In diesem Bild ist keine Tinte zu finden." },
  "draw.prepare.switch": { en: "Prepare like MNIST", de: "Vorbereiten wie MNIST" },
  "draw.prepare.why": {
    en: "In MNIST, the collection to learn from, all digits have one size and stand in the middle. Switch this off, draw in a corner, and the network is lost.",
    de: "In MNIST, der Sammlung zum Lernen, haben alle Ziffern eine Größe und stehen in der Mitte. Schalte das aus, zeichne in eine Ecke, und das Netz ist verloren.",
  },
  "draw.pixel": { en: "row {row}, column {column}: {value}", de: "Zeile {row}, Spalte {column}: {value}" },
  "draw.pixel.invite": { en: "Point at a pixel for its number", de: "Zeig auf ein Pixel, um seine Zahl zu sehen" },
  "draw.pixels": {
    en: "The 784 pixels; arrow keys go from pixel to pixel",
    de: "Die 784 Pixel; Pfeiltasten gehen von Pixel zu Pixel",
  },
  "draw.table": { en: "All 784 numbers", de: "Alle 784 Zahlen" },
  "draw.table.title": {
    en: "The 784 numbers, 28 rows of 28: 0 is black, 1 is white",
    de: "Die 784 Zahlen, 28 Zeilen zu 28: 0 ist schwarz, 1 ist weiß",
  },
} as const satisfies Table;
