// What sharing says: links, files, and what teachers arrange; and what was wrong with a link or a file.
import type { Table } from "./texts.ts";

export const share = {
  "share.title": { en: "Share", de: "Teilen" },
  "share.hint": {
    en: "A link to what is here, files of it, and what teachers can arrange",
    de: "Ein Link zu dem, was hier ist, Dateien davon, und was Lehrkräfte einrichten können",
  },

  "share.link": { en: "A link to what is here", de: "Ein Link zu dem, was hier ist" },
  "share.link.field": { en: "The link", de: "Der Link" },
  "share.link.copy": { en: "Copy", de: "Kopieren" },
  "share.link.copied": { en: "Copied.", de: "Kopiert." },
  "share.link.by_hand": {
    en: "The browser does not allow copying here. The link is marked: press Ctrl+C.",
    de: "Der Browser erlaubt das Kopieren hier nicht. Der Link ist markiert: Drück Strg+C.",
  },
  "share.link.note": {
    en: "{count} of at most {most} characters. It opens where digitscope runs at this address; elsewhere, put everything from # on behind the address there.",
    de: "{count} von höchstens {most} Zeichen. Er öffnet sich, wo digitscope unter dieser Adresse läuft; anderswo häng alles ab # an die Adresse dort.",
  },
  "share.link.note.arranged": {
    en: "Only what you arranged below is in this one: {count} of at most {most} characters.",
    de: "In diesem steht nur, was du unten eingerichtet hast: {count} von höchstens {most} Zeichen.",
  },
  "share.link.without.picture": {
    en: "The photograph is not in it; the file below takes it along.",
    de: "Das Foto ist nicht darin; die Datei unten nimmt es mit.",
  },
  "share.link.without.points": {
    en: "The networks that you named are not in it; the file below takes them along.",
    de: "Die Netze, die du benannt hast, sind nicht darin; die Datei unten nimmt sie mit.",
  },
  "share.link.brought": {
    en: "No link leads here: “{title}” came in a file, and others have no network of that name. Save what is here as a file instead.",
    de: "Hierher führt kein Link: „{title}“ kam aus einer Datei, und andere haben kein Netz dieses Namens. Speichere stattdessen, was hier ist, als Datei.",
  },
  "share.link.structure": {
    en: "No link leads here: the network has another structure now, and that does not fit into an address. Save what is here as a file instead.",
    de: "Hierher führt kein Link: Das Netz ist jetzt anders aufgebaut, und das passt nicht in eine Adresse. Speichere stattdessen, was hier ist, als Datei.",
  },
  "share.link.long": {
    en: "No link leads here: it would be longer than {most} characters, and many programs cut such links. Save what is here as a file instead.",
    de: "Hierher führt kein Link: Er wäre länger als {most} Zeichen, und viele Programme schneiden solche Links ab. Speichere stattdessen, was hier ist, als Datei.",
  },
  "share.link.document": {
    en: "This page is a file and has no address that others could open. Save it below as a page with what is here, and pass that on.",
    de: "Diese Seite ist eine Datei und hat keine Adresse, die andere öffnen könnten. Speichere sie unten als Seite mit dem, was hier ist, und gib die weiter.",
  },

  "share.files": { en: "Files", de: "Dateien" },
  "share.state": { en: "Save what is here", de: "Alles hier speichern" },
  "share.state.hint": {
    en: "Network, drawing, where you stand and what you named: to go on elsewhere.",
    de: "Netz, Zeichnung, wo du stehst und was du benannt hast: um anderswo weiterzumachen.",
  },
  "share.network": { en: "Save the network", de: "Das Netz speichern" },
  "share.network.hint": {
    en: "As it is now, for Python and the command line.",
    de: "So, wie es jetzt ist, für Python und die Befehlszeile.",
  },
  "share.page": { en: "Save as one page", de: "Als eine Seite speichern" },
  "share.page.hint": {
    en: "A web page with the network in it, that works by a double click, without a server.",
    de: "Eine Webseite mit dem Netz darin, die per Doppelklick läuft, ohne Server.",
  },
  "share.page.writing": { en: "The page is being written ...", de: "Die Seite wird geschrieben ..." },
  "share.open": { en: "Open a file ...", de: "Datei öffnen ..." },
  "share.open.hint": {
    en: "What was saved here before, or a network. Or drop it anywhere.",
    de: "Was hier gespeichert wurde, oder ein Netz. Oder irgendwo ablegen.",
  },
  "share.open.reading": { en: "The file is being checked ...", de: "Die Datei wird geprüft ..." },

  "share.teacher": { en: "For teachers", de: "Für Lehrkräfte" },
  "share.teacher.hint": {
    en: "What you set here goes into the link and into the saved page. Nothing changes on this one.",
    de: "Was du hier einstellst, steht im Link und in der gespeicherten Seite. An dieser hier ändert sich nichts.",
  },
  "share.teacher.hint.document": {
    en: "What you set here goes into the saved page. Nothing changes on this one.",
    de: "Was du hier einstellst, steht in der gespeicherten Seite. An dieser hier ändert sich nichts.",
  },
  "share.teacher.hide": { en: "Do not show", de: "Nicht zeigen" },
  "share.teacher.type": { en: "Size of type", de: "Schriftgröße" },
  "share.teacher.times": { en: "{times} ×", de: "{times} ×" },
  "share.teacher.language": { en: "In English", de: "Auf Deutsch" },
  "share.teacher.theme": { en: "Light or dark as here: {theme}", de: "Hell oder dunkel wie hier: {theme}" },
  "share.part.networks": { en: "choice of networks", de: "Auswahl der Netze" },
  "share.part.pick": { en: "test digits", de: "Testziffern" },
  "share.part.prepare": { en: "from ink to 784 numbers", de: "von der Tinte zu 784 Zahlen" },
  "share.part.knobs": { en: "turning numbers", de: "Zahlen drehen" },
  "share.part.figures": { en: "figures over the test digits", de: "Werte über die Testziffern" },
  "share.part.compare": { en: "Compare", de: "Vergleichen" },
  "share.part.mistakes": { en: "Mistakes", de: "Fehler" },
  "share.part.workshop": { en: "Workshop", de: "Werkstatt" },
  "share.part.speed": { en: "Speed", de: "Tempo" },
  "share.part.structure": { en: "Workshop: structure", de: "Werkstatt: Aufbau" },
  "share.part.history": { en: "Workshop: history", de: "Werkstatt: Verlauf" },
  "share.part.detector": { en: "Workshop: detector", de: "Werkstatt: Detektor" },
  "share.part.share": { en: "Share", de: "Teilen" },
  "share.part.tour": { en: "Show me around", de: "Rundgang" },

  "share.edited": { en: "{title}, edited", de: "{title}, geändert" },
  "share.back": { en: "Back to how it was loaded", de: "Zurück zum geladenen Netz" },
  "share.back.hint": {
    en: "All numbers as they came, nothing muted. It is one step that can be undone; locked numbers stay as they are.",
    de: "Alle Zahlen, wie sie kamen, nichts stumm. Das ist ein Schritt, der sich zurücknehmen lässt; gesperrte Zahlen bleiben, wie sie sind.",
  },

  "problem.LINK_INVALID": {
    en: "This link is damaged, or digitscope did not make it. Nothing of it was used.",
    de: "Dieser Link ist beschädigt oder nicht von digitscope. Nichts davon wurde verwendet.",
  },
  "problem.LINK_TOO_LONG": {
    en: "This link is too long. Nothing of it was used.",
    de: "Dieser Link ist zu lang. Nichts davon wurde verwendet.",
  },
  "problem.LINK_NETWORK": {
    en: "This link names a network that is not here. Nothing of it was used.",
    de: "Dieser Link nennt ein Netz, das es hier nicht gibt. Nichts davon wurde verwendet.",
  },
  "problem.LINK_DIGITS": {
    en: "This leads to one of the 10,000 test digits, and they are not here. Nothing of it was used.",
    de: "Das führt zu einer der 10.000 Testziffern, und die sind hier nicht da. Nichts davon wurde verwendet.",
  },
  "problem.STATE_INVALID": {
    en: "This file is damaged, or was not saved by digitscope's lab. Nothing of it was used.",
    de: "Diese Datei ist beschädigt oder nicht vom Labor von digitscope gespeichert. Nichts davon wurde verwendet.",
  },
  "problem.STATE_TOO_LARGE": {
    en: "This is too large for a file of the lab: at most 32 MiB and 200 named networks. Nothing was saved or used.",
    de: "Das ist zu groß für eine Datei des Labors: höchstens 32 MiB und 200 benannte Netze. Nichts wurde gespeichert oder verwendet.",
  },
  "problem.POINTS_FULL": {
    en: "There are 200 named networks already, as many as a file of the lab holds. Forget one first.",
    de: "Es gibt schon 200 benannte Netze, so viele wie eine Datei des Labors fasst. Vergiss erst eines.",
  },
  "problem.STATE_TOO_NEW": {
    en: "A newer digitscope saved this file. Nothing of it was used.",
    de: "Ein neueres digitscope hat diese Datei gespeichert. Nichts davon wurde verwendet.",
  },
} as const satisfies Table;
