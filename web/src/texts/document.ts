// What a one-file document says of itself: what is not in it, said where one would look for it.

import type { Table } from "./texts.ts";

export const document = {
  "document.badge": { en: "one file", de: "eine Datei" },
  "document.badge.hint": {
    en: "This page is one file and works without a server and without the internet. Training, photographs and the 10,000 test digits are not in it; digitscope itself has them.",
    de: "Diese Seite ist eine einzige Datei und läuft ohne Server und ohne Internet. Training, Fotos und die 10.000 Testziffern sind nicht darin; digitscope selbst hat sie.",
  },
  "document.pictures": {
    en: "Photographs and pictures are read by digitscope itself. In this file one draws.",
    de: "Fotos und Bilder liest digitscope selbst. In dieser Datei wird gezeichnet.",
  },
  "document.digits": {
    en: "They are not in this file, to keep it small. In digitscope itself one can open each of them here.",
    de: "Sie sind nicht in dieser Datei, damit sie klein bleibt. In digitscope selbst lässt sich hier jede öffnen.",
  },
  "document.compare": {
    en: "Test digits by other hands are not in this file. Pin a drawing, then draw another.",
    de: "Testziffern von fremder Hand sind nicht in dieser Datei. Hefte eine Zeichnung an, dann zeichne eine zweite.",
  },
  "document.marks": {
    en: "What pairs of digits reach on average is reckoned from the test digits, which are not in this file.",
    de: "Was Paare von Ziffern im Mittel erreichen, wird aus den Testziffern berechnet; die sind nicht in dieser Datei.",
  },
  "document.mistakes": {
    en: "The 10,000 test digits are not in this file, and so neither is what the network makes of them. In digitscope itself every mistake stands here, and opens.",
    de: "Die 10.000 Testziffern sind nicht in dieser Datei, und damit auch nicht, was das Netz aus ihnen macht. In digitscope selbst steht hier jeder Fehler und lässt sich öffnen.",
  },
  "document.mistakes.known": {
    en: "Tested in digitscope, “{title}” reads {accuracy} of them right; with other digits of the same kind it would be between {low} and {high} (95% interval).",
    de: "In digitscope geprüft, liest „{title}“ davon {accuracy} richtig; mit anderen Ziffern derselben Art wären es zwischen {low} und {high} (95-%-Intervall).",
  },
  "document.figures": {
    en: "How many of the 10,000 test digits it reads right cannot be measured here: they are not in this file. In digitscope itself the number follows every knob.",
    de: "Wie viele der 10.000 Testziffern es richtig liest, lässt sich hier nicht messen: Sie sind nicht in dieser Datei. In digitscope selbst folgt die Zahl jedem Drehen.",
  },
  "document.sweep": {
    en: "The curve of the loss is reckoned over the 10,000 test digits, which are not in this file. digitscope itself draws it here.",
    de: "Die Kurve des Verlusts wird über die 10.000 Testziffern berechnet; die sind nicht in dieser Datei. digitscope selbst zeichnet sie hier.",
  },
  "document.network": { en: "The network of this file", de: "Das Netz dieser Datei" },
  "document.tour.yours.text": {
    en: "Compare two drawings, turn any number, or load a network of your own. All of it is in this one file: nothing goes out to the internet, and nothing can break.",
    de: "Vergleiche zwei Zeichnungen, dreh an jeder Zahl oder lade ein eigenes Netz. Alles ist in dieser einen Datei: Nichts geht hinaus ins Internet, und nichts kann kaputtgehen.",
  },

  "problem.DOCUMENT_PICTURE": {
    en: "Pictures cannot be opened in this file: digitscope itself reads them. Draw instead.",
    de: "In dieser Datei lassen sich keine Bilder öffnen: digitscope selbst liest sie. Zeichne stattdessen.",
  },
  "problem.DOCUMENT_NETWORK": {
    en: "This file has no network of that name. Load its network file instead.",
    de: "In dieser Datei ist kein Netz dieses Namens. Lade stattdessen seine Netzdatei.",
  },
  "problem.DOCUMENT_DAMAGED": {
    en: "This file is damaged: what it should hold cannot be read. Get it again.",
    de: "Diese Datei ist beschädigt: Was sie enthalten soll, lässt sich nicht lesen. Hol sie noch einmal.",
  },
} as const satisfies Table;
