// What went wrong, by the code that the server gives it; its own exact words follow in the small print.

import type { Table } from "./texts.ts";

export const problems = {
  "problem.OTHER": { en: "That did not work.", de: "Das hat nicht geklappt." },
  "problem.OFFLINE": {
    en: "The server does not answer. Is digitscope still running in its terminal?",
    de: "Der Server antwortet nicht. Läuft digitscope noch in seinem Terminal?",
  },
  "problem.NOT_SIGNED_IN": {
    en: "This page is no longer let in: open the newest address from the terminal.",
    de: "Diese Seite darf nicht mehr herein: Öffne die neueste Adresse aus dem Terminal.",
  },
  "problem.CROWDED": {
    en: "This browser has the lab open in too many tabs: close one. Drawing and looking go on here.",
    de: "Dieser Browser hat das Labor in zu vielen Tabs offen: Schließe einen. Zeichnen und Schauen gehen hier weiter.",
  },
  "problem.BUSY": {
    en: "The server is busy. Try again in a moment.",
    de: "Der Server ist beschäftigt. Versuch es gleich noch einmal.",
  },
  "problem.RATE": {
    en: "That was too much at once. Wait a moment, then try again.",
    de: "Das war zu viel auf einmal. Warte einen Augenblick und versuch es noch einmal.",
  },
  "problem.BODY_TOO_LARGE": { en: "The file is too large.", de: "Die Datei ist zu groß." },
  "problem.FILE_TOO_LARGE": { en: "The file is too large.", de: "Die Datei ist zu groß." },
  "problem.IMAGE_UNREADABLE": {
    en: "This picture is damaged and cannot be read.",
    de: "Dieses Bild ist beschädigt und lässt sich nicht lesen.",
  },
  "problem.IMAGE_FORMAT_UNSUPPORTED": {
    en: "This is no picture that can be read here: PNG, JPEG, WebP, BMP, TIFF and GIF can.",
    de: "Das ist kein Bild, das hier gelesen wird: PNG, JPEG, WebP, BMP, TIFF und GIF schon.",
  },
  "problem.IMAGE_TOO_MANY_PIXELS": {
    en: "The picture is too large. Crop it, or make it smaller.",
    de: "Das Bild ist zu groß. Schneide es zu oder verkleinere es.",
  },
  "problem.IMAGE_SIDE_TOO_LONG": {
    en: "The picture is too long. Crop it, or make it smaller.",
    de: "Das Bild ist zu lang. Schneide es zu oder verkleinere es.",
  },
  "problem.IMAGE_TOO_SLOW": {
    en: "This picture takes too long to open. Save it again as PNG.",
    de: "Dieses Bild zu öffnen dauert zu lange. Speichere es neu als PNG.",
  },
  "problem.IMAGE_CRASHED_DECODER": {
    en: "This picture broke the program that opens it. Nothing else was harmed.",
    de: "An diesem Bild ist das Öffnen zerbrochen. Sonst ist nichts geschehen.",
  },
  "problem.MODEL_FORMAT_UNSUPPORTED": {
    en: "This is no network file: digitscope reads the .safetensors files that it writes.",
    de: "Das ist keine Netzdatei: digitscope liest die .safetensors-Dateien, die es schreibt.",
  },
  "problem.MODEL_HEADER_INVALID": {
    en: "This is no network file that digitscope wrote, or it is damaged.",
    de: "Das ist keine Netzdatei von digitscope, oder sie ist beschädigt.",
  },
  "problem.MODEL_CORRUPT": { en: "The network file is damaged.", de: "Die Netzdatei ist beschädigt." },
  "problem.MODEL_ARCHITECTURE": {
    en: "This network does not fit the lab, which has 784 pixels and shows 2 to 64 outputs.",
    de: "Dieses Netz passt nicht ins Labor, das 784 Pixel hat und 2 bis 64 Ausgänge zeigt.",
  },
  "problem.MODEL_DTYPE": {
    en: "The network's numbers are of a kind that is not read here: save it as float32.",
    de: "Die Zahlen des Netzes sind von einer Art, die hier nicht gelesen wird: Speichere es als float32.",
  },
  "problem.MODEL_HEADER_TOO_LARGE": {
    en: "This is no network file that digitscope wrote, or it is damaged.",
    de: "Das ist keine Netzdatei von digitscope, oder sie ist beschädigt.",
  },
  "problem.MODEL_TOO_LARGE": {
    en: "This network is too large for the lab; the command line takes it.",
    de: "Dieses Netz ist zu groß für das Labor; die Befehlszeile nimmt es.",
  },
  "problem.MODEL_TOO_SLOW": {
    en: "This network file takes too long to check.",
    de: "Diese Netzdatei zu prüfen dauert zu lange.",
  },
  "problem.MODEL_CRASHED_READER": {
    en: "This network file broke the program that checks it. Nothing else was harmed.",
    de: "An dieser Netzdatei ist das Prüfen zerbrochen. Sonst ist nichts geschehen.",
  },
  "problem.STORAGE_FULL": {
    en: "The server keeps all the networks that it can. Start digitscope again to make room.",
    de: "Der Server hält so viele Netze, wie er kann. Starte digitscope neu, um Platz zu machen.",
  },
  "problem.NOT_FOUND": {
    en: "The server does not have this network any more. Load its file again.",
    de: "Der Server hat dieses Netz nicht mehr. Lade die Datei noch einmal.",
  },
  "problem.EVALUATION_TOO_SLOW": {
    en: "This network takes too long over the test digits.",
    de: "Dieses Netz braucht zu lange für die Testziffern.",
  },
  "problem.EVALUATION_CRASHED": {
    en: "This network broke the program that tries it on the test digits. Nothing else was harmed.",
    de: "An diesem Netz ist das Prüfen mit den Testziffern zerbrochen. Sonst ist nichts geschehen.",
  },
  "problem.BODY_TOO_SLOW": {
    en: "The file came too slowly. Try again.",
    de: "Die Datei kam zu langsam. Versuch es noch einmal.",
  },
  "problem.INTERNAL": {
    en: "The server made a mistake. Its terminal says more.",
    de: "Dem Server ist ein Fehler unterlaufen. Sein Terminal sagt mehr.",
  },
  "problem.MODEL_NOT_FINITE": {
    en: "The network's numbers are not all finite.",
    de: "Die Zahlen des Netzes sind nicht alle endlich.",
  },
  "problem.MODEL_TOO_NEW": {
    en: "A newer digitscope wrote this network file.",
    de: "Ein neueres digitscope hat diese Netzdatei geschrieben.",
  },
} as const satisfies Table;
