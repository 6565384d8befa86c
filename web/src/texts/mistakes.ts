import type { Table } from "./texts.ts";

export const mistakes = {
  "mistakes.title": { en: "What it gets wrong", de: "Wo es sich irrt" },
  "mistakes.score": {
    en: "Of the {images} test digits that MNIST sets apart from training, the network “{title}” reads {correct} right and {wrong} wrong. That is {accuracy}; with other digits of the same kind it would be between {low} and {high} (95% interval).",
    de: "Von den {images} Testziffern, die MNIST vom Training getrennt hält, liest das Netz „{title}“ {correct} richtig und {wrong} falsch. Das sind {accuracy}; mit anderen Ziffern derselben Art wären es zwischen {low} und {high} (95-%-Intervall).",
  },
  "mistakes.score.turned": {
    en: "Of the {images} test digits that MNIST sets apart from training, the network “{title}”, as you have turned it, reads {correct} right and {wrong} wrong. That is {accuracy}; with other digits of the same kind it would be between {low} and {high} (95% interval).",
    de: "Von den {images} Testziffern, die MNIST vom Training getrennt hält, liest das Netz „{title}“, so wie du es gedreht hast, {correct} richtig und {wrong} falsch. Das sind {accuracy}; mit anderen Ziffern derselben Art wären es zwischen {low} und {high} (95-%-Intervall).",
  },
  "mistakes.waiting": {
    en: "The network is reading the 10,000 test digits ...",
    de: "Das Netz liest die 10.000 Testziffern ...",
  },
  "mistakes.offline": {
    en: "The 10,000 test digits are with the server, and it does not answer. The matrix comes as soon as it does.",
    de: "Die 10.000 Testziffern liegen beim Server, und der antwortet nicht. Die Tabelle kommt, sobald er es tut.",
  },
  "mistakes.failed": {
    en: "The test digits could not be read this time.",
    de: "Die Testziffern konnten diesmal nicht gelesen werden.",
  },
  "mistakes.again": { en: "Try again", de: "Noch einmal versuchen" },

  "mistakes.matrix": { en: "Which digit is taken for which", de: "Welche Ziffer für welche gehalten wird" },
  "mistakes.matrix.how": {
    en: "A row for each digit, a column for each answer; in each cell, how many. The deeper the orange, the larger the share of its row; right answers are left pale. Press a cell to see its digits; arrow keys walk from cell to cell.",
    de: "Eine Zeile für jede Ziffer, eine Spalte für jede Antwort; in jedem Feld, wie viele. Je kräftiger das Orange, desto größer der Anteil an der Zeile; richtige Antworten bleiben blass. Ein Feld drücken zeigt seine Ziffern; Pfeiltasten gehen von Feld zu Feld.",
  },
  "mistakes.answer": { en: "answered as", de: "gelesen als" },
  "mistakes.label": { en: "digit", de: "Ziffer" },
  "mistakes.wrong": { en: "wrong", de: "falsch" },
  "mistakes.wrong.of": {
    en: "{wrong} of {total} digits {label} are answered wrong: {share}",
    de: "{wrong} von {total} Ziffern {label} werden falsch gelesen: {share}",
  },
  "mistakes.cell": {
    en: "{count} of the digit {label} answered as {answer}",
    de: "{count} mal die Ziffer {label} als {answer} gelesen",
  },
  "mistakes.cell.right": {
    en: "{count} of the digit {label} answered right",
    de: "{count} mal die Ziffer {label} richtig gelesen",
  },

  "mistakes.gallery.all": { en: "The most confident mistakes", de: "Die sichersten Irrtümer" },
  "mistakes.gallery.all.how": {
    en: "All {count} mistakes, the ones it was surest of first. Would you have read them?",
    de: "Alle {count} Fehler; die, bei denen es am sichersten war, zuerst. Hättest du sie lesen können?",
  },
  "mistakes.gallery.cell": { en: "{label} answered as {answer}", de: "{label} als {answer} gelesen" },
  "mistakes.gallery.cell.right": { en: "{label} answered right", de: "{label} richtig gelesen" },
  "mistakes.gallery.cell.how": {
    en: "{count} of {total}, the most confident first. Press one to look into the network with it.",
    de: "{count} von {total}, die sichersten zuerst. Eine drücken, um mit ihr ins Netz zu schauen.",
  },
  "mistakes.gallery.empty": {
    en: "None of the {total} digits {label} is answered as {answer}.",
    de: "Keine der {total} Ziffern {label} wird als {answer} gelesen.",
  },
  "mistakes.gallery.back": { en: "All mistakes", de: "Alle Fehler" },
  "mistakes.thumb": {
    en: "Test digit {index}, a {label}, answered as {answer} with a confidence of {confidence}. Look into the network with it",
    de: "Testziffer {index}, eine {label}, als {answer} gelesen mit einer Sicherheit von {confidence}. Mit ihr ins Netz schauen",
  },
  "mistakes.thumb.none": {
    en: "Test digit {index}, a {label}, without an answer. Look into the network with it",
    de: "Testziffer {index}, eine {label}, ohne Antwort. Mit ihr ins Netz schauen",
  },
  "mistakes.page": { en: "{first} to {last} of {count}", de: "{first} bis {last} von {count}" },
  "mistakes.page.next": { en: "Next", de: "Weiter" },
  "mistakes.page.back": { en: "Back", de: "Zurück" },
} as const satisfies Table;
