// The page's own letters -> @font-face rules with the letters in them, so that a picture looks the same everywhere.
// In: the families that a picture speaks of. Out: rules of a style sheet. What cannot be had is left out.

import { base64 } from "../wire/base64.ts";

export interface Face {
  readonly family: string;
  readonly weight: string;
  readonly style: string;
  /** Where its file is: an address, or the file itself as a data: URL. */
  readonly source: string;
}

/** All families that SVG text asks for. */
export function familiesIn(svg: string): Set<string> {
  const lists = Array.from(svg.matchAll(/font-family="([^"]*)"/g), ([, list]) => list);
  return new Set(lists.flatMap((list) => list.split(",").map(bare)));
}

export async function rulesFor(families: ReadonlySet<string>): Promise<string> {
  const wanted = facesOf(document.styleSheets).filter(({ family }) => families.has(family));
  const rules = await Promise.all(wanted.map(ruleOf));
  return rules.filter((rule) => rule !== "").join("\n");
}

/** A name as it is meant, without quotes around it. */
export function bare(family: string): string {
  return family.trim().replace(/^(["'])(.*)\1$/, "$2");
}

/** The first file of a font's sources, seen from where the style sheet is; null where there is none. */
export function fileOf(sources: string, base: string): string | null {
  const found = /url\((?:"([^"]*)"|'([^']*)'|([^)]*))\)/.exec(sources);
  const address = found && (found[1] ?? found[2] ?? found[3]);
  return address && URL.canParse(address, base) ? new URL(address, base).href : null;
}

function facesOf(sheets: Iterable<CSSStyleSheet>): Face[] {
  return [...sheets].flatMap((sheet) => {
    const base = sheet.href ?? document.baseURI;
    return rulesOf(sheet).flatMap((rule) => {
      if (!(rule instanceof CSSFontFaceRule)) return [];
      const said = (name: string): string => rule.style.getPropertyValue(name);
      const source = fileOf(said("src"), base);
      const [weight, style] = [said("font-weight") || "normal", said("font-style") || "normal"];
      return source ? [{ family: bare(said("font-family")), weight, style, source }] : [];
    });
  });
}

function rulesOf(sheet: CSSStyleSheet): CSSRule[] {
  try {
    return [...sheet.cssRules];
  } catch {
    return []; // a sheet from elsewhere is not to be read
  }
}

async function ruleOf({ family, weight, style, source }: Face): Promise<string> {
  const data = source.startsWith("data:") ? source : await fetched(source);
  if (data === null) return "";
  const parts = [`font-family:"${family.replace(/["\\<&]/g, "")}"`, `src:url("${data}")`];
  return `@font-face{${[...parts, `font-weight:${weight}`, `font-style:${style}`].join(";")}}`;
}

async function fetched(address: string): Promise<string | null> {
  try {
    const answer = await fetch(address, { cache: "force-cache" });
    if (!answer.ok) return null;
    return `data:font/woff2;base64,${base64(new Uint8Array(await answer.arrayBuffer()))}`;
  } catch {
    return null; // the server is away: the letters beside them in the list do
  }
}
