// The size of all type. In: how many times the usual it is to be. Out: the page's type, and the widths at which its
// layout changes, grow alike: a page of large type is laid out like a narrower one.

const originals = new WeakMap<CSSMediaRule, string>();

export function enlargeType(times: number): void {
  document.documentElement.style.fontSize = times === 1 ? "" : `${100 * times}%`;
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) if (rule instanceof CSSMediaRule) enlarge(rule, times);
  }
}

/** A media query knows the browser's size of type and not the page's. */
function enlarge(rule: CSSMediaRule, times: number): void {
  const original = originals.get(rule) ?? rule.media.mediaText;
  originals.set(rule, original);
  const wanted = scaled(original, times);
  if (rule.media.mediaText !== wanted) rule.media.mediaText = wanted;
}

/** "(min-width: 46rem)" for 1.5 is "(min-width: 69rem)". */
export function scaled(query: string, times: number): string {
  return query.replace(/([\d.]+)rem\b/g, (_, length) => `${Number((Number(length) * times).toFixed(4))}rem`);
}
