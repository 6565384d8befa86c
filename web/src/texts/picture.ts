import type { Table } from "./texts.ts";

export const picture = {
  "picture.save": { en: "Save as a picture", de: "Als Bild speichern" },
  "picture.svg": { en: "SVG", de: "SVG" },
  "picture.svg.means": {
    en: "sharp at any size; words stay words",
    de: "in jeder Größe scharf; Wörter bleiben Wörter",
  },
  "picture.png": { en: "PNG", de: "PNG" },
  "picture.png.means": { en: "dots, twice as fine as the page", de: "Bildpunkte, doppelt so fein wie die Seite" },
  "picture.failed": {
    en: "This picture could not be made. Try SVG, or a smaller part of the page.",
    de: "Dieses Bild konnte nicht entstehen. Versuche SVG oder einen kleineren Teil der Seite.",
  },
  "picture.title": { en: "{view} · {network}", de: "{view} · {network}" },
  "picture.describes": {
    en: "“{view}” of the network “{network}”, saved from digitscope.",
    de: "„{view}“ des Netzes „{network}“, gespeichert aus digitscope.",
  },
  "picture.unnamed": { en: "without a name", de: "ohne Namen" },
} as const satisfies Table;
